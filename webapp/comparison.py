"""Several questions over time, each as its share of all articles of a period.

Shares, not counts: an archive that doubles would otherwise make every question grow.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace

from search.engine import Searcher
from search.model import NONE, OUTSIDE, DateSpan, Facet, Filters, Match, Query, SearchPage, Want
from search.serial import neutralise
from webapp.histogram import span_of

MOST = 4
"""Questions in one chart: more lines than that cross too often to be followed."""

LETTERS = "ABCD"

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
    are the articles left out because nobody knows their period."""

    level: str
    buckets: tuple[str, ...]
    everything: tuple[int, ...]
    undated: int
    series: tuple[Series, ...]

    @property
    def highest(self) -> float:
        """The largest share of all."""
        return max((s for line in self.series for s in line.shares if s is not None), default=0.0)


def compare(texts: tuple[str, ...], filters: Filters, searcher: Searcher) -> Comparison:
    """Questions over the same filters and the same days: all that there are articles of, unless
    the filters say which."""
    every = searcher.search(Query(filters=filters), ONLY_DATES)
    dates = every.facets.get("date", Facet())
    closed = replace(filters, span=_closed(filters.span, dates))
    whole = searcher.search(Query(filters=closed), ONLY_DATES) if closed != filters else every
    buckets, everything = _counts(whole)
    series = tuple(
        _series(letter, Query(text=text, filters=closed, match=Match.ALL), whole, searcher)
        for letter, text in zip(LETTERS, texts[:MOST], strict=False)
    )
    level = whole.facets.get("date", Facet()).level
    undated = 0 if filters.span else sum(v.count for v in dates.values if v.value == NONE)
    return Comparison(level, buckets, everything, undated, series)


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


def _counts(page: SearchPage) -> tuple[tuple[str, ...], tuple[int, ...]]:
    dates = page.facets.get("date", Facet())
    values = [v for v in dates.values if v.value not in (NONE, OUTSIDE)]
    return tuple(v.value for v in values), tuple(v.count for v in values)


def _series(letter: str, query: Query, whole: SearchPage, searcher: Searcher) -> Series:
    page = searcher.search(query, DATES_AND_DOUBTS)
    found = dict(zip(*_counts(page), strict=True))
    buckets, everything = _counts(whole)
    counts = tuple(found.get(bucket, 0) for bucket in buckets)
    shares = tuple(count / of if of else None for count, of in zip(counts, everything, strict=True))
    return Series(letter, query, page, counts, shares)
