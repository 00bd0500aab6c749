"""The searcher of an embedded index: a question in, a page out."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from threading import Lock

from search.asked import Asked
from search.budget import ENDLESS, Budget
from search.embedded import answering, showing
from search.embedded.beginnings import find_beginning
from search.embedded.catalogue import newest_state, read_catalogue
from search.embedded.evaluator import Evaluator
from search.embedded.information import describe
from search.embedded.ledger import recall
from search.embedded.similarity import similar
from search.embedded.snapshot import Snapshot
from search.engine import DEFAULT_WANT
from search.freshness import with_notice
from search.model import Article, Hit, IndexInfo, Query, SearchPage, SourceRecord, Want
from search.naming import Names
from search.settings import Settings
from search.stored import instant_of
from search.vocabulary import Vocabulary, load_vocabulary


@dataclass(frozen=True, slots=True)
class Opened:
    """One generation with what is made once for it."""

    snapshot: Snapshot
    info: IndexInfo
    state: tuple[int, int, int]


class EmbeddedSearcher:
    """Implements `search.engine.Searcher` over a folder. Threads may share it.

    Each question runs on the generation that was current when it began.
    """

    def __init__(
        self,
        path: str | Path,
        *,
        today: date | None = None,
        settings: Settings | None = None,
        vocabulary: Vocabulary | None = None,
    ) -> None:
        self.folder = Path(path)
        self._fixed_today = today
        self._settings = settings or Settings()
        self.names = Names(vocabulary or load_vocabulary())
        self._opening = Lock()
        self._opened = self._open(None)
        self._moves = True
        self._fallbacks: Counter[str] = Counter()

    def _open(self, before: Opened | None) -> Opened:
        state = newest_state(self.folder)  # first, so that what comes meanwhile is seen later
        earlier = before.snapshot if before else None
        reuse = earlier.segments if earlier else ()
        snapshot = Snapshot(read_catalogue(self.folder, reuse=reuse), before=earlier)
        info = with_notice(describe(snapshot), self.names.vocabulary)
        return Opened(snapshot, info, state)

    def today(self) -> date:
        """The day that rolling spans count from."""
        return self._fixed_today or self._settings.today()

    def search(
        self, query: Query, want: Want = DEFAULT_WANT, budget: Budget | None = None
    ) -> SearchPage:
        """Answer `query`; see search.engine.Searcher."""
        started = time.perf_counter()
        opened = self._opened
        evaluator = Evaluator(opened.snapshot, budget or ENDLESS)
        asked = Asked(query, want, self.today())
        page = answering.answer(evaluator, asked, opened.info, self.names)
        self._fallbacks["all"] += evaluator.fallbacks
        return replace(page, took_ms=(time.perf_counter() - started) * 1000)

    def get(self, id: str) -> Article | None:
        """The stored article, or None."""
        snapshot = self._opened.snapshot
        doc = snapshot.find(id)
        return None if doc is None else _article(snapshot, doc)

    def similar(self, id: str, count: int = 5, budget: Budget | None = None) -> tuple[Hit, ...]:
        """The articles most like one, best first."""
        snapshot = self._opened.snapshot
        doc = snapshot.find(id)
        if doc is None:
            return ()
        docs, scores = similar(snapshot, _article(snapshot, doc), count, budget or ENDLESS)
        return tuple(showing.make_hits(snapshot, docs, scores))

    def words(self, typed: str, count: int = 10) -> tuple[str, ...]:
        """Words of the articles that begin as typed; see search.engine.WordSearcher."""
        return find_beginning(self._opened.snapshot, typed, count)

    def info(self) -> IndexInfo:
        """What the index is and holds."""
        return replace(self._opened.info, fallbacks=self._fallbacks["all"])

    def articles(self) -> Iterator[Article]:
        """Every live article with its text, in index order."""
        snapshot = self._opened.snapshot
        each = (article for segment in snapshot.segments for article in segment.documents.each())
        for doc, article in enumerate(each):
            if snapshot.live is None or snapshot.live[doc]:
                yield _with_instants(snapshot, doc, article)

    def sources(self) -> Iterator[SourceRecord]:
        """What the index remembers of its input files."""
        header = self._opened.snapshot.catalogue.header
        return iter(recall(self.folder, header.ledger).values())

    def refresh(self) -> bool:
        """Move to the newest commit; the new generation is warm before it is used."""
        if not self._moves:
            return False
        with self._opening:
            before = self._opened
            if newest_state(self.folder) == before.state:
                return False
            opened = self._open(before)
            answering.warm(opened.snapshot, self.names, self.today())
            self._opened = opened
        now, then = opened.snapshot.catalogue, before.snapshot.catalogue
        return (now.generation, now.header) != (then.generation, then.header)

    def at_rest(self) -> EmbeddedSearcher:
        """The same at this generation; its files stay mapped as long as it is used."""
        twin = copy(self)
        twin._moves = False
        return twin

    def close(self) -> None:
        """Maps close by themselves when the last question that uses them ends."""


def _article(snapshot: Snapshot, doc: int) -> Article:
    documents, local = snapshot.locate(doc)
    return _with_instants(snapshot, doc, documents.article(local))


def _with_instants(snapshot: Snapshot, doc: int, article: Article) -> Article:
    return replace(
        article,
        added=instant_of(int(snapshot.added[doc])),
        changed=instant_of(int(snapshot.changed[doc])),
    )
