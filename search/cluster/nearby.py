"""NEAR where a cluster cannot be asked for it: candidates' words are looked at one by one.

So are more than four words in any order. What would take too long is read as AND, and told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from search.analysis import Analyser, WordForm
from search.cluster.mapping import GAP
from search.cluster.shapes import Json
from search.marking import surface_matches
from search.model import Problem
from search.plan import (
    Alike,
    AllOf,
    AnyOf,
    AnyTerm,
    Clause,
    Except,
    Pattern,
    Stream,
    Values,
    Weighted,
    Within,
)
from search.plan import Sequence as Places

MOST_CANDIDATES = 20_000
"""Articles that are looked at for one NEAR: some ten seconds of reading."""

MOST_PARTS = 10
"""Words of one NEAR in any order: 2¹⁰ sets of them are tried in each candidate."""

Place = tuple[int, int]
Candidates = Callable[[Clause], Iterable[Json] | None]
"""The documents (id, title, text, language) a clause matches; None if there are too many."""


@dataclass(slots=True)
class Settling:
    """Puts in the place of each hard NEAR the articles that it matches."""

    is_hard: Callable[[Within], bool]
    candidates: Candidates
    problems: list[Problem] = field(default_factory=list)

    def settle(self, clause: Clause) -> Clause:
        """The clause with every hard NEAR in it worked out."""
        match clause:
            case Within() if self.is_hard(clause):
                return self._worked_out(clause)
            case AllOf(children) | AnyOf(children):
                return replace(clause, children=tuple(map(self.settle, children)))
            case Except(child) | Weighted(child):
                return replace(clause, child=self.settle(child))
        return clause

    def _worked_out(self, clause: Within) -> Clause:
        every = AllOf(clause.children)
        ordered = clause.ordered or len(clause.children) <= MOST_PARTS
        found = self.candidates(every) if ordered else None
        if found is None:
            message = "A NEAR of so many words or articles cannot be looked into: read as AND."
            self.problems.append(Problem(message))
            return every
        looking = Looking()
        ids = tuple(doc["id"] for doc in found if looking.is_within(doc, clause))
        return AllOf((*clause.children, Values("id", ids)))


@dataclass(slots=True)
class Looking:
    """Looks for words in documents; each distinct word is analysed once."""

    _analyser: Analyser = field(default_factory=Analyser)

    def is_within(self, document: Json, clause: Within) -> bool:
        """Whether a clause matches a document."""
        words = self._words(document)
        parts = [sorted(_occurrences(words, child)) for child in clause.children]
        return all(parts) and stand_near(parts, clause.distance, clause.ordered)

    def _words(self, document: Json) -> list[tuple[int, bool, WordForm]]:
        language = "".join(document.get("language", ())) or "en"
        words: list[tuple[int, bool, WordForm]] = []
        start = 0
        for in_title, name in ((True, "title"), (False, "text")):
            ids = self._analyser.encode(document[name], language) if document[name] else ()
            forms = self._analyser.forms
            words += [(start + i, in_title, forms[id]) for i, id in enumerate(ids)]
            start = len(ids) + GAP if ids else 0
        return words


def _occurrences(words: list[tuple[int, bool, WordForm]], clause: Clause) -> set[Place]:
    """First and last places of a clause, both inclusive."""
    match clause:
        case AnyTerm(terms):
            return {
                (place, place)
                for place, in_title, form in words
                for term in terms
                if (in_title or not term.title)
                and term.text == (form.stem if term.stream is Stream.STEM else form.surface)
            }
        case Pattern() | Alike():
            return {
                (place, place)
                for place, in_title, form in words
                if (in_title or not clause.title) and _is_spelt(clause, form.surface)
            }
        case Places(terms, offsets):
            standing = [{first for first, _ in _occurrences(words, term)} for term in terms]
            rows = zip(offsets, standing, strict=True)
            starts = set.intersection(*({p - offset for p in places} for offset, places in rows))
            return {(start, start + offsets[-1]) for start in starts}
        case AnyOf(children):
            return {place for child in children for place in _occurrences(words, child)}
    raise TypeError(f"{type(clause).__name__} has no places in a text")


def _is_spelt(clause: Pattern | Alike, surface: str) -> bool:
    if surface_matches(clause, surface):
        return True
    if isinstance(clause, Alike) or clause.pattern != clause.pattern.lower():
        return False
    return surface_matches(replace(clause, pattern=clause.pattern.upper()), surface)


def stand_near(parts: Sequence[Sequence[Place]], distance: int, ordered: bool) -> bool:
    """Whether one occurrence of each part stands within `distance` of the end of another's."""
    steps = _in_order(len(parts)) if ordered else _in_any_order(len(parts))
    reached: dict[tuple[int, int], list[Place]] = {
        (1 << i, i): list(part) for i, part in enumerate(parts)
    }
    everything = (1 << len(parts)) - 1
    for chosen, last in steps:
        rest = chosen & ~(1 << last)
        before = [p for i in range(len(parts)) if rest >> i & 1 for p in reached.get((rest, i), ())]
        ends = {end for _, end in before}
        reached[chosen, last] = [
            (first, end)
            for first, end in parts[last]
            if any(first - gap in ends for gap in range(1, distance + 1))
        ]
    return any(reached.get((everything, i)) for i in range(len(parts)))


def _in_order(count: int) -> Iterator[tuple[int, int]]:
    return (((1 << i + 1) - 1, i) for i in range(1, count))


def _in_any_order(count: int) -> Iterator[tuple[int, int]]:
    """Sets of two parts and more as bits, smaller ones first, each with each part as its last."""
    sets = sorted(range(1 << count), key=int.bit_count)
    return ((s, i) for s in sets if s.bit_count() > 1 for i in range(count) if s >> i & 1)
