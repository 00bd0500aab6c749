"""Facets as the page shows them: every value with its count, its state and its links."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import quote

from search.fields import BY_KEY, GROUP_FACET
from search.model import NONE, Facet, FacetValue, Query, Selection
from search.permalink import to_params
from search.syntax.groups import group_of
from webapp.labels import shown_label
from webapp.links import Links, Pairs
from webapp.wording import number

SHOWN = 8
"""Values of a facet shown on a result page; the rest are behind `more`."""

GROUPS = {"country": GROUP_FACET}
"""Facets whose values come in groups, and the facet that counts these."""

KEYWORD_FACETS = ("country", "organisation", "source", "language", "pair")


@dataclass(frozen=True, slots=True)
class ValueView:
    """One value: a form ticks or unticks it, `exclude_url` shuts it out or lets it in."""

    id: str
    value: str
    label: str
    count: int
    count_text: str
    selected: bool
    excluded: bool
    exclude_url: str


@dataclass(frozen=True, slots=True)
class FacetView:
    """One facet. `carried` is what a form of this facet must send along unchanged; `groups` are
    values that stand for several others, such as the members of an alliance."""

    key: str
    param: str
    label: str
    values: tuple[ValueView, ...]
    distinct: int
    ticked: int
    shut_out: int
    more_url: str
    csv_url: str
    carried: Pairs
    every: bool
    offers_every: bool
    groups: tuple[ValueView, ...] = ()

    @property
    def hidden(self) -> int:
        """How many values there are beyond those shown."""
        return max(0, self.distinct - sum(1 for value in self.values if value.count))


def carried(query: Query, key: str) -> Pairs:
    """The parameters of a question without the values ticked in one facet, from page 1 on."""
    selection = query.filters.of(key)
    kept = query.filters.replace(key, Selection(exclude=selection.exclude))
    return to_params(replace(query, filters=kept, page=1, cursor=""))


def toggled(query: Query, key: str, value: str) -> Query:
    """The question with one value ticked if it was not, unticked if it was."""
    return _with(query, key, toggle(query.filters.of(key), value))


def toggle(selection: Selection, value: str) -> Selection:
    """What is ticked in a facet, with one value ticked if it was not, unticked if it was."""
    if value in selection.include:
        include, exclude = _less(selection.include, value), selection.exclude
    else:
        include, exclude = _more(selection.include, value), _less(selection.exclude, value)
    return _settled(Selection(include, exclude, selection.every))


def excluded(query: Query, key: str, value: str) -> Query:
    """The question with one value shut out, or let in again if it was out."""
    return _with(query, key, shut_out(query.filters.of(key), value))


def shut_out(selection: Selection, value: str) -> Selection:
    """What is ticked in a facet, with one value shut out, or let in again if it was out."""
    if value in selection.exclude:
        include, exclude = selection.include, _less(selection.exclude, value)
    else:
        include, exclude = _less(selection.include, value), _more(selection.exclude, value)
    return _settled(Selection(include, exclude, selection.every))


def with_included(query: Query, key: str, value: str) -> Query:
    """The question with one value ticked alone, or beside the others where all are wanted."""
    selection = query.filters.of(key)
    include = _more(selection.include, value) if selection.every else (value,)
    exclude = _less(selection.exclude, value)
    return _with(query, key, replace(selection, include=include, exclude=exclude))


def with_any(query: Query, key: str) -> Query:
    """The question without the values ticked in one facet; those shut out stay out."""
    return _with(query, key, Selection(exclude=query.filters.of(key).exclude))


def with_every(query: Query, key: str, every: bool) -> Query:
    """The question wanting every ticked value of a facet, or any of them."""
    return _with(query, key, replace(query.filters.of(key), every=every))


def present_facet(
    key: str,
    facet: Facet,
    query: Query,
    links: Links,
    shown: int | None = SHOWN,
    groups: Facet | None = None,
) -> FacetView:
    """One facet of a question whose reading is pinned; `shown` None shows all that is listed."""
    selection = query.filters.of(key)
    values = _chosen(facet.values, shown)
    address = links.choosing(query, key)
    return FacetView(
        key=key,
        param=BY_KEY[key].param,
        label=BY_KEY[key].label,
        values=tuple(_value(key, value, selection, address) for value in values),
        distinct=facet.distinct,
        ticked=len(selection.include),
        shut_out=len(selection.exclude),
        more_url=links.facet(query, key),
        csv_url=links.facet(query, key, ".csv"),
        carried=carried(links.mode.told(query), key),
        every=selection.every,
        offers_every=key == "country" and len(selection.include) > 1,
        groups=tuple(
            _value(key, value, selection, address)
            for value in _groups(groups or Facet(), selection)[:shown]
        ),
    )


def _groups(facet: Facet, selection: Selection) -> list[FacetValue]:
    """Groups with anything in them; those ticked or shut out stand among the values already."""
    ticked = {*selection.include, *selection.exclude}
    return [v for v in facet.values if v.count and v.value not in ticked]


def is_group(value: str) -> bool:
    """Whether a facet's value stands for several others."""
    return group_of(value) is not None


def _chosen(values: tuple[FacetValue, ...], shown: int | None) -> tuple[FacetValue, ...]:
    """The first `shown` values, and after them any further one that is ticked or shut out."""
    if shown is None:
        return values
    rest = (value for value in values[shown:] if value.selected or value.excluded)
    return (*values[:shown], *rest)


def _value(
    key: str, value: FacetValue, selection: Selection, address: Callable[[Selection], str]
) -> ValueView:
    return ValueView(
        id=f"{key}-{value.value if value.value.isalnum() else _without_blanks(value.value)}",
        value=value.value,
        label=f"No {BY_KEY[key].label.lower()}"
        if value.value == NONE
        else shown_label(key, value.value, value.label),
        count=value.count,
        count_text=number(value.count),
        selected=value.selected,
        excluded=value.excluded,
        exclude_url=address(shut_out(selection, value.value)),
    )


def _without_blanks(value: str) -> str:
    """As the id of an element may be written; the names of outlets hold blanks and quotes."""
    return quote(value, safe="", errors="replace")


def _settled(selection: Selection) -> Selection:
    """Of fewer than two values, all and any are the same."""
    if selection.every and len(selection.include) < 2:
        return replace(selection, every=False)
    return selection


def _with(query: Query, key: str, selection: Selection) -> Query:
    filters = query.filters.replace(key, _settled(selection))
    return replace(query, filters=filters, page=1, cursor="")


def _less(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(v for v in values if v != value)


def _more(values: tuple[str, ...], value: str) -> tuple[str, ...]:
    return tuple(sorted({*values, value}))
