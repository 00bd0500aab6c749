"""Whole results, hit by hit: pages asked for one after the other, never held together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from search.budget import Budget
from search.engine import Searcher
from search.model import HITS_ONLY, TOTAL_ONLY, Article, Hit, Match, Query, Want

BATCH = 500
"""Hits asked for at a time: few enough to stream smoothly, enough to make asking cheap."""


def strict(query: Query) -> Query:
    """The question as downloads and feeds ask it: from the start, all words unless pinned."""
    match = Match.ALL if query.match is Match.AUTO else query.match
    return replace(query, match=match, page=1, cursor="")


def count(searcher: Searcher, query: Query, budget: Budget | None = None) -> int:
    """How many articles a question has. Raises TookTooLong when a budget is used up."""
    return searcher.search(query, TOTAL_ONLY, budget).total


def harvest(searcher: Searcher, query: Query, want: Want = HITS_ONLY) -> Iterator[Hit]:
    """Every hit of a question in its order."""
    asked = replace(query, size=BATCH, page=1, cursor="")
    while True:
        page = searcher.search(asked, want)
        yield from page.hits
        if not page.next_cursor or not page.hits:
            return
        asked = replace(asked, cursor=page.next_cursor)


def articles(searcher: Searcher, ids: Iterable[str]) -> Iterator[Article]:
    """The articles with these ids, those left out that the index no longer holds."""
    for id in ids:
        found = searcher.get(id)
        if found is not None:
            yield found
