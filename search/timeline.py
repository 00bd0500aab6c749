"""Which buckets the date facet shows, whatever engine counts them: span, fineness and names."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache

from search.model import NONE, OUTSIDE, DateSpan, Dating, Facet, FacetValue, Precision

DAYS_UP_TO = 92
"""Spans of up to three months are told by day,"""

MONTHS_UP_TO = 120
"""of up to ten years by month, longer ones by year."""

FIRST_DAY = date(1800, 1, 1)
"""Dates before it are kept but told as outside the range."""

MOST_BUCKETS = 400
"""Longer spans than this many years keep their latest buckets; older ones count as outside."""


def ends_shown(
    span: DateSpan, lowest: date | None, highest: date | None
) -> tuple[date, date] | None:
    """The first and last day to show: those of the span, else of the matches within the range.

    None where there is nothing to show.
    """
    start, end = span.start or lowest, span.end or highest
    if start is None or end is None or start > end:
        return None
    return max(start, date(max(end.year - MOST_BUCKETS + 1, 1), 1, 1)), end


def level_of(low: date, high: date) -> tuple[str, Precision]:
    """How fine the buckets are, and how well an article must be dated to fall into one."""
    if (high - low).days < DAYS_UP_TO:
        return "day", Precision.DAY
    if (high.year - low.year) * 12 + high.month - low.month < MONTHS_UP_TO:
        return "month", Precision.MONTH
    return "year", Precision.YEAR


@lru_cache(maxsize=256)
def bucket_names(level: str, low: date, high: date) -> tuple[str, ...]:
    """ISO names of all buckets from one day to another."""
    if level == "day":
        days = range(low.toordinal(), high.toordinal() + 1)
        return tuple([date.fromordinal(day).isoformat() for day in days])
    if level == "month":
        months = range(low.year * 12 + low.month - 1, high.year * 12 + high.month)
        return tuple([f"{m // 12:04}-{m % 12 + 1:02}" for m in months])
    return tuple([f"{year:04}" for year in range(low.year, high.year + 1)])


def parents_of(level: str, low: date, high: date) -> tuple[str, ...]:
    """The year and month that hold the whole span, where finer buckets are shown."""
    parents = []
    if level != "year" and low.year == high.year:
        parents.append(f"{low.year:04}")
        if level == "day" and low.month == high.month:
            parents.append(f"{low.year:04}-{low.month:02}")
    return tuple(parents)


def selected_bucket(span: DateSpan) -> str:
    """The year, month or day that the filter is exactly, or nothing."""
    if span.start is None or span.end is None:
        return ""
    for precision in (Precision.DAY, Precision.MONTH, Precision.YEAR):
        dating = Dating(span.start, precision)
        first = span.start.isoformat()[: len(dating.iso)].ljust(10, "x").replace("x", "")
        whole = span.start.isoformat() in (first, f"{first}-01", f"{first}-01-01")
        if whole and dating.last == span.end:
            return dating.iso
    return ""


def special_values(span: DateSpan, undated: int, outside: int) -> tuple[FacetValue, ...]:
    """Undated articles and those outside the range, where there are any."""
    rows = ((NONE, "undated", undated), (OUTSIDE, "outside the range", outside))
    return tuple(
        FacetValue(value, label, count, selected=span.only == value)
        for value, label, count in rows
        if count or span.only == value
    )


def timeline_facet(
    span: DateSpan,
    shown: tuple[date, date] | None,
    counts: Mapping[str, int],
    special: tuple[FacetValue, ...],
) -> Facet:
    """The facet of buckets from `shown[0]` to `shown[1]`; buckets not in `counts` are empty."""
    if shown is None:
        return Facet(special, distinct=0)
    level, _ = level_of(*shown)
    chosen = selected_bucket(span)
    values = [
        FacetValue(name, name, counts.get(name, 0), selected=name == chosen)
        for name in bucket_names(level, *shown)
    ]
    distinct = sum(1 for value in values if value.count)
    return Facet((*values, *special), distinct, level, parents_of(level, *shown))
