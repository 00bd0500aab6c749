"""Places to go on from: the sort values of the last hit seen, opaque to readers, checked.

By date they stand however the index changes. By relevance the scores belong to one generation;
`offset` is the number of hits seen, and the first ones, which are looked at twice, go by it alone.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from dataclasses import dataclass

from search.model import Sort

LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Cursor:
    """After `offset` hits of a generation, the last of them `id`, dated `day`, scored `score`
    (or added at that microsecond since 1970, where that is the order)."""

    sort: Sort
    generation: int
    offset: int
    score: float
    day: int
    id: str

    def after(self, *, scored: bool) -> tuple[object, ...]:
        """The sort values to go on behind."""
        by_date = (self.day, self.id)
        if self.sort is Sort.ADDED:
            return (int(self.score), *by_date)
        return (self.score, *by_date) if self.sort is Sort.RELEVANCE and scored else by_date


def encode(cursor: Cursor) -> str:
    """As text for a URL."""
    row = [cursor.sort.value, cursor.generation, cursor.offset]
    data = json.dumps([*row, cursor.score, cursor.day, cursor.id]).encode()
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def decode(text: str) -> Cursor | None:
    """The inverse of encode; None for anything that it did not make."""
    if len(text) > LONGEST:
        return None
    try:
        data = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        sort, generation, offset, score, day, id = json.loads(data)
        cursor = Cursor(Sort(sort), int(generation), int(offset), float(score), int(day), str(id))
        cursor.id.encode()
    except (ValueError, TypeError, OverflowError, binascii.Error, RecursionError):
        return None
    sound = 0 <= cursor.offset < 1 << 40 and -(1 << 31) <= cursor.day < 1 << 31
    return cursor if sound and math.isfinite(cursor.score) and abs(cursor.score) < 1e30 else None
