"""Figures and limits are those of the whole server, however many workers answer."""

from __future__ import annotations

import os
import re
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest
from click.testing import CliRunner
from fake_clock import FakeClock
from fake_searcher import FakeSearcher
from flask import Flask, Response
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client

import dragoman
from webapp import Config, create_app
from webapp.figures import BOUNDS, OTHER, Figures, told
from webapp.pace import Buckets, Pace
from webapp.serving import listen, serve
from webapp.sharing import SharedMemory
from webapp.together import Together
from webapp.wsgi import Late

forking = pytest.mark.skipif(not hasattr(os, "fork"), reason="several workers need fork")


def in_child(work: Callable[[], object]) -> int:
    """Run something in a process forked from this one; its exit code."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


PATIENCE = 120
"""Seconds for what takes a hundredth of one on an idle machine."""


class Line:
    """A connection that is kept open, and so always speaks to the same process of a server."""

    def __init__(self, port: int) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.asked = 0
        self.process = ""
        self.get("/healthz")

    def get(self, path: str) -> tuple[int, str]:
        """Status and text of an answer."""
        self._connection.request("GET", path)
        answer = self._connection.getresponse()
        self.process = answer.headers["X-Process"]
        self.asked += 1
        return answer.status, answer.read().decode()

    def close(self) -> None:
        self._connection.close()


@contextmanager
def both(port: int) -> Iterator[tuple[Line, Line]]:
    """A line to each of two workers."""
    with ExitStack() as opened:
        deadline = time.monotonic() + PATIENCE
        first = opened.enter_context(closing(Line(port)))
        second = opened.enter_context(closing(Line(port)))
        while second.process == first.process:
            assert time.monotonic() < deadline, "the second worker never answers"
            # a process that holds many connections is the slower to take the next
            second = opened.enter_context(closing(Line(port)))
        yield first, second


@contextmanager
def two_workers(state: Path, **settings: object) -> Iterator[tuple[Line, Line]]:
    """What `dragoman serve --workers 2` runs, over the fake index."""
    config = Config(opener=lambda url: FakeSearcher(), state=state, **settings)  # type: ignore[arg-type]
    together = Together()

    def make() -> Flask:
        app = create_app(config, together)

        @app.after_request
        def tell_process(response: Response) -> Response:
            response.headers["X-Process"] = str(os.getpid())
            return response

        return app

    sock = listen("127.0.0.1", 0)
    port = sock.getsockname()[1]
    child = os.fork()
    if child == 0:
        serve(make, sock, 2)
        os._exit(0)
    sock.close()
    try:
        with both(port) as lines:
            yield lines
    finally:
        os.kill(child, signal.SIGTERM)
        stopper = threading.Timer(PATIENCE, os.kill, (child, signal.SIGKILL))
        stopper.start()
        os.waitpid(child, 0)
        stopper.cancel()
        stopper.join()


def value(text: str, series: str) -> float:
    found = re.search(re.escape(series) + r" ([0-9.e+-]+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


@forking
def test_figures_are_of_both_workers(tmp_path: Path) -> None:
    asked = 'dragoman_requests_total{endpoint="site.robots",status="200"}'
    scrapes = 'dragoman_requests_total{endpoint="metrics",status="200"}'
    with two_workers(tmp_path, metrics=True) as (one, other):
        for line in (one, other, other):
            assert line.get("/robots.txt")[0] == 200
        for i, line in enumerate((one, other, one, other)):
            _, text = line.get("/metrics")
            assert (value(text, asked), value(text, scrapes)) == (3, i)
        assert value(text, 'dragoman_request_seconds_count{endpoint="site.robots"}') == 3
        assert "dragoman_articles 12\n" in text


@forking
def test_a_limit_is_for_both_workers(tmp_path: Path) -> None:
    with two_workers(tmp_path, requests_a_minute=10) as lines:
        started = time.monotonic()
        statuses = [line.get("/robots.txt")[0] for _ in range(10) for line in lines]
        filled = int((time.monotonic() - started) * 10 / 60) + 1
    assert statuses[:10] == [200] * 10
    assert 10 <= statuses.count(200) <= 10 + filled
    assert statuses.count(429) == 20 - statuses.count(200)


@forking
def test_what_a_dead_worker_counted_still_counts(tmp_path: Path) -> None:
    figures = Figures()
    for _ in range(2):
        assert in_child(lambda: figures.count("search.results", 200, 0.003)) == 0
    figures.count("search.results", 200, 0.003)
    (record,) = figures.records()
    assert sum(record.counts) == 3
    assert Figures().records() == []  # another server's


@forking
def test_another_server_may_fork_after_the_import(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DRAGOMAN_INDEX", str(tmp_path / "none"))
    monkeypatch.setenv("DRAGOMAN_STATE", str(tmp_path))
    monkeypatch.setenv("DRAGOMAN_METRICS", "1")
    monkeypatch.setenv("DRAGOMAN_REQUESTS_A_MINUTE", "5")
    monkeypatch.setattr("webapp.gate.time", FakeClock())  # no bucket fills meanwhile
    late = Late()
    for _ in range(2):
        assert in_child(lambda: Client(late).get("/robots.txt")) == 0
    client = Client(late)
    text = client.get("/metrics").text
    assert value(text, 'dragoman_requests_total{endpoint="site.robots",status="200"}') == 2
    assert [client.get("/robots.txt").status_code for _ in range(3)] == [200, 200, 429]


def test_the_command_gives_all_workers_the_same(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    texts: list[str] = []

    def run(make: Callable[[], Flask], sock: socket.socket, *_: object, **__: object) -> None:
        sock.close()
        one, other = make().test_client(), make().test_client()
        one.get("/robots.txt")
        texts.append(other.get("/metrics").text)

    monkeypatch.setattr("webapp.config.open_searcher", lambda *_, **__: FakeSearcher())
    monkeypatch.setattr("webapp.command.serve_on", run)
    monkeypatch.setenv("DRAGOMAN_STATE", str(tmp_path))
    monkeypatch.setenv("DRAGOMAN_METRICS", "1")
    result = CliRunner().invoke(dragoman.commands, ["serve", "--port", "0", "--workers", "2"])
    assert result.exit_code == 0, result.output
    (text,) = texts
    assert value(text, 'dragoman_requests_total{endpoint="site.robots",status="200"}') == 1


@forking
def test_who_dies_with_the_memory_in_hand_does_not_keep_it() -> None:
    shared = SharedMemory(8)

    def die() -> None:
        with shared.held() as memory:
            memory[0] = 7
            os.kill(os.getpid(), signal.SIGKILL)

    assert in_child(die) == -signal.SIGKILL
    with shared.held() as memory:
        assert memory[0] == 7


@forking
def test_workers_wait_for_each_other() -> None:
    """Additions of four processes with two threads each, none lost."""
    figures = Figures()

    def count() -> None:
        def often() -> None:
            for i in range(200):
                figures.count(f"e{i % 5}", 200, 0.5)

        threads = [threading.Thread(target=often) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    children = []
    for _ in range(4):
        child = os.fork()
        if child == 0:
            count()
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    assert [sum(record.counts) for record in figures.records()] == [320] * 5
    assert sum(record.seconds for record in figures.records()) == pytest.approx(800)


def test_without_room_the_rest_is_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.figures.MOST_RECORDS", 4)
    figures = Figures()
    for i in range(6):
        figures.count(f"e{i}", 200, 0.1)
        figures.count("e0", 200, 0.1)
    found = {record.endpoint: sum(record.counts) for record in figures.records()}
    assert found == {"e0": 7, "e1": 1, "e2": 1, OTHER: 3}


@given(st.lists(st.floats(0, 100), max_size=20))
def test_a_histogram_counts_every_duration_once_and_adds_up(durations: list[float]) -> None:
    figures = Figures()
    for i, seconds in enumerate(durations):
        figures.count("e", 200 + i % 2, seconds)
    text = "\n".join(told(figures.records()))
    for bound in BOUNDS:
        below = value(text, f'dragoman_request_seconds_bucket{{endpoint="e",le="{bound}"}}')
        assert below == sum(seconds <= bound for seconds in durations)
    whole = value(text, 'dragoman_request_seconds_bucket{endpoint="e",le="+Inf"}')
    assert whole == value(text, 'dragoman_request_seconds_count{endpoint="e"}') == len(durations)
    total = value(text, 'dragoman_request_seconds_sum{endpoint="e"}')
    assert total == pytest.approx(sum(durations), abs=1e-5)


def test_a_full_table_forgets_who_was_away_longest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webapp.pace.SETS", 1)
    pace = Pace(1, Buckets())
    for i in range(8):
        assert pace.wait(f"a{i}", float(i)) == 0.0
    assert pace.wait("a0", 8.0) > 0
    assert pace.wait("new", 9.0) == 0.0  # in the place of a1
    assert pace.wait("a0", 9.0) > 0
    assert pace.wait("a1", 9.0) == 0.0


@given(st.lists(st.tuples(st.sampled_from("ab"), st.floats(0, 50), st.sampled_from([1.0, 5.0]))))
def test_no_address_gets_more_than_its_bucket_and_what_fills_it(
    asked: list[tuple[str, float, float]],
) -> None:
    pace, now = Pace(6, Buckets()), 100.0
    granted: Counter[str] = Counter()
    for address, pause, cost in asked:
        now += pause
        if not pace.wait(address, now, cost):
            granted[address] += int(cost)
    assert all(cost <= 6 + (now - 100.0) * 0.1 + 1e-6 for cost in granted.values())


def test_any_address_is_taken() -> None:
    pace = Pace(60, Buckets())
    for address in ("", "::1", "\ud800", "x" * 10_000):
        assert pace.wait(address, 0.0) == 0.0
