"""How every engine stores an article: names of fields, and days, instants and tags as values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from search.model import Precision, Tag

STEM, WORD = "stem", "word"
TITLE = "title_"
"""`title_stem` and `title_word` are the same two streams, in titles alone."""

TEXT_FIELDS = (STEM, WORD, TITLE + STEM, TITLE + WORD)
"""The fields that hold an article's words."""

HEAD = ("id", "title", "derived_title", "dateline", "byline", "url")
"""The texts of an article that a list of hits shows."""

PRECISIONS = (Precision.NONE, Precision.YEAR, Precision.MONTH, Precision.DAY)
"""Stored as their places here."""

_EPOCH = date(1970, 1, 1).toordinal()
_FIRST_INSTANT = datetime(1970, 1, 1, tzinfo=UTC)


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH


def day_of(number: int) -> date:
    """The inverse of day_number."""
    return date.fromordinal(number + _EPOCH)


def month_number(day: date) -> int:
    """Months since 1970-01."""
    return (day.year - 1970) * 12 + day.month - 1


def microseconds(instant: datetime) -> int:
    """Microseconds since 1970-01-01 UTC of an aware instant."""
    return (instant - _FIRST_INSTANT) // timedelta(microseconds=1)


def instant_of(number: int) -> datetime:
    """The inverse of microseconds."""
    return _FIRST_INSTANT + timedelta(microseconds=number)


def storable(text: str) -> str:
    """`text` without lone surrogates, which UTF-8 cannot carry."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text


def tag_rows(tags: Iterable[Tag]) -> list[list[object]]:
    """Tags as rows of JSON: value, score, about, mentions, given and, if any, the evidence."""
    return [
        [
            storable(tag.value),
            round(tag.score, 3),
            int(tag.about),
            tag.mentions,
            int(tag.given),
            *(tag.evidence or ()),
        ]
        for tag in tags
    ]


def read_tags(rows: Iterable[Sequence[Any]]) -> tuple[Tag, ...]:
    """The inverse of tag_rows, but for what it rounds."""
    return tuple(
        Tag(value, score, bool(about), mentions, bool(given), (at[0], at[1]) if at else None)
        for value, score, about, mentions, given, *at in rows
    )
