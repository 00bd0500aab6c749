"""The writer of an index on a cluster: batches acknowledged one by one, so that a rerun resumes.

Unlike the embedded one it cannot take back what was acknowledged; only a rebuild is atomic.
"""

from __future__ import annotations

import os
import time
from collections import deque
from collections.abc import Iterator, Set
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from search.analysis import fingerprint
from search.cluster.address import Address, read_address
from search.cluster.articles import Documents, document_id
from search.cluster.bulk import Action, send
from search.cluster.client import Cluster
from search.cluster.indices import (
    clear_leftovers,
    create_index,
    current_index,
    next_number,
    remove_index,
    swap,
)
from search.cluster.information import check_state
from search.cluster.lease import Lease
from search.cluster.ledger import (
    ABOUT,
    read_records,
    read_state,
    record_document,
    record_id,
    sources_of,
    state_document,
)
from search.cluster.shapes import Json
from search.engine import EngineError, IndexMissing
from search.model import Article, SourceRecord
from search.stored import microseconds

BATCH = 500
"""Articles of one bulk request,"""

BATCH_CHARACTERS = 2_000_000
"""or so many characters of text: some ten megabytes with all that is made of them."""

MOST_SENDERS = 8
"""Bulk requests under way at once; another waits until one is acknowledged."""

CHECKPOINT = 60.0
"""Seconds between two savings of the records of what was read."""


