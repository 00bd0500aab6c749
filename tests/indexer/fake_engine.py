"""An engine in memory: what was committed, and writers that commit or roll back as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from types import TracebackType
from typing import Self

from indexer.indexing import Engine
from search.engine import IndexMissing
from search.model import Article, IndexInfo, Query, SearchPage, SourceRecord, Want


class FakeIndex:
    """What one index holds; counts the writers opened on it."""

    def __init__(self) -> None:
        self.articles: dict[str, Article] = {}
        self.records: dict[str, SourceRecord] = {}
        self.stamps: dict[str, str] = {}
        self.generation = -1
        self.writers = 0

    @property
    def engine(self) -> Engine:
        return Engine(searcher=self.open_searcher, writer=self.open_writer)

    def open_searcher(self, url: str) -> FakeSearcher:
        if self.generation < 0:
            raise IndexMissing(f"{url}: no index")
        return FakeSearcher(self)

    def open_writer(self, url: str, *, jobs: int = 1) -> FakeWriter:
        self.writers += 1
        return FakeWriter(self)


class FakeSearcher:
    def __init__(self, index: FakeIndex) -> None:
        self.index = index

    def search(self, query: Query, want: Want = Want()) -> SearchPage:  # noqa: B008
        raise NotImplementedError

    def get(self, id: str) -> Article | None:
        return self.index.articles.get(id)

    def info(self) -> IndexInfo:
        return IndexInfo("fake", self.index.generation, len(self.index.articles), 1)

    def articles(self) -> Iterator[Article]:
        return iter(self.index.articles.values())

    def sources(self) -> Iterator[SourceRecord]:
        return iter(self.index.records.values())

    def refresh(self) -> bool:
        return False

    def at_rest(self) -> FakeSearcher:
        return self

    def close(self) -> None:
        pass


class FakeWriter:
    def __init__(self, index: FakeIndex) -> None:
        self.index = index
        self.articles = dict(index.articles)
        self.records = dict(index.records)
        self.stamps = dict(index.stamps)
        self.added: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.index.articles = self.articles
            self.index.records = self.records
            self.index.stamps = self.stamps
            self.index.generation += 1

    def add(self, article: Article) -> None:
        # What a real engine could not store must not pass here either.
        for text in (article.id, article.text, article.title, article.url, article.source):
            text.encode("utf-8")
        assert article.id and len(article.id) <= 255
        assert article.text.strip() or article.title
        self.articles[article.id] = article
        self.added.append(article.id)

    def delete(self, id: str) -> bool:
        return self.articles.pop(id, None) is not None

    def record(self, record: SourceRecord) -> None:
        record.source.encode("utf-8")
        self.records[record.source] = record

    def forget(self, source: str) -> None:
        self.records.pop(source, None)

    def stamp(self, name: str, value: str) -> None:
        self.stamps[name] = value

    def sources(self) -> Iterator[SourceRecord]:
        return iter(tuple(self.records.values()))
