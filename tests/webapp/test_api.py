"""The web API: the same answers as JSON, errors as problem+json that name the parameter."""

from __future__ import annotations

import json

import pytest
from fake_searcher import ARTICLES, FakeSearcher
from flask.testing import FlaskClient

from search.engine import IndexMissing
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
    ],
)
def test_a_bad_parameter_is_named(client: FlaskClient, parameters: str, named: str) -> None:
    answer = client.get(f"/api/v1/search?{parameters}")
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    assert answer.json["status"] == 400
    assert named in answer.json["parameters"]
    assert named in answer.json["detail"]


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
    for path in ("/api/v1/search?q=iran", "/api/v1/article?id=a1", "/api/v1/info"):
        tag = client.get(path).headers["ETag"]
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304


def test_without_an_index_it_says_what_to_do() -> None:
    def missing(url: str) -> FakeSearcher:
        raise IndexMissing(f"{url}: there is no index here")

    client = create_app(Config(opener=missing)).test_client()
    page = client.get("/search")
    assert page.status_code == 503
    assert page.headers["Retry-After"] == "30"
    assert "dragoman index PATH" in page.text
    answer = client.get("/api/v1/search")
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")
    assert "dragoman index PATH" in json.loads(answer.text)["detail"]
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 503
