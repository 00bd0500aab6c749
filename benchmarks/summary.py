"""From single timings to rows: medians, 95th percentiles and ratios."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.engines.registry import MAKERS, OURS
from benchmarks.timing import Pass, Timing

MANY = 10_000
"""Questions with more matches than this also make a class of their own."""


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
    cpu50_to_ours: float


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
    asked = {t.engine for t in timings}
    for engine in (name for name in MAKERS if name in asked):
        mine = [t for t in timings if t.engine == engine]
        both = [(t, ours[t.question]) for t in mine if t.question in ours]
        wall, cpu = _percentiles(t.wall for t in mine), _percentiles(t.cpu for t in mine)
        hits = sum(t.total for t, _ in both) / max(sum(o.total for _, o in both), 1)
        slower = _slower([t.wall for t, _ in both], [o.wall for _, o in both])
        slower_cpu = _slower([t.cpu for t, _ in both], [o.cpu for _, o in both])
        mean = sum(t.total for t in mine) / len(mine)
        rows.append(
            Row(kind, str(at), engine, len(mine), *wall, *cpu, mean, hits, slower, slower_cpu)
        )
    return rows


def _slower(theirs: Sequence[float], ours: Sequence[float]) -> float:
    """Their median over ours, on the questions both were asked."""
    return _percentiles(theirs)[0] / max(_percentiles(ours)[0], 1e-9)


def _percentiles(values: Iterable[float]) -> tuple[float, float]:
    p50, p95 = np.percentile(list(values), (50, 95))
    return float(p50), float(p95)
