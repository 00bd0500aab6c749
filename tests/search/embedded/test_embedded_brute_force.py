"""The embedded engine against the plain-Python oracle: matches, scores, order, counts, facets."""

from __future__ import annotations

from brute_force import RERANKED, BruteForce
from comparing import assert_agrees
from embedded_builders import (
    TODAY,
    corpora,
    make_corpus,
    opened,
    scratch,
    tried,
    with_instants,
    write_split,
)
from hypothesis import given
from hypothesis import strategies as st
from question_strategies import queries

from search.model import Article, Query, Sort


@tried(40)
@given(
    corpus=corpora(),
    dead=corpora(3),
    segments=st.integers(1, 4),
    questions=st.lists(queries, min_size=1, max_size=12),
)
def test_every_answer_is_that_of_the_oracle(
    corpus: list[Article], dead: list[Article], segments: int, questions: list[Query]
) -> None:
    alive = {article.id for article in corpus}
    with scratch() as folder:
        write_split(folder, corpus, segments, [d for d in dead if d.id not in alive])
        searcher = opened(folder)
        oracle = BruteForce(with_instants(corpus, searcher), today=TODAY)
        for query in questions:
            assert_agrees(searcher, oracle, query)


LARGER = ["oil", "oil talks", "sanct* OR treaty", '"the council"', "iran NEAR/5 oil", "-oil", "*"]
LARGER += ["title:oil OR (country:ir AND news)", "treaty peace council bank", "US OR us", "Keats~"]


def test_more_articles_than_are_ranked_twice() -> None:
    articles = make_corpus(RERANKED + 60, seed=11)
    with scratch() as folder:
        write_split(folder, articles, 3)
        searcher = opened(folder)
        oracle = BruteForce(with_instants(articles, searcher), today=TODAY)
        for text in LARGER:
            for sort in Sort:
                page = assert_agrees(searcher, oracle, Query(text, sort=sort, size=1_000))
                assert page.total > 3, text
