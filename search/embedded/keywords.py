"""The values of one keyword field over a whole index, laid out both ways for exact counting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.embedded.documents import DocumentsReader
from search.embedded.found import Found
from search.embedded.packing import narrowest, ragged
from search.model import NONE
from search.naming import NONE_LABEL

Docs = NDArray[np.int32]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

SPARSE_SHARE = 10
"""Below one article in ten it is cheaper to gather the articles' values than to scan them all."""


class KeywordIndex:
    """Values sorted; `starts` and `ordinals` give each article's, dead articles having none."""

    def __init__(self, values: list[str], counts: Ints, ordinals: Ints, live: Mask | None) -> None:
        self.values = values
        self.rank_of = {value: rank for rank, value in enumerate(values)}
        starts = np.concatenate([[0], np.cumsum(counts)])
        # In 32 bits wherever they fit: these stay in memory for every article there is.
        self.starts: NDArray[Any] = starts.astype(np.int32) if starts[-1] < 1 << 31 else starts
        self.ordinals: NDArray[np.int32] = ordinals.astype(np.int32)
        self._live = live
        self._labels: tuple[list[str], Ints] | None = None
        self.made: dict[object, object] = {}  # what others work out of it once, by their own key

    @classmethod
    def build(
        cls, key: str, segments: Sequence[DocumentsReader], live: Mask | None
    ) -> KeywordIndex:
        """Join the tables of all segments into one."""
        tables = [segment.keyword_table(key) for segment in segments]
        values = sorted(set().union(*tables))
        rank_of = {value: rank for rank, value in enumerate(values)}
        counts: list[Ints] = [np.empty(0, dtype=np.int64)]
        ordinals: list[Ints] = [np.empty(0, dtype=np.int64)]
        for segment, table in zip(segments, tables, strict=True):
            renumber = np.array([rank_of[value] for value in table], dtype=np.int64)
            counts.append(segment.arrays[f"{key}.counts"].astype(np.int64))
            ordinals.append(renumber[segment.arrays[f"{key}.ordinals"]])
        count, ordinal = np.concatenate(counts), np.concatenate(ordinals)
        if live is not None:
            ordinal = ordinal[np.repeat(live, count)]
            count = np.where(live, count, 0)
        return cls(values, count, ordinal, live)

    @cached_property
    def _inverse(self) -> tuple[Docs, Ints]:
        """The articles of each value, end to end, and where each value's begin."""
        size = len(self.starts) - 1
        owners = np.repeat(np.arange(size, dtype=np.int32), np.diff(self.starts))
        order = np.argsort(narrowest(self.ordinals), kind="stable")
        sizes = np.bincount(self.ordinals, minlength=len(self.values))
        return owners[order], np.concatenate([[0], np.cumsum(sizes)])

    @cached_property
    def _inverse_used(self) -> tuple[Docs, Ints, Ints]:
        """The same for the values that any live article has, and which they are."""
        owners, starts = self._inverse
        used = np.flatnonzero(np.diff(starts))
        return owners, starts[used], used

    def prepare(self) -> None:
        """Make what counting will need."""
        _ = self._inverse_used, self.without, self.totals

    @cached_property
    def without(self) -> Mask:
        """The live articles that have no value."""
        empty = np.diff(self.starts) == 0
        return empty if self._live is None else empty & self._live

    def docs(self, value: str) -> Docs:
        """The articles with a value, ascending; NONE asks for those without any."""
        if value == NONE:
            return np.flatnonzero(self.without).astype(np.int32)
        rank = self.rank_of.get(value)
        if rank is None:
            return np.empty(0, dtype=np.int32)
        owners, starts = self._inverse
        return owners[int(starts[rank]) : int(starts[rank + 1])]

    @cached_property
    def totals(self) -> Ints:
        """How many live articles have each value; the last entry counts those with none."""
        counts = np.bincount(self.ordinals, minlength=len(self.values) + 1)
        counts[-1] = int(self.without.sum())
        return counts

    def count(self, found: Found) -> Ints:
        """How many of the articles have each value; the last entry counts those with none."""
        size = len(self.starts) - 1
        matches = len(found)
        if matches == size and self._live is None:
            return self.totals
        if matches * SPARSE_SHARE < size:
            return self._count_gathered(found.docs)
        counts = np.zeros(len(self.values) + 1, dtype=np.int64)
        owners, starts, used = self._inverse_used
        if len(used):
            # Values lie end to end, so each count is the sum of one stretch of the mask.
            marks = np.take(found.mask.view(np.uint8), owners)
            counts[used] = np.add.reduceat(marks, starts, dtype=np.int32)
        counts[-1] = np.count_nonzero(self.without & found.mask)
        return counts

    def _count_gathered(self, docs: Docs) -> Ints:
        starts = self.starts[docs]
        sizes = self.starts[docs + 1] - starts
        counts = np.bincount(self.ordinals[ragged(starts, sizes)], minlength=len(self.values) + 1)
        counts[-1] = len(sizes) - int(np.count_nonzero(sizes))
        return counts

    def ranks_by(self, label: Callable[[str], str]) -> tuple[list[str], Ints]:
        """The label of each value and of none, and the place of each in their order."""
        if self._labels is None:
            labels = [label(value) for value in self.values] + [NONE_LABEL]
            names = [*self.values, NONE]
            order = sorted(range(len(labels)), key=lambda i: (labels[i].casefold(), names[i]))
            ranks = np.empty(len(labels), dtype=np.int64)
            ranks[order] = np.arange(len(labels))
            self._labels = labels, ranks
        return self._labels

    def rows(self, docs: Docs) -> list[tuple[str, ...]]:
        """The values of each article."""
        starts, stops = self.starts[docs].tolist(), self.starts[docs + 1].tolist()
        values = self.values
        return [
            tuple([values[o] for o in self.ordinals[start:stop].tolist()])
            for start, stop in zip(starts, stops, strict=True)
        ]
