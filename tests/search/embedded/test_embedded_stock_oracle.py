"""Stock Whoosh over the same folder: the same matches for the same query trees, the same scores.

Scores are compared on one field under a weighting that states BM25 over the live articles; stock
And and Or add them up.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from embedded_builders import corpora, make_corpus, opened, scratch, tried, write_split
from hypothesis import given
from hypothesis import strategies as st
from whoosh import index as whoosh_index
from whoosh import query as wq
from whoosh.scoring import BaseScorer, WeightingModel
from whoosh.searching import Searcher

from search.bm25 import K1, B
from search.embedded import EmbeddedSearcher, EmbeddedWriter
from search.embedded.catalogue import NAME
from search.embedded.evaluator import Evaluator
from search.model import Article

STEMS = ["iran", "sanction", "oil", "talk", "council", "peac", "treati", "the", "us", "un", "nope"]
SURFACES = ["iran", "sanctions", "oil", "the", "council", "US", "us", "Keats", "keats", "treaty"]


class Global(BaseScorer):  # type: ignore[misc]
    """BM25 of one term from statistics over the whole index."""

    def __init__(self, idf: float, average: float, length_of: Callable[[int], float]) -> None:
        self._idf, self._average, self._length_of = idf, average, length_of

    def supports_block_quality(self) -> bool:
        return False

    def score(self, matcher: object) -> float:
        tf, length = matcher.weight(), self._length_of(matcher.id())  # type: ignore[attr-defined]
        return self._idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * length / self._average))


class LiveBM25(WeightingModel):  # type: ignore[misc]
    """The formula of search/embedded/snapshot.py, counted article by article."""

    def scorer(self, searcher: Searcher, fieldname: str, text: bytes, qf: int = 1) -> BaseScorer:
        reader = (searcher.get_parent() if searcher.parent else searcher).reader()
        live = [d for d in range(reader.doc_count_all()) if not reader.is_deleted(d)]
        lengths = [reader.doc_field_length(d, fieldname) for d in live]
        df = len(list(reader.postings(fieldname, text).all_ids()))
        idf = math.log(1 + (len(live) - df + 0.5) / (df + 0.5))
        own = searcher.reader()
        average = sum(lengths) / len(live) if sum(lengths) else 1.0
        return Global(idf, average, lambda doc: own.doc_field_length(doc, fieldname))


def live_matches(searcher: Searcher, query: wq.Query) -> list[int]:
    """Every article that stock matchers find, unscored."""
    found: list[int] = []
    for leaf, base in searcher.leaf_searchers():
        matcher = query.matcher(leaf, searcher.boolean_context())
        found += [doc + base for doc in matcher.all_ids()]
    return sorted(found)


def live_scores(searcher: Searcher, query: wq.Query) -> dict[int, float]:
    scores: dict[int, float] = {}
    for leaf, base in searcher.leaf_searchers():
        matcher = query.matcher(leaf)
        while matcher.is_active():
            scores[matcher.id() + base] = matcher.score()
            matcher.next()
    return scores


terms = st.one_of(
    st.builds(wq.Term, st.just("stem"), st.sampled_from(STEMS)),
    st.builds(wq.Term, st.just("word"), st.sampled_from(SURFACES)),
    st.builds(wq.Term, st.sampled_from(["title_stem", "title_word"]), st.sampled_from(STEMS)),
    st.builds(wq.Term, st.just("country"), st.sampled_from(["ir", "us", "zz"])),
    st.builds(wq.Term, st.just("source"), st.sampled_from(["Wire", "Post"])),
)
leaves = st.one_of(
    terms,
    st.just(wq.Every()),
    st.just(wq.Every("country")),
    st.just(wq.NullQuery),
    st.lists(st.sampled_from(SURFACES), min_size=2, max_size=3).map(lambda w: wq.Phrase("word", w)),
    st.sampled_from(["s", "co", "tre", "n"]).map(lambda text: wq.Prefix("word", text)),
    st.sampled_from(["s*ns", "co?nc*", "t*"]).map(lambda text: wq.Wildcard("word", text)),
)


def _bigger(inner: st.SearchStrategy[wq.Query]) -> st.SearchStrategy[wq.Query]:
    several = st.lists(inner, min_size=2, max_size=3)
    return st.one_of(
        several.map(wq.And),
        several.map(wq.Or),
        st.tuples(inner, inner).map(lambda ab: wq.And([ab[0], wq.Not(ab[1])])),
        st.builds(wq.AndMaybe, inner, inner),
        st.builds(wq.Require, inner, inner),
    )


trees = st.recursive(leaves, _bigger, max_leaves=6)


def evaluate(searcher: EmbeddedSearcher, query: wq.Query) -> dict[int, float]:
    evaluator = Evaluator(searcher._opened.snapshot)
    found = evaluator.evaluate(query)
    assert not evaluator.fallbacks
    return dict(zip(found.docs.tolist(), found.scores.tolist(), strict=True))


@tried(25)
@given(corpora(), corpora(4), st.integers(1, 4), st.lists(trees, min_size=1, max_size=15))
def test_the_same_matches(
    corpus: list[Article], dead: list[Article], segments: int, queries: Sequence[wq.Query]
) -> None:
    with scratch() as folder:
        alive = {article.id for article in corpus}
        write_split(folder, corpus, segments, [d for d in dead if d.id not in alive])
        searcher = opened(folder)
        with whoosh_index.open_dir(str(folder), NAME).searcher() as stock:
            for query in queries:
                assert sorted(evaluate(searcher, query)) == live_matches(stock, query), query


stems = st.sampled_from(STEMS).map(lambda text: wq.Term("stem", text))
scored = st.recursive(
    stems,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=3).map(wq.And),
        st.lists(inner, min_size=2, max_size=3).map(wq.Or),
    ),
    max_leaves=5,
)


@tried(25)
@given(corpora(), corpora(4), st.integers(1, 4), st.lists(scored, min_size=1, max_size=10))
def test_the_same_scores_on_one_field(
    corpus: list[Article], dead: list[Article], segments: int, queries: Sequence[wq.Query]
) -> None:
    with scratch() as folder:
        alive = {article.id for article in corpus}
        write_split(folder, corpus, segments, [d for d in dead if d.id not in alive])
        searcher = opened(folder)
        with whoosh_index.open_dir(str(folder), NAME).searcher(weighting=LiveBM25()) as stock:
            for query in queries:
                wanted = live_scores(stock, query)
                assert evaluate(searcher, query) == pytest.approx(wanted, rel=1e-6), query


@pytest.mark.parametrize("commits", [1, 3])
def test_stock_matchers_run_on_files_that_later_commits_removed(
    tmp_path: Path, commits: int
) -> None:
    corpus = make_corpus(30)
    write_split(tmp_path, corpus, commits)
    searcher = opened(tmp_path)
    query = wq.Or([wq.Term("stem", "iran"), wq.Term("country", "ir")])
    wanted = evaluate(searcher, query)
    for _ in range(2):
        with EmbeddedWriter(tmp_path) as writer:
            writer.add(corpus[0])
            writer.optimize()
    evaluator = Evaluator(searcher._opened.snapshot)
    found = evaluator._fall_back(query)
    assert wanted
    assert found.docs.tolist() == sorted(wanted)
    assert evaluator.fallbacks == 1
