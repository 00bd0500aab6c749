"""Truncated, emptied, missing and foreign files: the last sound generation opens and says so."""

from __future__ import annotations

import errno
import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest
from embedded_builders import make_corpus, opened, write
from whoosh import fields
from whoosh import index as whoosh_index

from search.embedded import EmbeddedSearcher, EmbeddedWriter, segment, verify
from search.embedded.catalogue import NAME, file_names, read_catalogue
from search.embedded.columns import map_file
from search.engine import EngineUnavailable, IndexMissing, SchemaMismatch
from search.model import Query, SourceRecord

ARTICLES = make_corpus(6, seed=4)
FIRST, SECOND = 1, 2
"""Generations count from 1."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The FIRST commit of two articles, the SECOND of two more in a segment of their own."""
    folder = tmp_path / "index"
    write(folder, ARTICLES[:2], merging=False)
    with EmbeddedWriter(folder) as writer:
        for article in ARTICLES[2:4]:
            writer.add(article)
        writer.record(SourceRecord("a.txt", "f1"))
    return folder


def toc(folder: Path, generation: int) -> Path:
    return folder / f"_{NAME}_{generation}.toc"


def segment_files(folder: Path, number: int) -> list[Path]:
    return [folder / name for name in file_names(read_catalogue(folder).segments[number])]


def ids(searcher: EmbeddedSearcher) -> list[str]:
    assert searcher.search(Query("", size=50)).total == searcher.info().articles
    return sorted(article.id for article in searcher.articles())


def assert_at_the_first(folder: Path, told: str) -> None:
    searcher = opened(folder)
    assert ids(searcher) == [a.id for a in ARTICLES[:2]]
    info = searcher.info()
    assert info.generation == FIRST
    assert any(told in notice.text for notice in info.notices), info.notices
    assert any(told in trouble for trouble in verify(folder))


def assert_work_goes_on(folder: Path, before: int) -> None:
    write(folder, [ARTICLES[5]])
    searcher = opened(folder)
    assert len(ids(searcher)) == before + 1
    assert searcher.info().notices == ()
    assert searcher.info().generation > SECOND
    assert verify(folder) == ()


