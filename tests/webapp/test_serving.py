"""The server as processes: how workers end, alone and together, and what connections may do."""

from __future__ import annotations

import os
import resource
import select
import signal
import socket
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import pytest
from fake_searcher import FakeSearcher
from flask import Flask

from webapp import Config, create_app, serving
from webapp.serving import listen, serve
from webapp.stopping import Stop
from webapp.workers import _fork

pytestmark = pytest.mark.skipif(
    not hasattr(os, "fork"), reason="the server runs in processes of its own"
)


PATIENCE = 120
"""Seconds for what takes a tenth of one on an idle machine."""


def made() -> Flask:
    return create_app(Config(opener=lambda url: FakeSearcher()))


@contextmanager
def pipe() -> Iterator[tuple[int, int]]:
    ends = os.pipe()
    yield ends
    for end in ends:
        os.close(end)


def test_a_lost_worker_tells_why_and_ends_the_server(tmp_path: Path) -> None:
    def fail() -> Flask:
        raise RuntimeError("no app")

    told = tmp_path / "stderr"
    with listen("127.0.0.1", 0) as sock:
        child = os.fork()
        if child == 0:
            os.dup2(os.open(told, os.O_WRONLY | os.O_CREAT), 2)
            sys.stderr = os.fdopen(2, "w")
            try:
                serve(fail, sock, 2)
            except SystemExit as ended:
                os._exit(7 if "unasked" in str(ended) else 8)
            os._exit(9)
    assert end_of(Server(0, child)) == 7
    assert "RuntimeError: no app" in told.read_text()


@pytest.mark.parametrize(
    ("trouble", "code", "told"),
    [
        (None, 0, ""),
        (SystemExit(0), 0, ""),
        (SystemExit("no room"), 1, "no room\n"),
        (MemoryError("full"), 1, "MemoryError: full"),
    ],
)
def test_a_worker_ends_with_a_code_that_tells(
    trouble: BaseException | None, code: int, told: str, tmp_path: Path
) -> None:
    def work(_: Stop) -> None:
        sys.stderr = (tmp_path / "stderr").open("w")
        if trouble is not None:
            raise trouble

    with pipe() as life:
        assert end_of(Server(0, _fork(work, life))) == code
    written = (tmp_path / "stderr").read_text()
    assert told in written if told else written == ""


def test_a_server_told_to_stop_while_it_starts_leaves_no_worker_behind() -> None:
    fork = os.fork
    forked: list[int] = []

    def fork_and_stop() -> int:
        forked.append(fork())
        if len(forked) == 1 and forked[0]:
            os.kill(os.getpid(), signal.SIGTERM)
        return forked[-1]

    with all_ended() as end:
        server = started(3, fork=fork_and_stop)
        os.close(end)
        assert end_of(server) == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_that_comes_just_before_the_wait_is_heard(number: signal.Signals) -> None:
    read = os.read
    asked: list[int] = []

    def be_told_and_read(file: int, most: int) -> bytes:
        if not asked:
            asked.append(file)
            os.kill(os.getpid(), number)
        return read(file, most)

    with all_ended() as end:
        server = started(2, read=be_told_and_read)
        os.close(end)
        assert end_of(server) == 0


def test_a_signal_that_comes_while_something_is_thrown_away_is_heard() -> None:
    """What a handler raises there is forgotten by the interpreter."""

    class Thrown:
        def __del__(self) -> None:
            os.kill(os.getpid(), signal.SIGTERM)

    def throw_away_and_make() -> Flask:
        sys.unraisablehook = lambda _: None
        Thrown()
        return made()

    assert end_of(started(1, make=throw_away_and_make)) == 0


def test_an_app_that_takes_long_to_make_is_not_waited_for() -> None:
    def make_for_ever() -> Flask:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(600)
        raise AssertionError

    assert end_of(started(1, make=make_for_ever)) == STOPPED_EARLY


def test_workers_end_with_a_parent_that_is_killed() -> None:
    with all_ended() as end:
        server = started(2)
        os.close(end)
        wait_for_an_answer(server.port)
        os.kill(server.process, signal.SIGKILL)
        assert end_of(server) == -signal.SIGKILL


