"""The first articles in order, found without sorting all: against a full sort."""

from __future__ import annotations

import random
from collections.abc import Iterator

import numpy as np
import pytest
from embedded_builders import DAYS, make_corpus, opened, write_split

from search.embedded import ordering
from search.embedded.found import Found
from search.embedded.ordering import best
from search.embedded.snapshot import Snapshot
from search.model import Article, Sort

SIZE = 2_500
"""More than enough blocks for the shortcut over block maxima to be taken."""


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Snapshot, list[Article]]]:
    folder = tmp_path_factory.mktemp("ordering")
    write_split(folder, make_corpus(SIZE), 3)
    searcher = opened(folder)
    yield searcher._opened.snapshot, list(searcher.articles())


def full_sort(
    articles: list[Article], docs: list[int], scores: dict[int, float], sort: Sort
) -> list[int]:
    def key(doc: int) -> tuple[float, bool, int, str]:
        day = articles[doc].dating.day
        number = day.toordinal() if day else 0
        score = -scores.get(doc, 0.0) if sort is Sort.RELEVANCE else 0.0
        added = articles[doc].added
        if sort is Sort.ADDED and added is not None:
            score = -added.timestamp()
        return score, day is None, number if sort is Sort.OLDEST else -number, articles[doc].id

    return sorted(docs, key=key)


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("matches", [0, 1, 40, 1_200, SIZE])
@pytest.mark.parametrize("levels", [1, 3, 100_000])
def test_the_first_of_any_number(
    index: tuple[Snapshot, list[Article]], sort: Sort, matches: int, levels: int
) -> None:
    """`levels` distinct scores: few make for many ties, which dates and ids must break."""
    snapshot, articles = index
    rng = random.Random(f"{sort} {matches} {levels}")
    docs = sorted(rng.sample(range(SIZE), matches))
    scores = {doc: float(np.float32((rng.randrange(levels) + 1) / levels)) for doc in docs}
    column = np.array([scores[doc] for doc in docs], dtype=np.float32)
    dense = np.zeros(SIZE, dtype=np.float32)
    dense[docs] = column
    wanted = full_sort(articles, docs, scores, sort)
    numbers = np.array(docs, dtype=np.int32)
    for found in (Found(SIZE, numbers, column), Found(SIZE, numbers, column, dense=dense)):
        for count in (1, 7, 10, 200, 1_000, SIZE, SIZE * 2):
            assert best(snapshot, found, sort, count).tolist() == wanted[:count]


@pytest.mark.parametrize("sort", Sort)
def test_without_scores_dates_decide(index: tuple[Snapshot, list[Article]], sort: Sort) -> None:
    snapshot, articles = index
    docs = list(range(0, SIZE, 2))
    wanted = full_sort(articles, docs, {}, sort)
    found = Found(SIZE, np.array(docs, dtype=np.int32))
    for count in (1, 10, 500, SIZE):
        assert best(snapshot, found, sort, count).tolist() == wanted[:count]


def test_matches_without_a_score_come_last_but_come(
    index: tuple[Snapshot, list[Article]],
) -> None:
    snapshot, articles = index
    docs = list(range(0, SIZE, 2))
    scores = {doc: float(doc % 5) for doc in docs if doc % 3 == 0}
    dense = np.zeros(SIZE, dtype=np.float32)
    dense[list(scores)] = list(scores.values())
    mask = np.zeros(SIZE, dtype=bool)
    mask[docs] = True
    wanted = full_sort(articles, docs, scores, Sort.RELEVANCE)
    for count in (1, 10, 500, 1_000, SIZE):
        found = Found(SIZE, mask=mask, dense=dense)
        assert best(snapshot, found, Sort.RELEVANCE, count).tolist() == wanted[:count]


def test_the_corpus_has_undated_articles_and_ties(
    index: tuple[Snapshot, list[Article]],
) -> None:
    days = [article.dating.day for article in index[1]]
    assert None in days
    assert len(set(days)) < len(DAYS) < SIZE > 16 * ordering.BLOCK
