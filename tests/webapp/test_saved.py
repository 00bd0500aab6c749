"""Saved searches: names for addresses, seen by whom they should be, posted by nobody else."""

from __future__ import annotations

import errno
import os
import re
import secrets
import sqlite3
import stat
import tempfile
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from click.testing import CliRunner
from fake_searcher import FakeSearcher
from flask import Flask, Request
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from reading_html import Page

import dragoman
from search.engine import TookTooLong
from search.model import Article, Filters, Match, Query, Selection, Want
from search.permalink import from_url
from search.settings import BadSetting
from webapp import Config, create_app
from webapp.database import Database, DatabaseTrouble, SqliteDatabase, open_database
from webapp.last_looked import LastLooked
from webapp.saved import NotSaved, SavedSearches
from webapp.visitors import COOKIE, MOST_LOOKED, Visitor, Visitors, read_key


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


OLD = """
INSERT INTO saved_search
VALUES ('old', 'Old', :parameters, 0, 'ann', 1, '2019-01-05T10:00:00+00:00')
"""


@pytest.mark.parametrize(
    ("kept", "leads_to"),
    [
        ("to=2015&q=sanctions&country=IR", "country=ir&q=sanctions&to=2015-12-31"),
        ("q=sanctions&country=Burma&page=3", "country=mm&q=sanctions"),
        ("q=sanctions&gone=1&sort=best", "q=sanctions"),
        ("", ""),
    ],
)
def test_what_an_older_version_kept_is_followed(app: Flask, kept: str, leads_to: str) -> None:
    """The grammar's version is kept with it; whatever that was, it is read by its words."""
    client = app.test_client()
    assert client.get("/saved").status_code == 200  # makes the table
    url = app.extensions["dragoman.config"].database
    open_database(url).change(OLD, {"parameters": kept})
    assert headings(Page(client.get("/saved").text))[0].startswith("Old ")
    answer = client.get("/s/old")
    assert answer.status_code == 303
    assert parse_qsl(urlsplit(answer.location).query) == parse_qsl(leads_to)
    assert client.get(answer.location).status_code == 200
    assert client.get("/s/old.atom").status_code == 200


def test_a_long_question_comes_through_the_form_whole(client: FlaskClient) -> None:
    asked = urlencode({"q": "制" * 3_000})
    form = form_of(Page(client.get(f"/saved/new?{asked}").text))
    assert client.post("/saved", data={**form, "name": "Long"}).status_code == 303
    assert client.get("/s/long").location == f"/search?match=all&{asked}"


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


def test_a_key_that_cannot_be_written_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(size: int) -> bytes:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("webapp.visitors.secrets.token_bytes", full)
    with pytest.raises(DatabaseTrouble, match="space"):
        read_key(tmp_path / "state" / "secret-key")
    assert list((tmp_path / "state").iterdir()) == []


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


def form_of(page: Page) -> dict[str, str]:
    return {
        e.attributes["name"]: e.attributes["value"]
        for e in page.all("input", type="hidden")
        if e.attributes["name"] in ("token", "search")
    }


def save(client: FlaskClient, name: str, url: str = "/saved/new?q=sanctions", **more: str) -> Page:
    form = form_of(Page(client.get(url).text))
    answer = client.post("/saved", data={**form, "name": name, **more})
    assert answer.status_code == 303, answer.text
    return Page(client.get(answer.location).text)


def headings(page: Page) -> list[str]:
    """Those of the searches; the list of shortcuts has one of its own."""
    return [e.text for e in page.all("h2") if "dialog" not in e.parents]


def test_save_and_follow(client: FlaskClient) -> None:
    page = save(client, "Sanctions")
    assert headings(page) == ["Sanctions 8 articles"]
    answer = client.get("/s/sanctions")
    assert (answer.status_code, answer.location) == (303, "/search?match=all&q=sanctions")


