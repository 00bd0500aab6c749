"""Adds up where an article names each state and organisation, as those names were meant then."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from indexer.tagging.matching import Mention
from indexer.tagging.phrases import Kind
from indexer.tagging.salience import Tally
from search.vocabulary import Era, Vocabulary

_BEST_EVIDENCE = frozenset({Kind.NAME, Kind.DEMONYM, Kind.ORGANISATION, Kind.ACRONYM})

_MANY = 4
"""States in one sentence that make it a list; two or three are mostly parties and bystanders."""

_LEAD = 2
"""Sentences of a lead."""

_INSIDE = re.compile(r"\bin (?:the )?(?:(?:north|south|east|west|central)[a-z]* )?$", re.IGNORECASE)
_BEFORE = 24
"""Characters before a name that hold "in the northeastern "."""


@dataclass(frozen=True, slots=True)
class EraMap:
    """What names mean on one day: a state's, an organisation's, a former state's capital's."""

    countries: dict[str, str]
    organisations: dict[str, str]
    capitals: dict[str, str]


class Eras:
    """What a name of a state or organisation means on a given day."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        lists = vocabulary.lists
        self._countries = lists.country_eras
        self._organisations = lists.organisation_eras
        self._ends = {
            c.id: (c.last, c.successors[0])
            for c in lists.countries.values()
            if c.last and c.successors
        }
        self.on = lru_cache(maxsize=1024)(self._on)

    def _on(self, day: date | None) -> EraMap:
        at = day or date.max
        return EraMap(
            _of_day(self._countries, at),
            _of_day(self._organisations, at),
            {id: heir for id, (last, heir) in self._ends.items() if at > last},
        )


def _of_day(eras: Iterable[Era], day: date) -> dict[str, str]:
    return {era.id: era.means for era in eras if era.first <= day <= era.last}


@dataclass(slots=True)
class Counts:
    """The tallies of one article, and the states named in each of its sentences."""

    eras: EraMap
    countries: dict[str, Tally] = field(default_factory=dict)
    organisations: dict[str, Tally] = field(default_factory=dict)
    in_sentence: dict[int, set[str]] = field(default_factory=dict)

    def country(self, id: str, kind: Kind) -> str:
        """The state that a name means on the article's day."""
        if kind is Kind.CAPITAL and id in self.eras.capitals:
            return self.eras.capitals[id]
        return self.eras.countries.get(id, id)

    def _touched(self, mention: Mention) -> list[Tally]:
        """The tallies that a mention adds to, each counted once more."""
        sense = mention.sense
        kind = sense.kind
        tallies = []
        for id in sense.countries:
            tally = _tally(self.countries, self.country(id, kind))
            tally.official |= kind is Kind.NAME
            tallies.append(tally)
        for id in sense.organisations:
            tally = _tally(self.organisations, self.eras.organisations.get(id, id))
            tally.official |= kind is Kind.ORGANISATION
            tallies.append(tally)
        for tally in tallies:
            tally.count += 1
        return tallies

    def add_title(self, mentions: list[Mention]) -> None:
        """Count the names in a title."""
        for mention in mentions:
            for tally in self._touched(mention):
                tally.title = True

    def add_dateline(self, mentions: list[Mention], *, seat: bool) -> None:
        """Count the names in a dateline's place; `seat` if that is an organisation's seat.

        "PARIS (FRANCE)" counts once, and not as France called by its name: no story says so.
        """
        for mention in mentions:
            sense = mention.sense
            tallies = [_tally(self.countries, self.country(i, sense.kind)) for i in sense.countries]
            tallies += [
                _tally(self.organisations, self.eras.organisations.get(i, i))
                for i in sense.organisations
            ]
            for tally in tallies:
                tally.count += not tally.dateline
                tally.dateline = True
                tally.seat = seat

    def add_text(
        self,
        mentions: list[Mention],
        text: str,
        starts: list[int],
        *,
        lead_only: bool,
        report: bool = False,
    ) -> None:
        """Count the names in the sentences that begin at `starts`.

        `lead_only` is set for a lone sentence without a title, which is all of a lead; `report`
        where it matters what happened inside which state.
        """
        for mention in mentions:
            tallies = self._touched(mention)
            if not tallies:
                continue
            number = bisect_right(starts, mention.start) - 1
            rank = 2 if mention.sense.kind in _BEST_EVIDENCE else 1
            inside = report and _is_inside(text, mention.start)
            for tally in tallies:
                tally.first |= number == 0
                tally.second |= number == 1 or lead_only
                tally.inside |= inside
                if rank > tally.rank:
                    tally.rank = rank
                    tally.evidence = _sentence(text, starts, number)
            if mention.sense.countries:
                kind = mention.sense.kind
                self.in_sentence.setdefault(number, set()).update(
                    self.country(id, kind) for id in mention.sense.countries
                )
        for number in range(_LEAD):
            states = self.in_sentence.get(number, ())
            if len(states) >= _MANY:
                for id in states:
                    self.countries[id].listed = True


def _is_inside(text: str, start: int) -> bool:
    return _INSIDE.search(text, max(0, start - _BEFORE), start) is not None


def _tally(tallies: dict[str, Tally], id: str) -> Tally:
    tally = tallies.get(id)
    if tally is None:
        tally = tallies[id] = Tally()
    return tally


def _sentence(text: str, starts: list[int], number: int) -> tuple[int, int]:
    """The half-open range of a sentence, without the blanks after it."""
    start = starts[number]
    end = starts[number + 1] if number + 1 < len(starts) else len(text)
    return start, start + len(text[start:end].rstrip())
