"""The rules that decide what an ambiguous name means in its text: people, towns, Georgia, acronyms.

Each rule looks at one mention and its surroundings, and gives it another sense or drops it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from indexer.tagging.matching import Mention
from indexer.tagging.phrases import Check, Kind, NameSorts, Sense

DROPPED = Sense(Kind.EXCLUSION)

_BEFORE = 40
"""Characters looked at before a name: room for a title and a long first name."""

_WORD_BEFORE = re.compile(r"([A-Za-z.'’-]+)[ \n]$")
_WORD_AFTER = re.compile(r"[ \n]([A-Z][A-Za-z'’-]*)")
_HONORIFICS = frozenset(
    "Mr Mr. Mrs Mrs. Ms Ms. Miss Dr Dr. Sir Lord Lady Dame Sen Sen. Rep Rep. Gov Gov. Judge Justice"
    " Senator Congressman Congresswoman Coach Prof Prof. Professor Rev Rev. Sgt Sgt. Col Col. Lt Lt."
    " Capt Capt. Captain Father Sister Uncle Aunt Monsieur Madame Detective Inspector".split()
)
_IN_PLACE = frozenset(
    "in at from near to around outside of for into leaving inside towards toward visiting"
    " between reached entered left across through via beyond bombed shelled capital city town"
    " port province region village district mayor".split()
)
_BEFORE_COUNTRY = frozenset(
    "in to from of with against into at for between and by on through over outside inside near"
    " visited visit told leave left toward towards across under".split()
)
_NOT_SURNAMES = frozenset(
    "President Prime Minister Army Government Parliament Foreign Central National State Defence"
    " Defense Bank Police King Queen Monday Tuesday Wednesday Thursday Friday Saturday Sunday"
    " January February March April May June July August September October November December Radio"
    " Television Air Airlines Airways Ambassador Embassy Football Cup River Valley Airport University"
    " Supreme Court Stock Exchange Street Times Post Herald News Agency Party Republic Islands"
    " Secretary Governor Congress House Senate Democratic Republican Security Council North South"
    " East West Southern Northern Eastern Western Dream Summit Treaty Agreement Accord Conference"
    " Olympics Olympic Games Bay Beach County City Mayor Chief Interior Finance Oil Gas Electric"
    " Telecom Telephone Inc Corp Ltd Co Company Steel Motor Motors Group Office Ministry Navy Coast"
    " Red Cross World Open Grand Prix Festival Fashion Week Club Commission Committee Association"
    " Daily On In The But And After Before He She It They We In's Has Is Was Will Would Says Said"
    " Border Crossing Front Medical Hospital General Military Defence Forces Labour Labor Aid"
    " Human Rights Institute Center Centre Act Bill Policy Task Force Study Studies Desk Bureau"
    " Relations Affairs Business Economic Trade Development Revenue Authority Power Water".split()
)


@dataclass(slots=True)
class Scene:
    """What the rules may look at: the text as scanned, the day, and everything found in it.

    `bound` are acronyms defined in the article: to the sense they stand for, or to None where
    the article gives them a meaning that no list has.
    """

    text: str
    cased: bool
    day: date | None
    sorts: NameSorts
    mentions: list[Mention]
    known: frozenset[str] = frozenset()
    bound: dict[str, Sense | None] = field(default_factory=dict)
    _lower: str = ""
    people: set[str] = field(default_factory=set)
    elsewhere: list[Mention] = field(default_factory=list)

    @property
    def lower(self) -> str:
        """The whole article in small letters, made once."""
        if not self._lower:
            self._lower = self.text.lower() or " "
        return self._lower

    def holds(self, *cues: str) -> int:
        """How many of the cues (small letters) stand in the article."""
        return sum(cue in self.lower for cue in cues)

    def borrow(self, other: Scene) -> None:
        """Let the rules see another part of the same article: its cues, people and acronyms."""
        self._lower = f"{self.lower}\n{other.lower}"
        self.people |= other.people
        self.bound = other.bound
        self.elsewhere = other.mentions

    def on_or_after(self, day: date) -> bool:
        """Whether the article is of that day or later; one without a date is of our time."""
        return self.day is None or self.day >= day


Rule = Callable[[Mention, Scene, int], None]


def apply_rules(scene: Scene) -> None:
    """Settle every mention of the scene that a rule must look at, then places before states."""
    for index, mention in enumerate(scene.mentions):
        if mention.sense.check:
            _RULES[mention.sense.check](mention, scene, index)
    if scene.people:
        _follow_people(scene)
    _apply_towns_before_states(scene)


def _drop(mention: Mention, rule: str) -> None:
    mention.sense = DROPPED
    mention.rule = rule


def _decide(mention: Mention, rule: str, *countries: str) -> None:
    mention.sense = replace(mention.sense, countries=countries, check=Check.NONE)
    mention.rule = rule


def _word_before(mention: Mention, text: str) -> str:
    start = max(0, mention.start - _BEFORE)
    match = _WORD_BEFORE.search(text[start : mention.start])
    return match.group(1) if match else ""


def _word_after(mention: Mention, text: str) -> str:
    match = _WORD_AFTER.match(text, mention.end)
    return match.group(1) if match else ""


def _is_person(mention: Mention, scene: Scene) -> bool:
    """Whether the name stands after a first name or a title, or before a surname."""
    before = _word_before(mention, scene.text)
    name = scene.text[mention.start : mention.end]
    if not scene.cased:
        return before.capitalize() in scene.sorts.first_names and name.capitalize() not in _STATES
    if before in scene.sorts.first_names or before in _HONORIFICS:
        return True
    if len(before) == 2 and before[1] == "." and before[0].isupper():
        return name not in _STATES
    if name not in scene.sorts.given or before in _BEFORE_COUNTRY:
        return False
    after = _word_after(mention, scene.text)
    if len(after) < 3 or after.isupper() or after in _NOT_SURNAMES or after in scene.known:
        return False
    return after not in scene.sorts.first_names


_STATES = frozenset({"China", "India", "France", "Germany", "Spain", "Iran", "Poland", "England"})
"""Names that are so seldom a surname that an initial before them ends another sentence."""


def _person(mention: Mention, scene: Scene, index: int) -> None:
    if _is_person(mention, scene):
        scene.people.add(scene.text[mention.start : mention.end])
        _drop(mention, "a person's name")


def _follow_people(scene: Scene) -> None:
    """After "Michael Jordan", a bare "Jordan" is he, unless something else speaks for the state."""
    for name in scene.people:
        bare = [
            m for m in scene.mentions if m.sense.countries and scene.text[m.start : m.end] == name
        ]
        if not bare:
            continue
        ids = set(bare[0].sense.countries)
        others = any(ids & set(m.sense.countries) for m in scene.mentions if m not in bare)
        if not others:
            for mention in bare:
                _drop(mention, "a person named before")


def _town(mention: Mention, scene: Scene, index: int) -> None:
    """An everyday word is a town only where a town would stand."""
    if _is_person(mention, scene):
        _drop(mention, "a person's name")
        return
    before = _word_before(mention, scene.text).lower()
    following = scene.text[mention.end : mention.end + 2]
    if before in _IN_PLACE or following == ", " or mention.start == 0:
        mention.rule = "town after a preposition"
        return
    same = scene.text[mention.start : mention.end]
    for earlier in scene.mentions[:index]:
        if earlier.rule == "town after a preposition" and (
            scene.text[earlier.start : earlier.end] == same
        ):
            mention.rule = "town named before"
            return
    _drop(mention, "an everyday word")


def _prefix(mention: Mention, scene: Scene, index: int) -> None:
    """`Sino-` counts only before a hyphen and a name."""
    after = scene.text[mention.end : mention.end + 2]
    if not (len(after) == 2 and after[0] == "-" and after[1].isalpha()):
        _drop(mention, "not a prefix")


_GEORGIAN_CUES = (
    "tbilisi,abkhaz,ossetia,saakashvili,shevardnadze,ivanishvili,caucasus,armenia,azerbaijan,"
    "zourabichvili,kobakhidze,garibashvili,russia,moscow,soviet,batumi,gamsakhurdia,kutaisi,"
    "margvelashvili,kavelashvili,georgian dream,nato,european union,black sea"
).split(",")
_AMERICAN_CUES = (
    "atlanta,savannah,augusta,fulton county,kemp,georgia republican,alabama,carolina,tennessee,"
    "florida,raffensperger,abrams,ossoff,warnock,gov.,sen.,macon,columbus,georgia-pacific,"
    "state of georgia,georgia tech,peach,electoral,midterm,primary,southern states,ga."
).split(",")
_GEORGIAN_SOVEREIGN = date(1991, 4, 9)


def _georgia(mention: Mention, scene: Scene, index: int) -> None:
    """The state in the Caucasus or the one in America, by what else the article names."""
    if _is_person(mention, scene):
        scene.people.add(scene.text[mention.start : mention.end])
        _drop(mention, "a person's name")
        return
    before = scene.text[max(0, mention.start - 12) : mention.start].lower()
    if before.endswith("south ") or scene.text[mention.end : mention.end + 8] == "-Pacific":
        _drop(mention, "part of another name")
        return
    caucasus = scene.holds(*_GEORGIAN_CUES)
    america = scene.holds(*_AMERICAN_CUES)
    if not scene.on_or_after(_GEORGIAN_SOVEREIGN):
        american = america >= caucasus
    else:
        american = america > caucasus
    _decide(mention, "Georgia by cues", "us" if american else "ge")


_ZAIRE = (date(1971, 10, 27), date(1997, 5, 16))
_BRAZZAVILLE_CUES = ("brazzaville", "sassou", "lissouba", "pointe-noire", "pointe noire", "nguesso")
_KINSHASA_CUES = (
    "kinshasa,democratic republic,drc,dr congo,kabila,tshisekedi,goma,kivu,m23,lubumbashi,katanga,"
    "rwanda,ebola,ituri,mobutu,lumumba,tshombe,monusco,leopoldville,elisabethville,adoula,kasai"
).split(",")


def _congo(mention: Mention, scene: Scene, index: int) -> None:
    """Kinshasa's state unless cues speak for Brazzaville's, or the other was then called Zaire."""
    brazzaville = scene.holds(*_BRAZZAVILLE_CUES)
    kinshasa = scene.holds(*_KINSHASA_CUES)
    zaire_then = scene.day is not None and _ZAIRE[0] <= scene.day <= _ZAIRE[1]
    other = brazzaville > kinshasa or (zaire_then and brazzaville >= kinshasa)
    _decide(mention, "Congo by cues", "cg" if other else "cd")


def _korea(mention: Mention, scene: Scene, index: int) -> None:
    """Both for "the Koreas"; otherwise the South, as newspapers use the bare name."""
    if scene.text[mention.start : mention.end].lower() == "koreas":
        _decide(mention, "both Koreas", "kr", "kp")
    else:
        mention.rule = "Korea is the South by default"


_ACTS = frozenset(
    "said says wants warned warns has will is would imposed imposes proposed proposes plans fears"
    " insists hopes agreed must should could can may accused rejects rejected urges urged told"
    " approved fined fines unveiled accuses sees demands demanded".split()
)
_NEXT_SMALL = re.compile(r"(?:['’]s?)?[ \n]([a-z]+)")


def _brussels(mention: Mention, scene: Scene, index: int) -> None:
    """A city that says, wants or imposes something is the Union; the others are in Belgium."""
    match = _NEXT_SMALL.match(scene.text, mention.end)
    before = _word_before(mention, scene.text).lower()
    acts = match and match.group(1) in _ACTS and before not in {"in", "at", "near", "from", "mayor"}
    if acts or before in {"with", "by"}:
        mention.sense = Sense(Kind.METONYM, (), ("eu",))
        mention.rule = "Brussels acts"


def _cue(mention: Mention, scene: Scene, index: int) -> None:
    """An acronym that other things share counts where the article bears it out."""
    acronym = scene.text[mention.start : mention.end]
    candidates = [s for s in (mention.sense, *mention.sense.alternatives)]
    if acronym in scene.bound:
        bound = scene.bound[acronym]
        if bound is None:
            _drop(mention, "defined otherwise in the text")
        else:
            mention.sense = replace(bound, kind=Kind.ACRONYM, check=Check.NONE, alternatives=())
            mention.rule = "acronym defined in the text"
        return
    spelled = {
        org
        for m in (*scene.mentions, *scene.elsewhere)
        if m.sense.kind is Kind.ORGANISATION
        for org in m.sense.organisations
    }
    for sense in candidates:
        if spelled & set(sense.organisations):
            mention.sense = replace(sense, check=Check.NONE, alternatives=())
            mention.rule = "acronym with its long form"
            return
    best = max(candidates, key=lambda s: scene.holds(*s.cues) if s.check is Check.CUE else 0)
    plain = next((s for s in candidates if s.check is not Check.CUE), None)
    if scene.holds(*best.cues) and best.check is Check.CUE:
        mention.sense = replace(best, check=Check.NONE, alternatives=())
        mention.rule = "acronym by cue"
    elif plain is not None:
        mention.sense = replace(plain, alternatives=())
    else:
        _drop(mention, "acronym without a cue")


_RULES: dict[Check, Rule] = {
    Check.PERSON: _person,
    Check.TOWN: _town,
    Check.PREFIX: _prefix,
    Check.GEORGIA: _georgia,
    Check.CONGO: _congo,
    Check.KOREA: _korea,
    Check.BRUSSELS: _brussels,
    Check.CUE: _cue,
}

_STATES_AFTER_TOWNS = frozenset({Kind.REGION, Kind.NAME})


def _apply_towns_before_states(scene: Scene) -> None:
    """ "Paris, Texas" and "Valencia, Venezuela": the town lies where the text says.

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
            _decide(town, "town before its state", *state.sense.countries)
