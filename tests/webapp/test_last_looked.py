"""What is new since one last looked: per user where there is a login, else per browser."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

import pytest
from fake_searcher import FakeSearcher
from flask import Flask, Request
from flask.testing import FlaskClient
from reading_html import Page

from search.model import Article
from search.permalink import from_url
from webapp import Config, create_app
from webapp.database import DatabaseTrouble, SqliteDatabase, open_database
from webapp.last_looked import LastLooked
from webapp.saved import SavedSearches
from webapp.visitors import COOKIE, Visitor, Visitors, read_key

BEFORE = """
CREATE TABLE saved_search (
    slug VARCHAR(64) PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    parameters TEXT NOT NULL,
    grammar INTEGER NOT NULL,
    owner VARCHAR(64) NOT NULL,
    open INTEGER NOT NULL,
    created VARCHAR(32) NOT NULL
);
INSERT INTO saved_search VALUES('oil','Oil','match=all&q=oil',1,
    'user-49915e0d7d4b402e3017d010bc1c0e83cac6c797',1,'2001-10-01T09:30:00+00:00');
"""
"""The layout before users' looks were kept in it, with one search of a user called ann."""

OLD = datetime(2001, 10, 2, tzinfo=UTC)
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture(
    params=["sqlite", "sqlalchemy", pytest.param("server", marks=pytest.mark.postgresql)]
)
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without tables."""
    path = tmp_path / "saved.sqlite"
    if request.param == "sqlite":
        yield f"sqlite:///{path}"
        return
    pytest.importorskip("sqlalchemy")
    if request.param == "sqlalchemy":
        yield f"sqlite+pysqlite:///{path}"
        return
    url = request.getfixturevalue("server_url")
    with closing(open_database(url)) as database:
        for table in ("saved_search", "last_looked"):
            database.change(f"DROP TABLE IF EXISTS {table}", {})
    yield url


@pytest.fixture
def looks(address: str) -> Iterator[LastLooked]:
    with closing(open_database(address)) as database:
        yield LastLooked(database)


class Growing(FakeSearcher):
    """Takes more articles."""

    def __init__(self) -> None:
        super().__init__((Article(id="a", text="oil", title="A", added=OLD),))

    def add(self, id: str) -> None:
        """One more article, added a moment from now."""
        moment = datetime.now(UTC) + timedelta(seconds=2)
        self.put(*self.articles(), Article(id=id, text="oil", title=id, added=moment))


@pytest.fixture
def growing() -> Growing:
    return Growing()


class Later(datetime):
    """A clock that is an hour ahead."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Later:
        return cls.fromtimestamp(datetime.now(tz).timestamp() + 3600, tz)


def site(growing: Growing, state: Path, database: str = "", *, login: bool = True) -> Flask:
    proxies = {"remote_user": True, "trusted_proxies": 1} if login else {}
    return create_app(
        Config(opener=lambda url: growing, state=state, database=database, **proxies)  # type: ignore[arg-type]
    )


def told(client: FlaskClient, **headers: str) -> list[str]:
    """What the page of saved searches tells is new."""
    answer = client.get("/saved", headers=headers)
    assert answer.status_code == 200
    return [e.text for e in Page(answer.text).all("a", "fresh")]


def save(client: FlaskClient, name: str, headers: dict[str, str]) -> None:
    page = Page(client.get("/saved/new?q=oil", headers=headers).text)
    form = {e.attributes["name"]: e.attributes["value"] for e in page.all("input", type="hidden")}
    posted = client.post("/saved", data={**form, "name": name, "open": "1"}, headers=headers)
    assert posted.status_code == 303


ANN = {"Remote-User": "ann"}
BOB = {"Remote-User": "bob"}
ONE = "1 new since you last looked"


def test_looks_are_kept_by_owner_and_never_move_back(looks: LastLooked) -> None:
    looks.look("ann", "oil", NOON)
    looks.look("bob", "oil", NOON - timedelta(days=1))
    looks.look("ann", "iran", NOON + timedelta(seconds=5))
    looks.look("ann", "oil", NOON - timedelta(hours=1))
    noon = int(NOON.timestamp())
    assert looks.of("ann") == (("iran", noon + 5), ("oil", noon))
    assert looks.of("bob") == (("oil", noon - 86_400),)
    assert looks.of("' OR 1=1 --") == ()
    looks.forget("oil")
    assert (looks.of("ann"), looks.of("bob")) == ((("iran", noon + 5),), ())


