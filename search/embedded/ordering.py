"""The order of hits: by score or by date, ties by newer date and then by id, undated last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from search.embedded.documents import UNDATED
from search.embedded.found import Found
from search.embedded.snapshot import Snapshot
from search.model import Sort

Docs = NDArray[np.int32]

BLOCK = 64
"""Scores whose maxima are compared first, so that most of a large set is never looked at."""


def best(snapshot: Snapshot, found: Found, sort: Sort, count: int) -> Docs:
    """The first `count` articles in order."""
    docs, keys = _leave(*_candidates(snapshot, found, sort, count), count)
    return rank(snapshot, docs, keys, count)


def rank(snapshot: Snapshot, docs: Docs, keys: list[NDArray[Any]], count: int) -> Docs:
    """The first `count` of `docs` by `keys`, larger first, ties by id."""
    if not len(docs):
        return docs
    # Sorted upwards and read backwards: the negative of UNDATED has no room in 32 bits.
    order = np.lexsort(tuple(reversed(keys)))[::-1]
    docs, keys = docs[order], [key[order] for key in keys]
    return _break_ties(snapshot, docs, keys, count)[:count]


def _candidates(
    snapshot: Snapshot, found: Found, sort: Sort, count: int
) -> tuple[Docs, list[NDArray[Any]]]:
    """Articles, and what they are compared by, larger first."""
    dense = found.ready_dense if sort is Sort.RELEVANCE else None
    if dense is not None and len(dense) > 16 * BLOCK:
        # Straight from the scores by article; the others are 0 and below any floor above it.
        floor = max(_floor(dense, count), np.finfo(np.float32).tiny)
        docs = np.flatnonzero(dense >= floor).astype(np.int32)
        if len(docs) >= count or len(docs) == len(found):  # else some match with a score of 0
            return docs, [dense[docs], snapshot.first_days[docs]]
    keys = date_keys(snapshot, found.docs, sort)
    if sort is Sort.RELEVANCE and found.scored:
        keys = [found.scores, *keys]
    return found.docs, keys


def date_keys(snapshot: Snapshot, docs: Docs, sort: Sort) -> list[NDArray[Any]]:
    """What an order by date compares, larger first; scores and ids are not among it."""
    days = snapshot.first_days[docs]
    if sort is Sort.OLDEST:
        # Undated articles are last either way: the negative of the latest day is above them.
        return [np.where(days == UNDATED, np.int32(UNDATED), -days)]
    return [snapshot.added[docs], days] if sort is Sort.ADDED else [days]


def _leave(docs: Docs, keys: list[NDArray[Any]], count: int) -> tuple[Docs, list[NDArray[Any]]]:
    """Drop what cannot be among the first `count`, keeping every tie at the border.

    Two keys at most: behind the first border there is one kind of tie, the smallest first key.
    """
    assert len(keys) <= 2
    for i in range(len(keys)):
        if len(docs) <= count:
            break
        key = keys[i]
        if i == 0:
            kept = key >= _threshold(key, count)
        else:
            # Only articles that tie at the border so far compete on the next key.
            tied = keys[0] == keys[0].min()
            room = count - int(np.count_nonzero(~tied))
            kept = ~tied | (key >= _threshold(key[tied], room))
        docs, keys = docs[kept], [k[kept] for k in keys]
    return docs, keys


def _threshold(values: NDArray[Any], count: int) -> Any:
    """The `count`-th largest value."""
    if count >= len(values):
        return values.min()
    if len(values) > 16 * BLOCK:
        values = values[values >= _floor(values, count)]
    return np.partition(values, len(values) - count)[len(values) - count]


def _floor(values: NDArray[Any], count: int) -> Any:
    """A value that the `count`-th largest is not below: the `count`-th largest block maximum.

    Each maximum is a value of its own, so at least `count` values reach it.
    """
    blocks = len(values) // BLOCK
    if count >= blocks:
        return values.min()
    maxima = values[: blocks * BLOCK].reshape(-1, BLOCK).max(axis=1)
    return np.partition(maxima, blocks - count)[blocks - count]


def _break_ties(snapshot: Snapshot, docs: Docs, keys: list[NDArray[Any]], count: int) -> Docs:
    """Put runs of articles that tie on every key into the order of their ids."""
    same = np.ones(len(docs) - 1, dtype=bool)
    for key in keys:
        same &= key[1:] == key[:-1]
    if not same.any():
        return docs
    docs = docs.copy()
    breaks = np.flatnonzero(np.concatenate([[True], ~same, [True]]))
    for start, stop in zip(breaks[:-1].tolist(), breaks[1:].tolist(), strict=True):
        if start >= count:
            break
        if stop - start > 1:
            ordered = by_id(snapshot, docs[start:stop], count - start)
            docs[start : start + len(ordered)] = ordered
    return docs


def by_id(snapshot: Snapshot, docs: Docs, count: int) -> Docs:
    """The first `count` of some articles by id; reads no more ids than it must.

    Each segment knows the order of its own ids, so at most `count` of each can be among them.
    """
    ranks = snapshot.id_ranks[docs]
    if len(snapshot.segments) == 1:
        return docs[np.argsort(ranks)][:count]
    owner = np.searchsorted(snapshot.bases, docs, side="right")
    chosen: list[int] = []
    for segment in np.unique(owner):
        mine = np.flatnonzero(owner == segment)
        first = mine[np.argsort(ranks[mine], kind="stable")[:count]]
        chosen += docs[first].tolist()
    named: Callable[[int], str] = snapshot.id
    chosen.sort(key=named)
    return np.array(chosen[:count], dtype=np.int32)
