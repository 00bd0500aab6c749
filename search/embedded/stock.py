"""Queries that the evaluator does not know, run on Whoosh's own matchers."""

from __future__ import annotations

import time

import numpy as np
from numpy.typing import NDArray
from whoosh.index import FileIndex
from whoosh.query import Query
from whoosh.searching import Searcher

from search.embedded.catalogue import NAME
from search.embedded.disk import Disk, DurableStorage
from search.embedded.schema import make_schema
from search.embedded.snapshot import Snapshot

CHECK_EVERY = 1_000
"""Articles between two looks at the clock."""


def stock_searcher(snapshot: Snapshot) -> Searcher:
    """Whoosh's Searcher over the very segments of a snapshot."""
    catalogue = snapshot.catalogue
    folder = catalogue.folder
    reader = FileIndex._reader(
        DurableStorage(Disk(folder)),
        make_schema(catalogue.header),
        list(catalogue.segments),
        catalogue.generation,
    )
    return Searcher(reader)


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


__all__ = ["NAME", "stock_matches", "stock_searcher"]
