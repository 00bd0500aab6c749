"""From names that readers type to the values an index holds, and back to labels they know.

Questions, addresses and options all come through here. What a text means is the tagger's work.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from search.fields import ORGANISATION, place_of
from search.model import NONE
from search.syntax.groups import DOC, Group, group_of
from search.vocabulary import Vocabulary

Period = tuple[date, date]

NONE_LABEL = NONE
"""What facets call having no value: the word one types for it (`country:none`), its small letter
telling it from names. The page has words of its own for each field ("No country")."""

_AS_STORED = ("source",)
"""Fields whose values are kept as the article gave them; elsewhere ids are in small letters."""

_GROUPED = ("country", "country_mention", "mention")
_LIKE = {"source_country": "country"}
"""Fields whose values are named as those of another."""

_JOINTS = ("+", "–", "—", " - ", " and ", ".", "-", " ")
"""What may stand between the two of a pair, surest first: names hold blanks and full stops."""

_MOST_SPLITS = 12
_ENDS = re.compile(r"[.+\s-]+")
_ONE_DAY = timedelta(days=1)


class Names:
    """A vocabulary as questions use it. Immutable and safe to share between threads."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._spans: dict[str, tuple[tuple[str, Period], ...]] = {}

    def values(self, key: str, text: str) -> tuple[str, ...]:
        """The canonical values that `text` means in a field; an unknown name is one of its own.

        A canonical value means itself. Several are given where a name is shared.
        """
        text = " ".join(text.split())
        if text.casefold() == NONE:
            return (NONE,)
        group = group_of(text) if key in _GROUPED else None
        if group:
            return (f"{Group(self._group_id(group.name), group.when)}",)
        return self._ids(key, text) or as_typed(key, text)

    def knows(self, key: str, value: str) -> bool:
        """Whether a canonical value is one of the vocabulary's."""
        group = group_of(value) if key in _GROUPED else None
        if value == NONE:
            return True
        if group:
            return group.name in self.vocabulary.groups()
        if key == "mention":
            key, value = field_of_mention(value)
        return self._in_lists(key, value)

    def label(self, key: str, value: str) -> str:
        """What readers see for a value; an unknown one is its own label."""
        group = group_of(value) if key in _GROUPED else None
        if group:
            return self._group_label(group)
        if key == "mention":
            key, value = field_of_mention(value)
        if key == "place" and value != NONE:
            return value.title()
        return self.vocabulary.label(_LIKE.get(key, key), value)

    def members(self, group: Group, today: date) -> tuple[str, ...]:
        """The states of a group on `today`, or at any time within its period; sorted.

        Those of `@doc` differ from article to article: `spans` gives them.
        """
        first, last = group.period or (today, today)
        spans = self.spans(group.name)
        return tuple(sorted({id for id, (a, b) in spans if a <= last and first <= b}))

    def spans(self, organisation: str) -> tuple[tuple[str, Period], ...]:
        """Each member with each whole span of its membership, neighbouring ones joined."""
        if not self._spans:
            spans: dict[str, list[tuple[str, Period]]] = {}
            for row in self.vocabulary.lists.memberships:
                rows = spans.setdefault(row.organisation, [])
                rows += ((id, (row.first, row.last)) for id in row.states)
            self._spans = {id: tuple(_joined(sorted(rows))) for id, rows in spans.items()}
        return self._spans.get(organisation, ())

    def groups_on(self, today: date) -> dict[str, frozenset[str]]:
        """By value (`any(g20)`), the members on a day of every group that has any."""
        groups = (Group(id) for id in self.vocabulary.groups())
        found = {str(group): frozenset(self.members(group, today)) for group in groups}
        return {value: members for value, members in found.items() if members}

    def towns(self) -> frozenset[str]:
        """Every capital and other town of the vocabulary, as datelines are looked up by."""
        states = self.vocabulary.lists.countries.values()
        return frozenset(place_of(town) for s in states for town in (*s.capitals, *s.places))

    # --- the steps of each

    def _ids(self, key: str, text: str) -> tuple[str, ...]:
        if key == "pair":
            return self._pairs(text)
        if key == "mention":
            return self._mentions(text)
        if key in ("place", *_AS_STORED):
            return ()
        return self.vocabulary.resolve(_LIKE.get(key, key), text) or ()

    def _mentions(self, text: str) -> tuple[str, ...]:
        """A country's id is that country; a name may be a country's, an organisation's or both."""
        small = text.casefold()
        if small.startswith(ORGANISATION):
            bare = text[len(ORGANISATION) :]
            found = self.vocabulary.resolve("organisation", bare) or (bare.casefold(),)
            return tuple(ORGANISATION + id for id in found)
        countries = self.vocabulary.resolve("country", text) or ()
        if small in countries:
            return (small,)
        organisations = self.vocabulary.resolve("organisation", text) or ()
        return (*countries, *(ORGANISATION + id for id in organisations))

    def _pairs(self, text: str) -> tuple[str, ...]:
        for left, right in _splits(text):
            one = self.vocabulary.resolve("country", left)
            other = self.vocabulary.resolve("country", right)
            if one and other:
                both = {".".join(sorted((a, b))) for a in one for b in other if a != b}
                return tuple(sorted(both))
        return ()

    def _group_id(self, name: str) -> str:
        known = self.vocabulary.groups()
        found = self.vocabulary.resolve("organisation", name) or ()
        return next((id for id in found if id in known), name.casefold())

    def _group_label(self, group: Group) -> str:
        name = self.vocabulary.label("organisation", group.name)
        when = {"": "", DOC: " at the time"}.get(group.when, f" in {group.when}")
        return f"{name}{when}" if "members" in name else f"{name} members{when}"

    def _in_lists(self, key: str, value: str) -> bool:
        lists, key = self.vocabulary.lists, _LIKE.get(key, key)
        if key == "pair":
            return all(part in lists.countries for part in value.split("."))
        if key in ("country", "country_mention"):
            return value in lists.countries
        return key in ("organisation", "organisation_mention") and value in lists.organisations


