"""The hits of a timeline gathered by month."""

from __future__ import annotations

from itertools import groupby

from search.model import Precision, SearchPage
from webapp.hits import HitView
from webapp.presenter import PageView
from webapp.wording import MONTHS

Month = tuple[str, tuple[HitView, ...]]


def by_month(page: SearchPage, view: PageView) -> tuple[Month, ...]:
    """Hits under the names of their months, in the order of the answer."""
    pairs = zip(page.hits, view.hits, strict=True)
    dated = [(_name(hit.dating.iso, hit.dating.precision), shown) for hit, shown in pairs]
    groups = groupby(dated, key=lambda pair: pair[0])
    return tuple((name, tuple(shown for _, shown in group)) for name, group in groups)


def _name(iso: str, precision: Precision) -> str:
    if not iso:
        return "Undated"
    year, _, rest = iso.partition("-")
    return year if precision is Precision.YEAR else f"{MONTHS[int(rest[:2]) - 1]} {year}"
