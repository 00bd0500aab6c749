"""Every question of the golden list, and questions at random, answered as the oracle answers."""

from __future__ import annotations

import os

import pytest
from brute_force import BruteForce
from comparing import assert_agrees
from conftest_names import Engine
from contract_questions import as_query, read_lines
from hypothesis import HealthCheck, given, settings
from question_strategies import queries

from search.engine import Searcher
from search.model import Article, Filters, Query, Selection

NIGHTLY = bool(os.environ.get("DRAGOMAN_NIGHTLY"))
LINES = read_lines()


def test_the_list_is_long_and_without_repeats() -> None:
    assert len(LINES) > 200
    assert len(set(LINES)) == len(LINES)


@pytest.mark.parametrize("line", LINES)
def test_the_golden_list(searcher: Searcher, oracle: BruteForce, engine: Engine, line: str) -> None:
    assert_agrees(searcher, oracle, as_query(line), scores=engine.same_scores)


def test_the_golden_list_finds_things(oracle: BruteForce) -> None:
    """Most of its questions have answers, and not all of them the same."""
    totals = [oracle.answer(as_query(line)).total for line in LINES]
    assert sum(total > 0 for total in totals) > 0.8 * len(totals)
    assert len(set(totals)) > 15


@settings(
    max_examples=1_500 if NIGHTLY else 60,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
@given(query=queries)
def test_questions_at_random(
    searcher: Searcher, oracle: BruteForce, engine: Engine, query: Query
) -> None:
    assert_agrees(searcher, oracle, query, scores=engine.same_scores)


def test_a_hit_tells_what_its_article_holds(searcher: Searcher) -> None:
    page = searcher.search(Query("", size=100))
    for hit in page.hits:
        article = searcher.get(hit.id)
        assert isinstance(article, Article)
        assert (hit.title, hit.title_derived) == (article.shown_title, not article.title)
        assert hit.dating.iso == article.dating.iso
        for name in ("source", "url", "dateline", "byline", "language", "added"):
            assert getattr(hit, name) == getattr(article, name), name
        assert set(hit.countries) == {tag.value for tag in article.countries if tag.about}
        assert set(hit.organisations) == {tag.value for tag in article.organisations if tag.about}


def test_snippets_mark_words_of_the_question(searcher: Searcher) -> None:
    for text in ("sanctions", '"Bank of England"', "sanct*", "Erdogan"):
        for hit in searcher.search(Query(text, size=100)).hits:
            article = searcher.get(hit.id)
            assert article is not None
            for snippet in hit.snippets:
                for start, end in snippet.marks:
                    assert snippet.text[start:end] in article.text
    page = searcher.search(Query("Erdogan"))
    marked = {s.text[a:b] for hit in page.hits for s in hit.snippets for a, b in s.marks}
    assert any(word.startswith("Erdoğan") for word in marked)


def test_what_was_deleted_is_in_no_facet(searcher: Searcher) -> None:
    page = searcher.search(Query(""))
    values = {v.value for facet in page.facets.values() for v in facet.values if v.count}
    assert not values & {"Gone", "gr", "el", "zz"}
    assert {code for code, _ in searcher.info().languages} == {
        "en", "fr", "de", "ru", "zh", "ar"
    }  # fmt: skip


def test_a_misspelt_word_brings_a_suggestion(searcher: Searcher) -> None:
    page = searcher.search(Query("sanctoins"))
    assert page.did_you_mean == "sanctions"
    assert searcher.search(Query("sanctions on Iran")).did_you_mean is None


@pytest.mark.parametrize(
    ("text", "repair"),
    [
        ("oil talks 2012 to 2019", "oil talks date:2012..2019"),
        ("usa sanctions", "country:us sanctions"),
        ("oil since:2015", "oil date:2015.."),
        ("oil talks", None),
    ],
)
def test_what_the_words_may_have_meant_is_offered(
    searcher: Searcher, text: str, repair: str | None
) -> None:
    page = searcher.search(Query(text))
    assert [problem.repair for problem in page.problems] == ([repair] if repair else [])
    if repair:
        assert not searcher.search(Query(repair)).problems


def test_unknown_names_are_told_with_those_like_them(searcher: Searcher) -> None:
    page = searcher.search(Query("country:Irann oil"))
    assert page.problems[-1].repair == "country:ir oil"
    ticked = Filters((("country", Selection(("irann",))),))
    page = searcher.search(Query("oil", ticked))
    assert page.total == 0
    assert [p.filters for p in page.problems] == [Filters((("country", Selection(("ir",))),))]
