"""Labels below a chart: even steps, round periods, never more than fit."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.axis import MOST, label_periods, spare_places


def years(first: int, count: int) -> list[str]:
    return [str(first + n) for n in range(count)]


def months(first: int, count: int) -> list[str]:
    return [f"{first + n // 12}-{n % 12 + 1:02}" for n in range(count)]


def days(first: str, count: int) -> list[str]:
    start = date.fromisoformat(first)
    return [(start + timedelta(n)).isoformat() for n in range(count)]


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        (years(2019, 1), "2019"),
        (years(2014, 6), "2014 2015 2016 2017 2018 2019"),
        (years(2014, 12), "2014 2016 2018 2020 2022 2024"),
        (years(2008, 14), "2008 2010 2012 2014 2016 2018 2020"),
        (years(1987, 34), "1990 1995 2000 2005 2010 2015 2020"),
        (years(1800, 400), "1800 1900 2000 2100"),
        (months(2014, 4), "Jan 2014, Feb 2014, Mar 2014, Apr 2014"),
        (months(2014, 12), "Jan 2014, Mar 2014, May 2014, Jul 2014, Sep 2014, Nov 2014"),
        (months(2012, 24), "Jan 2012, Jul 2012, Jan 2013, Jul 2013"),
        (months(2012, 48), "2012 2013 2014 2015"),
        (months(2001, 120), "2002 2004 2006 2008 2010"),
        (days("2014-03-04", 7), "4 Mar, 5 Mar, 6 Mar, 7 Mar, 8 Mar, 9 Mar, 10 Mar"),
        (days("2014-03-01", 31), "3 Mar, 10 Mar, 17 Mar, 24 Mar, 31 Mar"),
        (days("2014-03-01", 60), "3 Mar, 17 Mar, 31 Mar, 14 Apr, 28 Apr"),
        (days("2014-03-01", 120), "Mar 2014, Apr 2014, May 2014, Jun 2014"),
    ],
)
def test_round_periods_are_labelled(periods: list[str], expected: str) -> None:
    between = ", " if "," in expected else " "
    assert between.join(label for _, label in label_periods(periods)) == expected


def test_long_labels_are_thinned_on_a_phone() -> None:
    assert spare_places(label_periods(years(2014, 6))) == frozenset()
    assert spare_places(label_periods(months(2014, 3))) == frozenset()
    assert spare_places(label_periods(months(2014, 12))) == {2, 6, 10}


def test_nothing_has_no_labels() -> None:
    assert label_periods([]) == ()


@given(st.integers(1800, 2090), st.integers(1, 400), st.sampled_from([years, months, days]))
def test_steps_are_even_and_few(first: int, count: int, make: object) -> None:
    periods = days(f"{first}-01-15", count) if make is days else make(first, count)  # type: ignore[operator]
    labelled = label_periods(periods)
    assert len(labelled) <= MOST
    assert len(labelled) >= min(2, count)
    steps = [later - earlier for (earlier, _), (later, _) in pairwise(labelled)]
    # Months differ by three days at most, and so do steps of several of them.
    assert not steps or max(steps) - min(steps) <= (4 if make is days else 0)
