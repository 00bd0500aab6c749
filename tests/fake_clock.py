"""Clocks that move only when they are told to, and clocks that stand."""

from __future__ import annotations

from datetime import datetime, tzinfo


class FakeClock:
    """Seconds that pass by sleeping alone: in place of the module `time`."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def perf_counter(self) -> float:
        return self.now

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def standing_at(moment: datetime) -> type[datetime]:
    """A clock that always tells `moment`: in place of the class `datetime` in a module."""

    class Standing(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Standing:
            return cls.fromtimestamp(moment.timestamp(), tz)

    return Standing
