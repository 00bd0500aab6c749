"""Rules for names that several states share: Georgia, Congo, Korea, towns before their state."""

from __future__ import annotations

import re
from datetime import date

from indexer.tagging.matching import Mention
from indexer.tagging.people import is_person
from indexer.tagging.phrases import Kind, Sense
from indexer.tagging.scene import Scene, decide, drop

_GEORGIAN_INDEPENDENCE = date(1991, 4, 9)
_ZAIRE = (date(1971, 10, 27), date(1997, 5, 16))
"""While the one Congo was called Zaire, "Congo" was the other."""

_UNION = Sense(Kind.METONYM, (), ("eu",))
_SMALL_AFTER = re.compile(r"(?:'s?)?[ \n]([a-z]+)")


def check_georgia(mention: Mention, scene: Scene, index: int) -> None:
    """The state in the Caucasus or the one in America, by what else the article names."""
    if is_person(mention, scene):
        scene.people.add(scene.written(mention))
        drop(mention, "a person's name")
        return
    if scene.text[mention.end : mention.end + 8].lower() == "-pacific":
        drop(mention, "a company's name")
        return
    caucasus, america = scene.count(scene.words.caucasus), scene.count(scene.words.america)
    older = scene.day is not None and scene.day < _GEORGIAN_INDEPENDENCE
    american = america >= caucasus if older else america > caucasus
    decide(mention, "Georgia by cues", "us" if american else "ge")


def check_congo(mention: Mention, scene: Scene, index: int) -> None:
    """Kinshasa's state unless cues speak for Brazzaville's, or the other was then called Zaire."""
    brazzaville = scene.count(scene.words.brazzaville)
    kinshasa = scene.count(scene.words.kinshasa)
    zaire_then = scene.day is not None and _ZAIRE[0] <= scene.day <= _ZAIRE[1]
    other = brazzaville > kinshasa or (zaire_then and brazzaville >= kinshasa)
    decide(mention, "Congo by cues", "cg" if other else "cd")


def check_korea(mention: Mention, scene: Scene, index: int) -> None:
    """The South, as newspapers use the bare name."""
    mention.rule = "Korea is the South by default"


def check_brussels(mention: Mention, scene: Scene, index: int) -> None:
    """A city that says, wants or imposes something is the Union; the others are in Belgium."""
    match = _SMALL_AFTER.match(scene.text, mention.end)
    before = scene.word_before(mention).lower()
    acts = match is not None and match.group(1) in scene.words.acts
    if (acts and before not in scene.words.before_town) or before in {"with", "by"}:
        mention.sense = _UNION
        mention.rule = "Brussels acts"


def check_prefix(mention: Mention, scene: Scene, index: int) -> None:
    """`Sino-` counts only before a hyphen and a name."""
    after = scene.text[mention.end : mention.end + 2]
    if not (len(after) == 2 and after[0] == "-" and after[1].isalpha()):
        drop(mention, "not a prefix")


def check_shortened(mention: Mention, scene: Scene, index: int) -> None:
    """`Calif.` and `Ga.` count only after a town and a comma: "San Jose, Calif, April 8"."""
    before = scene.text[max(0, mention.start - 3) : mention.start]
    after = scene.text[mention.end - 1 : mention.end + 1]
    closed = "." in after or after[1:] in {"", ","}
    if not (before[1:] == ", " and before[:1].isalpha() and closed):
        drop(mention, "not after a town")


_STATES_AFTER_TOWNS = frozenset({Kind.REGION, Kind.NAME})


def settle_towns(scene: Scene) -> None:
    """Towns lie where the text says: "Paris, Texas", "Valencia, Venezuela".

    A capital gives way to a province only: "Moscow, China and India" is a list.
    """
    for town, state in zip(scene.mentions, scene.mentions[1:], strict=False):
        if state.start - town.end != 2 or state.sense.kind not in _STATES_AFTER_TOWNS:
            continue
        if scene.text[town.end : state.start] != ", " or len(state.sense.countries) != 1:
            continue
        region = state.sense.kind is Kind.REGION
        movable = town.sense.kind is Kind.PLACE or (
            region and town.sense.kind in {Kind.CAPITAL, Kind.NAME}
        )
        if movable and town.sense.countries != state.sense.countries:
            decide(town, "town before its state", *state.sense.countries)
