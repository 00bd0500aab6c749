"""How a generation numbers its articles, and which numbers of an earlier one it still has.

A commit adds segments and marks articles as deleted; most segments stay as they are. What was
decoded of those can be had from the earlier generation, at other numbers perhaps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from weakref import ref

import numpy as np
from numpy.typing import NDArray

from search.embedded.segment import ColumnSegment

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Span:
    """The numbers of one segment's articles, half-open."""

    low: int
    high: int


class Layout:
    """The numbers of one generation: segment after segment, deleted articles among them."""

    def __init__(self, segments: Sequence[ColumnSegment]) -> None:
        ends = np.cumsum([0, *(segment.count for segment in segments)]).tolist()
        self.starts: list[int] = ends
        self.size: int = ends[-1]
        self._segments = {segment.segment_id(): segment for segment in segments}
        self._spans = {
            id: Span(low, low + segment.count)
            for (id, segment), low in zip(self._segments.items(), ends, strict=False)
        }
        self.live = self._live_mask()
        self.articles = self.size if self.live is None else int(self.live.sum())
        # Weakly, or each generation would keep all those before it alive.
        self._shared: tuple[ref[Layout], dict[str, Span]] | None = None

    def _live_mask(self) -> Mask | None:
        """Which articles are not deleted; None where all are live."""
        if not any(segment.deleted for segment in self._segments.values()):
            return None
        mask = np.ones(self.size, dtype=bool)
        for id, segment in self._segments.items():
            deleted = np.fromiter(segment.deleted, dtype=np.int64, count=len(segment.deleted))
            mask[deleted + self._spans[id].low] = False
        return mask

    def shared(self, earlier: Layout) -> dict[str, Span]:
        """By segment, the numbers `earlier` gave to articles that this generation has too.

        A segment is left out if an article that was deleted there lives here.
        """
        known = self._shared
        if known is None or known[0]() is not earlier:
            spans = {
                id: earlier._spans[id]
                for id, segment in self._segments.items()
                if id in earlier._segments and earlier._segments[id].deleted <= segment.deleted
            }
            known = self._shared = (ref(earlier), spans)
        return known[1]
