"""How many answers of which kind a server gave, and how long they took, for Prometheus.

One record for each endpoint and status, in memory that all workers share. The library of
Prometheus is not used: for several processes it keeps files in a folder that has to be emptied
before each start and named before its import, and the limit for readers (`webapp.pace`) needs
shared memory all the same.
"""

from __future__ import annotations

import struct
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import accumulate
from mmap import mmap
from typing import NamedTuple

from webapp.sharing import SharedMemory

BOUNDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Seconds up to which durations are counted together, those that Prometheus's own libraries take;
there is one more place for what takes longer."""

MOST_RECORDS = 1024
"""There are some fifty endpoints with a handful of statuses each."""

LONGEST_NAME = 60
OTHER = "other"
"""Takes what there is no room for."""

_PLACES = len(BOUNDS) + 1
_RECORD = struct.Struct(f"={LONGEST_NAME}sI{_PLACES}Qd")
_USED = struct.Struct("=Q")


class Record(NamedTuple):
    """Answers of one endpoint with one status: how many by duration, and seconds of all."""

    endpoint: str
    status: int
    counts: tuple[int, ...]
    seconds: float


class Figures:
    """Counts of all workers that were forked since it was made. Safe between threads too."""

    def __init__(self) -> None:
        self._shared = SharedMemory(_USED.size + MOST_RECORDS * _RECORD.size)
        self._places: dict[tuple[str, int], int] = {}

    def count(self, endpoint: str, status: int, seconds: float) -> None:
        """Count one answer."""
        name = endpoint.encode("ascii", "replace")[:LONGEST_NAME].decode()
        with self._shared.held() as memory:
            at = self._place(memory, name, status)
            record = _read(memory, at)
            counts = list(record.counts)
            counts[bisect_left(BOUNDS, seconds)] += 1
            _write(
                memory, at, record._replace(counts=tuple(counts), seconds=record.seconds + seconds)
            )

    def records(self) -> list[Record]:
        """What was counted so far, by endpoint and status."""
        with self._shared.held() as memory:
            return sorted(_read(memory, at) for at in _used(memory))

    def _place(self, memory: mmap, name: str, status: int) -> int:
        """Where the record of these is; another worker may have begun it."""
        if (name, status) not in self._places:
            for at in _used(memory)[len(self._places) :]:
                found = _read(memory, at)
                self._places[found.endpoint, found.status] = at
        if (name, status) not in self._places:
            used = len(self._places)
            if used == MOST_RECORDS - 1:
                name, status = OTHER, 0
            if used < MOST_RECORDS:
                self._places[name, status] = _append(memory, used, name, status)
        return self._places.get((name, status)) or self._places[OTHER, 0]


def _used(memory: mmap) -> range:
    """Where each record begins."""
    (used,) = _USED.unpack_from(memory)
    return range(_USED.size, _USED.size + used * _RECORD.size, _RECORD.size)


def _append(memory: mmap, used: int, name: str, status: int) -> int:
    """Begin a record; it counts as used only when it is whole."""
    at = _USED.size + used * _RECORD.size
    _write(memory, at, Record(name, status, (0,) * _PLACES, 0.0))
    _USED.pack_into(memory, 0, used + 1)
    return at


def _read(memory: mmap, at: int) -> Record:
    name, status, *counts, seconds = _RECORD.unpack_from(memory, at)
    return Record(name.rstrip(b"\0").decode(), status, tuple(counts), seconds)


def _write(memory: mmap, at: int, record: Record) -> None:
    name = record.endpoint.encode()
    _RECORD.pack_into(memory, at, name, record.status, *record.counts, record.seconds)


def told(records: Iterable[Record]) -> list[str]:
    """Lines of the Prometheus text format, version 0.0.4."""
    answers: Counter[tuple[str, int]] = Counter()
    counts: defaultdict[str, list[int]] = defaultdict(lambda: [0] * _PLACES)
    seconds: defaultdict[str, float] = defaultdict(float)
    for record in records:
        answers[record.endpoint, record.status] += sum(record.counts)
        counts[record.endpoint] = [
            a + b for a, b in zip(counts[record.endpoint], record.counts, strict=True)
        ]
        seconds[record.endpoint] += record.seconds
    lines = [
        "# HELP dragoman_requests_total Answers given by all workers since the server started.",
        "# TYPE dragoman_requests_total counter",
    ]
    lines += [
        f'dragoman_requests_total{{endpoint="{endpoint}",status="{status}"}} {count}'
        for (endpoint, status), count in answers.items()
    ]
    lines += [
        "# HELP dragoman_request_seconds Time until an answer began to be sent.",
        "# TYPE dragoman_request_seconds histogram",
    ]
    for endpoint, of_it in counts.items():
        lines += _histogram(endpoint, of_it, seconds[endpoint])
    return lines


def _histogram(endpoint: str, counts: list[int], seconds: float) -> list[str]:
    series = f'dragoman_request_seconds_{{}}{{{{endpoint="{endpoint}"{{}}}}}} {{}}'
    bounds = [*map(str, BOUNDS), "+Inf"]
    lines = [
        series.format("bucket", f',le="{bound}"', below)
        for bound, below in zip(bounds, accumulate(counts), strict=True)
    ]
    lines.append(series.format("sum", "", f"{seconds:.6f}"))
    lines.append(series.format("count", "", sum(counts)))
    return lines
