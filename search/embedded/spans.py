"""Where words stand: phrases and words near each other, by joins of sorted positions.

An occurrence is an article and a first and last place; its key, article above and place below,
sorts and compares in one integer. Everything here works on a set of candidate articles only.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from search.embedded.packing import ragged
from search.embedded.snapshot import TermPositions

Ints = NDArray[np.int64]
Docs = NDArray[np.int32]

PLACE_BITS = 32
SUBSET_LIMIT = 8
"""Words of one unordered NEAR: beyond it, the ways to order them would be too many to try."""


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Occurrences sorted by first place; `first` and `last` are keys, both inclusive."""

    first: Ints
    last: Ints

    @property
    def docs(self) -> Docs:
        """The articles that have any, ascending."""
        owners = self.first >> PLACE_BITS
        if not len(owners):
            return owners.astype(np.int32)
        return owners[np.concatenate([[True], owners[1:] != owners[:-1]])].astype(np.int32)

    def only(self, which: NDArray[np.bool_]) -> Occurrences:
        """Those that are marked."""
        return Occurrences(self.first[which], self.last[which])


def places(term: TermPositions, docs: Docs) -> tuple[Ints, Ints]:
    """The keys of a term's occurrences in candidate articles, and how many each article has."""
    rows = np.searchsorted(term.docs, docs)
    starts = term.starts[rows]
    counts = term.starts[rows + 1] - starts
    keys = (np.repeat(docs.astype(np.int64), counts) << PLACE_BITS) + term.positions[
        ragged(starts, counts)
    ]
    return keys, counts


def of_term(term: TermPositions, docs: Docs) -> Occurrences:
    """A term's occurrences in those of the candidates that have it."""
    kept = docs[_contained(docs, term.docs)] if len(term.docs) else docs[:0]
    keys, _ = places(term, kept)
    return Occurrences(keys, keys)


def _contained(some: Docs, all_: Docs) -> NDArray[np.bool_]:
    at = np.searchsorted(all_, some)
    at[at == len(all_)] = 0
    return all_[at] == some


def unite_occurrences(parts: Sequence[Occurrences]) -> Occurrences:
    """All occurrences of all parts."""
    if len(parts) == 1:
        return parts[0]
    first = np.concatenate([part.first for part in parts])
    last = np.concatenate([part.last for part in parts])
    order = np.lexsort((last, first))
    return Occurrences(first[order], last[order])


def phrase(words: Sequence[Occurrences]) -> Occurrences:
    """Occurrences of all words in neighbouring places, in order."""
    rarest = min(range(len(words)), key=lambda i: len(words[i].first))
    starts = words[rarest].first - rarest
    by_length = sorted(range(len(words)), key=lambda i: len(words[i].first))
    for place in by_length[1:]:
        if not len(starts):
            break
        starts = starts[_contains_keys(words[place].first, starts + place)]
    return Occurrences(starts, starts + (len(words) - 1))


def _contains_keys(keys: Ints, wanted: Ints) -> NDArray[np.bool_]:
    if not len(keys):
        return np.zeros(len(wanted), dtype=bool)
    at = np.searchsorted(keys, wanted)
    at[at == len(keys)] = 0
    return keys[at] == wanted


def near(parts: Sequence[Occurrences], distance: int, ordered: bool) -> Docs:
    """Articles in which one occurrence of each part stands within `distance` of the next.

    The gap runs from the end of one occurrence to the start of the next in the text, so that
    neighbours are 1 apart and occurrences never overlap. Unordered, every order is tried, by
    growing sets of parts rather than by permutations.
    """
    if ordered:
        reached = parts[0]
        for part in parts[1:]:
            reached = part.only(_follows(reached, part, distance))
        return reached.docs
    if len(parts) == 2:
        a, b = parts
        ends = (b.only(_follows(a, b, distance)).docs, a.only(_follows(b, a, distance)).docs)
        return np.union1d(*ends)
    return _near_in_any_order(parts, distance)


def _near_in_any_order(parts: Sequence[Occurrences], distance: int) -> Docs:
    """For each set of parts and each last one of it: the occurrences a chain of the set ends in."""
    indexes = range(len(parts))
    reached = {(frozenset([i]), i): part for i, part in enumerate(parts)}
    for size in range(2, len(parts) + 1):
        for chosen in map(frozenset, combinations(indexes, size)):
            for end in chosen:
                before = [reached[chosen - {end}, other] for other in chosen - {end}]
                marks = [_follows(other, parts[end], distance) for other in before]
                reached[chosen, end] = parts[end].only(np.logical_or.reduce(marks))
    everything = frozenset(indexes)
    found = [reached[everything, end].docs for end in indexes]
    return np.unique(np.concatenate(found)).astype(np.int32)


def _follows(before: Occurrences, after: Occurrences, distance: int) -> NDArray[np.bool_]:
    """Which of `after` begin within `distance` behind the end of one of `before`."""
    ends = np.sort(before.last)
    # A place below 0 would reach into the article before; it is cut off at the article's start.
    earliest = np.maximum(after.first - distance, after.first >> PLACE_BITS << PLACE_BITS)
    return np.searchsorted(ends, after.first) > np.searchsorted(ends, earliest)