def test_the_form_tells_what_is_kept(client: FlaskClient) -> None:
    page = Page(
        client.get(
            "/saved/new?country=ir&from=2012-01-01&not.country=us&q=sanctions&sort=newest"
            "&to=2015-12-31"
        ).text
    )
    kept = [e.text for e in page.all("dd")]
    assert [e.text for e in page.all("dt")] == ["Words", "Date", "Country", "Order"]
    assert kept == ["sanctions", "2012 to 2015", "Iran, not United States", "newest first"]
    name = page.one("input", name="name").attributes["value"]
    assert name == "sanctions, 2012 to 2015, Iran, not United States"
    every = Page(client.get("/saved/new").text)
    assert every.one("input", name="name").attributes["value"] == "All articles"
    many = "&".join(f"source=a-rather-long-name-{n}" for n in range(20))
    long = Page(client.get(f"/saved/new?q=oil&{many}").text)
    suggested = long.one("input", name="name").attributes["value"]
    assert suggested.startswith("oil, a-rather") and suggested.endswith("…")
    assert len(suggested) <= 100


def test_short_addresses_of_ones_own_computer_are_told_apart(client: FlaskClient) -> None:
    assert "nobody else can follow them" not in client.get("/saved").text
    save(client, "Sanctions")
    assert "nobody else can follow them" in client.get("/saved").text
    form = form_of(Page(client.get("/saved/new?q=oil", base_url="http://news.example").text))
    client.post("/saved", data={**form, "name": "Oil"}, base_url="http://news.example")
    page = client.get("/saved", base_url="http://news.example").text
    assert "/s/oil" in page and "nobody else" not in page


def test_what_was_typed_stays_in_a_form_that_is_refused(client: FlaskClient) -> None:
    form = form_of(Page(client.get("/saved/new?q=sanctions").text))
    answer = client.post("/saved", data={**form, "name": "  ", "open": "1"})
    assert answer.status_code == 400
    page = Page(answer.text)
    assert page.one("input", name="name").attributes["value"] == "  "
    assert "checked" in page.one("input", name="open").attributes


def test_programs_read_saved_searches_and_cannot_write_them(app: Flask) -> None:
    ann, bob = app.test_client(), app.test_client()
    save(ann, "Mine", open="1")
    save(ann, "Hidden")
    own = {s["slug"]: s for s in ann.get("/api/v1/saved").json["saved"]}
    assert {slug: s["own"] for slug, s in own.items()} == {"mine": True, "hidden": True}
    answer = bob.get("/api/v1/saved")
    assert answer.headers["Cache-Control"] == "private, no-store"
    (seen,) = answer.json["saved"]
    assert (seen["slug"], seen["own"], seen["open"]) == ("mine", False, True)
    assert seen["permalink"] == "http://localhost/search?match=all&q=sanctions"
    assert bob.get(seen["url"]).location == "/search?match=all&q=sanctions"
    for refused in (ann.post("/api/v1/saved", json={"name": "x"}), ann.delete("/api/v1/saved")):
        assert (refused.status_code, refused.content_type) == (403, "application/problem+json")
        assert "/saved/new" in refused.json["detail"]
    assert len(ann.get("/api/v1/saved").json["saved"]) == 2


def test_others_see_only_what_is_open(app: Flask) -> None:
    ann, bob = app.test_client(), app.test_client()
    save(ann, "Mine")
    save(ann, "Ours", open="1")
    assert headings(Page(bob.get("/saved").text)) == ["Ours 8 articles"]
    assert bob.get("/s/mine").status_code == 404
    assert bob.get("/s/ours").status_code == 303
    assert bob.get("/s/ours.atom").status_code == 200
    assert app.test_client().get("/s/mine.atom").status_code == 404
    assert len(Page(bob.get("/saved").text).all("form", method="post")) == 0


def test_the_feed_of_a_private_search_needs_no_cookie(app: Flask) -> None:
    page = save(app.test_client(), "Mine")
    feed = next(e for e in page.all("a") if e.text.startswith("Atom feed")).attributes["href"]
    assert app.test_client().get(feed).status_code == 200


