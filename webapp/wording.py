"""Dates, counts and spans in the words that readers see."""

from __future__ import annotations

from datetime import date

from search.model import NONE, OUTSIDE, DateSpan, Dating, Precision

MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def number(count: int) -> str:
    """A count with thin groups: 12,345."""
    return f"{count:,}"


def counted(count: int, one: str, many: str = "") -> str:
    """A count with its noun: `1 article`, `2,310 articles`."""
    return f"{number(count)} {one if count == 1 else many or one + 's'}"


def day_in_words(day: date) -> str:
    """`5 March 2014`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def dating_in_words(dating: Dating) -> str:
    """A date at the precision that is known, or `undated`."""
    if dating.day is None:
        return "undated"
    match dating.precision:
        case Precision.YEAR:
            return str(dating.day.year)
        case Precision.MONTH:
            return f"{MONTHS[dating.day.month - 1]} {dating.day.year}"
        case _:
            return day_in_words(dating.day)


def place_in_words(dateline: str) -> str:
    """A dateline without the dash that led over to its text: `CLEVELAND, Feb 26`."""
    return dateline.rstrip(" \t-–—")


def bucket_in_words(value: str) -> str:
    """A bucket of the date facet: `2014`, `March 2014`, `5 March 2014`."""
    numbers = [int(part) for part in value.split("-") if part.isascii() and part.isdigit()]
    match numbers:
        case [year, month, day] if 1 <= month <= 12:
            return f"{day} {MONTHS[month - 1]} {year}"
        case [year, month] if 1 <= month <= 12:
            return f"{MONTHS[month - 1]} {year}"
        case _:
            return {NONE: "undated", OUTSIDE: "outside the range"}.get(value, value)


def abbreviated(value: str) -> str:
    """A bucket in a narrow place: `2014`, `Mar 2014`, `5 Mar`."""
    match value.split("-"):
        case [year, month]:
            return f"{MONTHS[int(month) - 1][:3]} {year}"
        case [_, month, day]:
            return f"{int(day)} {MONTHS[int(month) - 1][:3]}"
        case _:
            return value


def span_in_words(span: DateSpan) -> str:
    """A span of days, as a chip shows it."""
    if span.only:
        return {NONE: "undated", OUTSIDE: "outside the range"}.get(span.only, span.only)
    if span.rolling:
        return span.rolling.replace("-", " ")
    if span.start and span.end:
        return _closed(span.start, span.end)
    if span.start:
        return f"from {day_in_words(span.start)}"
    if span.end:
        return f"up to {day_in_words(span.end)}"
    return "any date"


def _closed(start: date, end: date) -> str:
    if start == end:
        return day_in_words(start)
    whole_months = start.day == 1 and _ends_month(end)
    if whole_months and start.year == end.year:
        if (start.month, end.month) == (1, 12):
            return str(start.year)
        if start.month == end.month:
            return f"{MONTHS[start.month - 1]} {start.year}"
    if whole_months and (start.month, end.month) == (1, 12):
        return f"{start.year} to {end.year}"
    return f"{day_in_words(start)} to {day_in_words(end)}"


def _ends_month(day: date) -> bool:
    return date.fromordinal(day.toordinal() + 1).day == 1 if day < date.max else True
