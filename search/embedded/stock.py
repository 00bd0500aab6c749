"""Queries that the evaluator does not know, run on Whoosh's own matchers."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray
from whoosh.filedb.filestore import RamStorage
from whoosh.query import Query
from whoosh.reading import EmptyReader, MultiReader, SegmentReader
from whoosh.searching import Searcher

from search.embedded.codec import ColumnCodec
from search.embedded.schema import make_schema
from search.embedded.snapshot import Snapshot

CHECK_EVERY = 1_000
"""Articles between two looks at the clock."""


def stock_searcher(snapshot: Snapshot) -> Searcher:
    """Whoosh's Searcher over the very files that a snapshot has mapped: none is opened by name, as
    a later commit may have removed it."""
    catalogue = snapshot.catalogue
    storage, schema = RamStorage(), make_schema(catalogue.header)
    readers = [
        SegmentReader(storage, schema, segment, catalogue.generation, ColumnCodec(opened))
        for segment, opened in zip(catalogue.segments, catalogue.opened, strict=True)
    ]
    whole = MultiReader(readers, catalogue.generation) if readers else EmptyReader(schema)
    return Searcher(whole)


def stock_matches(
    snapshot: Snapshot, query: Query, until: float
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Articles and scores of a query, ended early at the monotonic time `until`."""
    docs: list[int] = []
    scores: list[float] = []
    with stock_searcher(snapshot) as searcher:
        for leaf, base in searcher.leaf_searchers():
            matcher = query.matcher(leaf)
            while matcher.is_active() and (len(docs) % CHECK_EVERY or time.monotonic() < until):
                docs.append(matcher.id() + base)
                scores.append(matcher.score())
                matcher.next()
    return np.array(docs, dtype=np.int32), np.array(scores, dtype=np.float32)
