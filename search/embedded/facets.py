"""Exact facet counts over all matches, and which values of each are listed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
from numpy.typing import NDArray

from search.embedded.found import Found
from search.embedded.groups import GroupCounter
from search.embedded.keywords import KeywordIndex
from search.embedded.snapshot import Snapshot
from search.listing import list_rows, place
from search.model import NONE, DateSpan, Dating, Facet, FacetValue, Precision, Selection
from search.naming import Names
from search.stored import day_number, day_of, month_number
from search.syntax.groups import group_of
from search.timeline import (
    DAYS_UP_TO,
    FIRST_DAY,
    bucket_names,
    ends_shown,
    level_of,
    special_values,
    timeline_facet,
)

Ints = NDArray[np.int64]

LONGEST_MONTH = 31


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
        rows.sort(key=place)
    return list_rows(rows, selection, distinct=len(present))


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
    rows = [(value, names.label("country", value), count) for value, count in shown.items()]
    distinct = sum(1 for count in shown.values() if count)
    return list_rows(sorted(rows, key=place), selection, distinct)


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
        return timeline_facet(span, None, {}, special)
    low, high = ends
    level, needed = level_of(low, high)
    if level == "day":
        buckets = snapshot.calendar.count_days(found, day_number(low), day_number(high))
    else:
        if needed is not Precision.YEAR:
            months = snapshot.calendar.months(found, needed)
        buckets = _count_buckets(months, level, low, high)
    counts = dict(zip(bucket_names(level, low, high), buckets.tolist(), strict=True))
    return timeline_facet(span, ends, counts, special)


def _ends(
    snapshot: Snapshot, found: Found, months: tuple[Ints, Ints], span: DateSpan, today: date
) -> tuple[date, date] | None:
    """The first and last day to show; whole months where the span is too long for days."""
    start, end = span.start, span.end
    if start is None or end is None:
        numbers = months[0][months[1] > 0]
        numbers = numbers[(numbers >= month_number(FIRST_DAY)) & (numbers <= month_number(today))]
        if len(numbers):
            low, high = _first_of(int(numbers[0])), _last_of(int(numbers[-1]))
            if high > today or (high - low).days < DAYS_UP_TO + 2 * LONGEST_MONTH:
                # This month may hold nothing but articles dated after today, which do not count.
                exact = snapshot.calendar.bounds(found, day_number(FIRST_DAY), day_number(today))
                if exact is None:
                    return None
                low, high = day_of(exact[0]), day_of(exact[1])
            start, end = start or low, end or high
    return ends_shown(span, start, end)


def _count_buckets(months: tuple[Ints, Ints], level: str, low: date, high: date) -> Ints:
    """Sums of months by bucket. Years that a span cuts hold its own months alone."""
    numbers, counts = months
    inside = (numbers >= month_number(low)) & (numbers <= month_number(high))
    numbers, counts = numbers[inside], counts[inside]
    if level == "month":
        offset, size = numbers - month_number(low), month_number(high) - month_number(low) + 1
    else:
        offset, size = numbers // 12 - (low.year - 1970), high.year - low.year + 1
    return np.bincount(offset, weights=counts, minlength=size).astype(np.int64)


def _first_of(month: int) -> date:
    return date(1970 + month // 12, month % 12 + 1, 1)


def _last_of(month: int) -> date:
    return Dating(_first_of(month), Precision.MONTH).last or date.max


def _special(
    snapshot: Snapshot, found: Found, span: DateSpan, today: date
) -> tuple[FacetValue, ...]:
    """Undated articles and those outside the range, where there are any."""
    undated, odd = snapshot.calendar.count_special(found, day_number(FIRST_DAY), day_number(today))
    return special_values(span, undated, odd)
