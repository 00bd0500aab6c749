"""A searcher for one request: everything asked of it takes from the same seconds.

A single question is given up in the midst of its work, and a page that asks many, such as a table
of countries, between or within them.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import copy

from search.budget import Budget
from search.engine import DEFAULT_WANT, Searcher
from search.model import Article, Hit, IndexInfo, Query, SearchPage, SourceRecord, Want


class Hurried:
    """A `search.engine.Searcher` for one request, which has so many seconds from now on.

    Past them, what it is asked for raises `search.engine.TookTooLong`.
    """

    def __init__(self, searcher: Searcher, seconds: float) -> None:
        self._searcher = searcher
        self._budget = Budget(seconds)

    def search(
        self, query: Query, want: Want = DEFAULT_WANT, budget: Budget | None = None
    ) -> SearchPage:
        """Answer `query`, if there is time."""
        return self._searcher.search(query, want, self._shorter(budget))

    def get(self, id: str) -> Article | None:
        """The stored article, if there is time."""
        self._budget.check()
        return self._searcher.get(id)

    def similar(self, id: str, count: int = 5, budget: Budget | None = None) -> tuple[Hit, ...]:
        """Articles like one, if there is time."""
        return self._searcher.similar(id, count, self._shorter(budget))

    def _shorter(self, budget: Budget | None) -> Budget:
        """What is left for the request, or what a part of it is given if that is less."""
        self._budget.check()
        given = budget is not None and budget.left < self._budget.left
        return budget if budget is not None and given else self._budget

    def info(self) -> IndexInfo:
        """What the index is and holds; this is always known."""
        return self._searcher.info()

    def articles(self) -> Iterator[Article]:
        """Every live article, as long as there is time."""
        for article in self._searcher.articles():
            self._budget.check()
            yield article

    def sources(self) -> Iterator[SourceRecord]:
        """What the index remembers of its input files."""
        return self._searcher.sources()

    def refresh(self) -> bool:
        """Move to the newest commit."""
        return self._searcher.refresh()

    def at_rest(self) -> Hurried:
        """The same at one moment, with what is left of the time."""
        twin = copy(self)
        twin._searcher = self._searcher.at_rest()
        return twin

    def close(self) -> None:
        """Let go of files."""
        self._searcher.close()
