"""One generation of an index as global arrays: every article has one number, the dead are gone.

Segments end here and in the lexicon: everything above (scores, matches, facets) is the same
however the articles are spread. Statistics are those of the live articles.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache, cached_property, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.bm25 import K1, B
from search.embedded import scoring
from search.embedded.calendar import Calendar
from search.embedded.catalogue import Catalogue
from search.embedded.documents import UNDATED, DocumentsReader
from search.embedded.keywords import KeywordIndex
from search.embedded.layout import Layout
from search.embedded.lexicon import Lexicon, TermPositions
from search.embedded.segment import OpenSegment
from search.model import Dating, Precision
from search.plan import Term
from search.stored import PRECISIONS, day_of

Docs = NDArray[np.int32]
Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]

CACHE_BYTES = 160 << 20
CACHE_PER_ARTICLE = 400
"""Decoded postings kept, half of it scores, half positions: at least so many bytes, and more for
large indexes, so that the common words of a language stay at hand."""


class Snapshot:
    """An index at one generation. Safe to share between threads; arrays are never changed.

    What `before`, an earlier generation of the same folder, has decoded is carried over.
    """

    def __init__(
        self, catalogue: Catalogue, *, cache_bytes: int = 0, before: Snapshot | None = None
    ) -> None:
        self.catalogue = catalogue
        self.segments = catalogue.opened
        self._layout = layout = Layout(catalogue.segments)
        self.bases = np.array(layout.starts, dtype=np.int64)
        self.size, self.live, self.articles = layout.size, layout.live, layout.articles
        self._norms = cache(partial(_make_norms, self.segments, layout))
        self.lexicon: Lexicon = Lexicon(
            self.segments,
            layout,
            self._norms,
            cache_bytes or max(CACHE_BYTES, CACHE_PER_ARTICLE * self.size),
            before.lexicon if before else None,
        )
        self._keywords: dict[str, KeywordIndex] = {}

    # --- columns

    def column(self, name: str) -> NDArray[Any]:
        """A column of all segments, dead articles included; a view where there is one segment."""
        return _join_columns(self.segments, name)

    @cached_property
    def titles(self) -> NDArray[Any]:
        """Words in each article's title."""
        return self.column("titles")

    @property
    def norms(self) -> Scores:
        """The length part of BM25's denominator: k1 · (1 - b + b · length / average)."""
        return self._norms()

    @cached_property
    def first_days(self) -> NDArray[np.int32]:
        """The first day of each article's period, UNDATED where there is none."""
        return self.column("day").astype(np.int32)

    @cached_property
    def last_days(self) -> NDArray[np.int32]:
        """The last day of each article's period."""
        last = self.first_days.copy()
        precision = self.column("precision")
        for name, unit in ((Precision.MONTH, "M"), (Precision.YEAR, "Y")):
            which = np.flatnonzero(precision == PRECISIONS.index(name))
            if len(which):
                start = last[which].astype("datetime64[D]").astype(f"datetime64[{unit}]")
                after = (start + 1).astype("datetime64[D]")
                last[which] = after.astype(np.int64) - 1
        return last

    @cached_property
    def calendar(self) -> Calendar:
        """The dates, laid out for counting."""
        return Calendar(self.first_days, self.precisions, self.live)

    @cached_property
    def precisions(self) -> NDArray[np.uint8]:
        """Indexes into PRECISIONS."""
        return self.column("precision")

    @cached_property
    def added(self) -> Ints:
        """When each article was first committed, microseconds since 1970 UTC."""
        return self._instants("added")

    @cached_property
    def changed(self) -> Ints:
        """When each article was last committed."""
        return self._instants("changed")

    def _instants(self, name: str) -> Ints:
        columns = [
            np.array(record.instants, dtype=np.int64)[segment.arrays[name]]
            for record, segment in zip(self.catalogue.segments, self.segments, strict=True)
        ]
        return np.concatenate(columns) if columns else np.empty(0, dtype=np.int64)

    @cached_property
    def id_ranks(self) -> NDArray[Any]:
        """The place of each id among those of its own segment."""
        return self.column("id_rank")

    def keyword(self, key: str) -> KeywordIndex:
        """The values of one keyword field over all live articles."""
        index = self._keywords.get(key)
        if index is None:
            documents = [segment.documents for segment in self.segments]
            index = self._keywords[key] = KeywordIndex.build(key, documents, self.live)
        return index

    # --- articles

    def locate(self, doc: int) -> tuple[DocumentsReader, int]:
        """The segment of an article, and its number there."""
        at = bisect_right(self._layout.starts, doc) - 1
        return self.segments[at].documents, doc - self._layout.starts[at]

    def find(self, id: str) -> int | None:
        """The live article with this id."""
        for base, segment in zip(self.bases.tolist(), self.segments, strict=False):
            doc = segment.documents.find(id)
            if doc is not None and (self.live is None or self.live[base + doc]):
                return int(base + doc)
        return None

    def datings(self, docs: Docs) -> list[Dating]:
        """When articles are dated; where that came from is told by each article alone."""
        days, precisions = self.first_days[docs].tolist(), self.precisions[docs].tolist()
        return [
            Dating(None if day == UNDATED else day_of(day), PRECISIONS[precision])
            for day, precision in zip(days, precisions, strict=True)
        ]

    def id(self, doc: int) -> str:
        """The id of an article."""
        documents, local = self.locate(doc)
        return documents.id(local)

    # --- terms

    def scores(self, term: Term) -> scoring.Term:
        """A term's articles and BM25F scores."""
        return self.lexicon.scores(term)

    def word(self, terms: tuple[Term, ...]) -> scoring.Word:
        """One word of a question by any of its terms."""
        return self.lexicon.word(terms)

    def positions(self, term: Term) -> TermPositions:
        """A term's articles and positions."""
        return self.lexicon.positions(term)


def _join_columns(segments: Sequence[OpenSegment], name: str) -> NDArray[Any]:
    columns = [segment.arrays[name] for segment in segments]
    if len(columns) == 1:
        return columns[0]
    return np.concatenate(columns) if columns else np.empty(0, dtype=np.int64)


def _make_norms(segments: Sequence[OpenSegment], layout: Layout) -> Scores:
    lengths = _join_columns(segments, "length").astype(np.float64)
    live = lengths if layout.live is None else lengths[layout.live]
    average = float(live.mean()) if len(live) and live.any() else 1.0
    return (K1 * (1 - B + B * lengths / average)).astype(np.float32)
