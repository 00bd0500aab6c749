"""All articles of an index in one pass: the same as one by one, in order."""

from __future__ import annotations

from embedded_builders import corpora, opened, scratch, tried, write_split
from hypothesis import given
from hypothesis import strategies as st

from search.model import Article


@tried(25)
@given(corpus=corpora(40), dead=corpora(4), segments=st.integers(1, 3))
def test_all_articles_are_those_found_one_by_one(
    corpus: list[Article], dead: list[Article], segments: int
) -> None:
    alive = {article.id for article in corpus}
    with scratch() as folder:
        write_split(folder, corpus, segments, [d for d in dead if d.id not in alive])
        searcher = opened(folder)
        found = list(searcher.articles())
        assert {article.id for article in found} == alive
        assert len(found) == len(alive)
        for article in found:
            assert searcher.get(article.id) == article
