"""A searcher that went from commit to commit answers as one that was opened just now.

Terms decoded before a commit are carried over; nothing of that may show but the time.
"""

from __future__ import annotations

import gc
import random
import shutil
import weakref
from collections.abc import Sequence
from dataclasses import replace
from unittest import mock

import numpy as np
from embedded_builders import make_corpus, opened, scratch, tried, write
from hypothesis import given
from hypothesis import strategies as st
from question_strategies import queries

from search.embedded import EmbeddedSearcher, lexicon
from search.embedded.lexicon import GENERATIONS
from search.embedded.scoring import TermSum
from search.embedded.searcher import Opened
from search.embedded.segment import OpenSegment
from search.embedded.terms import SegmentTerm, read_terms
from search.model import Article, Query, SearchPage
from search.plan import Stream, Term

CORPUS = make_corpus(400)
TERMS = [Term(Stream.STEM, stem) for stem in ("iran", "sanction", "talk", "us", "treati")]
TERMS += [Term(Stream.WORD, word) for word in ("sanctions", "the", "councils")]
TERMS += [replace(term, title=True) for term in TERMS[:3]]

changes = st.fixed_dictionaries(
    {
        "added": st.integers(0, 30),
        "updated": st.integers(0, 10),
        "deleted": st.sampled_from([0, 0, 1, 5, 40]),
        "merging": st.booleans(),
    }
)


@tried(12)
@given(
    steps=st.lists(changes, min_size=2, max_size=6),
    asked=st.lists(queries, min_size=3, max_size=8),
    seed=st.integers(0, 99),
)
def test_after_any_commits_answers_are_those_of_a_fresh_searcher(
    steps: Sequence[dict[str, int]], asked: Sequence[Query], seed: int
) -> None:
    chance, fresh = random.Random(seed), iter(CORPUS[120:] * 2)
    with scratch() as folder:
        write(folder, CORPUS[:120])
        searcher = opened(folder)
        ids = [article.id for article in CORPUS[:120]]
        for step in steps:
            agree(searcher, opened(folder), asked)
            changed = [_again(next(fresh), id) for id in chance.sample(ids, step["updated"])]
            new = [next(fresh) for _ in range(step["added"])]
            gone = chance.sample(ids, min(step["deleted"], len(ids)))
            kept = [article for article in (*changed, *new) if article.id not in gone]
            write(folder, kept, gone, merging=bool(step["merging"]))
            ids = sorted({*ids, *(article.id for article in kept)} - set(gone))
            searcher.refresh()
        agree(searcher, opened(folder), asked)


def _again(article: Article, id: str) -> Article:
    return replace(article, id=id)


def agree(moved: EmbeddedSearcher, fresh: EmbeddedSearcher, asked: Sequence[Query]) -> None:
    """Decoded terms are the same arrays, and so are whole pages."""
    mine, theirs = snapshot_of(moved).snapshot, snapshot_of(fresh).snapshot
    assert mine.catalogue.generation == theirs.catalogue.generation
    for term in TERMS:
        ours, new = mine.scores(term), theirs.scores(term)
        assert type(ours) is type(new)
        assert np.array_equal(ours.docs, new.docs)
        assert np.array_equal(ours.frequencies, new.frequencies)
        assert np.array_equal(ours.scores, new.scores)
        assert np.array_equal(mine.positions(term).keys(), theirs.positions(term).keys())
        assert np.array_equal(mine.positions(term).starts, theirs.positions(term).starts)
    for query in asked:
        assert timeless(moved.search(query)) == timeless(fresh.search(query)), query


def timeless(page: SearchPage) -> SearchPage:
    return replace(page, took_ms=0.0, index=replace(page.index, fallbacks=0))


def snapshot_of(searcher: EmbeddedSearcher) -> Opened:
    return searcher._opened


