"""Saved searches: names for addresses, seen by whom they should be, posted by nobody else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from fake_searcher import FakeSearcher
from flask import Flask
from flask.testing import FlaskClient
from reading_html import Page
from saving import form_of, save

from search.engine import TookTooLong
from search.model import Article, Want
from search.permalink import from_url
from webapp import Config, create_app
from webapp.database import open_database
from webapp.visitors import COOKIE

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
