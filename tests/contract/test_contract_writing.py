"""What every writer promises: articles, updates, deletions, records, and what readers see."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from conftest_names import Engine
from contract_corpus import ARTICLES, TODAY

from search.engine import (
    IndexMissing,
    Searcher,
    open_searcher,
    open_writer,
    optimize_index,
    verify_index,
)
from search.model import Article, Filters, Query, SourceRecord


def write(url: str, *articles: Article) -> None:
    with open_writer(url) as writer:
        for article in articles:
            writer.add(article)


def reader(url: str) -> Searcher:
    return open_searcher(url, today=TODAY)


def plain(article: Article | None) -> Article:
    assert article is not None
    return replace(article, added=None, changed=None)


def test_every_article_comes_back_as_it_was(searcher: Searcher) -> None:
    assert searcher.info().articles == len(ARTICLES)
    for article in ARTICLES:
        assert plain(searcher.get(article.id)) == article
    stored = {article.id: plain(article) for article in searcher.articles()}
    assert stored == {article.id: article for article in ARTICLES}
    assert searcher.get("gone-1") is None


def test_no_index_is_an_error_that_says_what_to_do(url: str) -> None:
    for opening in (open_searcher, verify_index, optimize_index):
        with pytest.raises(IndexMissing, match="dragoman index"):
            opening(url)


def test_an_empty_index_answers(url: str) -> None:
    write(url)
    empty = reader(url)
    for text in ("", "*", "oil", '"oil talks"', "oil*", "-oil", "date:none"):
        page = empty.search(Query(text))
        assert (page.total, page.hits, page.pages) == (0, (), 0)
    assert empty.info().articles == 0
    assert list(empty.articles()) == list(empty.sources()) == []
    assert empty.get("x") is None


def test_a_headline_alone_is_found_by_its_words(url: str) -> None:
    flash = Article(id="flash", text="", title="Ceasefire agreed in Geneva", language="en")
    write(url, flash, Article(id="long", text="A ceasefire was agreed in Geneva.", language="en"))
    with closing(reader(url)) as searcher:
        for text in ("ceasefires", '"agreed in Geneva"', "title:Geneva", "agreed NEAR/2 geneva"):
            hits = {hit.id: hit for hit in searcher.search(Query(text)).hits}
            assert hits["flash"].title == flash.title
            assert hits["flash"].snippets == ()
        assert plain(searcher.get("flash")) == flash
        assert "flash" not in [hit.id for hit in searcher.similar("flash")]


def test_an_update_replaces_keeps_added_and_sets_changed(url: str) -> None:
    before = datetime.now(UTC) - timedelta(seconds=1)
    write(url, *ARTICLES[:3])
    first = reader(url).get("oil-1")
    write(url, replace(ARTICLES[0], text="Wholly other words.", title=""))
    searcher = reader(url)
    second = searcher.get("oil-1")
    assert first is not None is not second
    assert first.added is not None is not second.changed
    assert second.added == first.added == first.changed >= before
    assert second.changed > second.added
    assert second.text == "Wholly other words."
    assert searcher.info().articles == 3
    assert [hit.id for hit in searcher.search(Query("wholly")).hits] == ["oil-1"]
    assert "oil-1" not in {hit.id for hit in searcher.search(Query("Vienna")).hits}


def test_added_since_finds_what_came_later(url: str) -> None:
    write(url, *ARTICLES[:2])
    write(url, ARTICLES[0], ARTICLES[2])
    searcher = reader(url)
    later = searcher.get("oil-3")
    assert later is not None
    page = searcher.search(Query("", Filters(added_since=later.added)))
    assert [hit.id for hit in page.hits] == ["oil-3"]
    assert page.hits[0].added == later.added


def test_deleting_by_id(url: str) -> None:
    write(url, *ARTICLES[:3])
    with open_writer(url) as writer:
        assert writer.delete("oil-2")
        assert not writer.delete("never-there")
    searcher = reader(url)
    assert searcher.get("oil-2") is None
    assert {hit.id for hit in searcher.search(Query("")).hits} == {"oil-1", "oil-3"}
    write(url, ARTICLES[1])
    assert plain(reader(url).get("oil-2")) == ARTICLES[1]


def test_a_searcher_at_rest_tells_of_one_moment_whatever_is_committed(url: str) -> None:
    write(url, *ARTICLES[:6])
    searcher = reader(url)
    asked = Query("", size=2)
    with closing(searcher.at_rest()) as still:
        first = still.search(asked)
        kept = still.get("oil-2")
        write(url, *ARTICLES[6:12], replace(ARTICLES[2], text="Changed."))
        with open_writer(url) as writer:
            for gone in ("oil-1", "oil-2"):
                writer.delete(gone)
        assert searcher.refresh()
        assert not still.refresh()
        pages = [first]
        while pages[-1].next_cursor:
            pages.append(still.search(replace(asked, cursor=pages[-1].next_cursor)))
        ids = [hit.id for page in pages for hit in page.hits]
        assert sorted(ids) == sorted(a.id for a in ARTICLES[:6])
        assert {page.total for page in pages} == {6}
        assert {page.index.generation for page in pages} == {still.info().generation}
        assert still.get("oil-2") == kept is not None
        assert plain(still.get(ARTICLES[2].id)) == ARTICLES[2]
        assert sorted(a.id for a in still.articles()) == sorted(ids)
    assert searcher.search(asked).total == 10
    assert searcher.get("oil-2") is None


def test_two_of_one_id_in_one_run(url: str) -> None:
    write(url, ARTICLES[0], ARTICLES[1], replace(ARTICLES[0], text="The later version."))
    searcher = reader(url)
    assert searcher.info().articles == searcher.search(Query("")).total == 2
    assert plain(searcher.get("oil-1")).text == "The later version."


def test_records_stamps_and_forgetting(url: str) -> None:
    one, two = SourceRecord("a", "f1", ("x", "y"), 10, 20), SourceRecord("b", "f2")
    with open_writer(url) as writer:
        writer.record(one)
        writer.record(two)
        writer.stamp("tagger", "v1")
    with open_writer(url) as writer:
        assert {record.source: record for record in writer.sources()} == {"a": one, "b": two}
        writer.forget("a")
        writer.record(replace(two, fingerprint="f3"))
        assert [record.fingerprint for record in writer.sources()] == ["f3"]
    searcher = reader(url)
    assert list(searcher.sources()) == [replace(two, fingerprint="f3")]
    assert dict(searcher.info().fingerprints)["tagger"] == "v1"


class Trouble(Exception):  # noqa: N818 - it is no error of ours
    pass


def test_an_exception_undoes_everything(engine: Engine, url: str) -> None:
    with open_writer(url) as writer:
        writer.add(ARTICLES[0])
        writer.record(SourceRecord("a", "f1"))
    with pytest.raises(Trouble), open_writer(url) as writer:
        writer.add(ARTICLES[1])
        writer.delete("oil-1")
        writer.record(SourceRecord("b", "f2"))
        raise Trouble
    searcher = reader(url)
    assert [record.source for record in searcher.sources()] == ["a"]
    if engine.atomic:  # others may have acknowledged a part; what was read is not yet recorded
        assert [plain(article) for article in searcher.articles()] == [ARTICLES[0]]


def test_a_reader_moves_on_when_it_is_told_to(engine: Engine, url: str) -> None:
    write(url, ARTICLES[0])
    searcher = reader(url)
    before = searcher.info().generation
    write(url, ARTICLES[1])
    if engine.atomic:
        assert searcher.search(Query("")).total == 1
    assert searcher.refresh()
    assert not searcher.refresh()
    assert searcher.search(Query("")).total == 2
    assert searcher.info().generation > before


def test_verify_and_optimize(engine: Engine, url: str) -> None:
    for article in ARTICLES[:5]:
        write(url, article)
    with open_writer(url) as writer:
        writer.delete("oil-1")
    before = {article.id: article for article in reader(url).articles()}
    assert verify_index(url) == ()
    info = optimize_index(url)
    assert info.articles == 4
    assert info.deleted == 0 or not engine.atomic  # a cluster keeps them a while for its copies
    assert verify_index(url) == ()
    assert {article.id: article for article in reader(url).articles()} == before
