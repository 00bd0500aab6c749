"""Laws of every engine: of pages and cursors, of filters, facets and modes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from brute_force import BruteForce
from comparing import choose
from contract_questions import as_query, read_lines

from search.engine import Searcher
from search.model import EVERYTHING, Filters, Match, Query, Selection, Sort

SOME = [line for line in read_lines() if "sort" not in line and "match" not in line][::7]


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("text", ["", "oil", "oil talks nothingofthekind", "same", "-oil", "zzz"])
def test_pages_and_cursors_tell_one_list(searcher: Searcher, text: str, sort: Sort) -> None:
    query = Query(text, sort=sort, match=Match.MOST)
    ids = [hit.id for hit in searcher.search(replace(query, size=100)).hits]
    assert len(ids) == len(set(ids))
    pages = searcher.search(replace(query, size=4)).pages
    assert pages == -(-len(ids) // 4)
    numbered = [
        hit.id
        for number in range(1, pages + 1)
        for hit in searcher.search(replace(query, size=4, page=number)).hits
    ]
    assert numbered == ids
    page = searcher.search(replace(query, size=4))
    followed = [hit.id for hit in page.hits]
    while page.next_cursor and len(followed) <= len(ids):
        page = searcher.search(replace(query, size=4, cursor=page.next_cursor))
        followed += [hit.id for hit in page.hits]
    assert followed == ids


NARROWED = [line for line in read_lines() if "not." in line or ".match=all" in line]


@pytest.mark.parametrize("line", sorted({*SOME, *NARROWED}))
def test_a_count_is_the_total_after_choosing_it(
    searcher: Searcher, oracle: BruteForce, line: str
) -> None:
    query = as_query(line)
    page = searcher.search(query, EVERYTHING)
    pinned = replace(query, match=page.matched)
    for key in ("country", "organisation", "source", "language", "pair", "date"):
        for value in page.facets[key].values[:40]:
            if key == "date":
                span = oracle.span_of(value.value, query.filters.span)
                filters = replace(query.filters, span=span)
            else:
                if value.excluded:
                    assert value.count == 0
                    continue
                filters = query.filters.replace(key, choose(query.filters.of(key), value.value))
            after = searcher.search(replace(pinned, filters=filters))
            assert after.total == value.count, (key, value)


MORE = ["country=ir", "not.country=ir", "source=Wire", "org=none", "lang=en", "date=none"]


def is_new(line: str, more: str) -> bool:
    """Whether a question is not filtered by that field already."""
    name = more.partition("=")[0].removeprefix("not.")
    return f"{name}=" not in line and not (name == "date" and ("from=" in line or "to=" in line))


@pytest.mark.parametrize(("line", "more"), [(a, b) for a in SOME for b in MORE if is_new(a, b)])
def test_a_filter_never_raises_a_total_nor_changes_the_mode(
    searcher: Searcher, line: str, more: str
) -> None:
    before, after = (searcher.search(as_query(text)) for text in (line, f"{line}&{more}"))
    assert after.total <= before.total
    assert after.all_words_total <= before.all_words_total
    assert after.matched is before.matched


def test_both_modes_are_told(searcher: Searcher) -> None:
    page = searcher.search(Query("oil talks nothingofthekind"))
    assert page.matched is Match.MOST
    assert page.all_words_total == 0 < page.total
    dated = searcher.search(Query("oil talks nothingofthekind", sort=Sort.NEWEST))
    assert (dated.matched, dated.total) == (Match.ALL, 0)


def test_ties_go_by_date_and_then_by_id(searcher: Searcher) -> None:
    wanted = {
        Sort.RELEVANCE: ["same-0", "same-1", "same-2", "same-3"],
        Sort.NEWEST: ["same-0", "same-1", "same-2", "same-3"],
        Sort.OLDEST: ["same-0", "same-1", "same-2", "same-3"],
    }
    for sort, ids in wanted.items():
        page = searcher.search(Query('"the same words"', sort=sort))
        assert [hit.id for hit in page.hits] == ids


def test_undated_articles_are_last_in_both_orders_by_date(searcher: Searcher) -> None:
    for sort in (Sort.NEWEST, Sort.OLDEST):
        page = searcher.search(Query("", sort=sort, size=100))
        days = [hit.dating.day for hit in page.hits]
        assert all(day is None for day in days[days.index(None) :])
        dated = [day for day in days if day]
        assert dated == sorted(dated, reverse=sort is Sort.NEWEST)


def test_an_unknown_id_is_a_zero_and_is_listed(searcher: Searcher) -> None:
    page = searcher.search(Query("", Filters((("country", Selection(("zz",))),))))
    assert page.total == 0
    assert [v.count for v in page.facets["country"].values if v.value == "zz"] == [0]
    assert [v.selected for v in page.facets["country"].values if v.value == "zz"] == [True]


def test_latest_added_first(searcher: Searcher) -> None:
    hits = searcher.search(Query("", sort=Sort.ADDED, size=100)).hits
    added = [hit.added for hit in hits]
    assert None not in added
    assert added == sorted(added, reverse=True)
    assert len(set(added)) > 1


def test_articles_like_one(searcher: Searcher) -> None:
    for hit in searcher.search(Query("oil talks", match=Match.MOST)).hits[:5]:
        found = searcher.similar(hit.id, 4)
        assert hit.id not in {other.id for other in found}
        assert len(found) == len({other.id for other in found}) <= 4
        assert [other.score for other in found] == sorted((o.score for o in found), reverse=True)
    assert searcher.similar("never-heard-of") == ()


def test_the_same_words_are_most_alike(searcher: Searcher) -> None:
    found = searcher.similar("same-0", 3)
    assert {hit.id for hit in found} == {"same-1", "same-2", "same-3"}
