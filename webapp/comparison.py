"""Several questions over time, each as its share of all articles of a period.

Shares, not counts: an archive that doubles would otherwise make every question grow.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from itertools import pairwise

from search.engine import Searcher
from search.model import NONE, OUTSIDE, DateSpan, Facet, Filters, Match, Query, SearchPage, Want
from search.plan import Days
from search.serial import neutralise
from webapp.histogram import overlap, span_of, spanning

MOST = 4
"""Questions in one chart: more lines than that cross too often to be followed."""

LETTERS = "ABCD"

MONTHLY = "month"
"""The value of the parameter `per` that asks for months where a span is told by years."""

YEARS_BY_MONTH = 60
"""Seven hundred months; more years than that are told by year alone."""

YEARS_ASKED = 10
"""An answer tells spans of up to ten years by month; longer ones are put together of these."""

ONLY_DATES = Want(snippets=False, hits=False, facets=("date",), suggestions=False)
DATES_AND_DOUBTS = Want(snippets=False, hits=False, facets=("date",))


@dataclass(frozen=True, slots=True)
class Series:
    """One question: how many articles it has in each period, and their share (None of nothing).

    `answer` has its total, and how it was read.
    """

    letter: str
    query: Query
    answer: SearchPage
    counts: tuple[int, ...]
    shares: tuple[float | None, ...]

    @property
    def vague(self) -> int:
        """Articles in none of the periods, as they are dated less exactly."""
        return max(0, self.answer.total - sum(self.counts))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Questions over the same periods. `everything` counts all articles of each period; `undated`
    are the articles left out because nobody knows their period, `outside` those dated before or
    after all that can be. `offers_months` where years stand
    for themselves or, `monthly`, for months that were asked for."""

    level: str
    buckets: tuple[str, ...]
    everything: tuple[int, ...]
    undated: int
    outside: int
    series: tuple[Series, ...]
    monthly: bool = False
    offers_months: bool = False

    @property
    def highest(self) -> float:
        """The largest share of all."""
        return max((s for line in self.series for s in line.shares if s is not None), default=0.0)


def compare(
    texts: tuple[str, ...], filters: Filters, searcher: Searcher, *, monthly: bool = False
) -> Comparison:
    """Questions over the same filters and the same days: all that there are articles of, unless
    the filters say which. With `monthly`, by month even over more than ten years."""
    every = searcher.search(Query(filters=filters), ONLY_DATES)
    dates = every.facets.get("date", Facet())
    closed = replace(filters, span=_closed(filters.span, dates))
    whole = searcher.search(Query(filters=closed), ONLY_DATES) if closed != filters else every
    decades = _decades(whole.facets.get("date", Facet()), closed.span)
    parts = decades if monthly else ()
    level, counts = _tally(whole, parts, searcher)
    series = tuple(
        _series(letter, Query(text=text, filters=closed, match=Match.ALL), counts, parts, searcher)
        for letter, text in zip(LETTERS, texts[:MOST], strict=False)
    )
    beside = {} if filters.span else {v.value: v.count for v in dates.values}
    return Comparison(
        level,
        tuple(counts),
        tuple(counts.values()),
        beside.get(NONE, 0),
        beside.get(OUTSIDE, 0),
        series,
        monthly=bool(parts),
        offers_months=bool(decades),
    )


def comparison_to_csv(compared: Comparison) -> bytes:
    """The figures as a file: a row a period; for each question its articles and their share."""
    stream = io.StringIO(newline="")
    rows = csv.writer(stream)
    asked = [neutralise(line.query.text) for line in compared.series]
    heads = [head for text in asked for head in (text, f"share of {text}")]
    rows.writerow(("period", "all articles", *heads))
    for place, bucket in enumerate(compared.buckets):
        cells: list[object] = []
        for line in compared.series:
            share = line.shares[place]
            cells += [line.counts[place], "" if share is None else f"{share:.6f}"]
        rows.writerow((bucket, compared.everything[place], *cells))
    return ("\ufeff" + stream.getvalue()).encode("utf-8", "replace")


def _closed(span: DateSpan, dates: Facet) -> DateSpan:
    """The days compared. Without an end, each question would have periods of its own."""
    buckets = [v.value for v in dates.values if v.value not in (NONE, OUTSIDE)]
    if span.rolling or span.only or not buckets:
        return span
    first, last = span_of(buckets[0]), span_of(buckets[-1])
    return DateSpan(span.start or first.start, span.end or last.end)


def _decades(dates: Facet, span: DateSpan) -> tuple[DateSpan, ...]:
    """Parts of a span told by years, each short enough to be told by month; none where there is no
    need or where there would be too many."""
    years = [v.value for v in dates.values if v.value not in (NONE, OUTSIDE)]
    if dates.level != "year" or not 2 <= len(years) <= YEARS_BY_MONTH:
        return ()
    # Of nearly the same length, as a short one would be told by day.
    count = -(-len(years) // YEARS_ASKED)
    ends = [len(years) * at // count for at in range(count + 1)]
    days = Days(span.start, span.end)
    return tuple(
        overlap(DateSpan(span_of(years[first]).start, span_of(years[last - 1]).end), days)
        for first, last in pairwise(ends)
    )


def _tally(
    page: SearchPage, parts: tuple[DateSpan, ...], searcher: Searcher
) -> tuple[str, dict[str, int]]:
    """The articles of an answer by period, asked for part by part if there are any."""
    asked = [searcher.search(spanning(page.query, part), ONLY_DATES) for part in parts]
    facets = [each.facets.get("date", Facet()) for each in asked or [page]]
    values = [v for facet in facets for v in facet.values if v.value not in (NONE, OUTSIDE)]
    return facets[0].level, {value.value: value.count for value in values}


def _series(
    letter: str,
    query: Query,
    everything: dict[str, int],
    parts: tuple[DateSpan, ...],
    searcher: Searcher,
) -> Series:
    page = searcher.search(query, DATES_AND_DOUBTS)
    _, found = _tally(page, parts, searcher)
    counts = tuple(found.get(bucket, 0) for bucket in everything)
    of_all = zip(counts, everything.values(), strict=True)
    return Series(letter, query, page, counts, tuple(n / of if of else None for n, of in of_all))
