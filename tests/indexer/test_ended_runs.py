"""A run that is ended from outside leaves no process behind and lets go of its pipes."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from search.cli import Refusal, refusals
from search.interrupts import ended_like_ctrl_c, held

ROOT = Path(__file__).parents[2]
PROC = Path("/proc")
PATIENCE = 120.0
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


def wait_until_read(process: subprocess.Popen[bytes]) -> None:
    """Wait until a process has taken all that was written to it."""
    assert process.stdin is not None
    end = time.monotonic() + PATIENCE
    while fcntl.ioctl(process.stdin, termios.FIONREAD, bytes(4)) != bytes(4):
        assert time.monotonic() < end
        time.sleep(0.01)


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
    # the command, the process that forks, the one that tracks semaphores, and the workers, of which
    # there is one as long as it has nothing left to do when the next batch comes
    assert len(wait_for(running.pid, 4, 5)) in (4, 5)
    wait_until_read(running)
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


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_that_comes_while_something_is_thrown_away_is_heard(
    number: signal.Signals,
) -> None:
    """What a handler raises there is forgotten by the interpreter."""

    class Thrown:
        def __del__(self) -> None:
            signal.raise_signal(number)

    hook, alarmed = sys.unraisablehook, signal.getsignal(signal.SIGALRM)
    reached = False
    with pytest.raises(Refusal, match="interrupted"), refusals(), ended_like_ctrl_c():
        Thrown()
        reached = True
        time.sleep(PATIENCE)
        raise AssertionError
    assert reached
    assert (sys.unraisablehook, signal.getsignal(signal.SIGALRM)) == (hook, alarmed)


def test_other_trouble_of_what_is_thrown_away_is_told_as_ever() -> None:
    class Thrown:
        def __del__(self) -> None:
            raise ZeroDivisionError

    told: list[object] = []
    hook, sys.unraisablehook = sys.unraisablehook, lambda lost: told.append(lost.exc_type)
    try:
        with ended_like_ctrl_c():
            Thrown()
    finally:
        sys.unraisablehook = hook
    assert told == [ZeroDivisionError]


def test_a_second_signal_does_not_disturb_the_tidying_up() -> None:
    tidied = False
    with pytest.raises(Refusal, match="interrupted"), refusals(), ended_like_ctrl_c():
        try:
            signal.raise_signal(signal.SIGHUP)
        finally:
            signal.raise_signal(signal.SIGHUP)
            signal.raise_signal(signal.SIGTERM)
            tidied = True
    assert tidied


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_waits_for_the_end_of_what_must_be_whole(number: signal.Signals) -> None:
    whole = False
    with pytest.raises(Refusal, match="interrupted"), refusals(), ended_like_ctrl_c():
        with held():
            signal.raise_signal(number)
            whole = True
        raise AssertionError
    assert whole
    with held():  # what waited has been told
        pass


def test_an_ignored_hangup_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with ended_like_ctrl_c():
            signal.raise_signal(signal.SIGHUP)
    finally:
        signal.signal(signal.SIGHUP, before)
