"""Laws of budgets, for every engine: given up or whole, and nothing in between."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from contract_questions import as_query, read_lines

from search.budget import Budget
from search.engine import Searcher, TookTooLong
from search.model import EVERYTHING, Query, SearchPage

SOME = read_lines()[::3]


def timeless(page: SearchPage) -> SearchPage:
    return replace(page, took_ms=0.0)


@pytest.mark.parametrize("line", SOME)
def test_no_time_is_no_answer_and_ample_time_the_whole(searcher: Searcher, line: str) -> None:
    query = as_query(line)
    with pytest.raises(TookTooLong, match=r"longer than 0 seconds .* fewer words"):
        searcher.search(query, EVERYTHING, Budget(0))
    whole = timeless(searcher.search(query, EVERYTHING))
    assert timeless(searcher.search(query, EVERYTHING, Budget(3600))) == whole


def test_articles_like_one_take_time_as_well(searcher: Searcher) -> None:
    id = searcher.search(Query("oil")).hits[0].id
    with pytest.raises(TookTooLong):
        searcher.similar(id, 3, Budget(0))
    assert searcher.similar(id, 3, Budget(3600)) == searcher.similar(id, 3) != ()


@pytest.mark.parametrize("line", SOME[::4])
def test_little_time_is_an_answer_or_none(searcher: Searcher, line: str) -> None:
    query = as_query(line)
    whole = timeless(searcher.search(query, EVERYTHING))
    for milliseconds in (0.3, 1, 3, 10, 30):
        with suppress(TookTooLong):
            page = searcher.search(query, EVERYTHING, Budget(milliseconds / 1000))
            assert timeless(page) == whole
