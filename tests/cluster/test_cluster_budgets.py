"""Budgets and searches that a cluster ended early, over a connection that is made up."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from typing import Any

import pytest
from fake_clock import FakeClock

from search.budget import Budget
from search.cluster import client as clients
from search.cluster.address import Address
from search.cluster.client import Cluster
from search.cluster.shapes import Json
from search.engine import EngineUnavailable, TookTooLong

opensearchpy = pytest.importorskip("opensearchpy")

WHOLE: Json = {"timed_out": False, "hits": {"total": {"value": 3}, "hits": []}}
PART: Json = {**WHOLE, "timed_out": True}
EARLY: Json = {"type": "search_phase_execution_exception", "reason": "Time exceeded"}

Answer = Callable[[float | None], Json]


class Line(opensearchpy.Connection):  # type: ignore[misc] # from an untyped package
    """Keeps what it is sent and answers as it is told."""

    def __init__(self, answer: Answer, **options: Any) -> None:
        super().__init__(**options)
        self.answer = answer
        self.sent: list[tuple[list[Json], float | None]] = []

    def perform_request(
        self, method: str, url: str, params: Any = None, body: Any = None,
        timeout: float | None = None, ignore: Any = (), headers: Any = None,
    ) -> tuple[int, Json, str]:  # fmt: skip
        lines = [json.loads(line) for line in body.decode().splitlines() if line]
        self.sent.append((lines, timeout))
        return 200, {"content-type": "application/json"}, json.dumps(self.answer(timeout))


def connected(answer: Answer) -> tuple[Cluster, Line]:
    client = opensearchpy.OpenSearch(
        hosts=[{"host": "nowhere", "port": 1}],
        connection_class=lambda **options: Line(answer, **options),
        retry_on_timeout=True,
        max_retries=3,
    )
    line = client.transport.get_connection()
    return Cluster(Address((("nowhere", 1),), "news"), client), line


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    clock = FakeClock()
    monkeypatch.setattr("search.budget.time", clock)
    monkeypatch.setattr(clients, "time", clock)
    return clock


def test_a_search_ends_when_its_budget_does(clock: FakeClock) -> None:
    cluster, line = connected(lambda _: {**WHOLE, "responses": [WHOLE, WHOLE]})
    hurried = cluster.within(Budget(5))
    hurried.search({"size": 0})
    clock.sleep(2)
    assert len(hurried.searches([{"size": 1}, {"size": 2}])) == 2
    assert [timeout for _, timeout in line.sent] == [5, 3]
    told = [[body["timeout"] for body in lines if "size" in body] for lines, _ in line.sent]
    assert told == [["5000ms"], ["3000ms", "3000ms"]]


def test_without_a_budget_requests_are_as_they_were() -> None:
    cluster, line = connected(lambda _: WHOLE)
    assert cluster.within(None) is cluster
    cluster.search({"size": 0})
    assert line.sent == [([{"size": 0}], None)]


def test_nothing_is_sent_when_the_time_is_up() -> None:
    cluster, line = connected(lambda _: WHOLE)
    for ask in (
        lambda c: c.search({}),
        lambda c: c.searches([{}]),
        lambda c: c.call(lambda client: client.get(index="news", id="1")),
        lambda c: list(c.scroll({})),
    ):
        with pytest.raises(TookTooLong):
            ask(cluster.within(Budget(0)))
    assert not line.sent
    assert cluster.search({}) == WHOLE


def test_a_part_is_never_taken_for_the_whole() -> None:
    for answer in (PART, {"responses": [WHOLE, PART]}):
        cluster, _ = connected(lambda _, answer=answer: answer)  # type: ignore[misc]
        ask = Cluster.search if answer is PART else lambda c, body: c.searches([body, body])
        with pytest.raises(TookTooLong, match="longer than 5 seconds"):
            ask(cluster.within(Budget(5)), {})
        with pytest.raises(EngineUnavailable, match="ended a search early"):
            ask(cluster, {})


def test_a_refusal_for_want_of_time_is_told_as_such() -> None:
    def refuse(_: float | None) -> Json:
        raise opensearchpy.TransportError(504, "search_phase_execution_exception", {"error": EARLY})

    cluster, _ = connected(refuse)
    with pytest.raises(TookTooLong):
        cluster.within(Budget(60)).search({})
    failed, line = connected(lambda _: {"responses": [{"status": 504, "error": EARLY}]})
    with pytest.raises(TookTooLong):
        failed.within(Budget(60)).searches([{}])
    assert len(line.sent) == 1


def test_a_silent_cluster_is_waited_for_once(clock: FakeClock) -> None:
    def sleep(timeout: float | None) -> Json:
        assert timeout is not None
        clock.sleep(timeout)
        raise opensearchpy.ConnectionTimeout("TIMEOUT", "silence", Exception())

    cluster, line = connected(sleep)
    started = clock.now
    with pytest.raises(TookTooLong):
        cluster.within(Budget(60)).search({})
    assert len(line.sent) == 1
    assert clock.now == started + 60
    assert cluster._client.transport.retry_on_timeout is True


def test_a_busy_cluster_is_asked_again_only_as_long_as_there_is_time(clock: FakeClock) -> None:
    def refuse(_: float | None) -> Json:
        raise opensearchpy.TransportError(429, "busy", {"error": "busy"})

    cluster, line = connected(refuse)
    started = clock.now
    with pytest.raises(TookTooLong):
        cluster.within(Budget(4 * clients.FIRST_PAUSE)).search({})
    assert len(line.sent) == 3  # at once, after one pause, after two more; the last is cut short
    assert clock.now == pytest.approx(started + 4 * clients.FIRST_PAUSE)
    assert math.isinf(cluster.budget.left)
