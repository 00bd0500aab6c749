"""Places to go on from: opaque to readers, bounded and checked when they come back.

By date, a cursor names the last article seen and what it was ordered by, and stands however the
index changes.
By relevance, it counts hits within one generation.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass

from search.model import Sort

LONGEST = 4_000
MOST_KEYS = 4


@dataclass(frozen=True, slots=True)
class Cursor:
    """After `offset` hits of a generation, or after the article `id` that was ordered by `keys`."""

    sort: Sort
    generation: int
    offset: int
    keys: tuple[int, ...] = ()
    id: str = ""


def encode(cursor: Cursor) -> str:
    """As text for a URL."""
    row = [cursor.sort.value, cursor.generation, cursor.offset, cursor.keys, cursor.id]
    return base64.urlsafe_b64encode(json.dumps(row).encode()).decode().rstrip("=")


def decode(text: str) -> Cursor | None:
    """The inverse of encode; None for anything that it did not make."""
    if len(text) > LONGEST:
        return None
    try:
        data = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
        sort, generation, offset, keys, id = json.loads(data)
        keys = tuple(map(int, keys[:MOST_KEYS]))
        cursor = Cursor(Sort(sort), int(generation), int(offset), keys, str(id))
    except (ValueError, TypeError, OverflowError, binascii.Error, RecursionError):
        return None
    small = all(-(1 << 62) < key < 1 << 62 for key in cursor.keys)
    return cursor if small and 0 <= cursor.offset < 1 << 40 else None