Damage = Callable[[Path], object]
DAMAGES: dict[str, Damage] = {
    "emptied": lambda path: path.write_bytes(b""),
    "cut by one byte": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "cut in half": lambda path: path.write_bytes(path.read_bytes()[: path.stat().st_size // 2]),
    "foreign": lambda path: path.write_bytes(b"<html>Sign in to the network</html>" * 3),
    "gone": lambda path: path.unlink(),
    "longer": lambda path: path.write_bytes(path.read_bytes() + b"\0" * 10),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("extension", [".doc", ".frq", ".pos", ".txt", ".col"])
def test_a_damaged_newest_segment(folder: Path, extension: str, damage: Damage) -> None:
    path = next(p for p in segment_files(folder, 1) if p.suffix == extension)
    whole = path.stat().st_size
    damage(path)
    if path.exists() and path.stat().st_size == whole:
        pytest.skip("this file has no half")
    assert_at_the_first(folder, path.name)
    assert_work_goes_on(folder, 2)


@pytest.mark.parametrize("damage", [DAMAGES["emptied"], DAMAGES["gone"]], ids=["emptied", "gone"])
def test_a_damaged_segment_of_every_generation(folder: Path, damage: Damage) -> None:
    path = segment_files(folder, 0)[0]
    damage(path)
    with pytest.raises(EngineUnavailable, match="index again") as told:
        opened(folder)
    assert path.name in str(told.value)
    with pytest.raises(EngineUnavailable):
        EmbeddedWriter(folder)
    with pytest.raises(EngineUnavailable):
        verify(folder)


@pytest.mark.parametrize("code", [errno.EACCES, errno.EMFILE, errno.ENOMEM])
def test_what_the_system_withholds_is_not_called_damaged(
    folder: Path, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such an index may be sound: nobody is told to remove it, and no writer passes over it."""
    ours = segment_files(folder, 1)

    def withheld(path: Path) -> object:
        if path in ours:
            raise OSError(code, os.strerror(code))
        return map_file(path)

    monkeypatch.setattr(segment, "map_file", withheld)
    assert_at_the_first(folder, os.strerror(code))
    with pytest.raises(EngineUnavailable, match=os.strerror(code)) as told:
        EmbeddedWriter(folder)
    assert "index again" not in str(told.value) and "Nothing was changed" in str(told.value)
    toc(folder, FIRST).unlink()
    with pytest.raises(EngineUnavailable, match="nothing there need be removed"):
        opened(folder)
    monkeypatch.undo()
    assert ids(opened(folder)) == [a.id for a in ARTICLES[:4]]


def test_a_medium_that_fails_is_damage(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: Path) -> object:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(segment, "map_file", fail)
    with pytest.raises(EngineUnavailable, match="Restore the folder from a copy"):
        opened(folder)


def test_a_table_of_contents_torn_anywhere(folder: Path) -> None:
    whole = toc(folder, SECOND).read_bytes()
    for length in [*range(0, len(whole), 23), len(whole) - 1]:
        toc(folder, SECOND).write_bytes(whole[:length])
        assert_at_the_first(folder, f"generation {SECOND}")
    toc(folder, SECOND).write_bytes(bytes(len(whole)))
    assert_at_the_first(folder, f"generation {SECOND}")
    assert_work_goes_on(folder, 2)


def test_a_torn_table_of_contents_far_ahead(folder: Path) -> None:
    toc(folder, 900).write_bytes(b"torn")
    searcher = opened(folder)
    assert ids(searcher) == [a.id for a in ARTICLES[:4]]
    assert "generation 900" in searcher.info().notices[0].text
    assert not searcher.refresh()
    write(folder, [ARTICLES[4]])
    assert searcher.refresh()
    assert searcher.info().generation == 901
    assert not toc(folder, 900).exists()


def test_bytes_that_changed_are_found_by_verify(folder: Path) -> None:
    """Sizes alone are looked at when an index opens; every byte when it is verified."""
    for path in segment_files(folder, 0) + segment_files(folder, 1):
        whole = path.read_bytes()
        if not whole:
            continue
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 0xFF]))
        troubles = verify(folder)
        assert [path.name in trouble for trouble in troubles] == [True], path
        path.write_bytes(whole)
    assert verify(folder) == ()


def test_a_damaged_ledger_costs_only_what_it_remembered(folder: Path) -> None:
    name = read_catalogue(folder).header.ledger
    (folder / name).write_bytes(b"no ledger")
    assert any("reads all its inputs again" in trouble for trouble in verify(folder))
    assert len(ids(opened(folder))) == 4
    assert list(opened(folder).sources()) == []
    with EmbeddedWriter(folder) as writer:
        assert list(writer.sources()) == []
        writer.record(SourceRecord("b.txt", "f2"))
    assert [r.source for r in opened(folder).sources()] == ["b.txt"]
    assert verify(folder) == ()


def test_strangers_in_the_folder_are_left_alone(folder: Path) -> None:
    names = ["notes.txt", "MAIN_notes.txt", ".hidden", "_MAIN_x.toc", "MAIN.doc", "_OTHER_1.toc"]
    for name in names:
        (folder / name).write_text("mine")
    (folder / "folder").mkdir()
    (folder / "_MAIN_7.toc").mkdir()
    for article in ARTICLES:
        write(folder, [article])
    assert len(ids(opened(folder))) == len(ARTICLES)
    assert verify(folder) == () or "generation 7" in verify(folder)[0]
    for name in names:
        assert (folder / name).read_text() == "mine"
    assert (folder / "folder").is_dir()


def test_what_a_crash_left_is_cleared_by_the_next_commit(folder: Path) -> None:
    left = ["MAIN_0123456789abcdef.doc", "MAIN_0123456789abcdef.ledger", "_MAIN_3.toc.1699999.1"]
    for name in left:
        (folder / name).write_text("left")
    assert len(ids(opened(folder))) == 4
    write(folder, [ARTICLES[4]])
    assert not [name for name in left if (folder / name).exists()]


def test_an_index_of_stock_whoosh_is_not_ours(tmp_path: Path) -> None:
    whoosh_index.create_in(str(tmp_path), fields.Schema(text=fields.TEXT))
    with pytest.raises(EngineUnavailable, match="not one of Dragoman's"):
        opened(tmp_path)
    with pytest.raises(EngineUnavailable):
        EmbeddedWriter(tmp_path)


def test_a_foreign_pickle_is_not_an_index(tmp_path: Path) -> None:
    toc(tmp_path, 0).write_bytes(pickle.dumps({"a": 1}))
    with pytest.raises(EngineUnavailable):
        opened(tmp_path)


def test_an_empty_folder_with_a_lock_is_no_index(tmp_path: Path) -> None:
    (tmp_path / f"{NAME}_WRITELOCK").touch()
    with pytest.raises(IndexMissing):
        opened(tmp_path)


@pytest.mark.parametrize(
    ("target", "value"),
    [
        ("search.freshness.SCHEMA_VERSION", 999),
        ("search.freshness.fingerprint", lambda: "another"),
    ],
)
def test_another_schema_or_analysis_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch, target: str, value: object
) -> None:
    monkeypatch.setattr(target, value)
    for opening in (opened, EmbeddedWriter, verify):
        with pytest.raises(SchemaMismatch, match=r"Index the articles again"):
            opening(folder)
    monkeypatch.undo()
    assert len(ids(opened(folder))) == 4  # and the lock is free
    write(folder, [ARTICLES[4]])
