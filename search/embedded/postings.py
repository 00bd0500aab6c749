"""Postings of one segment: written term range by term range, read back the same way.

A *physical term* is a pair of a stem and one of its surface words, so that positions are kept
once: a stem's postings are the union of its physical terms', and so are a surface word's (nearly
always of one). Physical terms are sorted by `stem NUL surface` in UTF-8.

Three streams run through all physical terms in that order:
- articles (`.doc`): variable-length gaps; the first of each term is the article number itself;
- frequencies (`.frq`): half bytes, exceptions aside;
- positions (`.pos`): 16-bit integers, exceptions aside.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from search.embedded.columns import Arrays, as_memory
from search.embedded.packing import (
    BIG_FREQUENCY,
    BIG_POSITION,
    decode_halves,
    decode_varints,
    encode_halves,
    encode_varints,
    narrowest,
)

Ints = NDArray[np.int64]

SEPARATOR = b"\x00"
"""Between stem and surface; the analysis lets no NUL through."""


@dataclass(frozen=True, slots=True)
class Postings:
    """Decoded postings of consecutive physical terms.

    `sizes` are the postings of each term; `docs` and `frequencies` have one entry a posting,
    `positions` one an occurrence. Within a term articles ascend, within an article positions do.
    """

    sizes: Ints
    docs: Ints
    frequencies: Ints
    positions: NDArray[Any]


class PostingsWriter:
    """Appends postings in term order to the three streams, and keeps where each term begins."""

    def __init__(self, docs: BinaryIO, frequencies: BinaryIO, positions: BinaryIO) -> None:
        self._files = (docs, frequencies, positions)
        self._sizes: list[Ints] = []
        self._byte_lengths: list[Ints] = []
        self._occurrences: list[Ints] = []
        self._big_frequencies: list[tuple[Ints, Ints]] = []
        self._big_positions: list[tuple[Ints, Ints]] = []
        self._postings = 0
        self._positions = 0
        self._pending = np.empty(0, dtype=np.int64)

    def append(self, chunk: Postings) -> None:
        """Write the postings of the next physical terms; every term has at least one."""
        starts = np.cumsum(chunk.sizes) - chunk.sizes
        gaps = np.diff(chunk.docs, prepend=0)
        gaps[starts] = chunk.docs[starts]
        packed, ends = encode_varints(gaps)
        self._files[0].write(packed.data)
        last = ends[starts + chunk.sizes - 1]
        self._byte_lengths.append(np.diff(last, prepend=0))
        self._sizes.append(chunk.sizes)
        self._occurrences.append(np.add.reduceat(chunk.frequencies, starts))
        self._append_frequencies(chunk.frequencies)
        self._append_positions(chunk.positions)

    def _append_frequencies(self, frequencies: Ints) -> None:
        """Half bytes go out in pairs; an odd one waits for the next chunk."""
        values = np.concatenate([self._pending, frequencies])
        whole = len(values) & ~1
        self._pending = values[whole:]
        self._write_halves(values[:whole])

    def _write_halves(self, values: Ints) -> None:
        packed, big, exceptions = encode_halves(values)
        self._files[1].write(packed.data)
        self._big_frequencies.append((big + self._postings, exceptions))
        self._postings += len(values)

    def _append_positions(self, positions: NDArray[Any]) -> None:
        big = np.flatnonzero(positions >= BIG_POSITION)
        small = np.minimum(positions, BIG_POSITION).astype("<u2")
        self._files[2].write(small.data)
        self._big_positions.append((big + self._positions, positions[big]))
        self._positions += len(positions)

    def finish(self) -> Arrays:
        """The small arrays that go with the three streams."""
        self._write_halves(self._pending)
        return {
            "term_postings": _offsets(self._sizes),
            "term_bytes": _offsets(self._byte_lengths),
            "term_positions": _offsets(self._occurrences),
            "big_frequency_at": narrowest(_join([a for a, _ in self._big_frequencies])),
            "big_frequency": narrowest(_join([v for _, v in self._big_frequencies])),
            "big_position_at": narrowest(_join([a for a, _ in self._big_positions])),
            "big_position": narrowest(_join([v for _, v in self._big_positions])),
        }


def _join(parts: list[Ints]) -> Ints:
    return np.concatenate(parts) if parts else np.empty(0, dtype=np.int64)


def _offsets(lengths: list[Ints]) -> NDArray[Any]:
    """Lengths as len + 1 offsets, in 32 bits where they fit."""
    offsets = np.concatenate([[0], np.cumsum(_join(lengths))])
    return offsets.astype(np.uint32 if int(offsets[-1]) < 1 << 32 else np.uint64)


class PostingsReader:
    """The dictionary and postings of one segment, over its mapped files."""

    def __init__(
        self,
        arrays: Arrays,
        docs: NDArray[np.uint8],
        frequencies: NDArray[np.uint8],
        positions: NDArray[np.uint8],
    ) -> None:
        self._arrays = arrays
        self._docs = docs
        self._frequencies = frequencies
        self._positions = positions[: len(positions) & ~1].view("<u2")
        self._blob = as_memory(arrays["term_blob"])
        self._bounds = arrays["term_bounds"]
        self._by_surface = arrays["by_surface"]
        self.terms = len(self._bounds) - 1

    # --- the dictionary

    def key(self, term: int) -> bytes:
        """`stem NUL surface` of a physical term."""
        return bytes(self._blob[int(self._bounds[term]) : int(self._bounds[term + 1])])

    def surface(self, term: int) -> bytes:
        """The surface word of a physical term."""
        return self.key(term).partition(SEPARATOR)[2]

    def stem_range(self, stem: bytes) -> tuple[int, int]:
        """The physical terms of a stem, half-open."""
        terms = range(self.terms)
        low = bisect_left(terms, stem + SEPARATOR, key=self.key)
        if low == self.terms or not self.key(low).startswith(stem + SEPARATOR):
            return low, low
        return low, bisect_left(terms, stem + b"\x01", lo=low, key=self.key)

    def surface_range(self, low: bytes, high: bytes) -> Ints:
        """The physical terms whose surface word lies in [low, high), in order of surface."""
        ranks = range(self.terms)
        first = bisect_left(ranks, low, key=self._surface_at)
        last = bisect_left(ranks, high, lo=first, key=self._surface_at)
        return self._by_surface[first:last].astype(np.int64)

    def _surface_at(self, rank: int) -> bytes:
        return self.surface(int(self._by_surface[rank]))

    def place(self, key: bytes) -> int:
        """The first physical term at or after a key."""
        return bisect_left(range(self.terms), key, key=self.key)

    def keys(self, low: int = 0, high: int | None = None) -> list[bytes]:
        """The keys of a range of physical terms."""
        bounds = self._bounds[low : (self.terms if high is None else high) + 1].tolist()
        if len(bounds) < 2:
            return []
        base = bounds[0]
        blob = bytes(self._blob[base : bounds[-1]])
        return [blob[a - base : b - base] for a, b in pairwise(bounds)]

    # --- the postings

    def count(self, low: int, high: int) -> tuple[int, int]:
        """How many postings and positions a range of physical terms has, dead articles too."""
        postings, positions = self._arrays["term_postings"], self._arrays["term_positions"]
        return (
            int(postings[high]) - int(postings[low]),
            int(positions[high]) - int(positions[low]),
        )

    def sizes(self, terms: Ints) -> Ints:
        """How many articles each physical term is in, dead ones too; nothing is decoded."""
        bounds = self._arrays["term_postings"]
        found: Ints = bounds[terms + 1].astype(np.int64) - bounds[terms]
        return found

    def docs(self, low: int, high: int) -> tuple[Ints, Ints]:
        """The sizes and articles of consecutive physical terms."""
        byte, bounds = self._arrays["term_bytes"], self._arrays["term_postings"]
        gaps = decode_varints(self._docs[int(byte[low]) : int(byte[high])])
        if high - low == 1:
            return np.array([len(gaps)]), np.cumsum(gaps)
        ends: Ints = bounds[low : high + 1].astype(np.int64)
        sizes: Ints = ends[1:] - ends[:-1]
        docs: Ints = np.cumsum(gaps)
        starts = np.cumsum(sizes) - sizes
        before = docs[starts] - gaps[starts]
        return sizes, docs - np.repeat(before, sizes)

    def frequencies(self, low: int, high: int) -> Ints:
        """How often each posting's word stands in its article."""
        bounds = self._arrays["term_postings"]
        start, stop = int(bounds[low]), int(bounds[high])
        values = decode_halves(self._frequencies, start, stop).astype(np.int64)
        if len(self._arrays["big_frequency_at"]):
            where = self._arrays["big_frequency_at"]
            first, last = np.searchsorted(where, (start, stop))
            values[where[first:last].astype(np.int64) - start] = self._arrays["big_frequency"][
                first:last
            ]
        return values

    def positions(self, low: int, high: int) -> NDArray[Any]:
        """The positions of every occurrence, posting after posting (often a view, 16 bits)."""
        bounds = self._arrays["term_positions"]
        start, stop = int(bounds[low]), int(bounds[high])
        values = self._positions[start:stop]
        where = self._arrays["big_position_at"]
        if len(where):
            first, last = np.searchsorted(where, (start, stop))
            if last > first:
                values = values.astype(np.int64)
                values[where[first:last].astype(np.int64) - start] = self._arrays["big_position"][
                    first:last
                ]
        return values

    def read(self, low: int, high: int) -> Postings:
        """Everything of consecutive physical terms, for merging."""
        sizes, docs = self.docs(low, high)
        return Postings(
            sizes, docs, self.frequencies(low, high), self.positions(low, high).astype(np.int64)
        )


__all__ = ["BIG_FREQUENCY", "SEPARATOR", "Postings", "PostingsReader", "PostingsWriter"]
