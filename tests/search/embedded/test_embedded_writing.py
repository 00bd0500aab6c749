"""Transactions: what a commit changes, what an exception leaves as it was."""

from __future__ import annotations

import hashlib
import threading
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path
from unittest import mock

import pytest
from embedded_builders import QuickDisk, corpora, make_corpus, opened, scratch, tried, write
from fake_clock import FakeClock
from hypothesis import given
from hypothesis import strategies as st

from search.embedded import EmbeddedSearcher, EmbeddedWriter, optimize, verify
from search.embedded.writer import LOCK_POLL
from search.engine import EngineUnavailable, IndexLocked, IndexMissing
from search.model import Article, Query, SourceRecord, Tag

ARTICLES = make_corpus(20, seed=9)
LOCK = "MAIN_WRITELOCK"


def files(folder: Path) -> dict[str, str]:
    """Every file but the lock, by what it holds."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.iterdir()
        if path.name != LOCK
    }


def writing(folder: Path) -> EmbeddedWriter:
    return EmbeddedWriter(folder, disk=QuickDisk(folder))


def test_an_article_comes_back_as_it_was(tmp_path: Path) -> None:
    odd = Article(
        id="odd \u202eid",
        text="  Two\n\nparagraphs.\r\n\tAnd a tab \x00 and NUL. 北京 🇺🇳 ",
        derived_title="derived",
        dateline="VIENNA",
        byline="By A. Reporter",
        url="https://example.org/?a=b&c",
        source="Le Monde",
        countries=(Tag("ir", 0.5, False, 3, True, (1, 5)), Tag("us")),
        organisations=(Tag("un", evidence=(0, 2)),),
        pairs=("ir.us",),
    )
    write(tmp_path, [odd, *ARTICLES])
    searcher = opened(tmp_path)
    for article in (odd, *ARTICLES):
        stored = searcher.get(article.id)
        assert stored is not None
        assert stored.added == stored.changed is not None
        assert replace(stored, added=None, changed=None) == article
    assert searcher.get("missing") is None


@tried(18)
@given(st.lists(st.tuples(corpora(5), st.lists(st.integers(0, 9), max_size=3)), max_size=5))
def test_an_index_is_a_dictionary_of_articles(
    commits: list[tuple[list[Article], list[int]]],
) -> None:
    """Ten ids only, so that updates and deletions of what is there are common."""
    state: dict[str, Article] = {}
    with scratch() as folder:
        write(folder)
        for added, deleted in commits:
            rows = [replace(a, id=f"id{int(a.id[1:]) % 10}") for a in added]
            with writing(folder) as writer:
                for number in deleted:
                    assert writer.delete(f"id{number}") == (f"id{number}" in state)
                    state.pop(f"id{number}", None)
                for row in rows:
                    writer.add(row)
                    state[row.id] = row
            searcher = opened(folder)
            stored = {a.id: replace(a, added=None, changed=None) for a in searcher.articles()}
            assert stored == state
            assert searcher.info().articles == searcher.search(Query("", size=50)).total
            assert searcher.search(Query("", size=50)).total == len(state)
        assert verify(folder) == ()


def test_an_update_keeps_when_it_was_added(tmp_path: Path) -> None:
    began = datetime.now(UTC)
    write(tmp_path, ARTICLES[:3])
    first = opened(tmp_path).get(ARTICLES[0].id)
    write(tmp_path, [replace(ARTICLES[0], text="wholly new words")])
    searcher = opened(tmp_path)
    second, other = searcher.get(ARTICLES[0].id), searcher.get(ARTICLES[1].id)
    assert first is not None is not second
    assert other is not None
    assert began <= first.added == first.changed == second.added == other.changed  # type: ignore[operator]
    assert second.changed > second.added  # type: ignore[operator]
    assert second.text == "wholly new words"
    assert searcher.search(Query("wholly")).total == 1
    optimize(tmp_path)
    assert opened(tmp_path).get(ARTICLES[0].id) == second


def test_the_later_of_two_with_one_id_wins(tmp_path: Path) -> None:
    write(tmp_path, [Article("a", "older"), Article("b", "between"), Article("a", "newer")])
    searcher = opened(tmp_path)
    assert [a.text for a in searcher.articles()] == ["between", "newer"]
    assert searcher.search(Query("older")).total == 0


@pytest.mark.parametrize("id", ["a\x1fb", "a\x00b", "a\ud800b", "é", " ", "x" * 5_000])
def test_odd_ids_are_found_again(tmp_path: Path, id: str) -> None:
    for text in ("older", "newer"):
        write(tmp_path, [Article(id, text)])
    searcher = opened(tmp_path)
    assert [article.text for article in searcher.articles()] == ["newer"]
    found = searcher.get(id)
    assert found is not None
    assert found.text == "newer"
    with writing(tmp_path) as writer:
        assert writer.delete(id)
    assert opened(tmp_path).info().articles == 0


def test_an_update_across_batches_of_one_transaction(tmp_path: Path) -> None:
    with mock.patch("search.embedded.batch.MAX_ARTICLES", 2):
        write(tmp_path, [*ARTICLES[:5], replace(ARTICLES[0], text="wholly new"), *ARTICLES[5:9]])
    searcher = opened(tmp_path)
    assert {a.id for a in searcher.articles()} == {a.id for a in ARTICLES[:9]}
    assert searcher.search(Query("wholly")).total == 1
    assert len({a.added for a in searcher.articles()}) == 1
    assert verify(tmp_path) == ()


def test_deleted_and_added_again_is_added_anew(tmp_path: Path) -> None:
    write(tmp_path, ARTICLES[:2])
    write(tmp_path, [ARTICLES[0]], deleted=[ARTICLES[0].id])
    again, other = (opened(tmp_path).get(a.id) for a in ARTICLES[:2])
    assert again is not None is not other
    assert again.added > other.added  # type: ignore[operator]


def test_deleting_within_the_transaction_that_added(tmp_path: Path) -> None:
    with writing(tmp_path) as writer:
        writer.add(ARTICLES[0])
        writer.add(ARTICLES[1])
        assert writer.delete(ARTICLES[0].id)
        assert not writer.delete(ARTICLES[0].id)
    assert [a.id for a in opened(tmp_path).articles()] == [ARTICLES[1].id]


def test_records_are_saved_with_the_commit_and_not_before(tmp_path: Path) -> None:
    one, two = SourceRecord("a.txt", "f1", ("x", "y"), 5, 6), SourceRecord("b.txt", "f2")
    write(tmp_path)
    with writing(tmp_path) as writer:
        writer.record(one)
        writer.record(two)
        assert list(writer.sources()) == [one, two]
        assert list(opened(tmp_path).sources()) == []
    assert list(opened(tmp_path).sources()) == [one, two]
    with writing(tmp_path) as writer:
        writer.forget("a.txt")
        writer.forget("never.txt")
        assert list(writer.sources()) == [two]
        assert list(opened(tmp_path).sources()) == [one, two]
    assert list(opened(tmp_path).sources()) == [two]
    write(tmp_path, ARTICLES[:1])
    assert list(opened(tmp_path).sources()) == [two]


def test_stamps_are_kept(tmp_path: Path) -> None:
    with writing(tmp_path) as writer:
        writer.stamp("tagger", "v1")
    write(tmp_path, ARTICLES[:1])
    assert dict(opened(tmp_path).info().fingerprints)["tagger"] == "v1"


def test_nothing_to_do_writes_nothing(tmp_path: Path) -> None:
    write(tmp_path, ARTICLES)
    before = files(tmp_path)
    with writing(tmp_path) as writer:
        writer.forget("never.txt")
        assert not writer.delete("never")
    assert files(tmp_path) == before


class Trouble(Exception):  # noqa: N818 - it is no error of ours
    pass


def test_an_exception_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    with writing(tmp_path) as writer:
        for article in ARTICLES[:10]:
            writer.add(article)
        writer.record(SourceRecord("a.txt", "f1"))
    before = files(tmp_path)
    with (
        mock.patch("search.embedded.batch.MAX_ARTICLES", 2),
        pytest.raises(Trouble),
        writing(tmp_path) as writer,
    ):
        for article in ARTICLES[5:]:
            writer.add(article)
        writer.delete(ARTICLES[0].id)
        writer.record(SourceRecord("b.txt", "f2"))
        writer.forget("a.txt")
        assert set(files(tmp_path)) > set(before)
        raise Trouble
    assert files(tmp_path) == before
    searcher = opened(tmp_path)
    assert [a.id for a in searcher.articles()] == [a.id for a in ARTICLES[:10]]
    assert [record.source for record in searcher.sources()] == ["a.txt"]
    write(tmp_path, ARTICLES[10:12])  # the lock is free again
    assert opened(tmp_path).info().articles == 12


@pytest.mark.parametrize(
    "step",
    [
        "search.embedded.batch.narrowest",
        "search.embedded.batch.invert",
        "search.embedded.writer.merge_postings",
        "search.embedded.writer.merge_documents",
        "search.embedded.writer.write_ledger",
        "search.embedded.segment_writer.write_arrays",
    ],
)
def test_trouble_at_any_step_leaves_the_folder_as_it_was(tmp_path: Path, step: str) -> None:
    for article in ARTICLES[:7]:
        write(tmp_path, [article])
    before = files(tmp_path)
    with (
        mock.patch(step, side_effect=Trouble),
        pytest.raises(Trouble),
        writing(tmp_path) as writer,
    ):
        writer.add(ARTICLES[8])  # the eighth small segment: a merge follows
        writer.record(SourceRecord("b.txt", "f2"))
    assert files(tmp_path) == before
    write(tmp_path, [ARTICLES[9]])
    assert opened(tmp_path).info().articles == 8


def test_what_cannot_be_removed_is_told_and_the_commit_stands(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for article in ARTICLES[:2]:
        write(tmp_path, [article])
    with mock.patch.object(QuickDisk, "remove", side_effect=PermissionError("not allowed")):
        write(tmp_path, ARTICLES[2:3])
    assert opened(tmp_path).info().articles == 3
    assert "not allowed" in caplog.text
    held = files(tmp_path)
    write(tmp_path, ARTICLES[3:4])
    assert set(held) - set(files(tmp_path)) >= {"_MAIN_1.toc"}


def test_a_second_writer_is_told_in_time(tmp_path: Path) -> None:
    write(tmp_path)
    clock = FakeClock()
    with writing(tmp_path) as writer:
        writer.add(ARTICLES[0])
        began = clock.now
        with (
            mock.patch("search.embedded.writer.time", clock),
            pytest.raises(IndexLocked, match="another writer"),
        ):
            EmbeddedWriter(tmp_path, timeout=2)
        assert 2 <= clock.now - began < 2 + 2 * LOCK_POLL
        with pytest.raises(IndexLocked):
            optimize(tmp_path, timeout=0.0)
    assert opened(tmp_path).info().articles == 1


def test_a_second_writer_goes_on_when_the_first_has_finished(tmp_path: Path) -> None:
    clock = FakeClock()
    with ExitStack() as first:
        first.enter_context(writing(tmp_path)).add(ARTICLES[0])
        with (
            mock.patch.object(clock, "sleep", lambda _: first.close()),
            mock.patch("search.embedded.writer.time", clock),
            EmbeddedWriter(tmp_path) as second,
        ):
            second.add(ARTICLES[1])
    assert opened(tmp_path).info().articles == 2


def test_readers_stay_on_their_generation(tmp_path: Path) -> None:
    """Across commits, merges and optimize, though files they read are removed meanwhile."""
    write(tmp_path, ARTICLES[:2])
    old = opened(tmp_path)
    wanted = old.search(Query("", size=50))
    texts = [article.text for article in old.articles()]
    for article in ARTICLES[2:]:
        write(tmp_path, [article], deleted=[ARTICLES[0].id])
    optimize(tmp_path)
    assert [a.text for a in old.articles()] == texts
    page = old.search(Query("", size=50))
    assert (page.hits, page.facets, page.index) == (wanted.hits, wanted.facets, wanted.index)
    assert old.get(ARTICLES[0].id) is not None
    assert old.refresh()
    assert not old.refresh()
    assert old.get(ARTICLES[0].id) is None
    assert old.search(Query("", size=50)).total == len(ARTICLES) - 1
    assert old.info().generation == opened(tmp_path).info().generation


def test_questions_go_on_while_the_index_changes(tmp_path: Path) -> None:
    write(tmp_path, ARTICLES[:5])
    searcher = opened(tmp_path)
    done = threading.Event()
    wrong: list[object] = []

    def ask() -> None:
        while not done.is_set():
            page = searcher.search(Query("", size=50))
            if not len(page.hits) == page.total == page.index.articles:
                wrong.append(page)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        for article in ARTICLES[5:]:
            write(tmp_path, [article])
            assert searcher.refresh()
        optimize(tmp_path)
        searcher.refresh()
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert not wrong
    assert searcher.info().articles == len(ARTICLES)


def test_opening_while_another_process_would_commit(tmp_path: Path) -> None:
    """Files may vanish between reading the table of contents and opening what it names."""
    write(tmp_path, ARTICLES[:1])
    enough, done = threading.Event(), threading.Event()

    def commit() -> None:
        """Twice through the articles, and on until the index has been opened often enough."""
        for number, article in enumerate(cycle(ARTICLES)):
            if number >= 2 * len(ARTICLES) and enough.is_set():
                break
            write(tmp_path, [article], deleted=[ARTICLES[3].id])
        done.set()

    thread = threading.Thread(target=commit)
    thread.start()
    openings = 0
    try:
        while not done.is_set():
            searcher = opened(tmp_path)
            page = searcher.search(Query("", size=50))
            assert len(page.hits) == page.total == page.index.articles
            assert [searcher.get(hit.id) for hit in page.hits].count(None) == 0
            assert list(searcher.sources()) == []
            openings += 1
            if openings > 5:
                enough.set()
    finally:
        enough.set()
        thread.join()


def test_no_index_is_said_and_not_made(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(IndexMissing, match="dragoman index"):
            EmbeddedSearcher(path)
        with pytest.raises(IndexMissing):
            verify(path)
        with pytest.raises(IndexMissing):
            optimize(path)
    assert not (tmp_path / "nowhere").exists()
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("no folder")
    with pytest.raises(EngineUnavailable):
        EmbeddedWriter(path)
    with pytest.raises(IndexMissing):
        EmbeddedSearcher(path)
    assert path.read_text() == "no folder"
