"""The dates of all articles, laid out for counting: by article, and by month end to end."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from search.embedded.documents import UNDATED
from search.embedded.found import Found
from search.embedded.packing import narrowest
from search.model import Precision
from search.stored import PRECISIONS

Ints = NDArray[np.int64]
Days = NDArray[np.int32]

SPARSE_SHARE = 10
"""Below one article in ten it is cheaper to gather the articles' dates than to scan them all."""

YEAR, MONTH, DAY = (PRECISIONS.index(p) for p in (Precision.YEAR, Precision.MONTH, Precision.DAY))


@dataclass(frozen=True, slots=True)
class _Months:
    """Articles in order of month, where each month's begin, and which months those are."""

    articles: Days
    starts: Ints
    numbers: Ints


class Calendar:
    """First days of periods (days since 1970), with how precisely each is known."""

    def __init__(
        self, first_days: Days, precisions: NDArray[np.uint8], live: NDArray[np.bool_] | None
    ) -> None:
        self._days = first_days
        self._precisions = precisions
        self._dated = first_days != UNDATED
        self._live = live

    def prepare(self) -> None:
        """Make what counting will need."""
        _ = self._by_month

    @cached_property
    def _months(self) -> Days:
        """Months since 1970-01 of each first day; meaningless where undated."""
        days = np.where(self._dated, self._days, 0).astype("datetime64[D]")
        return days.astype("datetime64[M]").astype(np.int32)

    @cached_property
    def _by_month(self) -> dict[int, _Months]:
        """For each precision asked for, the articles dated at least so precisely, by month."""
        whole = self._order_by_month(YEAR)
        vague = bool(np.any(self._precisions[whole.articles] == YEAR))
        return {YEAR: whole, MONTH: self._order_by_month(MONTH) if vague else whole}

    def _order_by_month(self, least: int) -> _Months:
        kept = self._dated & (self._precisions >= least)
        articles = np.flatnonzero(kept if self._live is None else kept & self._live)
        months = self._months[articles]
        order = articles[np.argsort(narrowest(months - months.min(initial=0)), kind="stable")]
        numbers, starts = np.unique(self._months[order], return_index=True)
        return _Months(order.astype(np.int32), starts, numbers.astype(np.int64))

    def months(self, found: Found, needed: Precision = Precision.YEAR) -> tuple[Ints, Ints]:
        """The months of the articles dated at least as precisely as `needed`, ascending, and how
        many fall in each; months without any may be among them."""
        least = PRECISIONS.index(needed)
        if len(found) * SPARSE_SHARE < found.size:
            docs = found.docs[self._precisions[found.docs] >= least]
            if not len(docs):
                return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)
            numbers = self._months[docs]
            first = int(numbers.min())
            counts = np.bincount(numbers - first)
            return np.arange(first, first + len(counts)), counts
        months = self._by_month[least]
        if not len(months.articles):
            return months.numbers, months.starts
        marks = np.take(found.mask.view(np.uint8), months.articles)
        return months.numbers, np.add.reduceat(marks, months.starts, dtype=np.int32)

    def count_days(self, found: Found, low: int, high: int) -> Ints:
        """Articles by day from `low` to `high`, of those dated to a day."""
        docs = found.docs
        return _histogram(self._days[docs[self._precisions[docs] == DAY]], low, high)

    def bounds(self, found: Found, oldest: int, newest: int) -> tuple[int, int] | None:
        """The earliest and latest first day among the articles, within a range."""
        days = self._days[found.docs]
        days = days[(days >= oldest) & (days <= newest)]
        return (int(days.min()), int(days.max())) if len(days) else None

    def count_special(self, found: Found, oldest: int, newest: int) -> tuple[int, int]:
        """How many articles are undated, and how many are dated outside a range."""
        odd = self._odd(oldest, newest)
        if not len(odd):
            return 0, 0
        inside = odd[found.contains(odd)]
        undated = int(np.count_nonzero(~self._dated[inside]))
        return undated, len(inside) - undated

    def _odd(self, oldest: int, newest: int) -> Days:
        """The undated articles and those outside a range; kept for the last range asked for."""
        known = self._last_odd
        if known is None or known[0] != (oldest, newest):
            odd = np.flatnonzero((self._days < oldest) | (self._days > newest)).astype(np.int32)
            known = self._last_odd = (oldest, newest), odd
        return known[1]

    _last_odd: tuple[tuple[int, int], Days] | None = None


def _histogram(numbers: Days, low: int, high: int) -> Ints:
    offset = numbers.astype(np.int64) - low
    size = high - low + 1
    return np.bincount(offset[(offset >= 0) & (offset < size)], minlength=size)
