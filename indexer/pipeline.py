"""Read, clean, tag, write: one chain of generators from the files of a plan to one commit.

The order of the plan is the order of the writes, so the later of two equal ids stands, whatever
the number of processes. Nothing holds more than a few batches of articles; what grows with the
input are the ids alone.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from indexer.cleaning import derived_id, with_id
from indexer.discovery import Source
from indexer.manifest import Fingerprint, Manifest, Options, Plan, Task
from indexer.readers import READERS, Reader
from indexer.reading import read_tasks
from indexer.records import Cleaned, Limits, Rejection, Remark
from indexer.report import Tally
from indexer.workers import Finished, Preparation, Ready, prepare
from search.engine import Writer
from search.model import Article, SourceRecord


class Progress(Protocol):
    """Told how a run goes on; the command draws it."""

    def start(self, total_bytes: int) -> None:
        """The run begins; `total_bytes` is 0 if it is not known."""
        ...

    def advance(self, done_bytes: int, articles: int, rejected: int) -> None:
        """So much has been read, indexed and rejected since the start."""
        ...

    def commit(self) -> None:
        """Everything is handed over; the engine makes it durable."""
        ...


class Silent:
    """A Progress that shows nothing."""

    def start(self, total_bytes: int) -> None:
        """Nothing."""

    def advance(self, done_bytes: int, articles: int, rejected: int) -> None:
        """Nothing."""

    def commit(self) -> None:
        """Nothing."""


_SAY_EVERY = 50
"""Articles between two words to the Progress."""


@dataclass(slots=True)
class _Open:
    """One file being written: the ids it has given so far, in order."""

    ids: dict[str, None] = field(default_factory=dict)
    kept: bool = False


class Pipeline:
    """One run of a plan into a writer. The caller opens the writer and so decides the commit."""

    def __init__(
        self,
        plan: Plan,
        writer: Writer,
        *,
        manifest: Manifest,
        tally: Tally,
        options: Options,
        progress: Progress | None = None,
    ) -> None:
        self._plan = plan
        self._manifest = manifest
        self._options = options
        self._writer = writer
        self._tally = tally
        self._progress = progress or Silent()
        self._records = dict(manifest.records)
        self._written: dict[str, int] = {}
        self._gone: set[str] = set()
        self._done_bytes = 0

    def run(
        self,
        preparation: Preparation,
        limits: Limits,
        *,
        jobs: int = 1,
        prune: bool = False,
        readers: tuple[Reader, ...] = READERS,
    ) -> None:
        """Carry out the plan. What is written stands when the writer's block is left."""

        def read(tasks: Sequence[Task]) -> Generator[Ready, None, None]:
            return prepare(read_tasks(tasks, limits, readers=readers), preparation, 1)

        for rejection in self._plan.rejections:
            self._tally.reject(rejection)
        self._progress.start(self._plan.bytes)
        items = read_tasks(self._plan.tasks, limits, self._advance, readers)
        # Closed at once whatever happens, so that no process outlives an interrupted run.
        with closing(prepare(items, preparation, jobs)) as ready:
            self._write(ready, self._plan.tasks)
        for record in self._plan.records:
            self._record(record)
        for name in self._plan.forgotten:
            self._forget(name)
        if prune:
            self._prune(self._plan.vanished)
        stale = self._delete_gone()
        if stale:
            self._restore(stale, read)
        self._progress.commit()

    def _advance(self, bytes: int) -> None:
        self._done_bytes += bytes
        self._tally.bytes += bytes

    def _write(
        self, items: Iterable[Cleaned | Rejection | Finished], tasks: Sequence[Task]
    ) -> None:
        number, now = 0, _Open()
        for count, item in enumerate(items):
            if isinstance(item, Rejection):
                self._tally.reject(item)
            elif isinstance(item, Finished):
                self._finish(tasks[item.task], item, now)
                number, now = item.task + 1, _Open()
            else:
                self._place(item, number, tasks, now)
            if count % _SAY_EVERY == 0:
                self._say()
        self._say()

    def _say(self) -> None:
        tally = self._tally
        self._progress.advance(self._done_bytes, tally.added + tally.updated, tally.rejections)

    def _place(self, item: Cleaned, number: int, tasks: Sequence[Task], now: _Open) -> None:
        """Give the article its id and hand it to the writer, unless it is there already."""
        self._tally.take(item)
        item = self._settle_id(item, tasks[number], now)
        id = item.article.id
        earlier = self._written.get(id)
        if earlier is not None:
            remark = Remark.DUPLICATE if item.derived else Remark.REPLACED
            first = tasks[earlier].source.name
            self._tally.note(remark, item.source, item.line, f"{id}, as in {first}")
        now.ids[id] = None
        if earlier is not None and item.derived:
            return
        self._add(item.article, new=earlier is None)
        self._written[id] = number

    def _add(self, article: Article, *, new: bool) -> None:
        self._writer.add(article)
        if new and article.id in self._manifest.known:
            self._tally.updated += 1
        elif new:
            self._tally.added += 1

    def _settle_id(self, item: Cleaned, task: Task, now: _Open) -> Cleaned:
        """Let an edited file keep its article's id, and no other article take a kept one."""
        if not item.derived:
            return item
        natural = item.article.id
        if held := self._held_id(item, task):
            now.kept = held != natural
            if now.kept:
                self._manifest.kept.add(held)
            return with_id(item, held)
        turn = 0
        while item.article.id in self._manifest.kept:
            turn += 1
            item = with_id(item, derived_id(item.article.dating, item.article.text, turn))
        return item

    def _held_id(self, item: Cleaned, task: Task) -> str:
        """The id under which this file's one article is known, if no other file claims it."""
        if not item.single or task.old is None or len(task.old.ids) != 1:
            return ""
        (held,) = task.old.ids
        taken = held in self._manifest.shared or held in self._written
        return "" if taken else held

    def _finish(self, task: Task, end: Finished, now: _Open) -> None:
        """Record what a file held; what it no longer holds may have to go."""
        self._tally.read += 1
        if not task.source.regular:
            return
        old = task.old.ids if task.old else ()
        if end.grown:
            self._tally.grown += 1
        if not end.whole or end.grown:
            now.ids.update(dict.fromkeys(old))
        self._gone.update(id for id in old if id not in now.ids)
        if not end.content and not end.whole and not now.ids:
            return
        # Without a digest, or with a file that failed, nothing may match: it is read again.
        failed = not end.whole and not end.content
        self._record(
            SourceRecord(
                task.source.name,
                str(Fingerprint(end.content, task.options, now.kept)),
                tuple(now.ids),
                -1 if failed else task.source.size,
                -1 if failed else task.source.mtime_ns,
            )
        )

    def _record(self, record: SourceRecord) -> None:
        self._writer.record(record)
        self._records[record.source] = record

    def _forget(self, name: str) -> None:
        self._writer.forget(name)
        self._records.pop(name, None)

    def _prune(self, vanished: Iterable[SourceRecord]) -> None:
        for record in vanished:
            self._gone.update(record.ids)
            self._forget(record.source)
            self._tally.pruned += 1

    def _delete_gone(self) -> set[str]:
        """Delete what has vanished from its file, unless another file still claims it.

        Returns the ids that are claimed by files this run had no reason to read: the index may
        hold the version of the file that gave them up.
        """
        claimed = {id for record in self._records.values() for id in record.ids if id in self._gone}
        for id in sorted(self._gone - claimed):
            self._tally.deleted += self._writer.delete(id)
        return claimed - self._written.keys()

    def _restore(
        self, stale: set[str], read: Callable[[Sequence[Task]], Generator[Ready, None, None]]
    ) -> None:
        """Read the files that still claim the stale ids, for those articles alone."""
        holders = [r for r in self._records.values() if not stale.isdisjoint(r.ids)]
        sources = [Source(r.source, Path(r.source), r.size, r.mtime_ns) for r in holders]
        tasks = [Task(source, *self._options(source)) for source in sources]
        number = 0
        with closing(read(tasks)) as ready:
            for item in ready:
                if isinstance(item, Finished):
                    number = item.task + 1
                elif isinstance(item, Cleaned):
                    held = holders[number].ids
                    found = with_id(item, held[0]) if item.single and len(held) == 1 else item
                    if found.article.id in stale:
                        self._add(found.article, new=found.article.id not in self._written)
                        self._written[found.article.id] = -1
