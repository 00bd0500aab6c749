"""The time that one question, or all those of one request, may take; engines look at it as they go.

Nothing is interrupted: between pieces of work that may be large an engine calls `check`, which
raises once the time is up. What was made until then is whole, so whatever is kept of it is right.
"""

from __future__ import annotations

import math
import time

from search.engine import TookTooLong


class Budget:
    """So many seconds from now on. Threads may share one; questions may follow on one another."""

    __slots__ = ("_end", "seconds")

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.perf_counter() + seconds

    @property
    def left(self) -> float:
        """Seconds left, 0 when there are none; infinite without an end."""
        return max(0.0, self._end - time.perf_counter())

    def check(self) -> None:
        """Raise TookTooLong if the time is up."""
        if time.perf_counter() >= self._end:
            raise TookTooLong(self.seconds)


ENDLESS = Budget(math.inf)
"""For downloads and commands, which go on as long as somebody waits."""
