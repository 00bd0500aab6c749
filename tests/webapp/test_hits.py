"""Hits as the list shows them: nothing twice, no sign that leads nowhere."""

from __future__ import annotations

import pytest
from fake_searcher import FakeSearcher
from flask.testing import FlaskClient
from reading_html import Page

from search.model import Article, Dating, Hit, Snippet
from webapp.citations import to_ris
from webapp.hits import telling_snippets
from webapp.wording import place_in_words


def _hit(title: str, *snippets: str) -> Hit:
    return Hit("h", 1.0, title, Dating(), snippets=tuple(Snippet(s) for s in snippets))


@pytest.mark.parametrize(
    ("title", "snippets", "kept"),
    [
        ("Talks fail", ["Talks fail"], []),
        ("Talks fail", ["TALKS  fail."], []),
        ("Talks fail in Geneva", ["Talks fail …"], []),
        ("Talks fail", ["Talks fail, they said"], ["Talks fail, they said"]),
        ("Talks fail", ["Talks fail", "Oil rises"], ["Oil rises"]),
        ("", ["Talks fail"], ["Talks fail"]),
    ],
)
def test_a_headline_is_not_told_twice(title: str, snippets: list[str], kept: list[str]) -> None:
    assert [s.text for s in telling_snippets(_hit(title, *snippets))] == kept


@pytest.mark.parametrize(
    ("dateline", "shown"),
    [
        ("CLEVELAND, Feb 26 -", "CLEVELAND, Feb 26"),
        ("GOA, India (Reuters) –", "GOA, India (Reuters)"),
        ("BADEN-BADEN", "BADEN-BADEN"),
        ("-", ""),
        ("", ""),
    ],
)
def test_a_dateline_ends_before_its_dash(dateline: str, shown: str) -> None:
    assert place_in_words(dateline) == shown


def test_on_the_page(client: FlaskClient, searcher: FakeSearcher) -> None:
    article = Article("h", "Talks fail", title="Talks fail", dateline="CLEVELAND, Feb 26 -")
    searcher.put(article)
    page = Page(client.get("/search?q=talks").text)
    assert not page.all("p", "snippet")
    assert page.one("span", "dateline").text == "CLEVELAND, Feb 26"
    assert "CLEVELAND, Feb 26 -" not in client.get("/article?id=h").text
    assert "CY  - CLEVELAND, Feb 26\r\n" in to_ris(article)
