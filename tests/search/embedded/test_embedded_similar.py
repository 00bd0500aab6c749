"""Articles like one, and the order of arrival."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from search.embedded import EmbeddedSearcher, EmbeddedWriter
from search.model import Article, Query, Sort

TEXTS = {
    "talks-1": "Nuclear talks between Iran and six powers opened in Vienna on uranium enrichment.",
    "talks-2": "Iran and the powers ended nuclear talks in Vienna; uranium enrichment is limited.",
    "wheat-1": "Wheat prices rose after a drought in the steppe hurt the harvest of grain.",
    "wheat-2": "A good harvest of wheat and other grain let prices fall across the steppe.",
    "other": "The orchestra played a symphony for the delegates before dinner.",
}


def write(folder: Path, *articles: Article) -> None:
    with EmbeddedWriter(folder) as writer:
        for article in articles:
            writer.add(article)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write(tmp_path, *(Article(id=id, text=text) for id, text in TEXTS.items()))
    return tmp_path


@pytest.mark.parametrize(
    ("asked", "closest"),
    [("talks-1", "talks-2"), ("talks-2", "talks-1"), ("wheat-1", "wheat-2")],
)
def test_the_closest_article_shares_the_telling_words(
    folder: Path, asked: str, closest: str
) -> None:
    hits = EmbeddedSearcher(folder).similar(asked, 3)
    assert hits[0].id == closest
    assert asked not in {hit.id for hit in hits}
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_nothing_is_like_what_is_not_there(folder: Path) -> None:
    searcher = EmbeddedSearcher(folder)
    assert searcher.similar("missing") == ()
    assert searcher.similar("talks-1", 0) == ()


def test_latest_added_first_stands_whatever_the_dates_are(folder: Path) -> None:
    write(folder, Article(id="late", text="An old letter was found."))
    write(folder, Article(id="talks-1", text=TEXTS["talks-1"] + " Corrected."))
    searcher = EmbeddedSearcher(folder)
    ids = [hit.id for hit in searcher.search(Query(sort=Sort.ADDED)).hits]
    assert ids == ["late", *sorted(TEXTS)], "a corrected article keeps the day it came"


@pytest.mark.parametrize("sort", list(Sort))
def test_cursors_go_through_every_order(folder: Path, sort: Sort) -> None:
    write(folder, *(Article(id=f"more-{i}", text="The grain harvest.") for i in range(7)))
    searcher = EmbeddedSearcher(folder)
    whole = [hit.id for hit in searcher.search(Query("", sort=sort, size=50)).hits]
    query, seen = Query("", sort=sort, size=2), []
    while query is not None and len(seen) <= len(whole):
        page = searcher.search(query)
        seen += [hit.id for hit in page.hits]
        query = replace(query, cursor=page.next_cursor) if page.next_cursor else None
    assert seen == whole
