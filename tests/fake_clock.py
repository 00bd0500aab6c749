"""A clock that moves only when it is told to: in place of the module `time`."""

from __future__ import annotations


class FakeClock:
    """Seconds that pass by sleeping alone."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def perf_counter(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
