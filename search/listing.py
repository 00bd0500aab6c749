"""How the values of a facet are listed, whatever engine counts them."""

from __future__ import annotations

from collections.abc import Iterable

from search.model import Facet, FacetValue, Selection

Row = tuple[str, str, int]
"""A value, its label and its count."""


def place(row: Row) -> tuple[int, str, str]:
    """Sorts rows by count, then label."""
    value, label, count = row
    return -count, label.casefold(), value


def list_rows(rows: Iterable[Row], selection: Selection, distinct: int) -> Facet:
    """The facet of rows in order, with what is ticked among them."""
    values = (
        FacetValue(value, label, count, value in selection.include, value in selection.exclude)
        for value, label, count in rows
    )
    return Facet(tuple(values), distinct)
