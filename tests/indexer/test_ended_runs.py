"""A run that is ended from outside leaves no process behind and lets go of its pipes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.cli import Refusal, ended_like_ctrl_c, refusals

ROOT = Path(__file__).parents[2]
PROC = Path("/proc")
PATIENCE = 30.0
"""Seconds; what is waited for takes a tenth of one on an idle machine."""

needs_proc = pytest.mark.skipif(not (PROC / "self/stat").exists(), reason="needs Linux's /proc")


def members(session: int) -> list[int]:
    """The living processes of a session."""
    found = []
    for place in PROC.glob("[0-9]*/stat"):
        try:
            fields = place.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z" and int(fields[3]) == session:
            found.append(int(place.parent.name))
    return found


def wait_for(session: int, least: int, most: int) -> list[int]:
    """Wait until so many processes are in the session; those that are, at the end."""
    end = time.monotonic() + PATIENCE
    while not least <= len(found := members(session)) <= most and time.monotonic() < end:
        time.sleep(0.05)
    return found


@pytest.fixture
def running(tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A run with two workers that waits for more to read."""
    command = [sys.executable, "dragoman.py", "index", "-", "--jobs", "2", "--no-tags"]
    process = subprocess.Popen(
        [*command, "--index", str(tmp_path / "index")],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdin is not None
    for number in range(1_000):
        record = {"id": str(number), "text": f"Article {number}. " + "word " * 200}
        process.stdin.write(json.dumps(record).encode() + b"\n")
    process.stdin.flush()
    yield process
    for left in members(process.pid):
        os.kill(left, signal.SIGKILL)
    process.communicate()


@needs_proc
@pytest.mark.parametrize(
    ("number", "code", "told"),
    [
        (signal.SIGTERM, 130, b"nothing of this run was kept"),
        (signal.SIGHUP, 130, b"nothing of this run was kept"),
        (signal.SIGKILL, -signal.SIGKILL, b""),
    ],
)
def test_no_process_outlives_the_run(
    running: subprocess.Popen[bytes], number: signal.Signals, code: int, told: bytes
) -> None:
    # the command, the process that forks, the one that tracks semaphores, and the workers
    assert len(wait_for(running.pid, 5, 5)) == 5
    time.sleep(1)  # until it waits for more to read, with its threads started
    running.send_signal(number)
    # Not communicate(): that would close standard input, which ends some of them anyway.
    assert running.wait(PATIENCE) == code
    assert wait_for(running.pid, 0, 0) == []
    out, err = running.communicate(timeout=PATIENCE)
    assert (out, told in err) == (b"", True)
    assert b"Traceback" not in err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_is_a_refusal_within_and_as_before_behind(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with pytest.raises(Refusal, match="interrupted"), refusals(), ended_like_ctrl_c():
        signal.raise_signal(number)
    assert signal.getsignal(number) is before


def test_an_ignored_hangup_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with ended_like_ctrl_c():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)