class ClusterWriter:
    """Implements `search.engine.Writer` over a cluster.

    `jobs` is how many bulk requests are under way at once. A record is saved after all articles
    before it were acknowledged; one that lets go of articles is saved at the end alone, after
    these were deleted. With `rebuild`, everything goes into a new index, which takes the place
    of the old one in one step at the end.
    """

    def __init__(
        self,
        url: str | Address,
        *,
        jobs: int = 1,
        timeout: float = 10.0,
        rebuild: bool = False,
    ) -> None:
        address = read_address(url, os.environ) if isinstance(url, str) else url
        self.cluster = Cluster(address)
        self._lease = Lease(self.cluster)
        self._lease.acquire(timeout)
        try:
            self._open(rebuild)
        except BaseException:
            self._lease.release()
            raise
        self._senders = max(1, min(jobs, MOST_SENDERS))
        self._pool = ThreadPoolExecutor(self._senders, thread_name_prefix="bulk")

    def _open(self, rebuild: bool) -> None:
        old = current_index(self.cluster)
        self._old = old
        self._rebuild = rebuild and old is not None
        if old is None:
            self._index = create_index(self.cluster, next_number(self.cluster), alias=True)
        elif rebuild:
            clear_leftovers(self.cluster, old)
            self._index = create_index(self.cluster, next_number(self.cluster), alias=False)
        else:
            self._index = old
        before = read_state(self.cluster)
        self._state = read_state(self.cluster, self._index)
        if self._rebuild:
            self._state = replace(self._state, generation=before.generation)
        else:
            check_state(self.cluster.address.shown, self._state)
        self._state = self._state.stamped("analysis", fingerprint())
        self._records: dict[str, SourceRecord] = {}
        if not self._rebuild:
            self._records = {r.source: r for r in read_records(self.cluster)}
        self._unsaved: dict[str, SourceRecord | None] = {}
        self._late: set[str] = set()  # records that wait for deletions
        self._changed = self._rebuild or self._state.generation == 0
        self._documents = Documents()
        self._batch: dict[str, Json] = {}
        self._characters = 0
        self._sending: deque[tuple[frozenset[str], Future[None]]] = deque()
        self._saved = time.monotonic()

    # --- the protocol

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._commit()
        finally:
            self._pool.shutdown(wait=True, cancel_futures=True)
            try:
                if self._rebuild and kind is not None:
                    with suppress(EngineError):  # the next rebuild clears it away
                        remove_index(self.cluster, self._index)
            finally:
                self._lease.release()
                self.cluster.close()

    def add(self, article: Article) -> None:
        """Add an article, or put it in the place of the one with the same id."""
        self._changed = True
        id = document_id(article.id)
        self._batch.pop(id, None)  # the later of two wins, in its own place
        document = self._documents.make(article)
        if article.added is not None:  # copied from another index
            document["added"] = microseconds(article.added)
        self._batch[id] = document
        self._characters += len(article.text)
        if len(self._batch) >= BATCH or self._characters >= BATCH_CHARACTERS:
            self._flush()
            if time.monotonic() - self._saved > CHECKPOINT:
                self._save(everything=False)

    def delete(self, id: str) -> bool:
        """Delete by id; False if there was none."""
        key = document_id(id)
        waiting = self._batch.pop(key, None) is not None
        self._wait_for({key})
        try:
            self.cluster.call(lambda c: c.delete(index=self._index, id=key))
        except IndexMissing:
            return waiting
        self._changed = True
        return True

    def record(self, record: SourceRecord) -> None:
        """Remember what was read from a source, after its articles were acknowledged."""
        before = self._records.get(record.source)
        if before == record:
            return
        if before is not None and not set(before.ids) <= set(record.ids):
            self._late.add(record.source)
        self._records[record.source] = record
        self._unsaved[record.source] = record

    def forget(self, source: str) -> None:
        """Drop what is remembered of a source."""
        if self._records.pop(source, None) is not None:
            self._unsaved[source] = None
            self._late.add(source)

    def stamp(self, name: str, value: str) -> None:
        """Remember a fingerprint of the rules that the articles went through."""
        stamped = self._state.stamped(name, value)
        self._changed |= stamped != self._state
        self._state = stamped

    def sources(self) -> Iterator[SourceRecord]:
        """What the index remembers, changes of this run included."""
        return iter(tuple(self._records.values()))

    # --- batches

    def _flush(self) -> None:
        """Send the batch, waiting for an earlier one if enough are under way."""
        if not self._batch:
            return
        self._lease.check()
        batch, self._batch, self._characters = self._batch, {}, 0
        self._wait_for(batch.keys())
        while len(self._sending) >= self._senders:
            self._sending.popleft()[1].result()
        self._sending.append((frozenset(batch), self._pool.submit(self._send, batch)))

    def _wait_for(self, ids: Set[str]) -> None:
        """Until no request under way holds any of some ids: the order of changes is kept."""
        if any(not held.isdisjoint(ids) for held, _ in self._sending):
            self._wait()

    def _wait(self) -> None:
        while self._sending:
            self._sending.popleft()[1].result()

    def _send(self, batch: dict[str, Json]) -> None:
        """Put documents in their places; an article keeps the instant it was first added."""
        body = {"ids": list(batch)}
        answer = self.cluster.call(
            lambda c: c.mget(index=self._index, body=body, params={"_source_includes": "added"})
        )
        now = microseconds(datetime.now(UTC))
        first = {doc["_id"]: doc["_source"] for doc in answer["docs"] if doc.get("found")}
        send(
            self.cluster,
            [
                Action(self._index, id, {"added": now, **doc, "changed": now} | first.get(id, {}))
                for id, doc in batch.items()
            ],
        )

    # --- records and the end

    def _save(self, *, everything: bool) -> None:
        """Save records once all articles before them are acknowledged."""
        self._flush()
        self._wait()
        self._lease.check()
        now = [s for s in self._unsaved if everything or s not in self._late]
        if not (now or self._changed):
            return
        index = sources_of(self._index)
        actions = []
        for source in now:
            record = self._unsaved.pop(source)
            document = None if record is None else record_document(record)
            actions.append(Action(index, record_id(source), document))
        for start in range(0, len(actions), BATCH):
            send(self.cluster, actions[start : start + BATCH])
        self._state = replace(
            self._state,
            generation=self._state.generation + 1,
            committed=microseconds(datetime.now(UTC)),
        )
        # The state last: its generation tells others that all before it is there.
        send(self.cluster, [Action(index, ABOUT, state_document(self._state))], refresh=True)
        self._changed = False
        self._saved = time.monotonic()

    def _commit(self) -> None:
        self._save(everything=True)
        both = f"{self._index},{sources_of(self._index)}"
        self.cluster.call(lambda c: c.indices.refresh(index=both))
        if self._rebuild:
            swap(self.cluster, self._old, self._index)
            if self._old:
                remove_index(self.cluster, self._old)
