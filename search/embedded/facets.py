"""Exact facet counts over all matches, and which values of each are listed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from search.embedded.documents import PRECISIONS, UNDATED, day_number, day_of
from search.embedded.evaluator import OLDEST
from search.embedded.found import Found
from search.embedded.keywords import KeywordIndex
from search.embedded.snapshot import Snapshot
from search.model import NONE, OUTSIDE, DateSpan, Facet, FacetValue, Precision, Selection

Ints = NDArray[np.int64]

DAYS_UP_TO = 92
"""Spans of up to three months are told by day,"""

MONTHS_UP_TO = 120
"""of up to ten years by month, longer ones by year."""

MOST_BUCKETS = 400
"""Longer spans than this many years keep their latest buckets; older ones count as outside."""

NONE_LABEL = "none"


def keyword_facet(
    index: KeywordIndex,
    found: Found,
    selection: Selection,
    listed: int | None,
    label: Callable[[str], str],
) -> Facet:
    """The values of a keyword field in `found`, by count, then label; ticked ones always."""
    counts = index.count(found.docs, found.mask if found.has_mask else None)
    present = np.flatnonzero(counts)
    if listed is not None and len(present) > listed:
        # Ties at the border stay in until labels can decide.
        border = np.partition(counts[present], len(present) - listed)[len(present) - listed]
        shown = present[counts[present] >= border]
    else:
        shown = present
    names = [*index.values, NONE]
    rows = sorted(
        ((-int(counts[i]), _label(names[i], label), names[i]) for i in shown.tolist()),
        key=lambda row: (row[0], row[1].casefold(), row[2]),
    )[:listed]
    ticked = {*selection.include, *selection.exclude}
    for value in sorted(ticked - {name for _, _, name in rows}):
        rank = len(index.values) if value == NONE else index.rank_of.get(value)
        rows.append((0 if rank is None else -int(counts[rank]), _label(value, label), value))
    values = tuple(
        FacetValue(name, text, -count, name in selection.include, name in selection.exclude)
        for count, text, name in rows
    )
    return Facet(values, distinct=len(present))


def _label(value: str, label: Callable[[str], str]) -> str:
    return NONE_LABEL if value == NONE else label(value)


def date_facet(
    snapshot: Snapshot, found: Found, undated_among: Found, span: DateSpan, today: date
) -> Facet:
    """Buckets over the selected span, else over that of the matches, empty ones included.

    `undated_among` are the matches without the date filter: undated articles and those outside
    the range are counted there, as one would find them by choosing them instead.
    """
    first = snapshot.first_days[found.docs]
    dated = first != UNDATED
    ends = _ends(first[dated], span, today)
    special = _special(snapshot, undated_among, span, today)
    if ends is None:
        return Facet(special, distinct=0)
    low, high = ends
    level, keep = _level(low, high)
    docs = found.docs[dated]
    exact = snapshot.precisions[docs] >= PRECISIONS.index(keep)
    buckets = _count_buckets(snapshot, docs[exact], level, low, high)
    names = _names(level, low, high)
    values = tuple(
        FacetValue(name, name, count, selected=_is_selected(span, name, today))
        for name, count in zip(names, buckets.tolist(), strict=True)
    )
    return Facet(
        values + special, int(np.count_nonzero(buckets)), level, _parents(level, low, high)
    )


def _ends(days: NDArray[np.int32], span: DateSpan, today: date) -> tuple[date, date] | None:
    """The first and last day to show."""
    start, end = span.start, span.end
    inside = days[(days >= OLDEST) & (days <= day_number(today))]
    if start is None:
        start = day_of(int(inside.min())) if len(inside) else None
    if end is None:
        end = day_of(int(inside.max())) if len(inside) else None
    if start is None or end is None or start > end:
        return None
    return max(start, date(max(end.year - MOST_BUCKETS + 1, 1), 1, 1)), end


def _level(low: date, high: date) -> tuple[str, Precision]:
    """How fine the buckets are, and how well an article must be dated to fall into one."""
    if (high - low).days < DAYS_UP_TO:
        return "day", Precision.DAY
    if (high.year - low.year) * 12 + high.month - low.month < MONTHS_UP_TO:
        return "month", Precision.MONTH
    return "year", Precision.YEAR


def _count_buckets(
    snapshot: Snapshot, docs: NDArray[np.int32], level: str, low: date, high: date
) -> Ints:
    if level == "day":
        numbers, base = snapshot.first_days[docs], day_number(low)
        size = day_number(high) - base + 1
    elif level == "month":
        numbers, base = snapshot.months[docs], _month(low)
        size = _month(high) - base + 1
    else:
        numbers, base = snapshot.months[docs] // 12, low.year - 1970
        size = high.year - low.year + 1
    offset = numbers.astype(np.int64) - base
    return np.bincount(offset[(offset >= 0) & (offset < size)], minlength=size)


def _month(day: date) -> int:
    return (day.year - 1970) * 12 + day.month - 1


def _names(level: str, low: date, high: date) -> list[str]:
    """ISO names of all buckets from one day to another."""
    if level == "day":
        return [
            date.fromordinal(n).isoformat() for n in range(low.toordinal(), high.toordinal() + 1)
        ]
    if level == "month":
        months = range(_month(low), _month(high) + 1)
        return [f"{1970 + m // 12:04}-{m % 12 + 1:02}" for m in months]
    return [f"{year:04}" for year in range(low.year, high.year + 1)]


def _parents(level: str, low: date, high: date) -> tuple[str, ...]:
    """The year and month that hold the whole span, where finer buckets are shown."""
    parents = []
    if level != "year" and low.year == high.year:
        parents.append(f"{low.year:04}")
        if level == "day" and low.month == high.month:
            parents.append(f"{low.year:04}-{low.month:02}")
    return tuple(parents)


def _is_selected(span: DateSpan, name: str, today: date) -> bool:
    """Whether the filter is exactly this bucket."""
    if span.start is None or span.end is None:
        return False
    length = len(name)
    start, end = span.start.isoformat(), span.end.isoformat()
    if start[:length] != name or end[:length] != name:
        return False
    if length == 10:
        return True
    whole_months = (
        start.endswith("-01")
        and (span.end.toordinal() + 1)
        and (date.fromordinal(span.end.toordinal() + 1).day == 1)
    )
    return bool(whole_months) and (length == 7 or (start[5:7] == "01" and end[5:7] == "12"))


def _special(
    snapshot: Snapshot, found: Found, span: DateSpan, today: date
) -> tuple[FacetValue, ...]:
    """Undated articles and those outside the range, where there are any."""
    first = snapshot.first_days[found.docs]
    undated = int(np.count_nonzero(first == UNDATED))
    odd = int(
        np.count_nonzero((first != UNDATED) & ((first < OLDEST) | (first > day_number(today))))
    )
    rows = ((NONE, "undated", undated), (OUTSIDE, "outside the range", odd))
    return tuple(
        FacetValue(value, label, count, selected=span.only == value)
        for value, label, count in rows
        if count or span.only == value
    )
