"""The searcher of an index on a cluster: a question in, a page out."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from datetime import date
from threading import Lock

from search.asked import Asked
from search.budget import Budget
from search.cluster import answering
from search.cluster.address import Address, read_address
from search.cluster.articles import document_id, read_article
from search.cluster.clauses import EVERYTHING
from search.cluster.client import Cluster
from search.cluster.information import check_state, describe
from search.cluster.ledger import read_records, read_state, sources_of
from search.cluster.shapes import Json
from search.cluster.similarity import similar
from search.engine import DEFAULT_WANT, IndexMissing
from search.freshness import with_notice
from search.model import Article, Hit, IndexInfo, Query, SearchPage, SourceRecord, Want
from search.naming import Names
from search.settings import Settings
from search.vocabulary import Vocabulary, load_vocabulary


class ClusterSearcher:
    """Implements `search.engine.Searcher` over a cluster. Threads may share it.

    Hits, total and facets of one answer come from one request. The generation told is the one
    that `refresh` saw last; articles of a later one may be in answers already.
    """

    def __init__(
        self,
        url: str | Address,
        *,
        today: date | None = None,
        settings: Settings | None = None,
        vocabulary: Vocabulary | None = None,
    ) -> None:
        address = read_address(url, os.environ) if isinstance(url, str) else url
        self.cluster = Cluster(address)
        self._fixed_today = today
        self._settings = settings or Settings()
        self.names = Names(vocabulary or load_vocabulary())
        self._opening = Lock()
        self._info = self._read_info()
        self._moves = True

    def _read_info(self) -> IndexInfo:
        state = read_state(self.cluster)
        check_state(self.cluster.address.shown, state)
        return with_notice(describe(self.cluster, state), self.names.vocabulary)

    def today(self) -> date:
        """The day that rolling spans count from."""
        return self._fixed_today or self._settings.today()

    def search(
        self, query: Query, want: Want = DEFAULT_WANT, budget: Budget | None = None
    ) -> SearchPage:
        """Answer `query`; see search.engine.Searcher."""
        started = time.perf_counter()
        asked = Asked(query, want, self.today())
        page = answering.answer(self.cluster.within(budget), asked, self._info, self.names)
        return replace(page, took_ms=(time.perf_counter() - started) * 1000)

    def get(self, id: str) -> Article | None:
        """The stored article, or None."""
        if not self._moves:
            body: Json = {"query": {"ids": {"values": [document_id(id)]}}, "size": 1}
            hits = self.cluster.search(body)["hits"]["hits"]
            return read_article(hits[0]["_source"]) if hits else None
        index = self.cluster.address.name
        try:
            found = self.cluster.call(lambda c: c.get(index=index, id=document_id(id)))
        except IndexMissing:
            return None
        return read_article(found["_source"])

    def similar(self, id: str, count: int = 5, budget: Budget | None = None) -> tuple[Hit, ...]:
        """The articles most like one, best first."""
        article = self.get(id)
        if article is None:
            return ()
        found = similar(self.cluster.within(budget), article, self._info.articles, count)
        return tuple(answering.hit(one) for one in found)

    def info(self) -> IndexInfo:
        """What the index is and holds."""
        return self._info

    def articles(self) -> Iterator[Article]:
        """Every live article with its text, by id, at one point in time."""
        body = {"query": EVERYTHING, "sort": [{"id": "asc"}]}
        return (read_article(hit["_source"]) for hit in self.cluster.scroll(body))

    def sources(self) -> Iterator[SourceRecord]:
        """What the index remembers of its input files."""
        return read_records(self.cluster)

    def refresh(self) -> bool:
        """Move to the newest commit; True if the generation changed."""
        if not self._moves:
            return False
        with self._opening:
            state = read_state(self.cluster)
            if state.generation == self._info.generation:
                return False
            name = self.cluster.address.name
            both = f"{name},{sources_of(name)}"
            self.cluster.call(lambda c: c.indices.refresh(index=both))
            check_state(self.cluster.address.shown, state)
            self._info = with_notice(describe(self.cluster, state), self.names.vocabulary)
        return True

    def at_rest(self) -> ClusterSearcher:
        """The same at one point in time, which the cluster keeps while it is asked for."""
        twin = copy(self)
        twin.cluster, twin._moves = self.cluster.at_rest(), False
        return twin

    def close(self) -> None:
        """Let go of connections, or of the point in time."""
        if self._moves:
            self.cluster.close()
        else:
            self.cluster.let_go()
