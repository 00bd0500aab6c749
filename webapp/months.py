"""The hits of a timeline gathered by month."""

from __future__ import annotations

from search.model import Dating, Precision, SearchPage
from webapp.hits import HitView
from webapp.presenter import PageView
from webapp.wording import MONTHS, WEEKDAYS

RELIABLE = 1800
"""Weekdays of earlier dates depend on the calendar that a country still kept."""

Month = tuple[str, tuple[tuple[str, HitView], ...]]
"""Its name, and its hits, each with its day as `Fri 5`, "" where only the month is known."""


def by_month(page: SearchPage, view: PageView) -> tuple[Month, ...]:
    """Hits under the names of their months, each named once, in the order of the answer.

    The answer goes by date. Articles of which only the year is known lie on its first day, among
    those of that day, and are gathered under the year.
    """
    months: dict[str, list[tuple[str, HitView]]] = {}
    for hit, shown in zip(page.hits, view.hits, strict=True):
        months.setdefault(_name(hit.dating), []).append((_day(hit.dating), shown))
    return tuple((name, tuple(hits)) for name, hits in months.items())


def _day(dating: Dating) -> str:
    if dating.day is None or dating.precision is not Precision.DAY:
        return ""
    if dating.day.year < RELIABLE:
        return str(dating.day.day)
    return f"{WEEKDAYS[dating.day.weekday()]} {dating.day.day}"


def _name(dating: Dating) -> str:
    if dating.day is None:
        return "Undated"
    if dating.precision is Precision.YEAR:
        return f"{dating.day.year}, month unknown"
    return f"{MONTHS[dating.day.month - 1]} {dating.day.year}"
