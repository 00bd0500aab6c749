"""Countries by time: a table whose every cell counts articles and leads to them."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import dataclass
from datetime import date

from search.engine import Searcher
from search.model import NONE, OUTSIDE, DateSpan, Facet, Query, SearchPage, Want
from search.serial import neutralise
from webapp.facets import is_group, with_included
from webapp.histogram import narrowed, span_of, spanning
from webapp.labels import shown_label
from webapp.links import Links, pinned
from webapp.tilemap import shade_of
from webapp.wording import bucket_in_words, counted, number, short_bucket

ROWS = 15
"""Countries in the table; each costs one question."""

COLUMNS = 40
"""More columns than that are joined into the next wider period."""

ONLY_DATES = Want(snippets=False, hits=False, facets=("date",), suggestions=False)


@dataclass(frozen=True, slots=True)
class GridCell:
    """One count; `shade` from 0 (nothing) to 5 (the most of the table)."""

    count: int
    text: str
    told: str
    url: str
    shade: int


@dataclass(frozen=True, slots=True)
class GridRow:
    """One country with its counts."""

    value: str
    label: str
    url: str
    total: str
    cells: tuple[GridCell, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The table. A column is a bucket of dates with its short and its full name."""

    columns: tuple[tuple[str, str, str], ...]
    rows: tuple[GridRow, ...]


def make_grid(page: SearchPage, searcher: Searcher, links: Links, today: date) -> Grid:
    """The table of a result asked `today`: its commonest countries against time."""
    query = _closed(pinned(page), page.facets.get("date", Facet()))
    countries = page.facets.get("country", Facet()).values
    values = [v for v in countries if v.value != NONE and not is_group(v.value)]
    buckets = _columns(page.facets.get("date", Facet()))
    counts = {}
    for value in values[:ROWS]:
        asked = with_included(query, "country", value.value)
        counts[value.value] = _count(searcher.search(asked, ONLY_DATES), buckets)
    highest = max((max(c.values(), default=0) for c in counts.values()), default=0)
    rows = tuple(
        _row(v.value, shown_label("country", v.value, v.label), v.count, counts[v.value],
             buckets, highest, query, links, today)
        for v in values[:ROWS]
    )  # fmt: skip
    return Grid(tuple((b, short_bucket(b), bucket_in_words(b)) for b in buckets), rows)


def grid_to_csv(grid: Grid) -> bytes:
    """The table as a file: a row a country, a column a period."""
    stream = io.StringIO(newline="")
    rows = csv.writer(stream)
    rows.writerow(("country", "label", *(bucket for bucket, _, _ in grid.columns)))
    for row in grid.rows:
        counts = (cell.count for cell in row.cells)
        rows.writerow((neutralise(row.value), neutralise(row.label), *counts))
    return ("\ufeff" + stream.getvalue()).encode("utf-8", "replace")


def _closed(query: Query, facet: Facet) -> Query:
    """The question over the days that its answer covers, so that every row has its columns."""
    buckets = [v.value for v in facet.values if v.value not in (NONE, OUTSIDE)]
    if not buckets or query.filters.span:
        return query
    return spanning(query, DateSpan(span_of(buckets[0]).start, span_of(buckets[-1]).end))


def _columns(facet: Facet) -> tuple[str, ...]:
    """The periods across: days, months or years, whichever still fit."""
    buckets = [v.value for v in facet.values if v.value not in (NONE, OUTSIDE)]
    for length in (10, 7, 4):
        joined = tuple(dict.fromkeys(bucket[:length] for bucket in buckets))
        if len(joined) <= COLUMNS:
            return joined
    return joined[-COLUMNS:]


def _count(page: SearchPage, columns: tuple[str, ...]) -> Counter[str]:
    length = len(columns[0]) if columns else 0
    counts: Counter[str] = Counter()
    for value in page.facets.get("date", Facet()).values:
        if value.value not in (NONE, OUTSIDE):
            counts[value.value[:length]] += value.count
    return counts


def _row(
    value: str,
    label: str,
    total: int,
    counts: Counter[str],
    columns: tuple[str, ...],
    highest: int,
    query: Query,
    links: Links,
    today: date,
) -> GridRow:
    asked = with_included(query, "country", value)
    return GridRow(
        value=value,
        label=label,
        url=links.search(asked),
        total=number(total),
        cells=tuple(
            _cell(counts[bucket], bucket, label, highest, asked, links, today) for bucket in columns
        ),
    )


def _cell(
    count: int, bucket: str, label: str, highest: int, query: Query, links: Links, today: date
) -> GridCell:
    return GridCell(
        count=count,
        text=number(count) if count else "",
        told=f"{label}, {bucket_in_words(bucket)}: {counted(count, 'article')}",
        url=links.search(narrowed(query, bucket, today)) if count else "",
        shade=shade_of(count, highest),
    )
