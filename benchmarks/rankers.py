"""Each engine as a ranker: a plain question in, ids in order out. All words are OR-ed by peers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from whoosh.index import open_dir
from whoosh.qparser import OrGroup, QueryParser

from benchmarks.engines.sqlite import Sqlite, quote
from benchmarks.engines.tantivy_peer import Tantivy
from indexer.evaluate_command import plain_words
from search import asked, second_look
from search.analysis.stopwords import STOP_WORDS
from search.engine import open_searcher
from search.evaluation import Ranking
from search.model import HITS_ONLY, TOTAL_ONLY, Match, Query

Ranker = Callable[[str], Ranking]


def scored_words(text: str) -> tuple[str, ...]:
    """The words peers are asked: each once, no function words (they would cost them quality)."""
    words = re.findall(r"[^\W_]+", text.lower())
    return tuple(dict.fromkeys(word for word in words if word not in STOP_WORDS["en"]))


def rank_ours(folder: Path, depth: int, match: Match) -> Ranker:
    """Dragoman, as `dragoman evaluate` asks it."""
    searcher = open_searcher(str(folder))

    def rank(text: str) -> Ranking:
        page = searcher.search(Query(plain_words(text), size=depth, match=match), HITS_ONLY)
        return [(hit.id, hit.score) for hit in page.hits]

    return rank


def rank_tantivy(folder: Path, depth: int) -> Ranker:
    """tantivy over the text field, its BM25."""
    engine = Tantivy().open(folder)

    def rank(text: str) -> Ranking:
        query = engine.index.parse_query(" OR ".join(scored_words(text)), ["text"])
        hits = engine.searcher.search(query, depth).hits
        return [(engine.searcher.doc(at).get_first("id"), score) for score, at in hits]

    return rank


def rank_sqlite(folder: Path, depth: int) -> Ranker:
    """FTS5's bm25()."""
    engine = Sqlite().open(folder)
    statement = (
        "SELECT id, -rank FROM words JOIN articles ON number = words.rowid "
        "WHERE words MATCH ? ORDER BY rank LIMIT ?"
    )

    def rank(text: str) -> Ranking:
        expression = " OR ".join(quote(scored_words(text)))
        return list(engine.database.execute(statement, (expression, depth)))

    return rank


def rank_whoosh(folder: Path, depth: int) -> Ranker:
    """Stock Whoosh over the text field, its BM25F."""
    index = open_dir(str(folder))
    searcher: Any = index.searcher()
    parser = QueryParser("text", index.schema, group=OrGroup)

    def rank(text: str) -> Ranking:
        results = searcher.search(parser.parse(" ".join(scored_words(text))), limit=depth)
        return [(hit["id"], hit.score) for hit in results]

    return rank


def count_hits(folder: Path, match: Match) -> Callable[[str], int]:
    """How many articles Dragoman finds."""
    searcher = open_searcher(str(folder))

    def count(text: str) -> int:
        return searcher.search(Query(plain_words(text), match=match), TOTAL_ONLY).total

    return count


@contextmanager
def most_share(share: float) -> Iterator[None]:
    """Another share of the idf mass for "most of the words", while the block lasts."""
    before = asked.MOST_SHARE
    asked.MOST_SHARE = share
    try:
        yield
    finally:
        asked.MOST_SHARE = before


@contextmanager
def shares(pair: float, lead: float) -> Iterator[None]:
    """Other shares for the second look at the best 200, while the block lasts."""
    before = second_look.PAIR_SHARE, second_look.LEAD_SHARE
    second_look.PAIR_SHARE, second_look.LEAD_SHARE = pair, lead
    try:
        yield
    finally:
        second_look.PAIR_SHARE, second_look.LEAD_SHARE = before
