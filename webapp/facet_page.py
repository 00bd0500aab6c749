"""The page of one facet with all of its values."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from search.fields import BY_KEY
from search.model import DateSpan, Facet, Query
from search.permalink import to_params
from search.sentence import describe
from webapp.facets import FacetView, present_facet
from webapp.histogram import Histogram, present_dates, spanning
from webapp.labels import folded, label_of, shown_label
from webapp.links import Links, Pairs
from webapp.wording import counted

MOST = 500
"""Values on the page, a few hundred kilobytes; for more there are the search inside and the CSV."""


@dataclass(frozen=True, slots=True)
class FacetPage:
    """Everything that the page shows. `asked` is what its own search box carries along;
    `kept` are ticked values that the search inside has hidden, sent along with the form."""

    title: str
    label: str
    sentence: str
    find: str
    told: str
    asked: Pairs
    kept: Pairs
    facet: FacetView | None
    dates: Histogram | None
    back: str
    here: str
    csv_url: str


def find_values(key: str, facet: Facet, find: str) -> Facet:
    """The facet with only those values whose name holds `find`; accents and case aside."""
    wanted = folded(find).strip()
    if not wanted:
        return facet
    kept = tuple(
        value
        for value in facet.values
        if wanted == value.value or wanted in folded(shown_label(key, value.value, value.label))
    )
    return replace(facet, values=kept)


def present_facet_page(
    key: str, facet: Facet, groups: Facet, find: str, query: Query, links: Links, today: date
) -> FacetPage:
    """The view of a facet of which `find_values` kept some values."""
    label = BY_KEY[key].label
    shown = {v.value for v in (*facet.values[:MOST], *groups.values)}
    shown |= {v.value for v in facet.values[MOST:] if v.selected or v.excluded}
    hidden = [v for v in query.filters.of(key).include if v not in shown]
    dates = key == "date"
    return FacetPage(
        title=f"{label}: {query.text[:60] or 'all articles'}",
        label=label,
        sentence=describe(query, label_of),
        find=find,
        told=_told(label.lower(), facet, dates),
        asked=to_params(query),
        kept=tuple((BY_KEY[key].param, value) for value in hidden),
        facet=None if dates else present_facet(key, facet, query, links, shown=MOST, groups=groups),
        dates=present_dates(facet, query, links, to_params(spanning(query, DateSpan())), today)
        if dates
        else None,
        back=links.search(query),
        here=links.facet(query, key).partition("?")[0],
        csv_url=links.facet(query, key, ".csv"),
    )


def _told(noun: str, facet: Facet, dates: bool) -> str:
    told = counted(len(facet.values), noun, noun[:-1] + "ies" if noun.endswith("ry") else "")
    cut = len(facet.values) > MOST and not dates
    return f"{told}; the first {MOST} are shown" if cut else told
