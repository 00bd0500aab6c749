"""The page of an article: what is like it, and the language that each part of it is in."""

from __future__ import annotations

import pytest
from fake_searcher import FakeSearcher
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from reading_html import Element, Page

from search.engine import EngineUnavailable
from search.model import Article, Hit, Tag
from search.naming import Names
from search.vocabulary import load_vocabulary
from webapp import Config, create_app
from webapp.evidence import find_evidence


def links_of(page: Page, of: str) -> list[str]:
    return [e.attributes["href"] for e in page.all("a") if of in e.attributes["href"]]


def test_similar_articles_are_the_engines(client: FlaskClient, searcher: FakeSearcher) -> None:
    page = Page(client.get("/article?id=a4").text)
    expected = [f"/article?id={hit.id}" for hit in searcher.similar("a4", 5)]
    assert len(expected) == 5
    assert links_of(page, "/article?id=a")[:3] == expected[:3]
    assert "/article?id=a4" not in expected


def test_a_headline_alone_is_an_article(client: FlaskClient, searcher: FakeSearcher) -> None:
    searcher.put(Article(id="flash", text="", title="Ceasefire agreed in Geneva"))
    answer = client.get("/article?id=flash")
    assert "this came as a headline alone" in answer.text
    assert "this came as a headline alone" not in client.get("/article?id=a4").text


def test_an_article_is_shown_though_nothing_can_be_compared() -> None:
    class Dumb(FakeSearcher):
        def similar(self, id: str, count: int = 5, budget: object = None) -> tuple[Hit, ...]:
            raise EngineUnavailable("no comparing just now")

    client = create_app(Config(opener=lambda url: Dumb())).test_client()
    answer = client.get("/article?id=a4")
    assert answer.status_code == 200
    assert "Similar articles" not in answer.text


NAMES = Names(load_vocabulary())


@pytest.mark.parametrize(
    ("key", "id", "title", "dateline", "found"),
    [
        ("country", "ir", "Iran's oil flows on", "", ("Iran's oil flows on", "title")),
        ("country", "ir", "Iranian oil", "DUBAI", ("Iranian oil", "title")),
        ("country", "fr", "Iranian oil", "PARIS, 5 May", ("PARIS, 5 May", "dateline")),
        ("country", "kp", "Democratic People's Republic of Korea tests", "SEOUL",
         ("Democratic People's Republic of Korea tests", "title")),
        ("organisation", "nato", "Summit of NATO", "MADRID", ("Summit of NATO", "title")),
        ("country", "us", "He told us so", "WASHINGTON", ("WASHINGTON", "dateline")),
        ("country", "fr", "Some odd name for it", "", ("Some odd name for it", "title")),
        ("country", "fr", "Neither", "OSLO", None),
        ("country", "fr", "", "", None),
    ],
)  # fmt: skip
def test_a_tag_without_a_sentence_quotes_title_or_dateline(
    key: str, id: str, title: str, dateline: str, found: tuple[str, str] | None
) -> None:
    article = Article(id="x", text="Nothing of it here.", title=title, dateline=dateline)
    evidence = find_evidence(key, Tag(id), article, NAMES)
    assert found == (evidence and (evidence.quoted, evidence.place))


def test_a_label_that_came_with_the_article_claims_no_title() -> None:
    article = Article(id="x", text="Nothing of it here.", title="Nor here")
    assert find_evidence("country", Tag("fr", given=True), article, NAMES) is None


@given(st.text(max_size=400), st.text(max_size=400))
def test_any_title_is_looked_through(title: str, dateline: str) -> None:
    article = Article(id="x", text="", title=title, dateline=dateline)
    evidence = find_evidence("country", Tag("ir"), article, NAMES)
    assert evidence is None or len(evidence.quoted) <= 301


def test_the_page_says_that_a_tag_stands_in_the_title(searcher: FakeSearcher) -> None:
    searcher.put(Article(id="x", text="Oil flows.", title="Iran and oil", countries=(Tag("ir"),)))
    client = create_app(Config(opener=lambda url: searcher)).test_client()
    page = Page(client.get("/article?id=x&q=oil").text)
    assert page.one("div", "shown").text == "in the titleIran and oil"
    assert page.one("span", "matches").text.startswith("2 matches")  # the title's counts, too


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
