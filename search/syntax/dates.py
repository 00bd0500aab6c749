"""The values of `date:` and `added:`: read from what was typed, and written canonically."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from search.model import NONE, OUTSIDE
from search.syntax.tree import DateIs

_DAY = re.compile(r"(\d{4})(?:[-/](\d{1,2})(?:[-/](\d{1,2}))?)?")
_YEARS = re.compile(r"(\d{4})[-/](\d{4})")
_ROLLING = re.compile(r"last-([1-9]\d{0,3})([dwmy])")
_NAMED = ("today", "yesterday", "this-week", "this-month", "this-year")
FORMS = "2023, 2023-05, 2023-05-04, 2012..2015, >2020, last-30d, this-month, none"


class NotDates(ValueError):  # noqa: N818 - named for what is wrong
    """The value cannot be read as a span of days; the message says why."""


Period = tuple[date, date]


def is_rolling(text: str) -> bool:
    """Whether `text` names a span that moves with the day it is asked on."""
    return text in _NAMED or _ROLLING.fullmatch(text) is not None


def read_dates(field: str, typed: str) -> tuple[DateIs, str]:
    """The span that `typed` means in `field`, and what was changed to read it ("" if nothing).

    Raises NotDates where no span can be made of it.
    """
    value = typed.strip().casefold().rstrip(",;:!?")
    if value in (NONE, OUTSIDE):
        if field != "date":
            raise NotDates(f"“{field}:{value}” has no meaning")
        return DateIs(field, only=value), ""
    if is_rolling(value):
        return DateIs(field, rolling=value), ""
    if ".." in value:
        return _range(field, value)
    if value[:1] in ("<", ">"):
        return _comparison(field, value)
    if years := _YEARS.fullmatch(value):
        span, note = _range(field, f"{years[1]}..{years[2]}")
        return span, note or "a range of years is typed with two dots"
    (start, end), note = _period(value)
    return DateIs(field, start, end), note


def _period(text: str) -> tuple[Period, str]:
    """The first and last day of a year, month or day; an impossible part is left out and told."""
    found = _DAY.fullmatch(text)
    if found is None:
        raise NotDates(f"“{text}” is not a date; these are: {FORMS}")
    year = int(found[1])
    if year == 0:
        raise NotDates("there is no year 0")
    whole_year = (date(year, 1, 1), date(year, 12, 31))
    if found[2] is None:
        return whole_year, ""
    month = int(found[2])
    if not 1 <= month <= 12:
        return whole_year, f"there is no month {month}, so it was read as the year {year:04d}"
    days = monthrange(year, month)[1]
    whole_month = (date(year, month, 1), date(year, month, days))
    if found[3] is None:
        return whole_month, ""
    day = int(found[3])
    if not 1 <= day <= days:
        return whole_month, f"{year:04d}-{month:02d} has {days} days, so the whole month was read"
    return (date(year, month, day), date(year, month, day)), ""


def _range(field: str, value: str) -> tuple[DateIs, str]:
    first, _, last = value.partition("..")
    notes = []
    if last == "today" and first:
        last = ""
        notes.append("a range cannot end with a moving day, so its end was left open")
    if not first and not last:
        raise NotDates("a range needs a beginning or an end, such as 2012..2015")
    start = end = None
    if first:
        (start, start_end), note = _period(first)
        notes.append(note)
    if last:
        (end_start, end), note = _period(last)
        notes.append(note)
    if start and end and start > end:
        start, end = end_start, start_end
        notes.append("the beginning stood after the end, so they were exchanged")
    return DateIs(field, start, end), ", ".join(filter(None, notes))


def _comparison(field: str, value: str) -> tuple[DateIs, str]:
    sign = value[:2] if value[1:2] == "=" else value[:1]
    (start, end), note = _period(value[len(sign) :])
    one_day = timedelta(days=1)
    try:
        match sign:
            case ">":
                return DateIs(field, start=end + one_day), note
            case ">=":
                return DateIs(field, start=start), note
            case "<":
                return DateIs(field, end=start - one_day), note
            case _:
                return DateIs(field, end=end), note
    except OverflowError:
        raise NotDates(f"there are no days {value}") from None


def write_dates(node: DateIs) -> str:
    """The shortest value that reads as the same span."""
    if node.only or node.rolling:
        return node.only or node.rolling
    if node.start and node.end:
        for text in (_year(node.start), _month(node.start), node.start.isoformat()):
            if _period(text)[0] == (node.start, node.end):
                return text
    first = _edge(node.start, 0) if node.start else ""
    last = _edge(node.end, 1) if node.end else ""
    return f"{first}..{last}"


def _edge(day: date, side: int) -> str:
    for text in (_year(day), _month(day)):
        if _period(text)[0][side] == day:
            return text
    return day.isoformat()


def _year(day: date) -> str:
    return f"{day.year:04d}"


def _month(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"
