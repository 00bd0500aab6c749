"""Where saved searches are kept: on every kind of database, and when it fails."""

from __future__ import annotations

import re
import sqlite3
import stat
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

import dragoman
from search.model import Filters, Match, Query, Selection
from search.settings import BadSetting
from webapp import Config, create_app
from webapp.database import Database, DatabaseTrouble, SqliteDatabase, open_database
from webapp.last_looked import LastLooked
from webapp.saved import NotSaved, SavedSearches


@pytest.fixture(
    params=["sqlite", "sqlalchemy", pytest.param("server", marks=pytest.mark.postgresql)]
)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'new' / 'saved.sqlite'}"
    else:
        pytest.importorskip("sqlalchemy")
        url = f"sqlite+pysqlite:///{tmp_path / 'saved.sqlite'}"
    if request.param == "server":
        url = request.getfixturevalue("server_url")
    database = open_database(url)
    database.change("DROP TABLE IF EXISTS saved_search", {})
    yield database
    database.close()


def test_kept_found_listed_and_deleted(database: Database) -> None:
    saved = SavedSearches(database)
    query = Query("sanctions", match=Match.ALL)
    mine = saved.save("Iran, weekly", query, "ann", open=False)
    other = saved.save("Iran weekly", query, "bob", open=True)
    assert (mine.slug, other.slug) == ("iran-weekly", "iran-weekly-2")
    assert saved.find("iran-weekly", "ann") == mine
    assert saved.find("iran-weekly", "bob") is None
    assert [s.slug for s in saved.visible_to("ann")] == ["iran-weekly", "iran-weekly-2"]
    assert [s.slug for s in saved.visible_to("bob")] == ["iran-weekly-2"]
    assert not saved.delete("iran-weekly", "bob")
    assert saved.delete("iran-weekly", "ann")
    assert saved.find("iran-weekly", "ann") is None


def test_renamed_and_made_public_by_its_owner_alone(database: Database) -> None:
    saved = SavedSearches(database)
    mine = saved.save("Iran", Query("iran", match=Match.ALL), "ann", open=False)
    assert not saved.change(mine.slug, "bob", "Bob's", open=True)
    assert not saved.change("none", "ann", "x", open=True)
    assert saved.change(mine.slug, "ann", "  Iran,\nweekly ", open=True)
    changed = replace(mine, name="Iran, weekly", open=True)
    assert saved.find(mine.slug, "bob") == changed
    with pytest.raises(NotSaved, match="name"):
        saved.change(mine.slug, "ann", " \t", open=False)
    assert saved.find(mine.slug, "ann") == changed


def test_a_place_is_not_kept(database: Database) -> None:
    kept = SavedSearches(database).save("x", Query("iran", page=7), "ann", open=False)
    assert kept.query == Query("iran")