def mention_of(key: str, id: str) -> str:
    """The value of `mention` for a country or organisation; the reverse of `field_of_mention`."""
    return ORGANISATION + id if key.startswith("organisation") else id


def field_of_mention(value: str) -> tuple[str, str]:
    """The indexed field that a value of `mention` asks for, and the value there."""
    if value.startswith(ORGANISATION):
        return "organisation_mention", value.removeprefix(ORGANISATION)
    return "country_mention", value


def as_typed(key: str, text: str) -> tuple[str, ...]:
    """The value of a field that a text is by itself, looked up nowhere; none if nothing is left."""
    if key in _AS_STORED:
        return (text,)
    small = " ".join(text.lower().split())
    if key == "pair":
        small = ".".join(sorted(part for part in _ENDS.split(small) if part))
    elif key == "place":
        small = NONE if small == NONE else place_of(small)
    return (small,) if small else ()


def _splits(text: str) -> Iterator[tuple[str, str]]:
    """The ways to take a text as two names."""
    tried = 0
    for joint in _JOINTS:
        place = text.find(joint, 1)
        while place > 0 and tried < _MOST_SPLITS:
            left, right = text[:place].strip(), text[place + len(joint) :].strip()
            if left and right:
                tried += 1
                yield left, right
            place = text.find(joint, place + 1)


def _joined(spans: list[tuple[str, Period]]) -> Iterator[tuple[str, Period]]:
    """Spans of one member that touch or overlap as one; `spans` are sorted."""
    held: tuple[str, Period] | None = None
    for id, (first, last) in spans:
        if held and held[0] == id and (held[1][1] == date.max or first <= held[1][1] + _ONE_DAY):
            held = (id, (held[1][0], max(held[1][1], last)))
            continue
        if held:
            yield held
        held = (id, (first, last))
    if held:
        yield held
