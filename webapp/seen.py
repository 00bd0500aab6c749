"""What a cited search found when it was cited, carried in its address as `seen`.

`1204@news.17.2026-11-20`: the count, the index's name, its generation, and the day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from search.model import SearchPage
from webapp.wording import day_in_words, number

PARAMETER = "seen"
LONGEST = 200

_SEEN = re.compile(r"([0-9]{1,12})@([^@]{1,120})\.([0-9]{1,12})(?:\.([0-9]{4}-[0-9]{2}-[0-9]{2}))?")


@dataclass(frozen=True, slots=True)
class Seen:
    """A count with the state of the index that gave it; `day` is None where it is not known."""

    count: int
    index: str
    generation: int
    day: date | None = None


def to_text(seen: Seen) -> str:
    """As an address carries it."""
    day = f".{seen.day.isoformat()}" if seen.day else ""
    return f"{seen.count}@{seen.index.replace('@', '-')}.{seen.generation}{day}"


def from_text(text: str) -> Seen | None:
    """What an address carries; None where it cannot be read."""
    found = _SEEN.fullmatch(text) if len(text) <= LONGEST else None
    if found is None:
        return None
    count, index, generation, day = found.groups()
    try:
        return Seen(int(count), index, int(generation), date.fromisoformat(day) if day else None)
    except ValueError:
        return None


def of_page(page: SearchPage, today: date) -> Seen:
    """What an answer is cited as."""
    return Seen(page.total, page.index.name, page.index.generation, today)


def difference(seen: Seen, page: SearchPage) -> str:
    """What a reader who follows a citation is told; "" where nothing has changed."""
    same_index = seen.index == page.index.name.replace("@", "-")
    if same_index and seen.generation == page.index.generation and seen.count == page.total:
        return ""
    when = f" on {day_in_words(seen.day)}" if seen.day else ""
    told = f"Cited as {number(seen.count)}{when}"
    if not same_index:
        told += f" in the index {seen.index}"
    now = "the same number" if seen.count == page.total else number(page.total)
    return f"{told}; here and now {now}."
