"""What tags are worth beside labels: precision, recall, F1, macro F1, and how sure these are."""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

OFTEN = 5
"""Stories that a label must have to count in the macro mean; below, one story is noise."""

_RESAMPLES = 1_000
_SEED = 1987
_LEVELS = (2.5, 97.5)
"""Percentiles: an interval that holds 95 % of the resamples."""

Interval = tuple[float, float]


@dataclass(slots=True)
class Score:
    """Hits, false finds and misses for each label, and in which story each of them was."""

    stories: int = 0
    each: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))
    _events: list[tuple[int, str, int, int]] = field(default_factory=list)

    def add(self, gold: Iterable[str], found: Iterable[str]) -> None:
        """Count one story."""
        wanted, had = set(gold), set(found)
        for column, labels in enumerate((wanted & had, had - wanted, wanted - had)):
            for label in labels:
                self._count(label, column, 1)
        self.stories += 1

    def add_counts(self, label: str, counts: tuple[int, int, int]) -> None:
        """Count one story by its hits, false finds and misses of one label."""
        for column, count in enumerate(counts):
            self._count(label, column, count)
        self.stories += 1

    def _count(self, label: str, column: int, count: int) -> None:
        self.each[label][column] += count
        self._events.append((self.stories, label, column, count))

    def _sum(self, column: int) -> int:
        return sum(counts[column] for counts in self.each.values())

    @property
    def precision(self) -> float:
        """Hits among the finds; NaN without any."""
        return _ratio(self._sum(0), self._sum(0) + self._sum(1))

    @property
    def recall(self) -> float:
        """Hits among the labels."""
        return _ratio(self._sum(0), self._sum(0) + self._sum(2))

    @property
    def f1(self) -> float:
        """Micro-averaged F1: over all labels of all stories."""
        return _f1(*(self._sum(column) for column in range(3)))

    @property
    def frequent(self) -> tuple[str, ...]:
        """The labels of the macro mean: those of at least OFTEN stories."""
        return tuple(k for k, (hits, _, missed) in self.each.items() if hits + missed >= OFTEN)

    @property
    def macro(self) -> float:
        """The mean F1 of the frequent labels; NaN if there are fewer than two."""
        values = [_f1(*self.each[label]) for label in self.frequent]
        return _ratio(sum(values), len(values)) if len(values) > 1 else math.nan

    def intervals(self) -> tuple[Interval, Interval]:
        """95 % bootstrap intervals of F1 and of macro F1, stories drawn with replacement.

        The macro mean is over the same labels in each resample, less those that it lacks.
        """
        labels = {label: number for number, label in enumerate(self.each)}
        story = np.array([event[0] for event in self._events])
        cell = np.array([labels[event[1]] * 3 + event[2] for event in self._events])
        count = np.array([event[3] for event in self._events])
        kept = np.array([labels[label] for label in self.frequent], dtype=int)
        draw = np.random.default_rng(_SEED)
        micro, macro = [], []
        for _ in range(_RESAMPLES):
            drawn = np.bincount(draw.integers(0, self.stories, self.stories), None, self.stories)
            cells = np.bincount(cell, drawn[story] * count, 3 * len(labels)).reshape(-1, 3)
            micro.append(_f1(*cells.sum(axis=0)))
            frequent = cells[kept]
            present = frequent[frequent[:, 0] + frequent[:, 2] > 0]
            whole = 2 * present[:, 0] + present[:, 1] + present[:, 2]
            macro.append(float((2 * present[:, 0] / whole).mean()) if len(present) else math.nan)
        return _middle(micro), _middle(macro)


def _middle(values: list[float]) -> Interval:
    some = [value for value in values if not math.isnan(value)] or [math.nan]
    low, high = np.percentile(some, _LEVELS)
    return float(low), float(high)


def _f1(hits: float, false: float, missed: float) -> float:
    return _ratio(2 * hits, 2 * hits + false + missed)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else math.nan


def is_held_back(id: object) -> bool:
    """Every third story by its id's hash: never looked at while weights and rules were made."""
    return int(hashlib.sha256(str(id).encode()).hexdigest(), 16) % 3 == 0


def in_fold(id: object, fold: str) -> bool:
    """Whether a story belongs to "held-back", "tuning" or "all"."""
    return fold == "all" or is_held_back(id) == (fold == "held-back")


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    name: str
    score: Score


def print_table(rows: Iterable[Row]) -> None:
    """The figures as a Markdown table, intervals in brackets."""
    print("| collection | stories | precision | recall | F1 (95 %) | macro F1 (95 %) | labels |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    for row in rows:
        s = row.score
        micro, macro = s.intervals()
        averaged = len(s.frequent) > 1
        cells = [
            *(row.name, f"{s.stories:,}", f"{s.precision:.3f}", f"{s.recall:.3f}"),
            f"{s.f1:.3f} ({_spread(micro)})",
            f"{s.macro:.3f} ({_spread(macro)})" if averaged else "–",
            str(len(s.frequent)) if averaged else "–",
        ]
        print(f"| {' | '.join(cells)} |")


def _spread(interval: Interval) -> str:
    return "–".join(f"{value:.3f}".lstrip("0") for value in interval)
