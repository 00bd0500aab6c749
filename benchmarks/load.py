"""A mixed load on `dragoman serve --workers 2` while another process commits to its index.

The server and the writer are processes of their own on a copy of the index; readers are threads
here, each with one connection that it keeps, asking again as soon as it is answered.
"""

from __future__ import annotations

import http.client
import multiprocessing
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from multiprocessing.synchronize import Event
from pathlib import Path

import numpy as np

from benchmarks.questions import SEED
from search.engine import open_searcher, open_writer
from search.model import Article

WORKERS, CLIENTS = 2, 4
COMMIT_EVERY = 3.0
"""Seconds between the end of a commit and the next one."""

COMMIT_ARTICLES = 5
WARM_UP = 0.2
"""This share of the seconds goes before them uncounted: both workers decode what is asked for."""

LEAST = 3
"""Requests of each sort that every reader makes, however slow the machine is."""

PATIENCE = 120.0
"""Seconds for the server's first line, for its end, and for one answer."""


class Sort(StrEnum):
    """What is asked for."""

    SEARCH = "search"
    ARTICLE = "article"
    API = "API"
    CONDITIONAL = "conditional"


SHARES = {Sort.SEARCH: 40, Sort.ARTICLE: 20, Sort.API: 20, Sort.CONDITIONAL: 20}
"""Per cent of the requests."""


@dataclass(frozen=True, slots=True)
class Latency:
    """Answers to one sort of request, or to all: milliseconds of the client's wall clock.

    `unchanged` are those answered by 304; an error is a broken connection or a status other than
    200 and 304.
    """

    request: str
    n: int
    a_second: float
    p50: float
    p95: float
    p99: float
    unchanged: int
    errors: int


@dataclass(frozen=True, slots=True)
class Load:
    """Rows by sort and, last, of all; commits that ended meanwhile; the machine's load averages."""

    rows: tuple[Latency, ...]
    commits: int
    machine: tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Asked:
    """One request: its milliseconds and its status, 0 for a broken connection."""

    sort: Sort
    ms: float
    status: int


def put_under_load(
    folder: Path, addresses: Mapping[Sort, Sequence[str]], new: Sequence[Article], seconds: float
) -> Load:
    """Serve a copy of the index in `folder` and ask it for `seconds`; see the head of this file."""
    with tempfile.TemporaryDirectory() as kept:
        index = Path(kept) / "index"
        # a real copy, not links: whatever a writer does, the cached index stays as it is
        shutil.copytree(folder, index)
        with serving(index, Path(kept) / "state") as port, _committing(index, new):
            etags: dict[str, str] = {}
            _ask_all(port, addresses, seconds * WARM_UP, etags)
            before, start = _generation(index), time.perf_counter()
            asked = _ask_all(port, addresses, seconds, etags)
            spent = time.perf_counter() - start
            commits = _generation(index) - before
    rows = [_summarise(str(s), [a for a in asked if a.sort is s], spent) for s in SHARES]
    rows.append(_summarise("all", asked, spent))
    return Load(tuple(rows), commits, os.getloadavg())


def _generation(index: Path) -> int:
    with closing(open_searcher(str(index))) as searcher:
        return searcher.info().generation


@contextmanager
def serving(index: Path, state: Path, workers: int = WORKERS) -> Iterator[int]:
    """The port of a server on `index`; it is stopped at the end."""
    root = Path(__file__).resolve().parents[1]
    command = [sys.executable, str(root / "dragoman.py"), "serve", "--index", str(index)]
    command += ["--port", "0", "--workers", str(workers)]
    kept = {k: v for k, v in os.environ.items() if not k.startswith("DRAGOMAN_")}
    environment = {**kept, "DRAGOMAN_STATE": str(state)}
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            told = re.search(r":(\d+)/", server.stdout.readline())
            if told is None:
                raise RuntimeError("the server did not start")
            yield int(told[1])
        finally:
            server.terminate()
            try:
                server.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                server.kill()


@contextmanager
def _committing(index: Path, new: Sequence[Article]) -> Iterator[None]:
    """A process that has begun to commit to `index` and goes on; raises RuntimeError if not."""
    context = multiprocessing.get_context("spawn")
    began, stop = context.Event(), context.Event()
    writer = context.Process(target=_commit, args=(index, new, began, stop), daemon=True)
    writer.start()
    try:
        if not began.wait(PATIENCE):
            raise RuntimeError("the process that commits did not begin")
        yield
        if not writer.is_alive():
            raise RuntimeError("the process that commits ended early")
    finally:
        stop.set()
        writer.join(PATIENCE)
        if writer.is_alive():
            writer.kill()


def _commit(index: Path, new: Sequence[Article], began: Event, stop: Event) -> None:
    """Add a few articles every few seconds, under ids of their own."""
    number = 0
    while not (began.is_set() and stop.wait(COMMIT_EVERY)):
        with open_writer(str(index)) as writer:
            for _ in range(COMMIT_ARTICLES):
                article = new[number % len(new)]
                writer.add(replace(article, id=f"load-{number}"))
                number += 1
        began.set()


def _ask_all(
    port: int, addresses: Mapping[Sort, Sequence[str]], seconds: float, etags: dict[str, str]
) -> list[Asked]:
    """Everything that the readers asked in this time; they share what they know of ETags."""
    asked: list[list[Asked]] = [[] for _ in range(CLIENTS)]
    until = time.perf_counter() + seconds
    threads = [
        threading.Thread(target=_read, args=(number, port, addresses, until, etags, into))
        for number, into in enumerate(asked)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [one for into in asked for one in into]


def _read(
    number: int,
    port: int,
    addresses: Mapping[Sort, Sequence[str]],
    until: float,
    etags: dict[str, str],
    into: list[Asked],
) -> None:
    """One reader. It keeps ETags as a browser does: a changed page comes whole and is kept anew."""
    chance = random.Random(f"{SEED} {number}")
    sorts = [sort for sort in SHARES if addresses[sort]]
    weights = [SHARES[sort] for sort in sorts]
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        made: Counter[Sort] = Counter()
        while (in_time := time.perf_counter() < until) or min(made[s] for s in sorts) < LEAST:
            sort = (
                chance.choices(sorts, weights)[0] if in_time else min(sorts, key=made.__getitem__)
            )
            made[sort] += 1
            address = chance.choice(addresses[sort])
            if sort is Sort.CONDITIONAL and address not in etags:
                _get(connection, address, "", etags)  # a first visit, not counted
            start = time.perf_counter()
            known = etags.get(address, "") if sort is Sort.CONDITIONAL else ""
            status = _get(connection, address, known, etags)
            end = time.perf_counter()
            into.append(Asked(sort, 1000 * (end - start), status))


def _get(
    connection: http.client.HTTPConnection, address: str, known: str, etags: dict[str, str]
) -> int:
    """The status, 0 for a broken connection; the next request opens it anew."""
    try:
        connection.request("GET", address, headers={"If-None-Match": known} if known else {})
        response = connection.getresponse()
        response.read()
    except (OSError, http.client.HTTPException):
        connection.close()
        return 0
    etags[address] = response.headers.get("ETag", "")
    return response.status


def _summarise(name: str, asked: Sequence[Asked], seconds: float) -> Latency:
    p50, p95, p99 = np.percentile([one.ms for one in asked] or [0.0], (50, 95, 99))
    return Latency(
        name,
        len(asked),
        len(asked) / seconds,
        float(p50),
        float(p95),
        float(p99),
        unchanged=sum(one.status == 304 for one in asked),
        errors=sum(one.status not in (200, 304) for one in asked),
    )
