"""However one corpus is spread over segments, every answer is the same to the last bit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from unittest import mock

import pytest
from brute_force import BruteForce
from comparing import assert_agrees
from embedded_builders import (
    TODAY,
    make_corpus,
    opened,
    scratch,
    tried,
    write,
    write_split,
)
from hypothesis import given
from question_strategies import queries

from search.embedded import EmbeddedSearcher, optimize, verify
from search.embedded.merging import DEAD_SHARE, FAN_IN, SMALLEST_TIER, plan_merges, tier
from search.embedded.segment import ColumnSegment
from search.model import EVERYTHING, Article, Query, SearchPage

ARTICLES = make_corpus(200, seed=5)
LIVE, DEAD = ARTICLES[:160], ARTICLES[160:]


@pytest.fixture(scope="module")
def spread() -> Iterator[dict[int, EmbeddedSearcher]]:
    """The same live articles in 1 segment without and in 1, 7 and 40 with deleted ones among."""
    with scratch() as whole, scratch() as one, scratch() as seven, scratch() as forty:
        write(whole, LIVE)
        for folder, segments in ((one, 1), (seven, 7), (forty, 40)):
            write_split(folder, LIVE, segments, DEAD)
        searchers = {0: opened(whole), 1: opened(one), 7: opened(seven), 40: opened(forty)}
        for number, searcher in searchers.items():
            assert searcher.info().segments == max(number, 1)
            assert searcher.info().deleted == (len(DEAD) if number else 0)
        yield searchers


def comparable(page: SearchPage) -> object:
    """All of a page but what names the index, the commit or the time taken."""
    hits = [replace(hit, added=None) for hit in page.hits]
    return replace(page, index=None, took_ms=0.0, next_cursor="", hits=tuple(hits))  # type: ignore[arg-type]


@tried(50)
@given(query=queries)
def test_the_same_answer_bit_for_bit(spread: dict[int, EmbeddedSearcher], query: Query) -> None:
    if "added:" in query.text:
        query = replace(query, text="oil")
    pages = {number: searcher.search(query, EVERYTHING) for number, searcher in spread.items()}
    wanted = comparable(pages[0])
    for number, page in pages.items():
        assert comparable(page) == wanted, (number, query)


@pytest.mark.parametrize(
    "text", ["", "oil", "oil talks peace", "sanct* OR treat?es", '"the council"']
)
def test_the_same_pages_by_cursor(spread: dict[int, EmbeddedSearcher], text: str) -> None:
    lists = []
    for searcher in spread.values():
        page, ids = searcher.search(Query(text, size=9)), []
        while page.next_cursor:
            ids += [(hit.id, hit.score) for hit in page.hits]
            page = searcher.search(Query(text, size=9, cursor=page.next_cursor))
        lists.append(ids + [(hit.id, hit.score) for hit in page.hits])
    assert lists == [lists[0]] * len(lists)


@pytest.mark.parametrize("chunk", [1, 60, 4_000_000])
@pytest.mark.parametrize("segments", [2, 7, 40])
def test_merging_changes_no_answer(tmp_path: Path, segments: int, chunk: int) -> None:
    """By ranges of terms as small as one occurrence, up to all in one."""
    folder = tmp_path / "index"
    write_split(folder, LIVE[:60], segments, DEAD)
    questions = ["", "oil", "treaty council OR news", '"the council"', "oil NEAR/3 talks", "s*ns"]
    questions = [q for q in questions if q != "s*ns"] + ["sanct*", "title:oil"]
    searcher = opened(folder)
    before = [comparable(searcher.search(Query(q, size=90), EVERYTHING)) for q in questions]
    stored = {article.id: article for article in searcher.articles()}
    with mock.patch("search.embedded.merging.CHUNK_POSITIONS", chunk):
        info = optimize(folder)
    assert (info.segments, info.deleted, info.articles) == (1, 0, 60)
    assert verify(folder) == ()
    searcher = opened(folder)
    assert [comparable(searcher.search(Query(q, size=90), EVERYTHING)) for q in questions] == before
    assert {article.id: article for article in searcher.articles()} == stored


def test_a_very_long_article(tmp_path: Path) -> None:
    """Places beyond 16 bits and frequencies beyond four, before and after a merge."""
    words = ["oil", "talks"] * 40 + ["filler"] * 70_000 + ["peace", "treaty", "of", "paris"]
    write(
        tmp_path, [Article("long", " ".join(words)), Article("short", "oil talks")], merging=False
    )
    write(tmp_path, [Article("other", "filler peace " * 9 + "treaty")], merging=False)
    wanted = {
        "oil": {"long", "short"},
        '"peace treaty of paris"': {"long"},
        '"peace treaty"': {"long", "other"},
        "filler ADJ peace": {"long", "other"},
        "talks ADJ/2 filler": {"long"},
        "oil NEAR/50 paris": set(),
        "talks NEAR/50 treaty": set(),
    }
    for _ in range(2):
        searcher = opened(tmp_path)
        for text, ids in wanted.items():
            assert {hit.id for hit in searcher.search(Query(text)).hits} == ids, text
        oracle = BruteForce(list(searcher.articles()), today=TODAY)
        assert_agrees(searcher, oracle, Query("filler"))
        assert_agrees(searcher, oracle, Query("oil talks", size=50))
        optimize(tmp_path)


def test_many_small_commits_leave_few_segments(tmp_path: Path) -> None:
    for number, article in enumerate(ARTICLES[:40]):
        write(tmp_path, [article])
        assert opened(tmp_path).info().segments <= FAN_IN
        assert opened(tmp_path).info().articles == number + 1
    assert verify(tmp_path) == ()


def test_a_segment_of_mostly_deleted_articles_is_rewritten(tmp_path: Path) -> None:
    write(tmp_path, ARTICLES[:40])
    write(tmp_path, deleted=[article.id for article in ARTICLES[:9]])
    assert opened(tmp_path).info().deleted == 9
    write(tmp_path, deleted=[article.id for article in ARTICLES[9:12]])
    assert opened(tmp_path).info().deleted == 0
    assert opened(tmp_path).info().articles == 28


def test_deleting_everything_leaves_an_empty_index(tmp_path: Path) -> None:
    write_split(tmp_path, ARTICLES[:9], 3)
    write(tmp_path, deleted=[article.id for article in ARTICLES[:9]])
    searcher = opened(tmp_path)
    assert searcher.info().articles == searcher.info().segments == 0
    for text in ("", "oil", "*", '"the council"', "sanct*", "-oil"):
        assert searcher.search(Query(text)).total == 0
    write(tmp_path, ARTICLES[:2])
    assert opened(tmp_path).search(Query("", size=5)).total == 2


def make_segment(articles: int, deleted: int = 0) -> ColumnSegment:
    segment = ColumnSegment("X")
    segment.count, segment.deleted = articles, set(range(deleted))
    return segment


def test_merges_go_by_tiers() -> None:
    assert [tier(n) for n in (0, 1, SMALLEST_TIER - 1, SMALLEST_TIER)] == [0, 0, 0, 1]
    assert tier(SMALLEST_TIER * FAN_IN) == 2
    small, large = [make_segment(10) for _ in range(FAN_IN)], make_segment(10**6)
    assert plan_merges([large, *small[:-1]]) == []
    assert plan_merges([large, *small]) == [small]
    dead = make_segment(100, 100 // DEAD_SHARE + 1)
    assert plan_merges([large, dead]) == [[dead]]
    assert plan_merges([make_segment(100, 100 // DEAD_SHARE)]) == []
