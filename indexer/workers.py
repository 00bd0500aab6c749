"""Cleaning and tagging of raw records, in this process or in several, in the order they came."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import forkserver

from indexer.cleaning import clean
from indexer.records import Cleaned, Policy, RawRecord, Reason, Rejection
from search.interrupts import held
from search.model import Article

_BATCH_RECORDS = 64
_BATCH_CHARACTERS = 250_000
"""A batch closes at either bound: enough to outweigh handing it over, little enough to hold
some dozens of them in memory. One record may be larger, up to its own limit."""

_AHEAD = 3
"""Batches under way for each process, so that none waits for the one that reads."""


class WorkerDied(Exception):  # noqa: N818 - named for what happened
    """A process that cleaned and tagged was ended from outside; nothing was written."""


@dataclass(frozen=True, slots=True)
class Finished:
    """The end of one file: which task of the plan, and the digest of its bytes.

    `content` is "" where not all bytes were read. `whole` is False if the file failed on the
    way, so that what it held last time and does not show now may still be in it. `grown` tells
    that it still holds all of that, and only what was added to it has been read.
    """

    task: int
    content: str
    whole: bool = True
    grown: bool = False


Tag = Callable[[Article], Article]
Item = RawRecord | Rejection | Finished
Ready = Cleaned | Rejection | Finished


@dataclass(frozen=True, slots=True)
class Preparation:
    """What is done to each record: cleaned by a policy, then tagged (None: not tagged)."""

    policy: Policy
    tag: Tag | None = None

    def __call__(self, item: Item) -> Ready:
        """The cleaned and tagged article of a raw record; all else passes through."""
        if not isinstance(item, RawRecord):
            return item
        try:
            cleaned = clean(item, self.policy)
            if self.tag and isinstance(cleaned, Cleaned):
                cleaned = replace(cleaned, article=self.tag(cleaned.article))
        except Exception as error:  # one article must not cost the run; the report tells of it
            told = f"{type(error).__name__}: {error}"[:200]
            return Rejection(item.source, item.line, Reason.FAULT, told)
        return cleaned


def prepare(
    items: Iterable[Item], preparation: Preparation, jobs: int
) -> Generator[Ready, None, None]:
    """Clean and tag `items` in `jobs` processes (1: in this one), keeping their order.

    Raises WorkerDied if a process is killed.
    """
    if jobs <= 1:
        yield from map(preparation, items)
        return
    # A forked copy of a process with threads or open index files is not safe.
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["indexer.workers", "indexer.tagging"])
    pool = ProcessPoolExecutor(
        jobs,
        context,
        initializer=_start_worker,
        initargs=(preparation,),
    )
    with held(), _deaf_to_ctrl_c():
        forkserver.ensure_running()
    try:
        yield from _in_order(items, pool, jobs)
    except BrokenProcessPool as error:
        raise WorkerDied(
            "a worker process was killed, perhaps for want of memory; try --jobs 1"
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _in_order(items: Iterable[Item], pool: ProcessPoolExecutor, jobs: int) -> Iterator[Ready]:
    waiting: deque[Future[list[Ready]]] = deque()
    for batch in _batches(items):
        # It may start a process; half a one would outlive the run, and complain of its end.
        with held():
            waiting.append(pool.submit(_work, batch))
        if len(waiting) >= jobs * _AHEAD:
            yield from waiting.popleft().result()
    while waiting:
        yield from waiting.popleft().result()


@contextmanager
def _deaf_to_ctrl_c() -> Iterator[None]:
    """Make processes that never hear Ctrl-C, nor do those that they fork.

    It reaches every process of the terminal; the one that reads alone decides what follows.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _batches(items: Iterable[Item]) -> Iterator[list[Item]]:
    batch: list[Item] = []
    characters = 0
    for item in items:
        batch.append(item)
        characters += len(item.text) if isinstance(item, RawRecord) else 0
        if len(batch) >= _BATCH_RECORDS or characters >= _BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


_preparation: Preparation | None = None
"""Set once in each worker process, so that the tagger's word lists travel there only once."""


def _start_worker(preparation: Preparation) -> None:
    global _preparation  # noqa: PLW0603 - the one state of a worker process
    _preparation = preparation
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process once the one that reads and writes is gone, however that ended.

    A killed parent cannot tell its pool to stop; without this, workers would wait for batches for
    ever, and whoever reads the command's output through a pipe would wait for them.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _work(batch: list[Item]) -> list[Ready]:
    assert _preparation is not None
    return list(map(_preparation, batch))