def test_looks_are_bounded_for_each_user(
    looks: LastLooked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.last_looked.MOST_KEPT", 3)
    looks.look("bob", "s0", NOON)
    for i in range(5):
        looks.look("ann", f"s{i}", NOON + timedelta(seconds=i))
    assert [slug for slug, _ in looks.of("ann")] == ["s4", "s3", "s2"]
    assert [slug for slug, _ in looks.of("bob")] == ["s0"]


def test_a_look_after_2038_is_kept(looks: LastLooked) -> None:
    late = datetime(2050, 1, 1, tzinfo=UTC)
    looks.look("ann", "oil", late)
    assert looks.of("ann") == (("oil", int(late.timestamp())),)


def test_many_may_look_at_once(address: str) -> None:
    troubles: list[DatabaseTrouble] = []

    def look(seconds: int) -> None:
        try:
            with closing(open_database(address)) as database:
                LastLooked(database).look("ann", "oil", NOON + timedelta(seconds=seconds))
        except DatabaseTrouble as error:
            troubles.append(error)

    threads = [threading.Thread(target=look, args=(i,)) for i in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert troubles == []
    with closing(open_database(address)) as database:
        assert LastLooked(database).of("ann") == (("oil", int(NOON.timestamp()) + 5),)


def test_a_database_of_before_gets_the_table_by_itself(
    address: str, growing: Growing, tmp_path: Path
) -> None:
    if address.startswith("sqlite"):
        with closing(sqlite3.connect(address.partition(":///")[2])) as file:
            file.executescript(BEFORE)
    else:
        with closing(open_database(address)) as database:
            for statement in BEFORE.strip().rstrip(";").split(";\n"):
                database.change(statement, {})
    app = site(growing, tmp_path, address)
    client = app.test_client()
    page = Page(client.get("/saved", headers=ANN).text)
    assert "Delete Oil…" in [e.text for e in page.all("a")]  # hers still
    assert told(client, **ANN) == []  # never looked at, as far as is known
    assert client.get("/s/oil", headers=ANN).status_code == 303
    growing.add("b")
    assert told(client, **ANN) == [ONE]
    app.extensions["dragoman.shelf"].close()
    with closing(open_database(address)) as database:
        (kept,) = SavedSearches(database).visible_to("anybody")
        assert (kept.slug, kept.created) == ("oil", datetime(2001, 10, 1, 9, 30, tzinfo=UTC))


def test_a_user_sees_the_same_on_two_machines(
    growing: Growing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = site(growing, tmp_path)
    desk, laptop = app.test_client(), app.test_client()
    save(desk, "Oil", ANN)
    assert told(laptop, **ANN) == []
    growing.add("b")
    assert told(desk, **ANN) == told(laptop, **ANN) == [ONE]
    restarted = site(growing, tmp_path).test_client()
    assert told(restarted, **ANN) == [ONE]
    monkeypatch.setattr("webapp.views.saved.datetime", Later)
    assert laptop.get("/s/oil", headers=ANN).status_code == 303
    assert told(desk, **ANN) == told(laptop, **ANN) == []


def test_users_neither_see_nor_move_each_others_looks(growing: Growing, tmp_path: Path) -> None:
    app = site(growing, tmp_path)
    shared = app.test_client()  # one browser, two logins
    save(shared, "Oil", ANN)
    growing.add("b")
    assert told(shared, **ANN) == [ONE]
    assert told(shared, **BOB) == []  # Bob never looked
    assert shared.get("/s/oil", headers=BOB).status_code == 303
    growing.add("c")
    assert told(shared, **ANN) == ["2 new since you last looked"]
    database = SqliteDatabase(tmp_path / "saved.sqlite")
    owners = {str(owner) for (owner,) in database.rows("SELECT owner FROM last_looked", {})}
    assert len(owners) == 2 and not {"ann", "bob"} & owners
    assert "Set-Cookie" not in shared.get("/saved", headers=ANN).headers


def test_a_user_does_not_move_a_look_at_what_they_may_not_see(
    growing: Growing, tmp_path: Path
) -> None:
    client = site(growing, tmp_path).test_client()
    save(client, "Oil", ANN)
    database = SqliteDatabase(tmp_path / "saved.sqlite")
    database.change("UPDATE saved_search SET open = 0", {})
    assert client.get("/s/oil", headers=BOB).status_code == 404
    assert len(database.rows("SELECT * FROM last_looked", {})) == 1


def test_without_a_login_each_browser_keeps_its_own(growing: Growing, tmp_path: Path) -> None:
    app = site(growing, tmp_path, login=False)
    mine, other = app.test_client(), app.test_client()
    save(mine, "Oil", {})
    growing.add("b")
    assert (told(mine), told(other)) == ([ONE], [])
    assert told(mine, **ANN) == [ONE]  # a name that no proxy vouches for
    assert other.get("/s/oil").status_code == 303
    growing.add("c")
    assert told(mine) == ["2 new since you last looked"]
    database = SqliteDatabase(tmp_path / "saved.sqlite")
    LastLooked(database)  # makes nothing by itself
    assert not database.rows("SELECT name FROM sqlite_master WHERE name = 'last_looked'", {})


def test_a_cookie_makes_nobody_a_user(growing: Growing, tmp_path: Path) -> None:
    save(site(growing, tmp_path).test_client(), "Oil", ANN)
    (row,) = SqliteDatabase(tmp_path / "saved.sqlite").rows("SELECT owner FROM saved_search", {})
    app = site(growing, tmp_path, login=False)
    with app.test_request_context():
        response = app.make_response("")
        signer = Visitors(read_key(tmp_path / "secret-key"), secure=False)
        signer.remember(Visitor(str(row[0])), response, Request({}))
    client = app.test_client()
    client.set_cookie(COOKIE, response.headers["Set-Cookie"].partition("=")[2].partition(";")[0])
    (seen,) = client.get("/api/v1/saved").json["saved"]
    assert seen["own"] is False


def test_a_deleted_search_leaves_no_look_behind(growing: Growing, tmp_path: Path) -> None:
    client = site(growing, tmp_path).test_client()
    save(client, "Oil", ANN)
    client.get("/s/oil", headers=BOB)
    page = Page(client.get("/s/oil/delete", headers=ANN).text)
    token = page.one("input", name="token").attributes["value"]
    deleted = client.post("/s/oil/delete", data={"token": token}, headers=ANN)
    assert deleted.status_code == 303
    database = SqliteDatabase(tmp_path / "saved.sqlite")
    assert database.rows("SELECT * FROM last_looked", {}) == []


@pytest.mark.parametrize("login", [True, False])
def test_following_what_is_new_is_a_look(
    growing: Growing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, login: bool
) -> None:
    who = ANN if login else {}
    client = site(growing, tmp_path, login=login).test_client()
    save(client, "Oil", who)
    growing.add("b")
    page = Page(client.get("/saved", headers=who).text)
    assert page.one("a", "fresh").attributes["href"] == "/s/oil?new=1"
    monkeypatch.setattr("webapp.views.saved.datetime", Later)
    answer = client.get("/s/oil?new=1", headers=who)
    assert answer.status_code == 303
    since = from_url(answer.location).filters.added_since
    *_, newest = growing.articles()
    assert since is not None and OLD < since < newest.added
    assert told(client, **who) == []
    again = from_url(client.get("/s/oil?new=1", headers=who).location).filters.added_since
    assert again is not None and again > since


def test_who_never_looked_is_led_to_all_of_it(growing: Growing, tmp_path: Path) -> None:
    client = site(growing, tmp_path).test_client()
    save(client, "Oil", ANN)
    answer = client.get("/s/oil?new=1", headers=BOB)
    assert (answer.status_code, answer.location) == (303, "/search?match=all&q=oil")


def test_a_look_from_before_a_search_was_saved_is_not_at_it(
    growing: Growing, tmp_path: Path
) -> None:
    client = site(growing, tmp_path).test_client()
    save(client, "Oil", ANN)
    database = SqliteDatabase(tmp_path / "saved.sqlite")
    database.change("UPDATE last_looked SET looked = 1000", {})
    assert told(client, **ANN) == []
    assert client.get("/s/oil", headers=ANN).status_code == 303
    growing.add("b")
    assert told(client, **ANN) == [ONE]


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Dest": "image"}, {"Sec-Fetch-Dest": "document", "Sec-Purpose": "prefetch"}],
)
@pytest.mark.parametrize("login", [True, False])
def test_what_no_reader_opens_is_not_looked_at(
    growing: Growing,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    headers: dict[str, str],
    login: bool,
) -> None:
    who = ANN if login else {}
    client = site(growing, tmp_path, login=login).test_client()
    save(client, "Oil", who)
    growing.add("b")
    monkeypatch.setattr("webapp.views.saved.datetime", Later)
    assert client.get("/s/oil", headers={**who, **headers}).status_code == 303
    assert client.head("/s/oil", headers=who).status_code == 303
    assert told(client, **who) == [ONE]
    assert client.get("/s/oil", headers=who).status_code == 303
    assert told(client, **who) == []


def test_a_look_that_cannot_be_kept_does_not_keep_the_reader_away(
    growing: Growing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = site(growing, tmp_path).test_client()
    save(client, "Oil", ANN)

    def fail(*_: object) -> None:
        raise DatabaseTrouble("read only")

    monkeypatch.setattr(LastLooked, "look", fail)
    assert client.get("/s/oil", headers=ANN).status_code == 303
    monkeypatch.setattr(LastLooked, "forget", fail)
    token = Page(client.get("/s/oil/delete", headers=ANN).text).one("input", name="token")
    sent = {"token": token.attributes["value"]}
    assert client.post("/s/oil/delete", data=sent, headers=ANN).status_code == 303
    assert client.get("/s/oil", headers=ANN).status_code == 404
