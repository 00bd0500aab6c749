"""Rolling spans of days, worked out against a fixed day."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.model import DateSpan
from search.plan import AddedBetween, Days, resolve_span
from search.plan.spans import added_between

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("rolling", "today", "start", "end"),
    [
        ("today", MONDAY, MONDAY, MONDAY),
        ("yesterday", MONDAY, date(2026, 11, 22), date(2026, 11, 22)),
        ("last-1d", MONDAY, MONDAY, MONDAY),
        ("last-30d", MONDAY, date(2026, 10, 25), MONDAY),
        ("last-4w", MONDAY, date(2026, 10, 27), MONDAY),
        ("last-1m", MONDAY, date(2026, 10, 24), MONDAY),
        ("last-1m", date(2026, 3, 31), date(2026, 3, 1), date(2026, 3, 31)),
        ("last-12m", MONDAY, date(2025, 11, 24), MONDAY),
        ("last-1y", date(2024, 2, 29), date(2023, 3, 1), date(2024, 2, 29)),
        ("last-9999y", MONDAY, date.min, MONDAY),
        ("this-week", MONDAY, MONDAY, date(2026, 11, 29)),
        ("this-week", date(2026, 11, 29), MONDAY, date(2026, 11, 29)),
        ("this-month", MONDAY, date(2026, 11, 1), date(2026, 11, 30)),
        ("this-year", MONDAY, date(2026, 1, 1), date(2026, 12, 31)),
        ("next-year", MONDAY, None, None),
    ],
)
def test_rolling(rolling: str, today: date, start: date | None, end: date | None) -> None:
    assert resolve_span(DateSpan(rolling=rolling), today) == Days(start, end)


def test_fixed_spans_stay_as_they_are() -> None:
    assert resolve_span(DateSpan(date(2012, 1, 1), None), MONDAY) == Days(date(2012, 1, 1), None)
    assert resolve_span(DateSpan(only="none"), MONDAY) == Days(only="none")


@given(st.dates(), st.integers(1, 9999), st.sampled_from("dwmy"))
def test_every_last_span_ends_today_and_begins_no_later(today: date, count: int, unit: str) -> None:
    days = resolve_span(DateSpan(rolling=f"last-{count}{unit}"), today)
    assert days.end == today
    assert days.start
    assert days.start <= today


@given(st.dates(), st.integers(1, 500))
def test_a_number_of_days_holds_so_many(today: date, count: int) -> None:
    days = resolve_span(DateSpan(rolling=f"last-{count}d"), today)
    assert days.start
    assert (today - days.start).days == min(count - 1, (today - date.min).days)


def test_added_days_are_whole_days_of_utc() -> None:
    days = added_between(Days(date(2026, 11, 1), date(2026, 11, 2)))
    assert days == AddedBetween(
        datetime(2026, 11, 1, tzinfo=UTC), datetime(2026, 11, 3, tzinfo=UTC)
    )
    assert added_between(Days(None, date.max)) == AddedBetween()
