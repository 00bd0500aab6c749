"""What an index holds, as one comparable value; and the files it may consist of."""

from __future__ import annotations

from pathlib import Path

from search.embedded import EmbeddedSearcher
from search.embedded.catalogue import NAME, _read_toc, file_names, generations
from search.engine import IndexMissing
from search.model import Article, Query, SourceRecord

State = tuple[tuple[Article, ...], tuple[SourceRecord, ...]] | None
LOCK = f"{NAME}_WRITELOCK"


def state_of(folder: Path) -> State:
    """Every article and record, a question finding them all; None where there is no index."""
    try:
        searcher = EmbeddedSearcher(folder)
    except IndexMissing:
        return None
    articles = tuple(sorted(searcher.articles(), key=lambda a: a.id))
    page = searcher.search(Query("", size=1_000))
    assert sorted(hit.id for hit in page.hits) == [a.id for a in articles]
    return articles, tuple(sorted(searcher.sources(), key=lambda r: r.source))


def needed_files(folder: Path) -> set[str]:
    """The files of the current generation and of the one before, and the lock."""
    needed = {LOCK}
    for generation in generations(folder)[:2]:
        schema, segments = _read_toc(folder, generation)
        needed |= {f"_{NAME}_{generation}.toc", schema.header.ledger}
        needed.update(name for segment in segments for name in file_names(segment))
    return needed


def present_files(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}
