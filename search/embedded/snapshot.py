"""One generation of an index as global arrays: every article has one number, the dead are gone.

Segments end here: postings are decoded segment by segment, freed of deleted articles, and joined
under global numbers, so that everything above (scores, matches, facets) is the same however the
articles are spread. Statistics are those of the live articles.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.bm25 import K1, B
from search.embedded import scoring
from search.embedded.cache import ByteCache
from search.embedded.calendar import Calendar
from search.embedded.catalogue import Catalogue
from search.embedded.documents import PRECISIONS, DocumentsReader, day_of
from search.embedded.keywords import KeywordIndex
from search.embedded.segment import OpenSegment
from search.embedded.terms import SegmentTerm, find_stem, find_word, read_terms
from search.model import Dating, Precision
from search.plan import Stream, Term

Docs = NDArray[np.int32]
Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]

CACHE_BYTES = 160 << 20
CACHE_PER_ARTICLE = 400
"""Decoded postings kept, half of it scores, half positions: at least so many bytes, and more for
large indexes, so that the common words of a language stay at hand."""


@dataclass(frozen=True)
class TermPositions:
    """Where a term stands: `positions[starts[i]:starts[i + 1]]` in article `docs[i]`."""

    docs: Docs
    starts: NDArray[Any]
    positions: NDArray[Any]

    def keys(self) -> Ints:
        """Every occurrence, ascending: its article above, its place in the low 32 bits."""
        owners = np.repeat(self.docs.astype(np.int64) << 32, np.diff(self.starts))
        return owners + self.positions

    @property
    def nbytes(self) -> int:
        """Memory held; views of mapped files count as if they were copies."""
        return self.docs.nbytes + self.starts.nbytes + self.positions.nbytes + 200


Finder = Callable[[OpenSegment], Ints]


class Snapshot:
    """An index at one generation. Safe to share between threads; arrays are never changed."""

    def __init__(self, catalogue: Catalogue, *, cache_bytes: int = 0) -> None:
        self.catalogue = catalogue
        self.segments = catalogue.opened
        counts = [len(segment.documents) for segment in self.segments]
        self.bases = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        self._starts: list[int] = self.bases.tolist()
        self.size = self._starts[-1]
        self.live = self._live_mask()
        self.articles = self.size if self.live is None else int(self.live.sum())
        cache_bytes = cache_bytes or max(CACHE_BYTES, CACHE_PER_ARTICLE * self.size)
        self._scores: ByteCache[scoring.Term] = ByteCache(cache_bytes // 2)
        self._positions: ByteCache[TermPositions] = ByteCache(cache_bytes // 2)
        self._words: ByteCache[scoring.Term | scoring.TermSum] = ByteCache(cache_bytes // 16)
        self._keywords: dict[str, KeywordIndex] = {}

    def _live_mask(self) -> Mask | None:
        if not any(segment.deleted for segment in self.catalogue.segments):
            return None
        mask = np.ones(self.size, dtype=bool)
        for base, segment in zip(self.bases, self.catalogue.segments, strict=False):
            mask[
                np.fromiter(segment.deleted, dtype=np.int64, count=len(segment.deleted)) + base
            ] = 0
        return mask

    # --- columns

    def column(self, name: str) -> NDArray[Any]:
        """A column of all segments, dead articles included; a view where there is one segment."""
        columns = [segment.arrays[name] for segment in self.segments]
        if len(columns) == 1:
            return columns[0]
        return np.concatenate(columns) if columns else np.empty(0, dtype=np.int64)

    @cached_property
    def titles(self) -> NDArray[Any]:
        """Words in each article's title."""
        return self.column("titles")

    @cached_property
    def norms(self) -> Scores:
        """The length part of BM25's denominator: k1 · (1 - b + b · length / average)."""
        lengths = self.column("length").astype(np.float64)
        live = lengths if self.live is None else lengths[self.live]
        average = float(live.mean()) if len(live) and live.any() else 1.0
        return (K1 * (1 - B + B * lengths / average)).astype(np.float32)

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
        at = bisect_right(self._starts, doc) - 1
        return self.segments[at].documents, doc - self._starts[at]

    def find(self, id: str) -> int | None:
        """The live article with this id."""
        for base, segment in zip(self.bases.tolist(), self.segments, strict=False):
            doc = segment.documents.find(id)
            if doc is not None and (self.live is None or self.live[base + doc]):
                return int(base + doc)
        return None

    def dating(self, doc: int) -> Dating:
        """When an article is dated; where that came from is told by the article alone."""
        return Dating(day_of(int(self.first_days[doc])), PRECISIONS[int(self.precisions[doc])])

    def id(self, doc: int) -> str:
        """The id of an article."""
        documents, local = self.locate(doc)
        return documents.id(local)

    # --- terms

    def scores(self, term: Term) -> scoring.Term:
        """A term's articles and BM25F scores."""
        return self.scores_of(term, self._finder(term), term.title)

    def word(self, terms: tuple[Term, ...]) -> scoring.Term | scoring.TermSum:
        """One word of a question by any of its terms."""
        if len(terms) == 1:
            return self.scores(terms[0])
        key = ("word", terms)
        return self._words.get(key, lambda: scoring.join_terms(map(self.scores, terms), self.size))

    def positions(self, term: Term) -> TermPositions:
        """A term's articles and positions."""
        return self.positions_of(term, self._finder(term), term.title)

    def _finder(self, term: Term) -> Finder:
        find = find_stem if term.stream is Stream.STEM else find_word
        return lambda segment: find(segment, term.text)

    def scores_of(self, key: Hashable, find: Finder, title: bool = False) -> scoring.Term:
        """Physical terms taken together as one term, called `key`: one frequency, one df."""
        return self._scores.get(key, lambda: self._score(find, title))

    def positions_of(self, key: Hashable, find: Finder, title: bool = False) -> TermPositions:
        """The same, with positions."""
        return self._positions.get(key, lambda: self._place(find, title))

    def _score(self, find: Finder, title: bool) -> scoring.Term:
        parts = self._read(find, title, positions=False)
        docs = self._join([docs for docs, _ in parts])
        weights = np.concatenate([t.weights for _, t in parts]) if parts else np.empty(0, np.int64)
        return scoring.make_term(docs, weights, self.norms, self.articles)

    def _place(self, find: Finder, title: bool) -> TermPositions:
        parts = self._read(find, title, positions=True)
        docs = self._join([docs for docs, _ in parts])
        counts = np.concatenate([[0], *(t.counts for _, t in parts)])
        places = [t.positions for _, t in parts if t.positions is not None]
        joined = (
            places[0] if len(places) == 1 else np.concatenate(places or [np.empty(0, np.int64)])
        )
        return TermPositions(docs, _offsets(counts), joined)

    def _join(self, parts: list[Docs]) -> Docs:
        return np.concatenate(parts) if parts else np.empty(0, dtype=np.int32)

    def _read(self, find: Finder, title: bool, positions: bool) -> list[tuple[Docs, SegmentTerm]]:
        """A term in each segment, live articles only, with their global numbers."""
        found = []
        for base, segment in zip(self.bases.tolist(), self.segments, strict=False):
            terms = find(segment)
            if not len(terms):
                continue
            term = read_terms(segment, terms, title=title, positions=positions)
            docs = (term.docs + base).astype(np.int32)
            if self.live is not None:
                docs, term = _alive(docs, term, self.live)
            found.append((docs, term))
        return found


def _alive(docs: Docs, term: SegmentTerm, live: Mask) -> tuple[Docs, SegmentTerm]:
    """Drop the postings of deleted articles."""
    alive = live[docs]
    if alive.all():
        return docs, term
    positions = term.positions
    if positions is not None:
        positions = positions[np.repeat(alive, term.counts)]
    kept = SegmentTerm(term.docs[alive], term.weights[alive], term.counts[alive], positions)
    return docs[alive], kept


def _offsets(counts: Ints) -> NDArray[Any]:
    """Running totals, in 32 bits where they fit."""
    totals = np.cumsum(counts, dtype=np.int64)
    return totals.astype(np.int32) if int(totals[-1]) < 1 << 31 else totals
