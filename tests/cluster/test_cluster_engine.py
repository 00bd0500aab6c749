"""What the cluster engine promises beyond the contract of all engines, on a real cluster."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from brute_force import BruteForce
from comparing import assert_agrees
from embedded_builders import TODAY, make_corpus

from indexer.copy_command import copy_index
from search.cluster import ClusterSearcher, ClusterWriter
from search.cluster.address import read_address
from search.cluster.client import Cluster
from search.engine import (
    EngineUnavailable,
    IndexLocked,
    SchemaMismatch,
    Searcher,
    open_searcher,
    open_writer,
)
from search.model import EVERYTHING, Article, Match, Query, Sort, SourceRecord

pytestmark = pytest.mark.cluster


def write(url: str, articles: list[Article], *, rebuild: bool = False) -> None:
    with ClusterWriter(url, jobs=2, rebuild=rebuild) as writer:
        for article in articles:
            writer.add(article)


def oracle_of(searcher: Searcher) -> BruteForce:
    return BruteForce(list(searcher.articles()), today=TODAY)


def everywhere(url: str) -> Cluster:
    return Cluster(read_address(url, os.environ))


QUESTIONS = ["", "iran sanctions", "oil talks nothingofthekind", '"the council"', "sanct* peace"]
"""One of each kind, for corpora large enough to be shared out or looked at twice."""


@pytest.mark.parametrize("shards", ["1", "3"])
def test_scores_and_orders_do_not_depend_on_shards(
    url: str, shards: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More matches than are looked at twice, and deleted articles that still lie about."""
    monkeypatch.setenv("DRAGOMAN_OPENSEARCH_SHARDS", shards)
    corpus = make_corpus(450, seed=6)
    write(url, [replace(article, text="older " + article.text) for article in corpus[:100]])
    write(url, corpus)
    searcher = ClusterSearcher(url, today=TODAY)
    oracle = oracle_of(searcher)
    for text in QUESTIONS:
        assert_agrees(searcher, oracle, Query(text, size=1_000))