@pytest.mark.parametrize("workers", [1, 2])
def test_a_signal_that_the_caller_ignores_is_ignored(workers: int) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        server = started(workers)
    finally:
        signal.signal(signal.SIGHUP, before)
    wait_for_an_answer(server.port)
    os.kill(server.process, signal.SIGHUP)
    wait_for_an_answer(server.port)
    os.kill(server.process, signal.SIGTERM)
    assert end_of(server) == 0


STOPPED_EARLY = 3


class Server(NamedTuple):
    port: int
    process: int


def started(
    workers: int, *, make: Callable[[], Flask] = made, **system: Callable[..., object]
) -> Server:
    """A server in a process of its own, with these calls of `os` changed there."""
    with listen("127.0.0.1", 0) as sock:
        child = os.fork()
        if child == 0:
            for name, call in system.items():
                setattr(os, name, call)
            with suppress(SystemExit):
                serve(make, sock, workers)
                os._exit(0)
            os._exit(STOPPED_EARLY)
        return Server(sock.getsockname()[1], child)


@contextmanager
def all_ended() -> Iterator[int]:
    """Every process started within holds one end of a pipe: the other tells when all are gone.

    Yields the end that is theirs, to be closed here once they have it.
    """
    left, right = os.pipe()
    yield right
    assert select.select([left], [], [], PATIENCE)[0] and os.read(left, 1) == b""
    os.close(left)


def end_of(server: Server) -> int:
    """The exit code of its process, which is given as long as PATIENCE."""
    stopper = threading.Timer(PATIENCE, os.kill, (server.process, signal.SIGKILL))
    stopper.start()
    _, status = os.waitpid(server.process, 0)
    stopper.cancel()
    stopper.join()
    return os.waitstatus_to_exitcode(status)


@contextmanager
def served(workers: int) -> Iterator[int]:
    """The port of a server that is told to stop at the end, and does."""
    server = started(workers)
    try:
        yield server.port
    finally:
        os.kill(server.process, signal.SIGTERM)
        code = end_of(server)
    assert code == 0


def wait_for_an_answer(port: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(
                f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE
            ) as answer:
                assert answer.read() == b"ok\n"
                assert answer.headers["Server"] == "dragoman"
            return
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_half_a_request_on_many_connections_stops_nobody() -> None:
    with served(1) as port, ExitStack() as held:
        for _ in range(150):
            silent = held.enter_context(
                socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
            )
            silent.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX: ")
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE) as answer:
            assert answer.read() == b"ok\n"


def test_a_connection_that_falls_silent_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert serving.SILENCE + serving.SWEEP < 30
    monkeypatch.setattr(serving, "SILENCE", 1)
    monkeypatch.setattr(serving, "SWEEP", 1)
    with (
        served(1) as port,
        socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as silent,
    ):
        silent.sendall(b"GET / HTTP/1.1\r\nX: ")
        with suppress(ConnectionResetError):  # closed before it was read from
            assert silent.recv(1) == b""


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="Linux alone knows it")
def test_downloads_that_nobody_takes_hold_no_thread_for_ever(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(serving, "UNREAD", 1)

    def endless() -> Flask:
        app = made()
        app.add_url_rule("/endless", view_func=lambda: (b"x" * 1_000_000 for _ in range(60)))
        return app

    server = started(1, make=endless)
    with ExitStack() as held:
        for _ in range(serving.THREADS):
            idle = held.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            idle.sendall(b"GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert idle.recv(1) == b"H"
        wait_for_an_answer(server.port)
    os.kill(server.process, signal.SIGTERM)
    assert end_of(server) == 0


@pytest.mark.parametrize(
    ("soft", "hard", "held", "asked"),
    [
        (1024, 4096, 1000, 1500),
        (1024, resource.RLIM_INFINITY, 1000, 1500),
        (resource.RLIM_INFINITY, resource.RLIM_INFINITY, 1000, None),
        (4096, 4096, 1000, None),
        (256, 1024, 524, 1024),
        (64, 64, 100, 64),
    ],
)
def test_connections_leave_files_for_the_index(
    soft: int, hard: int, held: int, asked: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: (soft, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda _, given: limits.append(given))
    assert serving._room_for_connections() == held
    assert limits == ([] if asked is None else [(asked, hard)])


@pytest.mark.parametrize("workers", [1, 2])
def test_the_server_answers_and_stops_when_told(workers: int) -> None:
    with served(workers) as port:
        wait_for_an_answer(port)
