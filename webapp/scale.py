"""The scale of a chart of shares: round steps that end just above the highest."""

from __future__ import annotations

import math

MOST_STEPS = 5
ROUND = (1.0, 2.0, 2.5, 5.0)
LOWEST = 0.0001
"""A hundredth of a per cent: what is rarer is drawn on this scale, or steps would lose digits."""


def steps_of(highest: float) -> tuple[float, ...]:
    """The marks of a scale from 0 to the first round share that is not below `highest` (0 to 1)."""
    highest = max(min(highest, 1.0), LOWEST)
    size = 10.0 ** (math.floor(math.log10(highest)) - 1)
    for step in (size * power * by for power in (1, 10) for by in ROUND):
        count = math.ceil(highest / step - 1e-9)
        if count <= MOST_STEPS:
            return tuple(step * at for at in range(count + 1))
    return (0.0, 1.0)


def in_per_cent(steps: tuple[float, ...]) -> tuple[str, ...]:
    """The marks as they are labelled, all with as many digits as the finest needs."""
    digits = next(d for d in range(5) if d == 4 or _is_whole(steps[1] * 100 * 10**d))
    return tuple(f"{step * 100:.{digits}f}%" for step in steps)


def _is_whole(value: float) -> bool:
    return abs(value - round(value)) < 1e-6
