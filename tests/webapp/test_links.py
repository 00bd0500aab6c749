"""Addresses of many like questions, against each question's own address."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from search.model import DateSpan, Filters, Query, Selection, Sort
from webapp.facets import excluded, shut_out, toggle, toggled
from webapp.histogram import spanning
from webapp.links import Links
from webapp.modes import MODES

VALUES = st.sampled_from(("fr", "ir", "none", "any(g20)", "us", "é&="))
SPANS = st.sampled_from(
    (
        DateSpan(),
        DateSpan(date(1990, 1, 1), date(1990, 12, 31)),
        DateSpan(end=date(2001, 5, 1)),
        DateSpan(rolling="last-30d"),
        DateSpan(only="none"),
    )
)
LINKS = st.builds(Links, st.sampled_from(("", "/news")), st.sampled_from(tuple(MODES.values())))


@st.composite
def selections(draw: st.DrawFn) -> Selection:
    values = draw(st.lists(VALUES, unique=True, max_size=4))
    cut = draw(st.integers(0, len(values)))
    include, exclude = tuple(sorted(values[:cut])), tuple(sorted(values[cut:]))
    return Selection(include, exclude, len(include) > 1 and draw(st.booleans()))


@st.composite
def queries(draw: st.DrawFn) -> Query:
    kept = {key: draw(selections()) for key in ("country", "organisation")}
    chosen = tuple((key, selection) for key, selection in kept.items() if selection)
    added = draw(st.none() | st.just(datetime(2020, 1, 1, tzinfo=UTC)))
    return Query(
        draw(st.sampled_from(("", "oil", "a&b “c”"))),
        Filters(chosen, draw(SPANS), added),
        sort=draw(st.sampled_from(Sort)),
        page=draw(st.integers(1, 3)),
        size=draw(st.sampled_from((10, 50, 100))),
    )


@given(queries(), LINKS, SPANS)
def test_an_address_over_other_days_is_the_questions_own(
    query: Query, links: Links, span: DateSpan
) -> None:
    assert links.over(query)(span) == links.search(spanning(query, span))


@given(queries(), LINKS, st.sampled_from(("country", "organisation", "source")), VALUES)
def test_an_address_with_other_values_is_the_questions_own(
    query: Query, links: Links, key: str, value: str
) -> None:
    address, ticked = links.choosing(query, key), query.filters.of(key)
    assert address(toggle(ticked, value)) == links.search(toggled(query, key, value))
    assert address(shut_out(ticked, value)) == links.search(excluded(query, key, value))


@given(queries(), LINKS, st.text(max_size=5))
def test_the_addresses_of_many_articles_are_those_of_each(
    query: Query, links: Links, id: str
) -> None:
    assert links.articles_of(query)(id) == links.article(id, query)


@given(selections(), VALUES)
def test_a_value_is_never_both_ticked_and_shut_out(ticked: Selection, value: str) -> None:
    assert value in toggle(ticked, value).include or value in ticked.include
    assert value in shut_out(ticked, value).exclude or value in ticked.exclude
    for changed in (toggle(ticked, value), shut_out(ticked, value)):
        assert not {*changed.include} & {*changed.exclude}
        assert not (changed.every and len(changed.include) < 2)
