"""The table of countries by time as its page shows it: shades, links, and which rows are shown."""

from __future__ import annotations

from dataclasses import dataclass

from search.model import Query
from webapp.facets import with_included
from webapp.grid import Grid, Row
from webapp.histogram import spanning
from webapp.links import Links
from webapp.tilemap import Shade, scale_of, shade_of
from webapp.wording import counted, number

ROWS = 20
"""Countries shown unless all are asked for: a screenful. What is chosen is always shown."""

WIDE = 8
"""Columns for which any window but a phone's has room; of more, the first may be out of sight."""

ROOMY = 14
"""Columns for which a window of 80rem has room."""

ALL_ROWS = "all"
"""The value of the parameter `rows` that shows every country."""


@dataclass(frozen=True, slots=True)
class GridHead:
    """The head of a column and where it leads: to its period alone."""

    short: str
    full: str
    url: str


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
    """One country with its counts. `vague` are the articles in none of the columns."""

    label: str
    url: str
    total: str
    chosen: bool
    cells: tuple[GridCell, ...]
    vague: str


@dataclass(frozen=True, slots=True)
class GridView:
    """The table. `told` tells of its columns where they are too many, `wide`, for most windows,
    and is hidden where there is room for them all the same if they are not too many, `roomy`;
    `more` tells how many countries are not shown and `more_url` shows them."""

    heads: tuple[GridHead, ...]
    told: str
    wide: bool
    roomy: bool
    vague: str
    everything: GridRow
    rows: tuple[GridRow, ...]
    scale: tuple[Shade, ...]
    more: str
    more_url: str
    csv_url: str


def present_grid(grid: Grid, query: Query, links: Links, *, whole: bool) -> GridView:
    """The view of a table of `query`; `whole` shows every row."""
    rows = [
        r for at, r in enumerate(grid.rows) if whole or at < ROWS or r.chosen or r.value == "none"
    ]
    highest = max((count for row in rows for count in row.counts), default=0)
    hidden = len(grid.rows) - len(rows)
    here = links.search(query)
    address = links.over(grid.asked)
    label = "All articles" if grid.asked == query else "Any country"
    return GridView(
        heads=tuple(GridHead(c.short, c.full, address(c.span)) for c in grid.columns),
        told=f"{number(len(grid.columns))} columns; the last are in view.",
        wide=len(grid.columns) > WIDE,
        roomy=len(grid.columns) <= ROOMY,
        vague=grid.vague,
        everything=_row(grid.everything, label, grid.asked, grid, 0, links),
        rows=tuple(
            _row(r, r.label, with_included(query, "country", r.value), grid, highest, links)
            for r in rows
        ),
        scale=scale_of(highest),
        more=f"Show the {counted(hidden, 'other country', 'other countries')}" if hidden else "",
        more_url=f"{here}{'&' if '?' in here else '?'}rows={ALL_ROWS}",
        csv_url=links.table_csv(query),
    )


def _row(row: Row, label: str, asked: Query, grid: Grid, highest: int, links: Links) -> GridRow:
    address = links.over(asked)
    cells = (
        GridCell(
            count=count,
            text=number(count) if count else "",
            told=f"{label}, {column.full}: {counted(count, 'article')}",
            url=address(column.span) if count else "",
            shade=shade_of(count, highest),
        )
        for count, column in zip(row.counts, grid.columns, strict=True)
    )
    return GridRow(
        label=label,
        url=links.search(spanning(asked, asked.filters.span)),
        total=number(row.total),
        chosen=row.chosen,
        cells=tuple(cells),
        vague=number(row.vague) if row.vague else "",
    )
