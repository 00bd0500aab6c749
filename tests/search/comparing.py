"""An engine's page against the oracle's answer, in every point that is exact."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from brute_force import Answer, BruteForce

from search.engine import Searcher
from search.fields import GROUP_FACET
from search.model import EVERYTHING, Hit, Match, Query, SearchPage, Selection, Sort

CLOSE = 2e-5
"""Relative; engines keep scores in 32 bits."""


def assert_agrees(
    searcher: Searcher, oracle: BruteForce, query: Query, *, scores: bool = True
) -> SearchPage:
    """The whole answer (its first page holding every hit) is that of the oracle."""
    page = searcher.search(query, EVERYTHING)
    answer = oracle.answer(query)
    assert page.total == answer.total, query
    assert {hit.id for hit in page.hits} == set(answer.ids), query
    assert page.matched is answer.matched, query
    assert page.all_words_total == answer.all_words, query
    assert_facets_agree(page, answer, query)
    if query.sort is Sort.RELEVANCE:
        if scores:
            for hit in page.hits:
                assert hit.score == pytest.approx(answer.scores[hit.id], rel=CLOSE, abs=1e-9), query
        assert_ordered(page.hits, oracle, answer, query, scores=scores)
    else:
        assert tuple(hit.id for hit in page.hits) == answer.ids, query
    return page


def choose(ticked: Selection, value: str) -> Selection:
    """A value chosen instead of those of which any may do, or beside those wanted together."""
    beside = {*ticked.include, value} if ticked.every else {value}
    return Selection(tuple(sorted(beside)), ticked.exclude, ticked.every)


def assert_facets_agree(page: SearchPage, answer: Answer, query: Query) -> None:
    for key, facet in page.facets.items():
        counts = {value.value: value.count for value in facet.values}
        ticked = query.filters.of(key)
        if key == GROUP_FACET:
            ticked = grouped(query.filters.of("country"))
        wanted = dict.fromkeys((*ticked.include, *ticked.exclude), 0) | answer.facets[key]
        assert counts == wanted, (key, query)
        if key == "date":
            assert list(counts) == list(answer.facets[key]), query
            assert facet.level == answer.level, query
            continue
        distinct = [v for v, n in counts.items() if n and (key != "country" or v[:4] != "any(")]
        assert facet.distinct == len(distinct), (key, query)
        rows = [(-v.count, v.label.casefold(), v.value) for v in facet.values]
        assert rows == sorted(rows), (key, query)
        for value in facet.values:
            assert value.selected == (value.value in ticked.include), (key, query)
            assert value.excluded == (value.value in ticked.exclude), (key, query)


def grouped(selection: Selection) -> Selection:
    """The groups among what is ticked in the countries."""
    include, exclude = (
        tuple(v for v in values if v.startswith("any("))
        for values in (selection.include, selection.exclude)
    )
    return Selection(include, exclude)


def assert_ordered(
    hits: Sequence[Hit], oracle: BruteForce, answer: Answer, query: Query, *, scores: bool = True
) -> None:
    """By score, but for what the last digits of 32 bits may swap; equal scores by date and id."""
    docs = {doc.article.id: doc for doc in oracle.docs}
    for one, two in itertools.pairwise(hits):
        first, second = answer.scores[one.id], answer.scores[two.id]
        assert first >= second * (1 - CLOSE) - 1e-9, (query, one.id, two.id)
        if one.score == two.score or (not scores and first == second):
            by_date = [oracle._dated(query.sort, docs[hit.id]) for hit in (one, two)]
            assert by_date[0] < by_date[1], (query, one.id, two.id)


__all__ = ["Match", "assert_agrees", "assert_facets_agree", "assert_ordered"]
