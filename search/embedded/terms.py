"""From a term to its postings within one segment: the union of its physical terms, decoded.

Weights are those of BM25F: occurrences in the text, plus TITLE_WEIGHT for each in the title.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.embedded.packing import ragged
from search.embedded.segment import OpenSegment
from search.fields import TITLE_WEIGHT

Ints = NDArray[np.int64]

PLACE = 32
"""Occurrences sort by article above, position below; positions stay under 2³¹."""


@dataclass(frozen=True, slots=True)
class SegmentTerm:
    """One term in one segment: articles ascending, its weight in each, and where it stands.

    `counts` are occurrences per article, `positions` all of them, or None if not asked for.
    """

    docs: Ints
    weights: Ints
    counts: Ints
    positions: NDArray[Any] | None = None


EMPTY = SegmentTerm(*(np.empty(0, dtype=np.int64),) * 4)


def find_stem(segment: OpenSegment, stem: str) -> Ints:
    """The physical terms of a stem."""
    return np.arange(*segment.postings.stem_range(stem.encode("utf-8", "replace")))


def find_word(segment: OpenSegment, word: str) -> Ints:
    """The physical terms of a surface word."""
    surface = word.encode("utf-8", "replace")
    return segment.postings.surface_range(surface, surface + b"\x00")


def runs(terms: Ints) -> Iterator[tuple[int, int]]:
    """Ascending ids as half-open runs of neighbours, so that each is decoded in one go."""
    breaks = np.flatnonzero(np.diff(terms) != 1) + 1
    for part in np.split(terms, breaks):
        yield int(part[0]), int(part[-1]) + 1


def read_terms(
    segment: OpenSegment, terms: Ints, *, title: bool = False, positions: bool = False
) -> SegmentTerm:
    """The union of physical terms; with `title`, their occurrences in titles alone."""
    if not len(terms):
        return EMPTY
    if len(terms) == 1:
        parts = [_read_run(segment, int(terms[0]), int(terms[0]) + 1, title, positions)]
    else:
        parts = [_read_run(segment, a, b, title, positions) for a, b in runs(np.sort(terms))]
        if len(parts) == 1 and _ascending(parts[0].docs):
            return parts[0]
        return _unite(parts)
    return parts[0]


def _ascending(docs: Ints) -> bool:
    return bool(np.all(docs[1:] > docs[:-1]))


def _read_run(
    segment: OpenSegment, low: int, high: int, title: bool, positions: bool
) -> SegmentTerm:
    """Decode neighbouring physical terms; with more than one, articles may repeat."""
    _, docs = segment.postings.docs(low, high)
    counts = segment.postings.frequencies(low, high)
    if not segment.titled:
        if title:
            return EMPTY
        places = segment.postings.positions(low, high) if positions else None
        return SegmentTerm(docs, counts, counts, places)
    places = segment.postings.positions(low, high)
    starts = np.cumsum(counts) - counts
    in_title = _title_counts(places, starts, counts, segment.arrays["titles"][docs])
    if not title:
        weights = counts + (TITLE_WEIGHT - 1) * in_title
        return SegmentTerm(docs, weights, counts, places if positions else None)
    kept = np.flatnonzero(in_title)
    inside = in_title[kept]
    where = places[ragged(starts[kept], inside)] if positions else None
    return SegmentTerm(docs[kept], TITLE_WEIGHT * inside, inside, where)


def _title_counts(
    positions: NDArray[Any], starts: Ints, counts: Ints, titles: NDArray[Any]
) -> Ints:
    """How many of each posting's positions lie in the title: those below the title's length."""
    found = np.zeros(len(starts), dtype=np.int64)
    titled = np.flatnonzero(positions[starts] < titles)
    found[titled] = 1
    several = titled[counts[titled] > 1]
    if len(several):
        sizes = counts[several]
        inside = positions[ragged(starts[several], sizes)] < np.repeat(titles[several], sizes)
        found[several] = np.add.reduceat(inside.astype(np.int64), np.cumsum(sizes) - sizes)
    return found


def _unite(parts: list[SegmentTerm]) -> SegmentTerm:
    """Add up postings of the same article, and sort its positions."""
    docs = np.concatenate([p.docs for p in parts])
    if not len(docs):
        return EMPTY
    order = np.argsort(docs, kind="stable")
    docs = docs[order]
    first = np.flatnonzero(np.concatenate([[True], docs[1:] != docs[:-1]]))
    counts = np.concatenate([p.counts for p in parts])
    summed = np.add.reduceat(counts[order], first)
    weights = np.add.reduceat(np.concatenate([p.weights for p in parts])[order], first)
    if any(p.positions is None for p in parts):
        return SegmentTerm(docs[first], weights, summed)
    places = np.concatenate([p.positions for p in parts if p.positions is not None])
    owner = np.repeat(np.concatenate([p.docs for p in parts]), counts)
    keys = (owner << PLACE) + places
    keys.sort(kind="stable")  # each part ascends, so this merges
    keys &= (1 << PLACE) - 1
    return SegmentTerm(docs[first], weights, summed, keys.astype(places.dtype))
