"""Counts of articles by group of states, exact: an article about two members counts once."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search.embedded.found import Found
from search.embedded.keywords import KeywordIndex

Ints = NDArray[np.int64]

_BITS = 63
"""Groups told apart by one number; a vocabulary with more takes several."""


class GroupCounter:
    """Counts groups over one keyword field.

    Each article's groups are bits of a number. There are far fewer different numbers than
    articles, so a question counts those numbers once and sums them up by bit.
    """

    def __init__(self, index: KeywordIndex, groups: Sequence[frozenset[str]]) -> None:
        self._blocks = [
            _Block(index, groups[first : first + _BITS]) for first in range(0, len(groups), _BITS)
        ]

    def count(self, found: Found) -> list[int]:
        """How many of the articles have any member of each group, in the order given."""
        docs = found.docs
        return [number for block in self._blocks for number in block.count(docs).tolist()]


class _Block:
    """Up to _BITS groups: the kind of each article, and which groups each kind belongs to."""

    def __init__(self, index: KeywordIndex, groups: Sequence[frozenset[str]]) -> None:
        of_value = np.zeros(len(index.values), dtype=np.int64)
        for bit, members in enumerate(groups):
            ranks = [index.rank_of[member] for member in members if member in index.rank_of]
            of_value[ranks] |= 1 << bit
        of_article = np.zeros(len(index.starts) - 1, dtype=np.int64)
        filled = np.flatnonzero(np.diff(index.starts))
        if len(filled):
            of_entry = of_value[index.ordinals]
            of_article[filled] = np.bitwise_or.reduceat(of_entry, index.starts[filled])
        kinds, self._kind_of = _tell_apart(of_article)
        self._belongs = (kinds[:, None] >> np.arange(len(groups))) & 1

    def count(self, docs: NDArray[np.int32]) -> Ints:
        kinds = np.bincount(self._kind_of[docs], minlength=len(self._belongs))
        counts: Ints = kinds @ self._belongs
        return counts


_SPREAD = np.uint64(0x9E3779B97F4A7C15)
"""2⁶⁴ divided by the golden ratio: multiplying by it spreads bits to the top."""


def _tell_apart(values: Ints) -> tuple[Ints, NDArray[np.int32]]:
    """The different values, and which of them each is: few of very many.

    Values are brought together by 16 bits made of them, which numpy counts instead of comparing;
    only where equal ones then begin are values compared.
    """
    bits = ((values.astype(np.uint64) * _SPREAD) >> np.uint64(48)).astype(np.uint16)
    order = np.argsort(bits, kind="stable")
    together = values[order]
    first = np.flatnonzero(together[1:] != together[:-1]) + 1
    starts = np.concatenate([[0], first]) if len(values) else first
    kinds, which = np.unique(together[starts], return_inverse=True)
    kind_of = np.empty(len(values), dtype=np.int32)
    kind_of[order] = np.repeat(which, np.diff(starts, append=len(values)))
    return kinds, kind_of
