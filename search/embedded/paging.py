"""One page of the matches in order, by number or by cursor."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.asked import words_to_rerank
from search.embedded import cursors, ordering
from search.embedded.found import Found
from search.embedded.reranking import bonuses
from search.embedded.snapshot import Snapshot
from search.model import UNREAD_CURSOR, Problem, Query, Sort
from search.plan import Plan
from search.second_look import DEPTH

Docs = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Ordered:
    """The articles of one page with their scores, and where to go on."""

    docs: Docs
    scores: NDArray[np.float64]
    next_cursor: str = ""
    problems: tuple[Problem, ...] = ()


NO_HITS = Ordered(np.empty(0, dtype=np.int32), np.empty(0))


def order(snapshot: Snapshot, plan: Plan, query: Query, found: Found) -> Ordered:
    """One page of the hits, by number or by cursor."""
    if not query.cursor:
        return _window(snapshot, plan, query, found, (query.page - 1) * query.size)
    cursor = cursors.decode(query.cursor)
    if cursor is None or cursor.sort is not query.sort:
        told = Problem(f"{UNREAD_CURSOR}; this is the first page")
        return _told(_window(snapshot, plan, query, found, 0), told)
    if query.sort is not Sort.RELEVANCE:
        return _window(snapshot, plan, query, _after(snapshot, found, cursor), 0)
    page = _window(snapshot, plan, query, found, cursor.offset)
    if cursor.generation != snapshot.catalogue.generation:
        told = Problem("The index has changed since the last page: hits may repeat or be missing.")
        return _told(page, told)
    return page


def _told(ordered: Ordered, problem: Problem) -> Ordered:
    return Ordered(ordered.docs, ordered.scores, ordered.next_cursor, (problem,))


def _window(snapshot: Snapshot, plan: Plan, query: Query, found: Found, offset: int) -> Ordered:
    """The hits from `offset` on."""
    end = offset + query.size
    if query.sort is not Sort.RELEVANCE or not found.scored:
        docs = ordering.best(snapshot, found, query.sort, end)[offset:]
        scores = np.zeros(len(docs))
    else:
        docs, scores = _by_relevance(snapshot, plan, found, end)
        docs, scores = docs[offset:], scores[offset:]
    more = len(found) > offset + len(docs) and len(docs)
    return Ordered(docs, scores, _cursor_after(snapshot, query.sort, docs, end) if more else "")


def _by_relevance(
    snapshot: Snapshot, plan: Plan, found: Found, count: int
) -> tuple[Docs, NDArray[np.float64]]:
    """By score; the first DEPTH once more by score and bonuses, the others behind them."""
    docs = ordering.best(snapshot, found, Sort.RELEVANCE, max(count, DEPTH))
    scores = found.scores_of(docs).astype(np.float64)
    ascending = np.sort(docs[:DEPTH])
    better = found.scores_of(ascending) + bonuses(snapshot, ascending, words_to_rerank(plan))
    top = ordering.rank(
        snapshot, ascending, [better, snapshot.first_days[ascending]], len(ascending)
    )
    scores[:DEPTH] = better[np.searchsorted(ascending, top)]
    docs[:DEPTH] = top
    return docs[:count], scores[:count]


def _cursor_after(snapshot: Snapshot, sort: Sort, docs: Docs, offset: int) -> str:
    generation = snapshot.catalogue.generation
    if sort is Sort.RELEVANCE:
        return cursors.encode(cursors.Cursor(sort, generation, offset))
    last = docs[-1:]
    keys = tuple([int(key[0]) for key in ordering.date_keys(snapshot, last, sort)])
    return cursors.encode(cursors.Cursor(sort, generation, 0, keys, snapshot.id(int(last[0]))))


def _after(snapshot: Snapshot, found: Found, cursor: cursors.Cursor) -> Found:
    """What comes behind an article in an order by date: smaller in the first key that differs."""
    keys = ordering.date_keys(snapshot, found.docs, cursor.sort)
    later = np.zeros(len(found.docs), dtype=bool)
    tied = ~later
    for key, last in zip(keys, cursor.keys, strict=False):
        later |= tied & (key < last)
        tied &= key == last
    ties = np.flatnonzero(tied)
    later[ties] = [snapshot.id(doc) > cursor.id for doc in found.docs[ties].tolist()]
    return found.only(later)