def test_renaming_and_sharing_later(app: Flask) -> None:
    ann, bob = app.test_client(), app.test_client()
    page = save(ann, "Mine")
    addresses = [e.attributes["value"] for e in page.all("input", type="text")]
    assert addresses == ["http://localhost/s/mine"]
    page = Page(ann.get("/s/mine/edit").text)
    assert page.one("input", name="name").attributes["value"] == "Mine"
    assert "checked" not in page.one("input", name="open").attributes
    token = form_of(page)["token"]
    sent = {"token": token, "name": "<b>Ours</b>", "open": "1"}
    assert ann.post("/s/mine/edit", data=sent).status_code == 303
    assert headings(Page(bob.get("/saved").text)) == ["<b>Ours</b> 8 articles"]
    assert bob.get("/s/mine").status_code == 303
    assert bob.get("/s/mine/edit").status_code == 404
    theirs = form_of(Page(bob.get("/saved/new").text))["token"]
    assert bob.post("/s/mine/edit", data={**sent, "token": theirs}).status_code == 404
    assert ann.post("/s/mine/edit", data={"token": token, "name": "Mine"}).status_code == 303
    assert bob.get("/s/mine").status_code == 404


def test_a_change_without_a_name_comes_back_as_it_was_sent(client: FlaskClient) -> None:
    save(client, "Mine")
    token = form_of(Page(client.get("/s/mine/edit").text))["token"]
    answer = client.post("/s/mine/edit", data={"token": token, "name": " ", "open": "1"})
    assert answer.status_code == 400
    page = Page(answer.text)
    assert page.one("p", "wrong").text == "Give the search a name."
    assert "checked" in page.one("input", name="open").attributes
    assert client.get("/api/v1/saved").json["saved"][0]["open"] is False


def test_deleting_is_for_owners(app: Flask) -> None:
    ann, bob = app.test_client(), app.test_client()
    save(ann, "Ours", open="1")
    page = Page(ann.get("/s/ours/delete").text)
    assert page.one("h1").text == "Delete “Ours”?"
    token = form_of(page)["token"]
    assert bob.get("/s/ours/delete").status_code == 404
    assert ann.get("/s/ours").status_code == 303  # asking deletes nothing
    theirs = form_of(Page(bob.get("/saved/new").text))["token"]
    assert bob.post("/s/ours/delete", data={"token": theirs}).status_code == 404
    assert bob.post("/s/ours/delete", data={"token": token}).status_code == 403
    assert ann.post("/s/ours/delete", data={"token": token}).status_code == 303
    assert ann.get("/s/ours").status_code == 404


@pytest.mark.parametrize("token", ["", "0" * 64, "é\x00"])
def test_no_other_site_can_post(client: FlaskClient, token: str) -> None:
    save(client, "Kept")
    forged = {"token": token, "name": "x", "search": "q=a"}
    assert client.post("/saved", data=forged).status_code == 403
    assert client.post("/s/kept/delete", data=forged).status_code == 403
    assert client.post("/s/kept/edit", data={**forged, "open": "1"}).status_code == 403
    assert client.get("/api/v1/saved").json["saved"][0]["open"] is False
    assert client.get("/s/kept").status_code == 303


def test_every_place_that_writes_wants_the_token_of_a_form(app: Flask) -> None:
    client = app.test_client()
    save(client, "Kept")
    writing = {
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
    }
    assert {rule for rule, _ in writing} == {
        "/saved",
        "/s/<slug>/edit",
        "/s/<slug>/delete",
        "/api/v1/saved",
    }
    before = client.get("/api/v1/saved").json
    for rule, method in sorted(writing):
        for forged in ({}, {"token": "0" * 64}):
            data = {**forged, "name": "x", "search": "q=a", "open": "1"}
            answer = client.open(rule.replace("<slug>", "kept"), method=method, data=data)
            assert answer.status_code == 403, (rule, method)
    assert client.get("/api/v1/saved").json == before


def test_a_form_of_one_worker_is_good_for_every_worker(
    searcher: FakeSearcher, tmp_path: Path
) -> None:
    one, other = (
        create_app(Config(opener=lambda url: searcher, state=tmp_path)).test_client()
        for _ in range(2)
    )
    form = form_of(Page(one.get("/saved/new?q=oil").text))
    cookie = one.get_cookie(COOKIE)
    assert cookie is not None
    other.set_cookie(COOKIE, cookie.value)
    assert other.post("/saved", data={**form, "name": "Oil"}).status_code == 303
    assert one.get("/s/oil").status_code == 303