def test_long_facets_are_exact(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Longer than one answer holds: read page after page."""
    monkeypatch.setattr("search.cluster.requests.LISTED", 2)
    monkeypatch.setattr("search.cluster.requests.PAGE", 2)
    corpus = [replace(a, source=f"s{n % 7}") for n, a in enumerate(make_corpus(40))]
    write(url, corpus)
    searcher = ClusterSearcher(url, today=TODAY)
    page = assert_agrees(searcher, oracle_of(searcher), Query("iran OR oil", size=100))
    assert len(page.facets["source"].values) == 7


@pytest.mark.parametrize("sort", Sort)
def test_cursors_go_on_beyond_the_deepest_hit_by_number(
    url: str, sort: Sort, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.cluster.fetching.DEEPEST", 20)
    monkeypatch.setattr("search.cluster.fetching.DEPTH", 8)
    write(url, make_corpus(60))
    searcher = ClusterSearcher(url, today=TODAY)
    query = Query("iran oil us", sort=sort, match=Match.MOST, size=9)
    whole = [hit.id for hit in searcher.search(replace(query, size=1_000)).hits]
    assert len(whole) > 30
    page = searcher.search(query)
    followed = [hit.id for hit in page.hits]
    while page.next_cursor and len(followed) < 100:
        page = searcher.search(replace(query, cursor=page.next_cursor))
        followed += [hit.id for hit in page.hits]
    assert followed == whole


def test_a_pattern_of_more_words_than_a_cluster_takes(url: str) -> None:
    """Matches stay exact; its occurrences count once each, and NEAR is worked out by reading."""
    words = [f"sanct{i:04}" for i in range(1_200)]
    write(url, [Article(f"a{i:04}", f"{word} against oil") for i, word in enumerate(words)])
    searcher = ClusterSearcher(url, today=TODAY)
    assert searcher.search(Query("sanct*")).total == len(words)
    assert searcher.search(Query("sanct* NEAR/2 oil")).total == len(words)
    assert searcher.search(Query("sanct* NEAR/1 oil")).total == 0


def test_a_fuzzy_word_stands_for_any_number_of_words(url: str) -> None:
    """More than the fifty that a cluster takes unless told otherwise."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    words = {f"talk{x}" for x in letters} | {f"ta{x}ks" for x in letters}
    words |= {f"t{x}lks" for x in letters}
    write(url, [Article(f"a-{word}", f"{word} about oil") for word in sorted(words)])
    searcher = ClusterSearcher(url, today=TODAY)
    oracle = oracle_of(searcher)
    for text in ("talks~", "talks~ NEAR/2 oil", "talks~2 ADJ/2 oil"):
        assert assert_agrees(searcher, oracle, Query(text, size=100)).total == len(words)


def test_many_words_near_each_other_in_any_order(url: str) -> None:
    texts = ["oil talks of iran and peace in paris", "paris oil peace iran talks", "oil iran"]
    write(url, [Article(f"a{i}", text) for i, text in enumerate(texts)])
    searcher = ClusterSearcher(url, today=TODAY)
    for distance in (1, 2, 3):
        near = f" NEAR/{distance} ".join(["oil", "talks", "iran", "peace", "paris"])
        assert_agrees(searcher, oracle_of(searcher), Query(near, size=10))


def test_a_rebuild_is_seen_whole_or_not_at_all(url: str) -> None:
    write(url, make_corpus(20))
    with ClusterWriter(url) as writer:
        writer.record(SourceRecord("a", "f"))
    searcher = ClusterSearcher(url, today=TODAY)
    with ClusterWriter(url, rebuild=True) as writer:
        assert list(writer.sources()) == []
        for article in make_corpus(8, seed=2):
            writer.add(article)
        writer._flush()
        assert ClusterSearcher(url, today=TODAY).info().articles == 20
    assert searcher.refresh()
    assert searcher.search(Query("")).total == 8
    assert list(searcher.sources()) == []
    with pytest.raises(ZeroDivisionError), ClusterWriter(url, rebuild=True) as writer:
        writer.add(Article("x", "y"))
        raise ZeroDivisionError
    assert searcher.search(Query("")).total == 8
    cluster = everywhere(url)
    name = cluster.address.name
    numbered = cluster.call(lambda c: c.indices.get_alias(index=f"{name}-0*"))
    assert sorted(numbered) == [f"{name}-000002", f"{name}-000002-sources"]


def test_one_writer_at_a_time(url: str) -> None:
    with (
        ClusterWriter(url),
        pytest.raises(IndexLocked, match="another writer has the index"),
    ):
        ClusterWriter(url, timeout=0.3)
    with ClusterWriter(url, timeout=0.3):
        pass


def test_a_name_that_is_not_ours_is_left_alone(url: str) -> None:
    cluster = everywhere(url)
    name = cluster.address.name
    cluster.call(lambda c: c.indices.create(index=f"{name}-0", body={"aliases": {name: {}}}))
    with pytest.raises(EngineUnavailable, match="Choose another name"):
        ClusterWriter(url)


def test_an_index_of_another_version_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    write(url, make_corpus(1))
    monkeypatch.setattr("search.freshness.SCHEMA_VERSION", 99)
    with pytest.raises(SchemaMismatch, match="this version reads 99"):
        ClusterSearcher(url)
    with pytest.raises(SchemaMismatch):
        ClusterWriter(url)


def test_a_record_that_lets_go_of_articles_waits_for_the_end(url: str) -> None:
    with ClusterWriter(url) as writer:
        writer.record(SourceRecord("shrinks", "f1", ("x", "y")))
    with pytest.raises(ZeroDivisionError), ClusterWriter(url) as writer:
        writer.record(SourceRecord("shrinks", "f2", ("x",)))
        writer.record(SourceRecord("new", "f1", ("z",)))
        writer._save(everything=False)
        raise ZeroDivisionError
    stored = {r.source: r.fingerprint for r in ClusterSearcher(url).sources()}
    assert stored == {"shrinks": "f1", "new": "f1"}


def test_an_index_is_copied_from_engine_to_engine_and_back(url: str, tmp_path: Path) -> None:
    corpus = make_corpus(50)
    with open_writer(str(tmp_path / "one")) as writer:
        for article in corpus:
            writer.add(article)
        writer.record(SourceRecord("a", "f", ("x",), 1, 2))
        writer.stamp("tagging", "t1")
    first = open_searcher(str(tmp_path / "one"), today=TODAY)
    with open_writer(url) as writer:
        copied = copy_index(first, writer)
    assert (copied.articles, copied.records) == (50, 1)
    second = open_searcher(url, today=TODAY)
    assert {a.id: a.added for a in second.articles()} == {a.id: a.added for a in first.articles()}
    with open_writer(str(tmp_path / "two")) as writer:
        copy_index(second, writer)
    third = open_searcher(str(tmp_path / "two"), today=TODAY)
    for searcher in (second, third):
        assert list(searcher.sources()) == list(first.sources())
        assert dict(searcher.info().fingerprints) == dict(first.info().fingerprints)
        for text in QUESTIONS:
            pages = [s.search(Query(text, size=100), EVERYTHING) for s in (first, searcher)]
            assert pages[0].facets == pages[1].facets
            assert [h.id for h in pages[0].hits] == [h.id for h in pages[1].hits]


HOSTILE = ["\x00", "\ud800 oil", "\u202eoil\u202c", '"' * 50, "a" * 4_000, "* ? ~", "oil\\*"]


@pytest.mark.parametrize("text", [*HOSTILE, "ab\\*c*"])
def test_hostile_questions_are_answered(url: str, text: str) -> None:
    write(url, make_corpus(5))
    searcher = ClusterSearcher(url, today=TODAY)
    assert_agrees(searcher, oracle_of(searcher), Query(text, size=10))


def test_long_questions_are_answered(url: str) -> None:
    write(url, make_corpus(5))
    searcher = ClusterSearcher(url, today=TODAY)
    words = " ".join(f"w{i:03}" for i in range(190))
    assert searcher.search(Query(words)).total == 0
    assert searcher.search(Query(f"oil OR {words.replace(' ', ' OR ')}")).total > 0
