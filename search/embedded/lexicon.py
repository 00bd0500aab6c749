"""The terms of one generation under its global numbers, decoded once and kept.

Segments end here: postings are decoded segment by segment, freed of deleted articles, and joined,
so that everything above (scores, matches, facets) is the same however the articles are spread.

What an earlier generation decoded is carried over: of segments that are still there nothing is
decoded again, only new ones are read and what has been deleted since is dropped. Scores are
always made anew, as they depend on all articles.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.embedded import scoring
from search.embedded.cache import ByteCache
from search.embedded.layout import Layout
from search.embedded.scoring import Frequencies
from search.embedded.segment import OpenSegment
from search.embedded.terms import SegmentTerm, find_stem, find_word, read_terms
from search.plan import Stream, Term

Docs = NDArray[np.int32]
Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]
Ints = NDArray[np.int64]

GENERATIONS = 8
"""A term that nobody asked for during so many commits is forgotten: each generation that terms are
kept of holds its own article lengths and deletions."""


@dataclass(frozen=True, slots=True)
class TermPositions:
    """Where a term stands: `positions[starts[i]:starts[i + 1]]` in article `docs[i]`."""

    docs: Docs
    starts: NDArray[Any]
    positions: NDArray[Any]

    def keys(self) -> Ints:
        """Every occurrence, ascending: its article above, its place in the low 32 bits."""
        owners = np.repeat(self.docs.astype(np.int64) << 32, np.diff(self.starts))
        return owners + self.positions

    def between(self, low: int, high: int) -> SegmentTerm:
        """The articles numbered from `low` to below `high`, numbered from 0."""
        first, last = np.searchsorted(self.docs, (low, high))
        starts = self.starts[first : last + 1]
        counts = np.diff(starts).astype(np.int64)
        positions = self.positions[int(starts[0]) : int(starts[-1])]
        docs = self.docs[first:last].astype(np.int64) - low
        return SegmentTerm(docs, counts, counts, positions)

    @property
    def nbytes(self) -> int:
        """Memory held; views of mapped files count as if they were copies."""
        return self.docs.nbytes + self.starts.nbytes + self.positions.nbytes + 200


Finder = Callable[[OpenSegment], Ints]
"""Finds the physical terms of a term in a segment."""

Before = tuple[Layout, scoring.Term | TermPositions] | None
"""What an earlier generation knew of a term."""


class Lexicon:
    """Decoded terms. `norms` gives the length part of BM25's denominator by article."""

    def __init__(
        self,
        segments: Sequence[OpenSegment],
        layout: Layout,
        norms: Callable[[], Scores],
        cache_bytes: int,
        before: Lexicon | None = None,
    ) -> None:
        self._segments = segments
        self._layout = layout
        self._norms = norms
        self._words: ByteCache[Layout, scoring.Word | scoring.Apart] = ByteCache(cache_bytes // 16)
        if before is None:
            self._scores: ByteCache[Layout, scoring.Term] = ByteCache(cache_bytes // 2)
            self._positions: ByteCache[Layout, TermPositions] = ByteCache(cache_bytes // 2)
            self._kept: tuple[Layout, ...] = (layout,)
        else:
            self._scores, self._positions = before._scores, before._positions
            self._kept = (*before._kept[1 - GENERATIONS :], layout)
            for cache in (self._scores, self._positions):
                cache.move_on(self._kept, cache_bytes // 2)

    def scores(self, term: Term) -> scoring.Term:
        """A term's articles and BM25F scores."""
        return self.scores_of(term, _finder(term), term.title)

    def word(self, terms: tuple[Term, ...]) -> scoring.Word:
        """One word of a question by any of its terms."""
        if len(terms) == 1:
            return self.scores(terms[0])
        known = self._words.get(terms, self._layout, lambda _: self._joined(terms))
        return self._join(terms) if known is scoring.APART else known

    def positions(self, term: Term) -> TermPositions:
        """A term's articles and positions."""
        return self.positions_of(term, _finder(term), term.title)

    def scores_of(self, key: Hashable, find: Finder, title: bool = False) -> scoring.Term:
        """Physical terms taken together as one term, called `key`: one frequency, one df."""
        return self._scores.get(key, self._layout, partial(self._score, find, title))

    def positions_of(self, key: Hashable, find: Finder, title: bool = False) -> TermPositions:
        """The same, with positions."""
        return self._positions.get(key, self._layout, partial(self._place, find, title))

    def _joined(self, terms: tuple[Term, ...]) -> scoring.Word | scoring.Apart:
        """What is kept of a word: no terms, as these would outlive the cache that bounds them."""
        word = self._join(terms)
        return scoring.APART if isinstance(word, scoring.TermSum) else word

    def _join(self, terms: tuple[Term, ...]) -> scoring.Word:
        return scoring.join_terms(map(self.scores, terms), self._layout.size)

    def _score(self, find: Finder, title: bool, before: Before) -> scoring.Term:
        if before is not None and isinstance(before[1], scoring.CommonTerm):
            frequencies = self._move(before[0], before[1].frequencies, find, title)
            return scoring.term_of(frequencies, self._norms(), self._layout.articles)
        parts = self._read(find, title, positions=False, before=before)
        docs = _join([docs for docs, _ in parts], np.int32)
        weights = _join([term.weights for _, term in parts])
        return scoring.make_term(docs, weights, self._norms(), self._layout.articles)

    def _move(self, earlier: Layout, known: Frequencies, find: Finder, title: bool) -> Frequencies:
        """A common term's frequencies by article, for this generation."""
        carried, live = self._layout.shared(earlier), self._layout.live
        frequencies = np.zeros(self._layout.size, dtype=known.dtype)
        for base, segment in zip(self._layout.starts, self._segments, strict=False):
            span = carried.get(segment.segment_id)
            if span is not None:
                frequencies[base : base + span.high - span.low] = known[span.low : span.high]
                continue
            term = read_terms(segment, find(segment), title=title)
            kind = np.min_scalar_type(int(term.weights.max(initial=0)))
            frequencies = frequencies.astype(np.promote_types(kind, frequencies.dtype), copy=False)
            frequencies[base + term.docs] = term.weights
        return frequencies if live is None else frequencies * live

    def _place(self, find: Finder, title: bool, before: Before) -> TermPositions:
        parts = self._read(find, title, positions=True, before=before)
        counts = np.concatenate([[0], *(term.counts for _, term in parts)])
        places = [term.positions for _, term in parts if term.positions is not None]
        joined = places[0] if len(places) == 1 else _join(places)
        return TermPositions(_join([docs for docs, _ in parts], np.int32), _offsets(counts), joined)

    def _read(
        self, find: Finder, title: bool, positions: bool, before: Before
    ) -> list[tuple[Docs, SegmentTerm]]:
        """A term in each segment that has it: live articles only, with their global numbers."""
        carried = {} if before is None else self._layout.shared(before[0])
        live, found = self._layout.live, []
        for base, segment in zip(self._layout.starts, self._segments, strict=False):
            span = carried.get(segment.segment_id)
            if before is not None and span is not None:
                term = before[1].between(span.low, span.high)
            else:
                term = read_terms(segment, find(segment), title=title, positions=positions)
            if not len(term.docs):
                continue
            docs = (term.docs + base).astype(np.int32)
            found.append((docs, term) if live is None else _alive(docs, term, live))
        return found


def _finder(term: Term) -> Finder:
    find = find_stem if term.stream is Stream.STEM else find_word
    return lambda segment: find(segment, term.text)


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


def _join(parts: Sequence[NDArray[Any]], kind: type[Any] = np.int64) -> NDArray[Any]:
    return np.concatenate(parts) if parts else np.empty(0, dtype=kind)


def _offsets(counts: Ints) -> NDArray[Any]:
    """Running totals, in 32 bits where they fit."""
    totals = np.cumsum(counts, dtype=np.int64)
    return totals.astype(np.int32) if int(totals[-1]) < 1 << 31 else totals
