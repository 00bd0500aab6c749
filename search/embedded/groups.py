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
        kinds, self._kind_of = np.unique(of_article, return_inverse=True)
        self._kind_of = self._kind_of.astype(np.int32)
        self._belongs = (kinds[:, None] >> np.arange(len(groups))) & 1

    def count(self, docs: NDArray[np.int32]) -> Ints:
        kinds = np.bincount(self._kind_of[docs], minlength=len(self._belongs))
        counts: Ints = kinds @ self._belongs
        return counts
