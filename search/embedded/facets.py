"""Exact facet counts over all matches, and which values of each are listed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from search.embedded.documents import day_number, day_of
from search.embedded.evaluator import OLDEST
from search.embedded.found import Found
from search.embedded.groups import GroupCounter
from search.embedded.keywords import KeywordIndex
from search.embedded.snapshot import Snapshot
from search.model import NONE, OUTSIDE, DateSpan, Dating, Facet, FacetValue, Precision, Selection
from search.naming import Names
from search.syntax.groups import group_of

Ints = NDArray[np.int64]

DAYS_UP_TO = 92
"""Spans of up to three months are told by day,"""

MONTHS_UP_TO = 120
"""of up to ten years by month, longer ones by year."""

LONGEST_MONTH = 31
FIRST_DAY = date(1800, 1, 1)

MOST_BUCKETS = 400
"""Longer spans than this many years keep their latest buckets; older ones count as outside."""


def keyword_facet(
    index: KeywordIndex,
    found: Found,
    selection: Selection,
    listed: int | None,
    label: Callable[[str], str],
    count_group: Callable[[str], int] | None = None,
) -> Facet:
    """The values of a keyword field in `found`, by count, then label; ticked ones always.

    `count_group` counts the articles of a ticked group of values.
    """
    counts = index.count(found)
    present = np.flatnonzero(counts)
    labels, ranks = index.ranks_by(label)
    shown = present
    if listed and len(present) > listed:
        # Ties at the border stay in until labels can decide.
        border = np.partition(counts[present], len(present) - listed)[len(present) - listed]
        shown = present[counts[present] >= border]
    order = shown[np.lexsort((ranks[shown], -counts[shown]))][:listed].tolist()
    rows = [(_name(index, rank), labels[rank], int(counts[rank])) for rank in order]
    ticked = {*selection.include, *selection.exclude}
    for value in sorted(ticked.difference(name for name, _, _ in rows)) if ticked else ():
        rank = len(index.values) if value == NONE else index.rank_of.get(value, -1)
        text = label(value) if rank < 0 else labels[rank]
        other = count_group(value) if count_group and group_of(value) else 0
        rows.append((value, text, other if rank < 0 else int(counts[rank])))
    if len(rows) > len(order):
        rows.sort(key=lambda row: (-row[2], row[1].casefold(), row[0]))
    values = [
        FacetValue(name, text, count, name in selection.include, name in selection.exclude)
        for name, text, count in rows
    ]
    return Facet(tuple(values), distinct=len(present))


def group_counter(
    index: KeywordIndex, names: Names, today: date
) -> tuple[dict[str, frozenset[str]], GroupCounter]:
    """The groups of a day with their members, and what counts them, made once for an index."""
    members = names.groups_on(today)
    key = (GroupCounter, names.vocabulary.fingerprint(), today)
    counter = index.made.get(key)
    if not isinstance(counter, GroupCounter):
        counter = GroupCounter(index, tuple(members.values()))
        index.made = {key: counter}
    return members, counter


def group_facet(
    index: KeywordIndex,
    found: Found,
    selection: Selection,
    names: Names,
    today: date,
    count_group: Callable[[str], int],
) -> Facet:
    """Groups of states with the articles about any of their present members; ticked ones always.

    All with a count are listed: there are about as many as organisations with known members.
    `count_group` counts a ticked one of other members than today's.
    """
    members, counter = group_counter(index, names, today)
    counts = dict(zip(members, counter.count(found), strict=True))
    ticked = {v for v in (*selection.include, *selection.exclude) if group_of(v)}
    shown = {v: n for v, n in counts.items() if n or v in ticked}
    shown |= {value: count_group(value) for value in ticked.difference(shown)}
    values = [
        FacetValue(
            value,
            names.label("country", value),
            count,
            value in selection.include,
            value in selection.exclude,
        )
        for value, count in shown.items()
    ]
    values.sort(key=lambda one: (-one.count, one.label.casefold(), one.value))
    return Facet(tuple(values), distinct=sum(1 for count in shown.values() if count))


def _name(index: KeywordIndex, rank: int) -> str:
    return NONE if rank == len(index.values) else index.values[rank]


def date_facet(
    snapshot: Snapshot, found: Found, undated_among: Found, span: DateSpan, today: date
) -> Facet:
    """Buckets over the selected span, else over that of the matches, empty ones included.

    `undated_among` are the matches without the date filter: undated articles and those outside
    the range are counted there, as one would find them by choosing them instead.
    """
    special = _special(snapshot, undated_among, span, today)
    months = snapshot.calendar.months(found)
    ends = _ends(snapshot, found, months, span, today)
    if ends is None:
        return Facet(special, distinct=0)
    low, high = ends
    level, needed = _level(low, high)
    if level == "day":
        buckets = snapshot.calendar.count_days(found, day_number(low), day_number(high))
    else:
        if needed is not Precision.YEAR:
            months = snapshot.calendar.months(found, needed)
        buckets = _count_buckets(months, level, low, high)
    chosen = _selected_bucket(span)
    values = [
        FacetValue(name, name, count, selected=name == chosen)
        for name, count in zip(_names(level, low, high), buckets.tolist(), strict=True)
    ]
    distinct = int(np.count_nonzero(buckets))
    return Facet((*values, *special), distinct, level, _parents(level, low, high))


def _ends(
    snapshot: Snapshot, found: Found, months: tuple[Ints, Ints], span: DateSpan, today: date
) -> tuple[date, date] | None:
    """The first and last day to show; whole months where the span is too long for days."""
    start, end = span.start, span.end
    if start is None or end is None:
        numbers = months[0][months[1] > 0]
        numbers = numbers[(numbers >= _month(FIRST_DAY)) & (numbers <= _month(today))]
        if len(numbers):
            low, high = _first_of(int(numbers[0])), _last_of(int(numbers[-1]))
            if high > today or (high - low).days < DAYS_UP_TO + 2 * LONGEST_MONTH:
                # This month may hold nothing but articles dated after today, which do not count.
                exact = snapshot.calendar.bounds(found, OLDEST, day_number(today))
                if exact is None:
                    return None
                low, high = day_of(exact[0]) or low, day_of(exact[1]) or high
            start, end = start or low, end or high
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


def _count_buckets(months: tuple[Ints, Ints], level: str, low: date, high: date) -> Ints:
    """Sums of months by bucket. Years that a span cuts hold its own months alone."""
    numbers, counts = months
    inside = (numbers >= _month(low)) & (numbers <= _month(high))
    numbers, counts = numbers[inside], counts[inside]
    if level == "month":
        offset, size = numbers - _month(low), _month(high) - _month(low) + 1
    else:
        offset, size = numbers // 12 - (low.year - 1970), high.year - low.year + 1
    return np.bincount(offset, weights=counts, minlength=size).astype(np.int64)


def _month(day: date) -> int:
    return (day.year - 1970) * 12 + day.month - 1


def _first_of(month: int) -> date:
    return date(1970 + month // 12, month % 12 + 1, 1)


def _last_of(month: int) -> date:
    return Dating(_first_of(month), Precision.MONTH).last or date.max


@lru_cache(maxsize=256)
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


def _selected_bucket(span: DateSpan) -> str:
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


def _special(
    snapshot: Snapshot, found: Found, span: DateSpan, today: date
) -> tuple[FacetValue, ...]:
    """Undated articles and those outside the range, where there are any."""
    undated, odd = snapshot.calendar.count_special(found, OLDEST, day_number(today))
    rows = ((NONE, "undated", undated), (OUTSIDE, "outside the range", odd))
    return tuple(
        FacetValue(value, label, count, selected=span.only == value)
        for value, label, count in rows
        if count or span.only == value
    )