def test_only_new_segments_are_decoded_after_a_commit() -> None:
    decoded: list[str] = []

    def read(segment: OpenSegment, *given: object, **named: bool) -> SegmentTerm:
        decoded.append(segment.segment_id)
        return read_terms(segment, *given, **named)  # type: ignore[arg-type]

    with scratch() as folder, mock.patch.object(lexicon, "read_terms", read):
        write(folder, CORPUS[:100])
        searcher = opened(folder)
        query = Query('iran "oil talks" sanction*')
        searcher.search(query)
        first = {segment.segment_id for segment in snapshot_of(searcher).snapshot.segments}
        assert set(decoded) == first
        decoded.clear()
        write(folder, CORPUS[100:110], [CORPUS[3].id], merging=False)
        searcher.refresh()
        searcher.search(query)
        assert decoded
        assert first.isdisjoint(decoded)


def test_terms_nobody_asks_for_are_forgotten_after_some_commits() -> None:
    with scratch() as folder:
        write(folder, CORPUS[:50])
        searcher = opened(folder)
        for term in TERMS:
            snapshot_of(searcher).snapshot.scores(term)
        for article in CORPUS[50 : 50 + GENERATIONS]:
            snapshot_of(searcher).snapshot.scores(TERMS[0])
            write(folder, [article])
            searcher.refresh()
        held = snapshot_of(searcher).snapshot.lexicon._scores
        assert set(held._values) == {TERMS[0]}
        assert held.held == sum(value.nbytes for _, value in held._values.values())


def test_generations_long_gone_hold_no_memory() -> None:
    with scratch() as folder:
        write(folder, CORPUS[:20])
        searcher = opened(folder)
        layouts = []
        for article in CORPUS[20 : 20 + 2 * GENERATIONS]:
            snapshot = snapshot_of(searcher).snapshot
            layouts.append(weakref.ref(snapshot.lexicon._layout))
            snapshot.scores(TERMS[0])
            write(folder, [article], merging=False)
            del snapshot
            searcher.refresh()
        gc.collect()
        assert sum(layout() is not None for layout in layouts) <= GENERATIONS


def test_a_question_on_the_generation_before_is_answered_by_it() -> None:
    """Two generations in use at once share what is decoded, and neither sees the other's."""
    with scratch() as folder:
        write(folder, CORPUS[:100])
        searcher = opened(folder)
        old = snapshot_of(searcher)
        write(folder, CORPUS[100:150], [a.id for a in CORPUS[:30]], merging=False)
        for term in TERMS:
            before = old.snapshot.scores(term).docs
            searcher.refresh()
            now = snapshot_of(searcher).snapshot.scores(term).docs
            assert np.array_equal(old.snapshot.scores(term).docs, before)
            assert np.array_equal(snapshot_of(searcher).snapshot.scores(term).docs, now)


def test_an_index_made_anew_in_the_same_folder_is_seen() -> None:
    with scratch() as folder:
        write(folder, CORPUS[:20])
        searcher = opened(folder)
        before = searcher.search(Query("", size=100))
        shutil.rmtree(folder)
        write(folder, CORPUS[20:45])
        assert searcher.refresh()
        after = searcher.search(Query("", size=100))
        assert (after.index.generation, after.total) == (before.index.generation, 25)
        assert {hit.id for hit in after.hits} == {article.id for article in CORPUS[20:45]}
        assert not searcher.refresh()


def test_words_keep_no_terms_alive() -> None:
    """Terms are bounded by the cache they are decoded into; a word of common ones holds none."""
    with scratch() as folder:
        write(folder, CORPUS)
        snapshot = snapshot_of(opened(folder)).snapshot
        terms = tuple(TERMS[:2])
        words = [snapshot.word(terms) for _ in range(2)]
        assert all(isinstance(word, TermSum) for word in words)
        assert words[0].docs.tolist() == words[1].docs.tolist()
        assert words[0].nbytes > sum(snapshot.scores(term).nbytes for term in terms)
        assert snapshot.lexicon._words.held < 1_000
