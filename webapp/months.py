"""The hits of a timeline gathered by month."""

from __future__ import annotations

from search.model import Dating, Precision, SearchPage
from webapp.hits import HitView
from webapp.presenter import PageView
from webapp.wording import MONTHS

Month = tuple[str, tuple[HitView, ...]]


def by_month(page: SearchPage, view: PageView) -> tuple[Month, ...]:
    """Hits under the names of their months, each named once, in the order of the answer.

    The answer goes by date. Articles of which only the year is known lie on its first day, among
    those of that day, and are gathered under the year.
    """
    months: dict[str, list[HitView]] = {}
    for hit, shown in zip(page.hits, view.hits, strict=True):
        months.setdefault(_name(hit.dating), []).append(shown)
    return tuple((name, tuple(hits)) for name, hits in months.items())


def _name(dating: Dating) -> str:
    if dating.day is None:
        return "Undated"
    if dating.precision is Precision.YEAR:
        return f"{dating.day.year}, month unknown"
    return f"{MONTHS[dating.day.month - 1]} {dating.day.year}"
