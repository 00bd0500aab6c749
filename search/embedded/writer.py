"""The writer of an embedded index: one transaction from lock to commit.

Articles gather in batches that become segments; nothing is part of the index before the one
rename at the end. What a crash leaves behind is removed by the next commit.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from whoosh.codec.base import Segment
from whoosh.index import LockError

from search.analysis import Analyser, fingerprint
from search.embedded.batch import Batch
from search.embedded.catalogue import (
    NAME,
    Catalogue,
    clean,
    file_names,
    generations,
    read_catalogue,
    write_catalogue,
)
from search.embedded.disk import Disk, DurableStorage, full_disk_told
from search.embedded.inversion import dictionary_arrays
from search.embedded.ledger import recall, write_ledger
from search.embedded.merging import make_parts, merge_documents, merge_postings, plan_merges
from search.embedded.postings import PostingsWriter
from search.embedded.schema import Header
from search.embedded.segment import ColumnSegment, OpenSegment, open_segment
from search.embedded.segment_writer import SegmentFiles
from search.embedded.texts import TextsWriter
from search.engine import EngineUnavailable, IndexLocked, IndexMissing
from search.model import Article, SourceRecord
from search.stored import microseconds

log = logging.getLogger(__name__)

LOCK_POLL = 0.05
"""Seconds between two looks at a lock that another writer holds."""


class EmbeddedWriter:
    """Implements `search.engine.Writer` over a folder.

    `jobs` is accepted for all engines alike: reading, cleaning and tagging take most of the
    time and run in processes of the pipeline's; what is left here is one sort a batch.
    """

    def __init__(
        self, path: str | Path, *, jobs: int = 1, timeout: float = 10.0, disk: Disk | None = None
    ) -> None:
        self.folder = Path(path)
        self.jobs = jobs
        self._make_folder()
        self._disk = disk or Disk(self.folder)
        self._lock = self._acquire(timeout)
        try:
            self._open()
        except BaseException:
            self._lock.release()
            raise

    # --- opening

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise EngineUnavailable(
                f"{self.folder}: {error.strerror}; name another folder"
            ) from error

    def _acquire(self, timeout: float) -> DurableStorage:
        """Whoosh's own write lock, waited for."""
        try:
            lock = DurableStorage(self._disk).lock(f"{NAME}_WRITELOCK")
            until = time.monotonic() + timeout
            while not lock.acquire(blocking=False):
                if time.monotonic() >= until:
                    raise IndexLocked(
                        f"{self.folder}: another writer has the index (waited {timeout:g} s). "
                        "Wait until it has finished, then run the same command again."
                    )
                time.sleep(LOCK_POLL)
        except (OSError, LockError) as error:
            told = (isinstance(error, OSError) and error.strerror) or error
            raise EngineUnavailable(
                f"{self.folder}: cannot be written to ({told}). Run this as a user who may write "
                "there, or name another folder with --index. Nothing was changed."
            ) from error
        return lock

    def _open(self) -> None:
        try:
            current = read_catalogue(self.folder, for_writing=True)
        except IndexMissing:
            current = Catalogue(0, Header(self.folder.resolve().name))
        self._generation = max([current.generation, *generations(self.folder)])
        self._header = replace(current.header, fingerprints=self._stamped(current.header))
        self._segments = [segment.clone() for segment in current.segments]
        self._opened: dict[str, OpenSegment] = {s.segment_id: s for s in current.opened}
        self._ledger = recall(self.folder, current.header.ledger)
        self._ledger_changed = False
        self._changed = False
        self._own: list[ColumnSegment] = []
        self._analyser = Analyser()
        self._batch: Batch | None = None
        self._new_ledger = ""

    def _stamped(self, header: Header) -> tuple[tuple[str, str], ...]:
        stamps = {**dict(header.fingerprints), "analysis": fingerprint()}
        return tuple(sorted(stamps.items()))

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
                with full_disk_told(self.folder):
                    self._commit()
            else:
                self._roll_back()
        except BaseException:
            self._roll_back()
            raise
        finally:
            self._lock.release()

    def add(self, article: Article) -> None:
        """Add an article, or put it in the place of the one with the same id."""
        self._changed = True
        with full_disk_told(self.folder):
            if self._batch is None:
                self._batch = Batch(self._disk, NAME, self._analyser)
            self._batch.add(article)
            if self._batch.full:
                self._flush()

    def delete(self, id: str) -> bool:
        """Delete by id; False if there was none."""
        found = self._batch is not None and self._batch.remove(id)
        for segment in self._segments:
            doc = self._files(segment).documents.find(id)
            if doc is not None and doc not in segment.deleted:
                segment.deleted.add(doc)
                found = True
        self._changed |= found
        return found

    def record(self, record: SourceRecord) -> None:
        """Remember what was read from a source, with this commit."""
        if self._ledger.get(record.source) != record:
            self._ledger[record.source] = record
            self._ledger_changed = True

    def forget(self, source: str) -> None:
        """Drop what is remembered of a source."""
        if self._ledger.pop(source, None) is not None:
            self._ledger_changed = True

    def stamp(self, name: str, value: str) -> None:
        """Remember a fingerprint of the rules that the articles went through."""
        stamps = {**dict(self._header.fingerprints), name: value}
        header = replace(self._header, fingerprints=tuple(sorted(stamps.items())))
        self._ledger_changed |= header != self._header
        self._header = header

    def sources(self) -> Iterator[SourceRecord]:
        """What the index remembers, changes of this transaction included."""
        return iter(tuple(self._ledger.values()))

    # --- segments

    def _files(self, segment: ColumnSegment) -> OpenSegment:
        key = segment.segment_id()
        if key not in self._opened:
            self._opened[key] = open_segment(self.folder, segment)
        return self._opened[key]

    def _flush(self) -> None:
        """Write the batch as a segment, its articles taking the place of their older versions."""
        batch, self._batch = self._batch, None
        if batch is None:
            return
        try:
            added, instants = self._replace_older(batch)
            segment = batch.write(added, instants)
        except BaseException:
            batch.abandon()
            raise
        self._segments.append(segment)
        self._own.append(segment)
        self._analyser.clear()
        self._merge(plan_merges(self._segments))

    def _replace_older(self, batch: Batch) -> tuple[list[int], tuple[int | None, ...]]:
        """Delete what the batch replaces, one join a segment; the instants each was first added."""
        instants: dict[int | None, int] = {None: 0}
        first: list[int | None] = [None] * len(batch)
        ids = list(batch.number_of)
        numbers = list(batch.number_of.values())
        for segment in self._segments:
            files = self._files(segment)
            for number, doc in zip(numbers, files.documents.find_all(ids).tolist(), strict=True):
                if doc >= 0 and doc not in segment.deleted:
                    segment.deleted.add(doc)
                    first[number] = segment.instants[int(files.arrays["added"][doc])]
        added = [instants.setdefault(instant, len(instants)) for instant in first]
        return added, tuple(instants)

    def _merge(self, groups: Sequence[Sequence[ColumnSegment]]) -> None:
        for group in groups:
            merged = self._merge_group(group)
            gone = {segment.segment_id() for segment in group}
            at = min(i for i, s in enumerate(self._segments) if s.segment_id() in gone)
            rest = [s for s in self._segments if s.segment_id() not in gone]
            self._segments = [*rest[:at], *merged, *rest[at:]]
            self._discard(s for s in self._own if s.segment_id() in gone)
            self._own = [s for s in self._own if s.segment_id() not in gone] + merged

    def _merge_group(self, group: Sequence[ColumnSegment]) -> list[ColumnSegment]:
        """One new segment for a group, or none if nothing in it is alive."""
        parts = make_parts(group, [self._files(segment) for segment in group])
        segment = ColumnSegment(NAME)
        segment.count = sum(s.live for s in group)
        if not segment.count:
            return []
        files = SegmentFiles(self._disk, segment)
        try:
            writer = PostingsWriter(*(files[e] for e in (".doc", ".frq", ".pos")))
            keys = merge_postings(parts, writer)
            columns, segment.instants = merge_documents(
                parts, TextsWriter(files[".txt"]), [s.instants for s in group]
            )
            files.finish({**columns, **writer.finish(), **dictionary_arrays(keys)})
        except BaseException:
            files.abandon()
            raise
        return [segment]

    def _discard(self, segments: Iterator[Segment]) -> None:
        for segment in segments:
            self._opened.pop(segment.segment_id(), None)
            for name in file_names(segment):
                self._disk.remove(name)

    # --- the end

    def optimize(self) -> None:
        """Make one segment of everything, without deleted articles."""
        with full_disk_told(self.folder):
            self._flush()
            if len(self._segments) > 1 or any(s.deleted for s in self._segments):
                self._changed = True
                self._merge([list(self._segments)])

    def _commit(self) -> None:
        self._flush()
        if not (self._changed or self._ledger_changed or self._generation == 0):
            return
        self._merge(plan_merges(self._segments))
        header = self._finish_header()
        for segment in self._segments:
            segment.instants = tuple(
                header.committed if instant is None else instant for instant in segment.instants
            )
        self._generation += 1
        # From here on nothing may be rolled back: if the rename came through, these files are
        # the index; if it did not, the next commit clears them away.
        self._own, self._new_ledger = [], ""
        write_catalogue(self._disk, self._generation, header, tuple(self._segments))
        self._clean()

    def _clean(self) -> None:
        """Remove what is no longer needed; the commit stands whether that succeeds or not."""
        try:
            clean(self._disk, self._generation)
        except OSError as error:
            log.warning("%s: old files stay until the next commit (%s)", self.folder, error)

    def _finish_header(self) -> Header:
        """The header to commit, with the ledger written where it changed."""
        header = replace(self._header, committed=microseconds(datetime.now(UTC)))
        if self._ledger_changed or not header.ledger:
            self._new_ledger = ColumnSegment(NAME).make_filename(".ledger")
            size = write_ledger(self._disk, self._new_ledger, self._ledger.values())
            header = replace(header, ledger=self._new_ledger, ledger_bytes=size)
        return header

    def _roll_back(self) -> None:
        if self._batch is not None:
            self._batch.abandon()
            self._batch = None
        self._discard(iter(self._own))
        self._own = []
        if self._new_ledger:
            self._disk.remove(self._new_ledger)
