"""A real process killed at random moments: the index stands at its last commit, or at the one
that was under way; nothing is damaged, and the next writer clears away what was left."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import killed_indexer
import pytest
from index_states import needed_files, present_files

from search.embedded import EmbeddedSearcher, verify
from search.model import Query

ROOT = Path(killed_indexer.__file__).resolve().parents[3]
LONGEST = 0.35
"""Seconds that a process lives at most: several commits, and a merge now and then."""

LONGER = 1.5
"""How many times as long the next one may live where one did not get to its first commit, so that
there is something to tell on a slow machine too."""


@pytest.fixture
def indexer(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    paths = os.pathsep.join([path for path in sys.path if path] + [str(ROOT)])
    process = subprocess.Popen(
        [sys.executable, killed_indexer.__file__, str(tmp_path / "index")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": paths},
    )
    with process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


def kill_one(indexer: subprocess.Popen[str], delay: float) -> int | None:
    """Start a process, kill it after a while; the last commit it told of, or None."""
    assert indexer.stdin is not None
    assert indexer.stdout is not None
    indexer.stdin.write("go\n")
    indexer.stdin.flush()
    told: list[str] = [indexer.stdout.readline().strip()]
    # The order of the two lines below is up to the system: a commit may come before the id.
    while not told[-1].startswith("pid"):
        told.append(indexer.stdout.readline().strip())
    pid = int(told.pop().split()[1])
    killed = threading.Event()
    timer = threading.Timer(delay, kill, (pid, killed))
    timer.start()
    while (line := indexer.stdout.readline().strip()) != "end":
        assert line, "the process ended by itself"
        told.append(line)
    assert killed.is_set(), "the process ended by itself"
    timer.join()
    return int(told[-1].split()[1]) if told else None


def kill(pid: int, killed: threading.Event) -> None:
    killed.set()
    with contextlib.suppress(ProcessLookupError):  # "ended by itself", which is told below
        os.kill(pid, signal.SIGKILL)


def check(folder: Path, before: int, told: int | None) -> int:
    """The commit that the index is at after a kill."""
    acknowledged = before if told is None else told
    number = killed_indexer.last_commit(folder)
    assert number in (acknowledged, acknowledged + 1)
    if not number:
        return number
    searcher = EmbeddedSearcher(folder)
    stored = {a.id: replace(a, added=None, changed=None) for a in searcher.articles()}
    assert stored == killed_indexer.content_after(number)
    assert searcher.search(Query("article", size=50)).total == len(stored)
    assert searcher.info().notices == ()
    assert verify(folder) == ()
    return number


def kill_many(folder: Path, indexer: subprocess.Popen[str], times: int) -> int:
    rng = random.Random(times)
    number, longest = 0, LONGEST
    for kill in range(times):
        told = kill_one(indexer, rng.uniform(0, longest))
        longest *= LONGER if told is None else 1 / LONGER
        longest = max(LONGEST, longest)
        number = check(folder, number, told)
        if kill % 5 == 4:
            number += 1
            killed_indexer.commit_once(folder, number)
            assert check(folder, number, number) == number
            assert present_files(folder) == needed_files(folder)
    return number


def test_kill_9_at_random_moments(tmp_path: Path, indexer: subprocess.Popen[str]) -> None:
    began = time.monotonic()
    commits = kill_many(tmp_path / "index", indexer, 30)
    assert commits > 10, f"too few commits to tell ({time.monotonic() - began:.0f} s)"


@pytest.mark.slow
def test_kill_9_a_thousand_times(tmp_path: Path, indexer: subprocess.Popen[str]) -> None:
    assert kill_many(tmp_path / "index", indexer, 1_000) > 500
