"""From single timings to rows: medians, ratios, and how far the goals are."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass

import numpy as np

from benchmarks.engines.registry import OURS
from benchmarks.timing import Pass, Timing

FLOOR_MS = 0.6
"""Below this a class is quick enough whatever a peer takes."""

MANY = 10_000
"""Above so many matches the goal is half of tantivy's time."""


@dataclass(frozen=True, slots=True)
class Row:
    """One class, one pass, one engine: milliseconds, and the mean number of matches.

    `hits_to_ours` is the ratio of the matches to ours over the questions both were asked.
    """

    kind: str
    at: str
    engine: str
    questions: int
    p50: float
    p95: float
    cpu50: float
    cpu95: float
    hits: float
    hits_to_ours: float
    p50_to_ours: float


def summarise(timings: Sequence[Timing]) -> list[Row]:
    """A row for each class, pass and engine, in the order they were asked."""
    rows = []
    for kind, at in dict.fromkeys((t.kind, t.at) for t in timings):
        rows += _rows(str(kind), at, [t for t in timings if t.kind is kind and t.at is at])
    for at in dict.fromkeys(t.at for t in timings):
        large = {t.question for t in timings if t.engine == OURS and t.total > MANY}
        many = [t for t in timings if t.at is at and t.question in large]
        if many:
            rows += _rows(f"over {MANY:,} matches", at, many)
    return rows


def _rows(kind: str, at: Pass, timings: Sequence[Timing]) -> list[Row]:
    ours = {t.question: t for t in timings if t.engine == OURS}
    rows = []
    for engine in dict.fromkeys(t.engine for t in timings):
        mine = [t for t in timings if t.engine == engine]
        both = [(t, ours[t.question]) for t in mine if t.question in ours]
        wall, cpu = _percentiles(t.wall for t in mine), _percentiles(t.cpu for t in mine)
        hits = sum(t.total for t, _ in both) / max(sum(o.total for _, o in both), 1)
        slower = wall[0] / max(_percentiles(o.wall for _, o in both)[0], 1e-9)
        mean = sum(t.total for t in mine) / len(mine)
        rows.append(Row(kind, str(at), engine, len(mine), *wall, *cpu, mean, hits, slower))
    return rows


def _percentiles(values: Iterable[float]) -> tuple[float, float]:
    p50, p95 = np.percentile(list(values), (50, 95))
    return float(p50), float(p95)


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure that was aimed at, and the one that was reached."""

    name: str
    wanted: str
    reached: str
    met: bool


def judge(rows: Sequence[Row]) -> list[Goal]:
    """The goals of speed against every peer, for each class of the warm pass."""
    warm = {(row.kind, row.engine): row for row in rows if row.at == Pass.WARM}
    goals = []
    for (kind, engine), row in warm.items():
        if engine == OURS:
            for peer, judge_one in _JUDGES.items():
                if (kind, peer) in warm:
                    goals += judge_one(kind, row, warm[kind, peer])
    return goals


def _judge_tantivy(kind: str, ours: Row, peer: Row) -> list[Goal]:
    goals = []
    for name, mine, theirs in (("p50", ours.p50, peer.p50), ("p95", ours.p95, peer.p95)):
        limit = theirs / 2 if kind.startswith("over") else max(theirs, FLOOR_MS)
        goals.append(Goal(f"{kind} {name}", f"≤ {limit:.2f} ms", f"{mine:.2f} ms", mine <= limit))
    return goals


def _judge_whoosh(times: int) -> Callable[[str, Row, Row], list[Goal]]:
    def judge_one(kind: str, ours: Row, peer: Row) -> list[Goal]:
        ratio = peer.p50_to_ours
        return [
            Goal(f"{kind}, {peer.engine}", f"≥ {times} times", f"{ratio:.0f} times", ratio >= times)
        ]

    return judge_one


_JUDGES = {
    "tantivy": _judge_tantivy,
    "whoosh groupedby": _judge_whoosh(100),
    "whoosh bincount": _judge_whoosh(10),
}


def to_json(rows: Sequence[Row], goals: Sequence[Goal]) -> dict[str, object]:
    """Both as plain values."""
    return {"rows": [asdict(row) for row in rows], "goals": [asdict(goal) for goal in goals]}
