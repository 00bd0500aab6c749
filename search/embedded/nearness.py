"""Words near each other, by joins of sorted positions.

Three and more words in any order take time that grows with the text, not with the orders: of each
occurrence it is kept which sets of parts a chain that ends in it may consist of, a bit a set, so
that all orders are followed at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from search.budget import ENDLESS, Budget
from search.embedded.spans import PLACE_BITS, Docs, Ints, Occurrences, single

Sets = NDArray[np.uint64]
"""By word of 64 sets and by occurrence: bit `m` of all words together stands for the set of parts
whose numbers are the bits of `m`."""

AT_ONCE = 1 << 15
"""Occurrences looked at together: what is kept of them stays in a processor's cache, and the
clock is looked at some 100 times a second."""

FIRST_PLACES = 128
"""Words of an article that are looked at first; a news article has some 400."""

_NONE: Docs = np.empty(0, dtype=np.int32)

_BITS = 6
"""2⁶ sets in a word."""


def near(
    parts: Sequence[Occurrences], distance: int, ordered: bool, budget: Budget = ENDLESS
) -> Docs:
    """Articles in which one occurrence of each part stands within `distance` of the next.

    The gap runs from the end of one occurrence to the start of the next in the text, so that
    neighbours are 1 apart and occurrences never overlap. Raises TookTooLong.
    """
    if ordered:
        reached = parts[0]
        for part in parts[1:]:
            budget.check()
            reached = part.only(_follows(reached, part, distance))
        return reached.docs
    if len(parts) == 2:
        return _near_pair(parts[0], parts[1], distance)
    return _near_in_any_order(parts, distance, budget)


def _near_pair(a: Occurrences, b: Occurrences, distance: int) -> Docs:
    """Two parts in either order; for single words, neighbours in the merged text tell."""
    if a.first is a.last and b.first is b.last:
        keys = np.concatenate([a.first << 1, (b.first << 1) | 1])
        keys.sort(kind="stable")
        gaps = (keys[1:] >> 1) - (keys[:-1] >> 1)
        if not len(gaps) or gaps.min() > 0:
            close = ((keys[1:] ^ keys[:-1]) & 1 == 1) & (gaps <= distance)
            ends = keys[1:][close] >> 1
            return single(ends).docs
    ends = (b.only(_follows(a, b, distance)).docs, a.only(_follows(b, a, distance)).docs)
    return np.union1d(*ends)


def _follows(before: Occurrences, after: Occurrences, distance: int) -> NDArray[np.bool_]:
    """Which of `after` begin within `distance` behind the end of one of `before`."""
    ends = before.last if before.first is before.last else np.sort(before.last)
    if not len(ends):
        return np.zeros(len(after.first), dtype=bool)
    nearest = np.searchsorted(ends, after.first) - 1
    # A key of the article before is 2³² lower at least for the same place, so never near enough.
    return (nearest >= 0) & (after.first - ends[nearest] <= distance)


# --- three and more in any order


def _near_in_any_order(parts: Sequence[Occurrences], distance: int, budget: Budget) -> Docs:
    """Articles in which a chain of one occurrence of each part stands, in whatever order."""
    if sum(len(part.first) for part in parts) <= AT_ONCE:
        return _find(parts, distance, budget)
    # Where common words are many, the first lines tell of most articles.
    early = _find([part.only(_is_early(part)) for part in parts], distance, budget)
    docs = reduce(_common, [part.docs for part in parts])
    late = np.setdiff1d(docs, early, assume_unique=True)
    rest = [part.only(_is_in(part, late)) for part in parts]
    return np.union1d(early, _find(rest, distance, budget))


def _is_early(part: Occurrences) -> NDArray[np.bool_]:
    return (part.last & (1 << PLACE_BITS) - 1) < FIRST_PLACES


def _is_in(part: Occurrences, docs: Docs) -> NDArray[np.bool_]:
    owners = part.first >> PLACE_BITS
    kept = np.zeros(int(owners.max(initial=-1)) + 1, dtype=bool)
    kept[docs] = True
    return kept[owners]


def _find(parts: Sequence[Occurrences], distance: int, budget: Budget) -> Docs:
    """The articles in which such a chain stands; the texts are read in stretches, long articles in
    several, each followed by as much of the next as a chain that begins in it may reach into."""
    if not all(len(part.first) for part in parts):
        return _NONE
    lengths = [int((part.last - part.first).max()) for part in parts]
    reach = distance * (len(parts) - 1) + sum(lengths)
    found = [_NONE]
    for start, stop in pairwise(_cuts(parts)):
        budget.check()
        some = [_between(part, start, stop + reach) for part in parts]
        if all(len(part.first) for part in some):
            found.append(_Stretch.of(some, distance).find(budget))
    return np.unique(np.concatenate(found)).astype(np.int32)


def _cuts(parts: Sequence[Occurrences]) -> list[int]:
    """Keys between which some AT_ONCE occurrences begin, from the first one to behind the last."""
    step = max(1, AT_ONCE // len(parts))
    marks = np.unique(np.concatenate([part.first[::step] for part in parts]))
    before = np.sum([np.searchsorted(part.first, marks) for part in parts], axis=0)
    total = sum(len(part.first) for part in parts)
    chosen = np.unique(np.searchsorted(before, np.arange(0, total, AT_ONCE)))
    cuts: list[int] = marks[chosen[chosen < len(marks)]].tolist()
    return [*cuts, max(int(part.first[-1]) for part in parts) + 1]


def _common(some: Docs, others: Docs) -> Docs:
    return np.intersect1d(some, others, assume_unique=True)


def _between(part: Occurrences, low: int, high: int) -> Occurrences:
    """The occurrences that begin from one key to below another."""
    start, stop = np.searchsorted(part.first, (low, high)).tolist()
    first = part.first[start:stop]
    return Occurrences(first, first if part.first is part.last else part.last[start:stop])


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Occurrences of all parts by their ends. `rows[p]` are those of part p; `low` and `high`
    tell of each which others end within reach before it, `levels` those with 2ᵏ of them or more."""

    first: Ints
    rows: tuple[Ints, ...]
    low: Ints
    high: Ints
    levels: tuple[Ints, ...]

    @classmethod
    def of(cls, parts: Sequence[Occurrences], distance: int) -> _Stretch:
        first = np.concatenate([part.first for part in parts])
        last = np.concatenate([part.last for part in parts])
        number = np.repeat(np.arange(len(parts)), [len(part.first) for part in parts])
        order = np.argsort(last, kind="stable")
        first, last, number = first[order], last[order], number[order]
        # A place in the article before is 2³² lower at the same place, so never within reach.
        low = np.searchsorted(last, first - distance)
        high = np.searchsorted(last, first - 1, side="right")
        level = np.frexp((high - low).astype(np.float64))[1] - 1
        return cls(
            first,
            tuple([np.flatnonzero(number == p) for p in range(len(parts))]),
            low,
            high,
            tuple([np.flatnonzero(level == k) for k in range(int(level.max(initial=0)) + 1)]),
        )

    def find(self, budget: Budget) -> Docs:
        """The articles in which some chain holds every part."""
        count = len(self.rows)
        ends = np.zeros((1 << max(0, count - _BITS), len(self.first)), dtype=np.uint64)
        for part, rows in enumerate(self.rows):
            _mark(ends, 1 << part, rows)
        for _ in range(count - 1):
            budget.check()
            longer = ends | self._lengthen(self._reached(ends))
            if np.array_equal(longer, ends):
                break
            ends = longer
        whole = (ends[-1] >> np.uint64((1 << min(count, _BITS)) - 1)) & np.uint64(1)
        return np.unique(self.first[whole != 0] >> PLACE_BITS)

    def _reached(self, ends: Sets) -> Sets:
        """Of each occurrence, the sets of all chains that end within reach before it.

        Ranges of 2ᵏ are made from two of half that length; any range is two of those at most.
        """
        reached = np.zeros_like(ends)
        ranges, size = ends, 1
        for level, rows in enumerate(self.levels):
            if level:
                ranges = ranges[:, :-size] | ranges[:, size:]
                size *= 2
            if len(rows):
                low, high = self.low[rows], self.high[rows] - size
                reached[:, rows] = ranges[:, low] | ranges[:, high]
        return reached

    def _lengthen(self, reached: Sets) -> Sets:
        """The same sets, each with the part of the occurrence itself, where it was not in yet."""
        longer = np.zeros_like(reached)
        for part, rows in enumerate(self.rows):
            before = reached[:, rows]
            if part < _BITS:
                longer[:, rows] = (before & _WITHOUT[part]) << np.uint64(1 << part)
                continue
            bit = 1 << part - _BITS
            for word in range(len(reached)):
                if not word & bit:
                    longer[word | bit, rows] = before[word]
        return longer


def _mark(sets: Sets, chosen: int, rows: Ints) -> None:
    word, bit = divmod(chosen, 1 << _BITS)
    sets[word, rows] |= np.uint64(1 << bit)


_WITHOUT = tuple(
    np.uint64(sum(1 << m for m in range(1 << _BITS) if not m >> part & 1)) for part in range(_BITS)
)
"""Of the sets in a word, those without each of the first parts."""
