"""A searcher that stops answering one request when its time is up.

Time is looked at before each thing asked of the index: a page that asks many, such as a table of
countries, ends there. One question alone is never cut off; the engine bounds what it can cost.
"""

from __future__ import annotations

import time
from collections.abc import Iterator

from search.engine import DEFAULT_WANT, Searcher
from search.model import Article, Hit, IndexInfo, Query, SearchPage, SourceRecord, Want
from webapp.wording import counted


class TookTooLong(Exception):  # noqa: N818 - named for what happened
    """A request was given up; the message tells the reader what to do."""


class Hurried:
    """A `search.engine.Searcher` for one request, which has so many seconds from now on."""

    def __init__(self, searcher: Searcher, seconds: int) -> None:
        self._searcher = searcher
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def _check(self) -> None:
        if time.monotonic() > self._end:
            raise TookTooLong(
                f"This took longer than {counted(self._seconds, 'second')} and was given up. "
                "Narrow the question, by dates for instance, or try again when less is going on."
            )

    def search(self, query: Query, want: Want = DEFAULT_WANT) -> SearchPage:
        """Answer `query`, if there is time."""
        self._check()
        return self._searcher.search(query, want)

    def get(self, id: str) -> Article | None:
        """The stored article, if there is time."""
        self._check()
        return self._searcher.get(id)

    def similar(self, id: str, count: int = 5) -> tuple[Hit, ...]:
        """Articles like one, if there is time."""
        self._check()
        return self._searcher.similar(id, count)

    def info(self) -> IndexInfo:
        """What the index is and holds; this is always known."""
        return self._searcher.info()

    def articles(self) -> Iterator[Article]:
        """Every live article, as long as there is time."""
        for article in self._searcher.articles():
            self._check()
            yield article

    def sources(self) -> Iterator[SourceRecord]:
        """What the index remembers of its input files."""
        return self._searcher.sources()

    def refresh(self) -> bool:
        """Move to the newest commit."""
        return self._searcher.refresh()

    def close(self) -> None:
        """Let go of files."""
        self._searcher.close()
