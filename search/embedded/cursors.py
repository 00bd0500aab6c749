"""Places to go on from: opaque to readers, bounded and checked when they come back.

By date, a cursor names the last article seen and its day, and stands however the index changes.
By relevance, it counts hits within one generation.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass

from search.model import Sort

LONGEST = 4_000


@dataclass(frozen=True, slots=True)
class Cursor:
    """After `offset` hits of a generation, or after the article `id` dated `day`."""

    sort: Sort
    generation: int
    offset: int
    day: int = 0
    id: str = ""


def encode(cursor: Cursor) -> str:
    """As text for a URL."""
    row = [cursor.sort.value, cursor.generation, cursor.offset, cursor.day, cursor.id]
    return base64.urlsafe_b64encode(json.dumps(row).encode()).decode().rstrip("=")


def decode(text: str) -> Cursor | None:
    """The inverse of encode; None for anything that it did not make."""
    if len(text) > LONGEST:
        return None
    try:
        data = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        sort, generation, offset, day, id = json.loads(data)
        cursor = Cursor(Sort(sort), int(generation), int(offset), int(day), str(id))
    except (ValueError, TypeError, OverflowError, binascii.Error, RecursionError):
        return None
    # UNDATED, the lowest of all days, is among those that come back.
    return cursor if 0 <= cursor.offset < 1 << 40 and -(1 << 31) <= cursor.day < 1 << 31 else None