def test_a_name_is_needed_and_there_is_an_end(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.saved.MOST_PER_OWNER", 3)
    saved = SavedSearches(database)
    with pytest.raises(NotSaved, match="name"):
        saved.save("  \n", Query(), "ann", open=False)
    for i in range(3):
        saved.save(f"n{i}", Query(), "ann", open=False)
    with pytest.raises(NotSaved, match="delete one"):
        saved.save("one more", Query(), "ann", open=False)


@pytest.mark.parametrize("name", ["\0", "\u200b", "\u202e", "\ufeff \u2060", "\x85\x1f"])
def test_a_name_that_nobody_could_see_is_none(database: Database, name: str) -> None:
    with pytest.raises(NotSaved, match="name"):
        SavedSearches(database).save(name, Query(), "ann", open=False)


def test_a_name_stays_within_its_line(database: Database) -> None:
    saved = SavedSearches(database)
    kept = saved.save("oil\0 and \u202egas\x1b[2J", Query("oil"), "ann", open=False)
    assert kept.name == "oil and gas [2J"
    assert saved.find(kept.slug, "ann") == kept


@pytest.mark.parametrize("slug", ["\0", "a\0b", "\ud800", "%", "x" * 5000, "é", ""])
def test_a_slug_that_is_none_finds_nothing(database: Database, slug: str) -> None:
    assert SavedSearches(database).find(slug, "ann") is None


def test_a_search_is_kept_whole_or_not_at_all(database: Database, tmp_path: Path) -> None:
    saved = SavedSearches(database)
    longest = Query("制" * 4_000, match=Match.ALL)
    kept = saved.save("long", longest, "ann", open=False)
    found = saved.find(kept.slug, "ann")
    assert found is not None and found.query == longest
    values = tuple(f"{n}{'制' * 40}" for n in range(180))
    longer = Query("oil", Filters().replace("source", Selection(values)))
    with pytest.raises(NotSaved, match="too long"):
        saved.save("longer", longer, "ann", open=False)


def test_a_database_that_went_away_is_made_anew(database: Database) -> None:
    saved, looked = SavedSearches(database), LastLooked(database)
    saved.save("Oil", Query("oil"), "ann", open=False)
    looked.look("ann", "oil", datetime.now(UTC))
    database.change("DROP TABLE saved_search", {})
    database.change("DROP TABLE last_looked", {})
    assert saved.visible_to("ann") == ()
    assert looked.of("ann") == ()
    assert saved.save("Oil", Query("oil"), "ann", open=False).slug == "oil"


def test_a_file_that_is_no_database_is_told_and_can_be_replaced(tmp_path: Path) -> None:
    path = tmp_path / "saved.sqlite"
    saved = SavedSearches(SqliteDatabase(path))
    saved.save("Oil", Query("oil"), "ann", open=False)
    for beside in tmp_path.iterdir():
        beside.unlink()
    path.write_bytes(b"something else, long enough to be read as a header" * 100)
    with pytest.raises(DatabaseTrouble):
        saved.visible_to("ann")
    path.unlink()
    assert saved.visible_to("ann") == ()


def test_what_is_saved_is_found_where_nothing_can_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "saved.sqlite"
    with closing(sqlite3.connect(path)) as connection:  # as earlier versions left it
        connection.execute("PRAGMA journal_mode=WAL")
    SavedSearches(SqliteDatabase(path)).save("Oil", Query("oil"), "ann", open=False)
    assert list(tmp_path.iterdir()) == [path]
    connect = sqlite3.connect

    def read_only(file: Path, **more: float) -> sqlite3.Connection:
        return connect(f"file:{file}?mode=ro", uri=True, **more)

    monkeypatch.setattr("webapp.database.sqlite3.connect", read_only)
    saved = SavedSearches(SqliteDatabase(path))
    assert [found.slug for found in saved.visible_to("ann")] == ["oil"]
    assert saved.find("oil", "ann") is not None
    with pytest.raises(DatabaseTrouble):
        saved.save("More", Query("oil"), "ann", open=False)


def test_many_may_save_at_once(tmp_path: Path) -> None:
    path = tmp_path / "saved.sqlite"
    with ThreadPoolExecutor(8) as pool:
        made = pool.map(
            lambda n: SavedSearches(SqliteDatabase(path)).save(
                "Oil", Query("oil"), f"v{n}", open=True
            ),
            range(40),
        )
        assert len({saved.slug for saved in made}) == 40


def test_the_database_is_read_by_its_owner_alone(tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)
    path = shared / "saved.sqlite"
    SavedSearches(SqliteDatabase(path)).save("Oil", Query("oil"), "ann", open=False)
    assert {stat.S_IMODE(file.stat().st_mode) for file in shared.iterdir()} == {0o600}


@settings(max_examples=12, deadline=None)
@given(st.lists(st.text(max_size=200).map("{}x".format), min_size=1, max_size=3))
def test_any_name_has_a_plain_slug_of_its_own(names: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        saved = SavedSearches(SqliteDatabase(Path(folder) / "s.sqlite"))
        slugs = []
        for name in names:
            clean = name.encode("utf-8", "replace").decode()
            slugs.append(saved.save(clean, Query("a"), "ann", open=False).slug)
    assert len(set(slugs)) == len(slugs)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in slugs)


def test_a_database_that_cannot_be_used_is_told() -> None:
    with pytest.raises(DatabaseTrouble):
        SavedSearches(SqliteDatabase(Path("/proc/nowhere/x"))).visible_to("ann")
    pytest.importorskip("sqlalchemy")
    for url, told in (
        ("not an address", "parse"),
        (
            "mysql+pymysql://reader@db.example/news",
            "mysql.pymysql is neither SQLite nor PostgreSQL",
        ),
        ("oracle://reader@db.example/news", "neither SQLite nor PostgreSQL"),
        ("postgresql+nosuchdriver://db.example/news", "nosuchdriver"),
        ("postgresql+psycopg://db.example:port/news", "port"),
    ):
        with pytest.raises(BadSetting, match=f"DRAGOMAN_DATABASE_URL .*{told}"):
            open_database(url)
        with pytest.raises(BadSetting, match="DRAGOMAN_DATABASE_URL"):  # not at the first search
            create_app(Config(database=url))


def test_the_command_refuses_a_database_it_cannot_use(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DRAGOMAN_DATABASE_URL", "mysql://reader@db.example/news")
    result = CliRunner().invoke(dragoman.commands, ["serve", "--port", "0"])
    assert result.exit_code == 2
    assert "DRAGOMAN_DATABASE_URL" in result.output and "neither" in result.output
