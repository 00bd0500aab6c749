"""Laws that every answer keeps: of filters, facets, modes, pages and cursors."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from brute_force import BruteForce
from comparing import choose
from embedded_builders import TODAY, make_corpus, opened, scratch, tried, write_split
from hypothesis import given
from hypothesis import strategies as st
from question_strategies import VALUES, queries, selections

from search.embedded import EmbeddedSearcher
from search.fields import GROUP_FACET, KEYWORDS
from search.model import (
    COUNTS_ONLY,
    UNREAD_CURSOR,
    DateSpan,
    Filters,
    Match,
    Query,
    SearchPage,
    Selection,
    Sort,
)

ALL_COUNTS = replace(COUNTS_ONLY, facet_values=None)


@pytest.fixture(scope="module")
def searcher() -> Iterator[EmbeddedSearcher]:
    """300 articles in four segments, 60 more deleted: more than are ranked twice."""
    articles = make_corpus(360)
    with scratch() as folder:
        write_split(folder, articles[:300], 4, articles[300:])
        yield opened(folder)


def count(searcher: EmbeddedSearcher, query: Query) -> SearchPage:
    return searcher.search(query, ALL_COUNTS)


@tried(80)
@given(query=queries, key=st.sampled_from(sorted(VALUES)), data=st.data())
def test_adding_a_filter_never_raises_a_total(
    searcher: EmbeddedSearcher, query: Query, key: str, data: st.DataObject
) -> None:
    before = count(searcher, query)
    old, new = query.filters.of(key), data.draw(selections(key))
    if old.include and not old.every:
        new = replace(new, include=old.include, every=False)  # one more choice would widen it
    joined = Selection(
        tuple(sorted({*old.include, *new.include})),
        tuple(sorted({*old.exclude, *new.exclude})),
        old.every or new.every,
    )
    narrower = replace(query, filters=query.filters.replace(key, joined))
    assert count(searcher, narrower).total <= before.total
    if not query.filters.span:
        dated = replace(query.filters, span=DateSpan(end=TODAY))
        assert count(searcher, replace(query, filters=dated)).total <= before.total


@tried(30)
@given(query=queries)
def test_a_count_is_the_total_after_choosing_it(searcher: EmbeddedSearcher, query: Query) -> None:
    oracle = BruteForce([], today=TODAY)
    page = count(searcher, query)
    pinned = replace(query, match=page.matched)
    for key, facet in page.facets.items():
        for value in facet.values:
            if key == "date":
                span = oracle.span_of(value.value, query.filters.span)
                chosen = replace(query.filters, span=span)
            else:
                own = "country" if key == GROUP_FACET else key
                if value.excluded:
                    assert value.count == 0
                    continue
                chosen = query.filters.replace(own, choose(query.filters.of(own), value.value))
            if value.count or not value.value.endswith("1"):  # of the empty ones, most
                after = count(searcher, replace(pinned, filters=chosen))
                assert after.total == value.count, (key, value, query)


@tried(60)
@given(query=queries, other=queries)
def test_filters_and_places_never_change_the_mode(
    searcher: EmbeddedSearcher, query: Query, other: Query
) -> None:
    mode = count(searcher, replace(query, filters=Filters())).matched
    assert count(searcher, query).matched is mode
    for place in (replace(query, page=3, size=7), replace(query, filters=other.filters)):
        assert count(searcher, place).matched is mode
    pinned = replace(query, match=mode)
    totals = {count(searcher, replace(pinned, sort=sort)).total for sort in Sort}
    modes = {count(searcher, replace(pinned, sort=sort)).matched for sort in Sort}
    assert len(totals) == 1
    assert modes == {mode}


def test_both_modes_occur(searcher: EmbeddedSearcher) -> None:
    assert count(searcher, Query("oil talks")).matched is Match.ALL
    assert count(searcher, Query("oil talks missing")).matched is Match.MOST
    assert count(searcher, Query("oil talks missing", sort=Sort.NEWEST)).matched is Match.ALL


def by_number(searcher: EmbeddedSearcher, query: Query, size: int) -> list[str]:
    ids: list[str] = []
    pages = searcher.search(replace(query, size=size)).pages
    for number in range(1, pages + 1):
        page = searcher.search(replace(query, size=size, page=number))
        assert len(page.hits) == size or number == pages
        ids += [hit.id for hit in page.hits]
    assert not searcher.search(replace(query, size=size, page=pages + 1)).hits
    return ids


def by_cursor(searcher: EmbeddedSearcher, query: Query, size: int) -> list[str]:
    ids: list[str] = []
    page = searcher.search(replace(query, size=size))
    while True:
        assert not [p for p in page.problems if "place to go on" in p.message]
        ids += [hit.id for hit in page.hits]
        if not page.next_cursor:
            return ids
        assert len(ids) <= page.total, "cursors lead in a circle"
        page = searcher.search(replace(query, size=size, cursor=page.next_cursor))


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("text", ["", "*", "oil", "oil talks peace", "-iran", "nothingofthekind"])
@pytest.mark.parametrize("size", [7, 50])
def test_pages_and_cursors_tell_the_same_list(
    searcher: EmbeddedSearcher, text: str, sort: Sort, size: int
) -> None:
    query = Query(text, sort=sort)
    whole = searcher.search(replace(query, size=1_000))
    ids = [hit.id for hit in whole.hits]
    assert len(ids) == whole.total == len(set(ids))
    assert by_number(searcher, query, size) == ids
    assert by_cursor(searcher, query, size) == ids
    assert not whole.next_cursor


def test_a_cursor_by_date_stands_when_the_index_changes() -> None:
    articles = make_corpus(60)
    with scratch() as folder:
        write_split(folder, articles[:50], 2)
        searcher = opened(folder)
        query = Query("", sort=Sort.NEWEST, size=20)
        first = searcher.search(query)
        write_split(folder, articles[50:], 1)
        assert searcher.refresh()
        seen = [hit.id for hit in first.hits]
        rest, page = [], searcher.search(replace(query, cursor=first.next_cursor))
        while page.hits:
            assert not page.problems
            rest += [hit.id for hit in page.hits]
            page = searcher.search(replace(query, cursor=page.next_cursor or "end"))
            if page.problems:
                break
        assert {a.id for a in articles[:50]} <= {*seen, *rest}
        assert len(seen + rest) == len({*seen, *rest})


def test_a_cursor_by_relevance_tells_that_the_index_changed() -> None:
    articles = make_corpus(60)
    with scratch() as folder:
        write_split(folder, articles[:50], 1)
        searcher = opened(folder)
        first = searcher.search(Query("oil", size=5))
        write_split(folder, articles[50:], 1)
        searcher.refresh()
        page = searcher.search(Query("oil", size=5, cursor=first.next_cursor))
        assert any("has changed" in problem.message for problem in page.problems)
        assert page.hits


@pytest.mark.parametrize("cursor", ["x", "\ud800", "A" * 5_000, "bnVsbA"])
def test_a_foreign_cursor_gives_the_first_page_and_says_so(
    searcher: EmbeddedSearcher, cursor: str
) -> None:
    page = searcher.search(Query("oil", cursor=cursor))
    assert page.hits == searcher.search(Query("oil")).hits
    assert any(problem.message.startswith(UNREAD_CURSOR) for problem in page.problems)


@pytest.mark.parametrize("listed", [0, 1, 2, 5])
def test_listing_fewer_values_changes_no_count(searcher: EmbeddedSearcher, listed: int) -> None:
    query = Query("oil", Filters((("country", Selection(("zz",), ("us",))),)))
    whole = count(searcher, query).facets
    short = searcher.search(query, replace(COUNTS_ONLY, facet_values=listed)).facets
    for key in (field.key for field in KEYWORDS if field.facet):
        ticked = [v for v in whole[key].values if v.selected or v.excluded]
        kept = [v for v in short[key].values if v not in ticked]
        assert kept == [v for v in whole[key].values if v in kept]
        assert [v for v in short[key].values if v in ticked] == ticked
        rows = list(short[key].values)
        assert rows == [v for v in whole[key].values if v in rows]
        assert {*whole[key].values[:listed]} <= {*rows}
        assert len(rows) <= listed + len(ticked)
        assert short[key].distinct == whole[key].distinct


def test_only_the_facets_that_are_wanted(searcher: EmbeddedSearcher) -> None:
    page = searcher.search(Query("oil"), replace(COUNTS_ONLY, facets=("source",)))
    assert set(page.facets) == {"source"}
    assert not page.hits
    assert page.facets["source"] == searcher.search(Query("oil")).facets["source"]
