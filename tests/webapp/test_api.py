"""The web API: the same answers as JSON, errors as problem+json that name the parameter."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from fake_searcher import ARTICLES, FakeSearcher
from flask.testing import FlaskClient

from search.engine import (
    EngineError,
    EngineUnavailable,
    IndexMissing,
    SchemaMismatch,
    open_writer,
)
from search.model import Query
from search.serial import article_to_json, page_to_json
from webapp import Config, create_app


def test_an_answer_is_the_page_as_json(client: FlaskClient, searcher: FakeSearcher) -> None:
    answer = client.get("/api/v1/search?q=sanctions")
    assert answer.content_type == "application/json"
    assert answer.json == page_to_json(searcher.search(Query("sanctions")), "http://localhost")


def test_facets_can_be_chosen(client: FlaskClient) -> None:
    assert set(client.get("/api/v1/search?facets=country,date").json["facets"]) == {
        "country",
        "date",
    }
    assert client.get("/api/v1/search?facets=none").json["facets"] == {}


@pytest.mark.parametrize(
    ("parameters", "named"),
    [
        ("contry=ir", "contry"),
        ("from=soon", "from"),
        ("sort=best", "sort"),
        ("page=0", "page"),
        ("facets=town", "facets"),
        ("facets=date&facets=none", "facets"),
        ("pair=in", "pair"),
        ("utm_source=x", "utm_source"),
    ],
)
def test_a_bad_parameter_is_named(client: FlaskClient, parameters: str, named: str) -> None:
    answer = client.get(f"/api/v1/search?{parameters}")
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    assert answer.json["status"] == 400
    assert named in answer.json["parameters"]
    assert named in answer.json["detail"]


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("article?id=a1&foo=1", "foo"),
        ("article?id=a1&id=a2", "id"),
        ("article", "id"),
        ("article/a1?id=a1", "id"),
        ("info?foo=1", "foo"),
        ("saved?foo=1", "foo"),
        ("suggest?q=ira&foo=1", "foo"),
    ],
)
def test_an_unknown_parameter_is_refused_everywhere(
    client: FlaskClient, address: str, named: str
) -> None:
    answer = client.get(f"/api/v1/{address}")
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert answer.json["parameters"] == [named]


def test_a_refusal_does_not_tell_what_it_does_not_do(client: FlaskClient) -> None:
    answer = client.get("/api/v1/search?page=-1")
    assert answer.json["detail"] == "page: “-1” is not a number from 1 on"
    assert answer.json["problems"][0]["message"] == answer.json["detail"]


def test_a_hostile_address_is_refused_in_a_few_words(client: FlaskClient) -> None:
    strange = "&".join(f"x{number}{'y' * 30}=1" for number in range(500))
    answer = client.get(f"/api/v1/search?{strange}")
    assert answer.status_code == 400
    assert len(answer.json["parameters"]) == 50
    assert answer.json["detail"].endswith("and 495 more")


def test_a_cursor_that_is_none_is_refused(tmp_path: Path) -> None:
    """A program that goes on from it would otherwise read the first page for ever."""
    with open_writer(str(tmp_path / "index")) as writer:
        for article in ARTICLES:
            writer.add(article)
    client = create_app(Config(str(tmp_path / "index"), state=tmp_path / "state")).test_client()
    first = client.get("/api/v1/search?size=2&sort=newest").json
    cursor = first["next_cursor"]
    second = client.get(f"/api/v1/search?size=2&sort=newest&cursor={cursor}")
    assert second.json["hits"][0]["id"] not in [hit["id"] for hit in first["hits"]]
    for refused in ("cursor=zzz", f"sort=oldest&cursor={cursor}"):
        answer = client.get(f"/api/v1/search?{refused}")
        assert (answer.status_code, answer.json["parameters"]) == (400, ["cursor"])
    page = client.get("/search?cursor=zzz")
    assert page.status_code == 200
    assert "cursor: it is no place to go on from" in page.text
    assert "this is the first page" in page.text


def test_an_article(client: FlaskClient) -> None:
    for path in ("/api/v1/article?id=a1", "/api/v1/article/a1"):
        assert client.get(path).json == article_to_json(ARTICLES[0], "http://localhost")
    missing = client.get("/api/v1/article?id=gone")
    assert (missing.status_code, missing.content_type) == (404, "application/problem+json")
    assert client.get("/api/v1/article").status_code == 400


def test_info_and_unknown_places(client: FlaskClient) -> None:
    assert client.get("/api/v1/info").json["articles"] == len(ARTICLES)
    answer = client.get("/api/v1/nothing")
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")
    answer = client.post("/api/v1/search")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_unchanged_answers_are_not_sent_again(client: FlaskClient) -> None:
    tags = set()
    for path in (
        "/api/v1/search?q=iran",
        "/api/v1/article?id=a1",
        "/api/v1/info",
        "/openapi.json",
        "/compare?q=iran&q=oil",
        "/compare.csv?q=iran&q=oil",
        "/compare?q=oil&q=iran",
        "/facet/country?q=iran",
        "/facet/country?q=iran&find=fr",
        "/facet/country.csv?q=iran",
        "/facet/date?q=iran",
    ):
        tag = client.get(path).headers["ETag"]
        assert tag not in tags, path
        tags.add(tag)
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_without_an_index_it_says_what_to_do() -> None:
    def missing(url: str) -> FakeSearcher:
        raise IndexMissing(f"{url}: there is no index here")

    client = create_app(Config(opener=missing, index="/srv/aerie")).test_client()
    page = client.get("/search")
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "30"
    assert "dragoman index PATH" in page.text
    answer = client.get("/api/v1/search")
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")
    assert "dragoman index PATH" in json.loads(answer.text)["detail"]
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503


@pytest.mark.parametrize("trouble", [IndexMissing, SchemaMismatch, EngineUnavailable, EngineError])
def test_where_the_index_lies_is_for_the_log_alone(
    trouble: type[EngineError], caplog: pytest.LogCaptureFixture
) -> None:
    def fail(url: str) -> FakeSearcher:
        raise trouble(f"{url}: no generation can be opened (aerie.seg is gone)")

    app = create_app(Config(opener=fail, index="/srv/aerie", metrics=True))
    client = app.test_client()
    for path in ("/", "/search?q=a", "/api/v1/info", "/search.csv", "/readyz", "/metrics"):
        caplog.clear()
        answer = client.get(path)
        assert "aerie" not in answer.text, path
        if path != "/metrics":
            assert answer.status_code == 503, path
            assert "/srv/aerie: no generation" in caplog.text
