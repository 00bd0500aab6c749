"""Spans of days as a question or filter states them, worked out against today's date."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta

from search.model import DateSpan
from search.plan.clauses import AddedBetween, Days

_LAST = re.compile(r"last-(\d{1,4})([dwmy])")
_ONE_DAY = timedelta(days=1)


def resolve_span(span: DateSpan, today: date) -> Days:
    """The days of `span`; a rolling one counts from `today`, which is its last day.

    `last-30d` are today and the 29 days before; `last-1m` begins on the day after the same day
    a month ago. `this-week` (Monday to Sunday), `this-month` and `this-year` are whole periods,
    so that articles dated to a month or year lie in them. A name that is not known is no limit.
    """
    if not span.rolling:
        return Days(span.start, span.end, span.only)
    start, end = _rolling(span.rolling, today)
    return Days(start, end)


def added_between(days: Days) -> AddedBetween:
    """The instants of whole UTC days."""
    start = datetime.combine(days.start, time(), UTC) if days.start else None
    if days.end is None or days.end == date.max:
        return AddedBetween(start, None)
    return AddedBetween(start, datetime.combine(days.end + _ONE_DAY, time(), UTC))


def _rolling(name: str, today: date) -> tuple[date | None, date | None]:
    match name:
        case "today":
            return today, today
        case "yesterday":
            return _back(today, 1), _back(today, 1)
        case "this-week":
            monday = _back(today, today.weekday())
            return monday, monday + timedelta(days=6)
        case "this-month":
            last = monthrange(today.year, today.month)[1]
            return today.replace(day=1), today.replace(day=last)
        case "this-year":
            return date(today.year, 1, 1), date(today.year, 12, 31)
    found = _LAST.fullmatch(name)
    return (_begin(int(found[1]), found[2], today), today) if found else (None, None)


def _begin(count: int, unit: str, today: date) -> date:
    if unit in "dw":
        return _back(today, count * (7 if unit == "w" else 1) - 1)
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    if year < date.min.year:
        return date.min
    day = min(today.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, day) + _ONE_DAY


def _back(day: date, days: int) -> date:
    return date.fromordinal(max(day.toordinal() - days, 1))
