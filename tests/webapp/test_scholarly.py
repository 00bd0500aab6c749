"""What Zotero's translators and crawlers read in an article's page: COinS, meta tags, JSON-LD."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlencode

import pytest
from fake_searcher import FakeSearcher
from reading_html import Page

from search.model import Article, Dating, Precision
from webapp import Config, create_app

WHOLE = Article(
    id="w/1",
    title="Oil & “gas”: an <accord>",
    text="The accord was signed.",
    source="Herald & Sons",
    byline="A. Reporter",
    dateline="GENEVA",
    language="en",
    url="https://news.example/2014/accord?a=1&b=2",
    dating=Dating(date(2014, 3, 5), Precision.DAY),
)
BARE = Article(id="b", text="Word for word.", dating=Dating(date(2014, 3, 1), Precision.MONTH))


def shown(article: Article, tmp_path: Path) -> Page:
    config = Config(opener=lambda url: FakeSearcher((article,)), state=tmp_path)
    client = create_app(config).test_client()
    return Page(client.get(f"/article?{urlencode({'id': article.id, 'q': 'accord'})}").text)


def test_coins_is_one_open_url(tmp_path: Path) -> None:
    """Keys of Z39.88-2004 and its journal format, each once, read back as they were."""
    read = parse_qs(shown(WHOLE, tmp_path).one("span", "Z3988").attributes["title"])
    assert read == {
        "ctx_ver": ["Z39.88-2004"],
        "rft_val_fmt": ["info:ofi/fmt:kev:mtx:journal"],
        "rft.genre": ["article"],
        "rft.atitle": [WHOLE.title],
        "rft.jtitle": [WHOLE.source],
        "rft.au": [WHOLE.byline],
        "rft.date": ["2014-03-05"],
        "rft.language": ["en"],
        "rft_id": [WHOLE.url],
    }


def test_meta_tags_tell_what_is_known(tmp_path: Path) -> None:
    told = {
        e.attributes["name"]: e.attributes["content"]
        for e in shown(WHOLE, tmp_path).all("meta")
        if e.attributes.get("name", "").startswith("citation_")
    }
    assert told == {
        "citation_title": WHOLE.title,
        "citation_author": WHOLE.byline,
        "citation_publication_date": "2014/03/05",
        "citation_journal_title": WHOLE.source,
        "citation_language": "en",
        "citation_public_url": WHOLE.url,
    }


def test_json_ld_is_a_news_article(tmp_path: Path) -> None:
    (script,) = shown(WHOLE, tmp_path).all("script", type="application/ld+json")
    told = json.loads("".join(script.parts))
    assert (told["@context"], told["@type"]) == ("https://schema.org", "NewsArticle")
    assert (told["headline"], told["datePublished"]) == (WHOLE.title, "2014-03-05")
    assert told["author"] == {"@type": "Person", "name": "A. Reporter"}
    assert told["publisher"]["name"] == "Herald & Sons"


def test_what_is_not_known_is_not_made_up(tmp_path: Path) -> None:
    page = shown(BARE, tmp_path)
    read = parse_qs(page.one("span", "Z3988").attributes["title"])
    assert read["rft.date"] == ["2014-03"]
    assert not {"rft.au", "rft.jtitle", "rft_id"} & set(read)
    (script,) = page.all("script", type="application/ld+json")
    assert not {"author", "publisher", "url"} & set(json.loads("".join(script.parts)))


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        (WHOLE.url, WHOLE.url),
        ("javascript:alert(1)", "/article?id=w%2F1"),
        ("", "/article?id=w%2F1"),
    ],
)
def test_the_outlets_page_is_the_canonical_one(tmp_path: Path, url: str, canonical: str) -> None:
    article = Article(id="w/1", title="A", text="The accord.", url=url)
    (link,) = shown(article, tmp_path).all("link", rel="canonical")
    assert link.attributes["href"] == canonical
