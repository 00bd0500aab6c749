"""Several segments into one, column by column: which to merge, and how.

Articles keep their order, deleted ones fall away. Postings stream by range of terms, so memory
stays bounded whatever the size; texts move as compressed blocks wherever a block is all alive.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from search.embedded.columns import Arrays, pack_strings, unpack_strings
from search.embedded.documents import (
    FIELD_SEPARATOR,
    id_arrays,
    id_ranks,
    keyword_arrays,
)
from search.embedded.packing import narrowest, ragged
from search.embedded.postings import Postings, PostingsWriter
from search.embedded.segment import ColumnSegment, OpenSegment
from search.embedded.texts import TextsWriter
from search.fields import KEYWORDS

Ints = NDArray[np.int64]

FAN_IN = 8
"""Segments of one tier that are merged into the next: at most 7 remain in each."""

SMALLEST_TIER = 4_096
"""Segments below this many articles are one tier: commits of a few articles merge cheaply."""

DEAD_SHARE = 4
"""A segment with more than one article in four deleted is rewritten by itself."""

CHUNK_POSITIONS = 4_000_000
"""Occurrences handled at a time, about 250 MB with all that is made of them."""


def plan_merges(segments: Sequence[ColumnSegment]) -> list[list[ColumnSegment]]:
    """Groups of segments to be merged now, by tiers of size; often none."""
    tiers: dict[int, list[ColumnSegment]] = {}
    for segment in segments:
        tiers.setdefault(tier(segment.live), []).append(segment)
    groups = [group for group in tiers.values() if len(group) >= FAN_IN]
    merged = {id(segment) for group in groups for segment in group}
    groups += [
        [segment]
        for segment in segments
        if id(segment) not in merged and len(segment.deleted) * DEAD_SHARE > segment.count
    ]
    return groups


def tier(articles: int) -> int:
    """0 for small segments, then one more for every FAN_IN times the size."""
    level = 0
    while articles >= SMALLEST_TIER * FAN_IN**level:
        level += 1
    return level


@dataclass(frozen=True)
class Part:
    """One segment on its way into a merge: `number` gives articles their new numbers, -1 dead."""

    opened: OpenSegment
    alive: NDArray[np.bool_]
    number: Ints

    @property
    def whole(self) -> bool:
        """Whether nothing is deleted."""
        return bool(self.alive.all())


def make_parts(segments: Sequence[ColumnSegment], opened: Sequence[OpenSegment]) -> list[Part]:
    """Number the live articles of all segments through."""
    parts, base = [], 0
    for segment, files in zip(segments, opened, strict=True):
        alive = np.ones(segment.count, dtype=bool)
        alive[list(segment.deleted)] = False
        number = np.where(alive, np.cumsum(alive) - 1 + base, -1)
        base += segment.live
        parts.append(Part(files, alive, number))
    return parts


def merge_postings(parts: Sequence[Part], writer: PostingsWriter) -> list[bytes]:
    """Stream all postings into `writer`; the keys of the terms that still have any."""
    keys: list[bytes] = []
    for ranges in _term_ranges(parts):
        chunk_keys, chunk = _merge_range(parts, ranges)
        if chunk_keys:
            writer.append(chunk)
            keys += chunk_keys
    return keys


def _term_ranges(parts: Sequence[Part]) -> Iterator[list[tuple[int, int]]]:
    """Ranges of physical terms, alike in all parts, of about CHUNK_POSITIONS occurrences."""
    largest = max(parts, key=lambda part: part.opened.postings.terms).opened
    bounds = largest.arrays["term_positions"]
    step = max(CHUNK_POSITIONS // len(parts), 1)
    cuts = np.searchsorted(bounds, np.arange(step, int(bounds[-1]), step, dtype=np.int64))
    lows = [0] * len(parts)
    for cut in np.unique(cuts):
        key = largest.postings.key(int(cut)) if cut < largest.postings.terms else None
        if key is None:
            break
        highs = [part.opened.postings.place(key) for part in parts]
        yield list(zip(lows, highs, strict=True))
        lows = highs
    yield [(low, part.opened.postings.terms) for low, part in zip(lows, parts, strict=True)]


def _merge_range(
    parts: Sequence[Part], ranges: Sequence[tuple[int, int]]
) -> tuple[list[bytes], Postings]:
    """Merge one range of terms: live postings of all parts, brought into the order of terms."""
    part_keys = [p.opened.postings.keys(*r) for p, r in zip(parts, ranges, strict=True)]
    keys = sorted(set().union(*part_keys))
    rank_of = {key: rank for rank, key in enumerate(keys)}
    ranks, docs, counts, places = [], [], [], []
    for part, (low, high), names in zip(parts, ranges, part_keys, strict=True):
        if low == high:
            continue
        sizes, doc = part.opened.postings.docs(low, high)
        count = part.opened.postings.frequencies(low, high)
        place = part.opened.postings.positions(low, high)
        rank = np.repeat([rank_of[name] for name in names], sizes)
        if not part.whole:
            alive = part.alive[doc]
            place = place[np.repeat(alive, count)]
            rank, doc, count = rank[alive], doc[alive], count[alive]
        ranks.append(rank)
        docs.append(part.number[doc])
        counts.append(count)
        places.append(place)
    if not ranks:
        return [], _NO_POSTINGS
    return _in_term_order(keys, *map(np.concatenate, (ranks, docs, counts, places)))


def _in_term_order(
    keys: list[bytes], rank: Ints, doc: Ints, count: Ints, place: Ints
) -> tuple[list[bytes], Postings]:
    # Parts follow each other in the order of their articles, so a stable sort by term is enough.
    order = np.argsort(narrowest(rank), kind="stable")
    starts = np.cumsum(count) - count
    place = place[ragged(starts[order], count[order])]
    sizes = np.bincount(rank, minlength=len(keys))
    kept = [key for key, size in zip(keys, sizes.tolist(), strict=True) if size]
    return kept, Postings(sizes[sizes > 0], doc[order], count[order], place)


_NO_POSTINGS = Postings(*(np.empty(0, dtype=np.int64),) * 4)


def merge_documents(
    parts: Sequence[Part], texts: TextsWriter, instants: Sequence[Sequence[int | None]]
) -> tuple[Arrays, tuple[int | None, ...]]:
    """The columns of the merged segment, and its table of commit instants."""
    table = tuple(dict.fromkeys(i for part in instants for i in part))
    arrays: Arrays = {
        name: _joined(parts, name) for name in ("day", "precision", "length", "titles")
    }
    arrays["length"], arrays["titles"] = narrowest(arrays["length"]), narrowest(arrays["titles"])
    for name in ("added", "changed"):
        arrays[name] = _merge_instants(parts, name, instants, table)
    arrays |= _merge_heads(parts)
    hashes = []
    for part in parts:
        by_doc = np.empty(len(part.alive), dtype=np.uint64)
        by_doc[part.opened.arrays["id_doc"]] = part.opened.arrays["id_hash"]
        hashes.append(by_doc[part.alive])
    arrays |= id_arrays(np.concatenate(hashes))
    for key in (*(field.key for field in KEYWORDS), "date_origin"):
        arrays |= _merge_keywords(parts, key)
    for part in parts:
        _merge_texts(part, texts)
    return arrays | texts.finish(), table


def _joined(parts: Sequence[Part], name: str) -> NDArray[np.int32]:
    return np.concatenate([part.opened.arrays[name][part.alive] for part in parts])


def _merge_instants(
    parts: Sequence[Part],
    name: str,
    instants: Sequence[Sequence[int | None]],
    table: tuple[int | None, ...],
) -> NDArray[np.generic]:
    columns = []
    for part, own in zip(parts, instants, strict=True):
        renumber = np.array([table.index(i) for i in own], dtype=np.int64)
        columns.append(renumber[part.opened.arrays[name][part.alive]])
    return narrowest(np.concatenate(columns))


def _merge_heads(parts: Sequence[Part]) -> Arrays:
    heads: list[bytes] = []
    for part in parts:
        all_heads = unpack_strings(
            part.opened.arrays["head_blob"], part.opened.arrays["head_bounds"]
        )
        heads += [all_heads[i] for i in np.flatnonzero(part.alive).tolist()]
    blob, bounds = pack_strings(heads)
    ids = [head.partition(FIELD_SEPARATOR.encode())[0].decode() for head in heads]
    return {"head_blob": blob, "head_bounds": narrowest(bounds), "id_rank": id_ranks(ids)}


def _merge_keywords(parts: Sequence[Part], key: str) -> Arrays:
    """One table for all parts, ordinals renumbered into it; unused values fall away."""
    tables = [part.opened.documents.keyword_table(key) for part in parts]
    values = sorted(set().union(*tables))
    rank_of = {value: rank for rank, value in enumerate(values)}
    counts, ordinals = [], []
    for part, table in zip(parts, tables, strict=True):
        count = part.opened.arrays[f"{key}.counts"].astype(np.int64)
        renumber = np.array([rank_of[value] for value in table], dtype=np.int64)
        own = renumber[part.opened.arrays[f"{key}.ordinals"]]
        ordinals.append(own[np.repeat(part.alive, count)])
        counts.append(count[part.alive])
    joined = np.concatenate(ordinals)
    used = np.flatnonzero(np.bincount(joined, minlength=len(values)))
    dense = np.zeros(len(values), dtype=np.int64)
    dense[used] = np.arange(len(used))
    return keyword_arrays(key, [values[i] for i in used], np.concatenate(counts), dense[joined])


def _merge_texts(part: Part, texts: TextsWriter) -> None:
    """Whole blocks as they are, the live records of the others."""
    documents = part.opened.documents
    bounds = documents.arrays["block_docs"].tolist()
    lengths = documents.arrays["text_lengths"]
    for block, (first, last) in enumerate(pairwise(bounds)):
        alive = part.alive[first:last]
        if alive.all():
            texts.copy_block(documents.block(block), lengths[first:last].tolist())
        elif alive.any():
            records = documents.block_records(block)
            for i in np.flatnonzero(alive).tolist():
                texts.add(records[i])
