"""The page of an article: what is like it, and the language that each part of it is in."""

from __future__ import annotations

from fake_searcher import FakeSearcher
from flask.testing import FlaskClient
from reading_html import Element, Page

from search.engine import EngineUnavailable
from search.model import Hit
from webapp import Config, create_app


def links_of(page: Page, of: str) -> list[str]:
    return [e.attributes["href"] for e in page.all("a") if of in e.attributes["href"]]


def test_similar_articles_are_the_engines(client: FlaskClient, searcher: FakeSearcher) -> None:
    page = Page(client.get("/article?id=a4").text)
    expected = [f"/article?id={hit.id}" for hit in searcher.similar("a4", 5)]
    assert len(expected) == 5
    assert links_of(page, "/article?id=a")[:3] == expected[:3]
    assert "/article?id=a4" not in expected


def test_an_article_is_shown_though_nothing_can_be_compared() -> None:
    class Dumb(FakeSearcher):
        def similar(self, id: str, count: int = 5, budget: object = None) -> tuple[Hit, ...]:
            raise EngineUnavailable("no comparing just now")

    client = create_app(Config(opener=lambda url: Dumb())).test_client()
    answer = client.get("/article?id=a4")
    assert answer.status_code == 200
    assert "Similar articles" not in answer.text


def foreign(page: Page) -> list[Element]:
    return page.all(lang="de")


def test_foreign_text_names_its_language_and_ours_does_not(client: FlaskClient) -> None:
    page = Page(client.get("/article?id=a9").text)
    assert [e.tag for e in foreign(page)][:2] == ["h1", "div"]
    assert all(e.attributes["dir"] == "auto" for e in foreign(page))
    page = Page(client.get("/search?q=gipfel").text)
    assert [e.text for e in foreign(page)] == [
        "Gipfel in Hiroshima",
        "Der Gipfel sprach über Sanktionen.",
    ]
    for path in ("/timeline?q=gipfel", "/list?id=a9", "/lines?q=gipfel", "/search.html?q=gipfel"):
        found = foreign(Page(client.get(path).text))
        assert found and not any("May 2023" in e.text for e in found), path
    assert not foreign(Page(client.get("/search?q=iran").text))
