"""Countries by time, counted: each column is one question with all countries counted under it.

So a count is what its link finds, and every country costs no more than a few would. How the table
looks is decided in `webapp.grid_view`.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date

from search.engine import Searcher
from search.model import NONE, Facet, FacetValue, Query, SearchPage, Want
from search.permalink import to_params
from search.plan import resolve_span
from search.serial import neutralise
from webapp.facets import is_group, with_any
from webapp.histogram import spanning
from webapp.labels import shown_label
from webapp.periods import Period, periods_of, vague_of

COLUMNS = 60
"""Five years of months, sixty years: more columns are joined into wider periods. Each costs one
question."""

COUNTRIES = Want(
    snippets=False, hits=False, facets=("country",), facet_values=None, suggestions=False
)
COUNTRIES_AND_DATES = Want(
    snippets=False, hits=False, facets=("country", "date"), facet_values=None, suggestions=False
)


@dataclass(frozen=True, slots=True)
class Row:
    """One country, "" for all articles: how many in all, and how many in each column."""

    value: str
    label: str
    total: int
    counts: tuple[int, ...]
    chosen: bool = False

    @property
    def vague(self) -> int:
        """Articles in none of the columns, as they are dated less exactly."""
        return max(0, self.total - sum(self.counts))


@dataclass(frozen=True, slots=True)
class Grid:
    """All countries of a result against time, the commonest first, "none" last.

    `asked` is the question without its choice of countries, unless all of them are wanted: what
    the row `everything` counts.
    """

    asked: Query
    columns: tuple[Period, ...]
    everything: Row
    rows: tuple[Row, ...]

    @property
    def vague(self) -> str:
        """The head of one more column, "" where every article is in one of the others."""
        return vague_of(self.columns) if any(r.vague for r in (self.everything, *self.rows)) else ""


def count_grid(query: Query, searcher: Searcher, today: date) -> Grid:
    """The table of a question whose reading is pinned, asked `today`."""
    chosen = query.filters.of("country")
    asked = query if chosen.every else with_any(query, "country")
    whole = searcher.search(asked, COUNTRIES_AND_DATES)
    span = asked.filters.span
    dates = whole.facets.get("date", Facet())
    columns = periods_of(dates, span, resolve_span(span, today), COLUMNS)
    pages = [searcher.search(spanning(asked, column.span), COUNTRIES) for column in columns]
    counts = [_counts(page) for page in pages]
    values = [v for v in _countries(whole) if v.count and not v.excluded]
    values.sort(key=lambda value: value.value == NONE)
    rows = tuple(_row(v, counts, v.value in chosen.include) for v in values)
    everything = Row("", "", whole.total, tuple(page.total for page in pages))
    return Grid(asked, columns, everything, rows)


def grid_to_csv(grid: Grid) -> bytes:
    """The table as a file: a row a country, a column a period, and what they add up to."""
    stream = io.StringIO(newline="")
    rows = csv.writer(stream)
    vague = (grid.vague.lower(),) if grid.vague else ()
    names = (column.name for column in grid.columns)
    rows.writerow(("country", "label", *names, *vague, "all", "question"))
    asked = neutralise("&".join(f"{name}={value}" for name, value in to_params(grid.asked)))
    for row in (grid.everything, *grid.rows):
        own = (row.vague,) if vague else ()
        label = row.label or "all articles"
        cells = (neutralise(row.value), neutralise(label), *row.counts, *own, row.total, asked)
        rows.writerow(cells)
    return ("\ufeff" + stream.getvalue()).encode("utf-8", "replace")


def _countries(page: SearchPage) -> tuple[FacetValue, ...]:
    values = page.facets.get("country", Facet()).values
    return tuple(value for value in values if not is_group(value.value))


def _counts(page: SearchPage) -> dict[str, int]:
    return {value.value: value.count for value in _countries(page)}


def _row(value: FacetValue, counts: list[dict[str, int]], chosen: bool) -> Row:
    label = (
        "No country" if value.value == NONE else shown_label("country", value.value, value.label)
    )
    each = tuple(column.get(value.value, 0) for column in counts)
    return Row(value.value, label, value.count, each, chosen)
