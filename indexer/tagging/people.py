"""Rules for names of places that are also people's names or everyday words."""

from __future__ import annotations

from indexer.tagging.matching import Mention
from indexer.tagging.scene import Scene, drop
from search.vocabulary.entries import LATEST

_AS_TOWN = "town where a town would stand"


def is_person(mention: Mention, scene: Scene) -> bool:
    """Whether the name stands after a first name, an initial or a title, or before a surname."""
    words = scene.words
    before, name = scene.word_before(mention), scene.written(mention)
    if not scene.cased:
        plain = name.capitalize() not in words.seldom_surnames
        return plain and before.capitalize() in words.first_names
    if before in words.first_names or before in words.honorifics:
        return True
    if len(before) == 2 and before[1] == "." and before[0].isupper():
        return name not in words.seldom_surnames
    return name in words.given and before not in words.before_state and _has_surname(mention, scene)


def _has_surname(mention: Mention, scene: Scene) -> bool:
    after = scene.capitalised_after(mention).removesuffix("'s")
    if len(after) < 3 or after.isupper() or after in scene.known:
        return False
    return after not in scene.words.after_state and after not in scene.words.first_names


def check_person(mention: Mention, scene: Scene, index: int) -> None:
    """Drop "Jordan" in "Michael Jordan"."""
    if is_person(mention, scene):
        scene.people.add(scene.written(mention))
        drop(mention, "a person's name")


def follow_people(scene: Scene) -> None:
    """After "Michael Jordan", a bare "Jordan" is he, unless something else speaks for the state."""
    names: dict[str, set[str]] = {}
    for mention in scene.mentions:
        for id in mention.sense.countries:
            names.setdefault(id, set()).add(scene.written(mention))
    for mention in scene.mentions:
        name = scene.written(mention)
        ids = mention.sense.countries
        if ids and name in scene.people and all(names[id] == {name} for id in ids):
            drop(mention, "a person named before")


def check_leader(mention: Mention, scene: Scene, index: int) -> None:
    """A leader's name stands for the state while in office; undated texts are of today."""
    day = scene.day or LATEST
    if not any(first <= day <= last for first, last in mention.sense.terms):
        drop(mention, "not in office then")


def check_town(mention: Mention, scene: Scene, index: int) -> None:
    """An everyday word is a town only where a town would stand, or where it stood so before."""
    if is_person(mention, scene):
        drop(mention, "a person's name")
        return
    before = scene.word_before(mention).lower()
    following = scene.text[mention.end : mention.end + 2]
    if before in scene.words.before_town or following == ", " or scene.place:
        mention.rule = _AS_TOWN
        return
    written = scene.written(mention)
    for earlier in scene.mentions[max(0, index - 50) : index]:
        if earlier.rule == _AS_TOWN and scene.written(earlier) == written:
            mention.rule = _AS_TOWN
            return
    drop(mention, "an everyday word")