def test_a_form_without_a_name_comes_back_with_the_search(client: FlaskClient) -> None:
    form = form_of(Page(client.get("/saved/new?country=ir&q=sanctions").text))
    answer = client.post("/saved", data={**form, "name": " "})
    assert answer.status_code == 400
    assert form_of(Page(answer.text))["search"] == "country=ir&q=sanctions"
    assert Page(answer.text).one("p", "wrong").text == "Give the search a name."


def test_new_since_last_looked(tmp_path: Path) -> None:
    old = datetime.now(UTC) - timedelta(days=3)
    first = Article(id="a", text="oil", title="A", added=old)
    searcher = FakeSearcher((first,))
    client = create_app(Config(opener=lambda url: searcher, state=tmp_path)).test_client()
    page = save(client, "Oil", "/saved/new?q=oil")
    assert not page.all("a", "fresh")
    soon = datetime.now(UTC) + timedelta(seconds=2)
    searcher.put(first, Article(id="b", text="oil", title="B", added=soon))
    page = Page(client.get("/saved").text)
    assert page.one("a", "fresh").text == "1 new since you last looked"
    answer = client.get(page.one("a", "fresh").attributes["href"])
    since = from_url(answer.location).filters.added_since
    assert since is not None and since > old


def test_a_dear_search_is_listed_without_its_count(tmp_path: Path) -> None:
    class Dear(FakeSearcher):
        def search(self, query, want=None, budget=None):  # type: ignore[no-untyped-def]
            if "oil" in query.text and len(self.asked) > 1:
                raise TookTooLong(budget.seconds)
            return super().search(query, want or Want(), budget)

    app = create_app(Config(opener=lambda url: Dear(), state=tmp_path))
    client = app.test_client()
    save(client, "Dear", "/saved/new?q=oil")
    save(client, "Cheap", "/saved/new?q=sanctions")
    page = Page(client.get("/saved").text)
    told = {e.text.split()[0]: e.text for e in page.all("h2")}
    assert "articles" in told["Cheap"]
    assert "article" not in told["Dear"]


def test_cookies_are_signed_and_closed_to_scripts(app: Flask) -> None:
    client = app.test_client()
    answer = client.get("/saved")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert answer.headers["Cache-Control"] == "private, no-store"
    save(client, "Mine")
    forged = app.test_client()
    told, _, signature = client.get_cookie(COOKIE).value.rpartition(".")
    other = "B" if signature[0] == "A" else "A"  # the last letter holds bits that mean nothing
    forged.set_cookie(COOKIE, f"{told}.{other}{signature[1:]}")
    assert forged.get("/s/mine").status_code == 404
    assert "Set-Cookie" not in client.get("/search?q=sanctions").headers


def test_the_cookie_stays_small() -> None:
    visitor = Visitor("0" * 32)
    now = datetime.now(UTC)
    for i in range(MOST_LOOKED + 20):
        visitor = visitor.having_looked(f"{secrets.token_hex(20)}-{i}", now)
    assert len(visitor.looked) == MOST_LOOKED
    assert visitor.looked[-1][0].endswith(f"-{MOST_LOOKED + 19}")
    app = Flask("x")
    with app.test_request_context():
        response = app.make_response("")
        Visitors(b"k" * 32, secure=True).remember(
            visitor, response, Request({"SCRIPT_NAME": "/news"})
        )
    cookie = response.headers["Set-Cookie"]
    assert len(cookie) < 4096
    assert "Secure" in cookie and "Path=/news" in cookie


def test_the_key_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "state" / "secret-key"
    keys: list[bytes] = []
    threads = [threading.Thread(target=lambda: keys.append(read_key(path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(keys)) == 1 and len(keys) == 8
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]
    path.write_bytes(b"short")
    with pytest.raises(DatabaseTrouble, match="damaged"):
        read_key(path)


def test_without_a_place_to_keep_things_searching_goes_on(searcher: FakeSearcher) -> None:
    app = create_app(Config(opener=lambda url: searcher, state=Path("/proc/nowhere")))
    client = app.test_client()
    assert client.get("/search?q=iran").status_code == 200
    answer = client.get("/saved")
    assert answer.status_code == 503
    assert "Searching is not affected" in answer.text
