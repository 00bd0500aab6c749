"""The figures that were aimed at, beside those that were reached."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from benchmarks.engines.registry import OURS
from benchmarks.indexing import Built
from benchmarks.summary import Row
from benchmarks.timing import Pass

FLOOR_MS = 0.6
"""Below this a class is quick enough whatever a peer takes."""

GROUPED_TIMES, COUNTED_TIMES, WRITER_TIMES = 100, 10, 6
"""How many times faster than stock Whoosh: `groupedby`, a counting collector, its writer."""

START_SECONDS = 0.3
PRIVATE_MB = 300
LARGEST_ARTICLES, LARGEST_P95 = 1_000_000, 50.0


@dataclass(frozen=True, slots=True)
class Goal:
    """One figure; `met` by what was measured in this run on this machine."""

    name: str
    wanted: str
    reached: str
    met: bool


def judge_speed(rows: Sequence[Row], articles: int) -> list[Goal]:
    """The warm pass against every peer, class by class."""
    warm = {(row.kind, row.engine): row for row in rows if row.at == Pass.WARM}
    goals = []
    for (kind, engine), row in warm.items():
        if engine != OURS:
            continue
        if articles >= LARGEST_ARTICLES:
            goals.append(_at_most(f"{kind} p95", row.p95, LARGEST_P95, "ms"))
        for peer, judge in _JUDGES.items():
            if (kind, peer) in warm:
                goals += judge(row, warm[kind, peer])
    return goals


def _judge_tantivy(ours: Row, peer: Row) -> list[Goal]:
    """No slower, or quick enough; half the time where very many articles match.

    By the wall clock, and by processor time: other programs disturb the latter least.
    """
    goals = []
    for name in ("p50", "p95", "cpu50", "cpu95"):
        mine, theirs = getattr(ours, name), getattr(peer, name)
        limit = theirs / 2 if ours.kind.startswith("over") else max(theirs, FLOOR_MS)
        goals.append(_at_most(f"{ours.kind} {name}", mine, limit, "ms"))
    return goals


def _judge_whoosh(times: int) -> Callable[[Row, Row], list[Goal]]:
    def judge(ours: Row, peer: Row) -> list[Goal]:
        ratio = peer.cpu50_to_ours
        return [_at_least(f"{ours.kind}, {peer.engine} (cpu50)", ratio, times, "times")]

    return judge


_JUDGES = {
    "tantivy": _judge_tantivy,
    "whoosh groupedby": _judge_whoosh(GROUPED_TIMES),
    "whoosh bincount": _judge_whoosh(COUNTED_TIMES),
}


def judge_builds(builds: Sequence[Built], raw_mb: float) -> list[Goal]:
    """Rates against stock Whoosh's writer, size against the raw text."""
    by_name = {built.engine: built for built in builds}
    ours, whoosh = by_name.get(OURS), by_name.get("whoosh bincount")
    goals = []
    if ours is not None:
        goals.append(_at_most("index size", ours.size, raw_mb, "MB"))
        if whoosh is not None:
            ratio = ours.cpu_rate / whoosh.cpu_rate
            goals.append(_at_least("indexing, whoosh (cpu)", ratio, WRITER_TIMES, "times"))
    return goals


def judge_process(start_seconds: float, private_mb: float) -> list[Goal]:
    """The first answer from process start, and what a process holds after the whole run."""
    return [
        _at_most("first answer", start_seconds, START_SECONDS, "s"),
        _at_most("private memory", private_mb, PRIVATE_MB, "MB"),
    ]


def _at_most(name: str, reached: float, limit: float, unit: str) -> Goal:
    return Goal(name, f"≤ {limit:.2f} {unit}", f"{reached:.2f} {unit}", reached <= limit)


def _at_least(name: str, reached: float, limit: float, unit: str) -> Goal:
    return Goal(name, f"≥ {limit:g} {unit}", f"{reached:.1f} {unit}", reached >= limit)
