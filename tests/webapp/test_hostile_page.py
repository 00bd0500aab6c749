"""Hostile articles, questions and addresses: nothing runs, nothing breaks."""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode, urlsplit

import pytest
from fake_searcher import ARTICLES, FakeSearcher
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from reading_html import Page

from search.model import Article
from webapp import Config, create_app
from webapp.headers import HEADERS
from webapp.links import outside
from webapp.markup import marked

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
ODD = ARTICLES[10]

PAGES = (
    "/",
    "/search",
    "/search?q=sanctions",
    f"/search?q={quote(EVIL)}",
    f"/search?source={quote(EVIL)}",
    f"/search?{quote(EVIL)}=1",
    f"/search?from={quote(EVIL)}",
    f"/article?{urlencode({'id': ODD.id, 'q': EVIL})}",
    f"/article?id={quote(EVIL)}",
    f"/{quote(EVIL)}",
)


@pytest.mark.parametrize("url", PAGES)
def test_nothing_of_theirs_becomes_markup(client: FlaskClient, url: str) -> None:
    html = client.get(url).text
    page = Page(html)
    for script in page.all("script"):
        data = script.attributes.get("type") == "application/ld+json"
        assert data or script.attributes["src"].startswith("/static/")
        assert not data or json.loads("".join(script.parts))
    assert not page.all("img")
    assert not page.all("i") and not page.all("b")
    handlers = [
        k for e in page.elements for k in e.attributes if k.startswith("on") or k == "style"
    ]
    assert handlers == []
    for url_ in page.links:
        assert urlsplit(url_).scheme in ("", "http", "https"), url_


@pytest.mark.parametrize("url", [*PAGES, "/static/dragoman.css", "/healthz", "/robots.txt"])
def test_headers_stand_on_every_answer(client: FlaskClient, url: str) -> None:
    with client.get(url) as answer:
        headers = answer.headers
    for name, value in HEADERS.items():
        assert headers[name] == value, name
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")


def test_a_script_address_is_never_a_link(client: FlaskClient) -> None:
    page = Page(client.get(f"/article?{urlencode({'id': ODD.id})}").text)
    assert page.one("h1").text == ODD.title
    assert not [url for url in page.links if "alert" in url]


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://a.example/x?y=1#z", True),
        ("http://a.example", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        ("java\nscript:alert(1)", False),
        (" https://a.example", False),
        ("data:text/html,x", False),
        ("//a.example/x", False),
        ("https://", False),
        ("http://[::1", False),
        ("ftp://a.example", False),
        ("https://a.example/" + "x" * 3000, False),
        ("", False),
    ],
)
def test_addresses_that_may_be_linked_to(url: str, safe: bool) -> None:
    assert outside(url) == (url if safe else None)


hostile = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\x00\u202e\ud800\u2066<>\"'&%#?=+-*~^:()[]\u00ad"),
    ),
    max_size=60,
)
KNOWN = """q country org source lang pair from to date sort match page size cursor added id
not.country not.org country.match mentions"""
names = st.one_of(st.sampled_from(KNOWN.split()), hostile)
values = st.one_of(
    hostile, st.sampled_from(["-1", "0", "999999999999", "9" * 400, "all", "none", "last-9999y"])
)
PATHS = (
    "/",
    "/search",
    "/article",
    "/timeline",
    "/lines",
    "/table",
    "/facet/country",
    "/cite",
    "/compare",
)
STAGE = FakeSearcher()
STAGED = create_app(Config(opener=lambda url: STAGE))
APP = create_app(Config(opener=lambda url: FakeSearcher()))


def allowed(path: str) -> tuple[int, ...]:
    """An article has to be named."""
    return (200, 400, 404) if path == "/article" else (200, 301, 302, 404)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(PATHS), st.lists(st.tuples(names, values), max_size=6))
def test_no_parameters_break_a_page(path: str, pairs: list[tuple[str, str]]) -> None:
    answer = APP.test_client().get(f"{path}?{urlencode(pairs, errors='replace')}")
    assert answer.status_code in allowed(path)
    if answer.status_code in (301, 302):
        assert answer.location.startswith(tuple(PATHS[1:]))
        assert APP.test_client().get(answer.location).status_code in (200, 404)


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=80))
def test_no_bytes_in_an_address_break_a_page(raw: bytes) -> None:
    for path in PATHS:
        answer = APP.test_client().get(
            path, environ_overrides={"QUERY_STRING": raw.decode("latin-1")}
        )
        assert answer.status_code in allowed(path)


@settings(max_examples=40, deadline=None)
@given(hostile, hostile, hostile)
def test_any_article_can_be_shown(title: str, text: str, url: str) -> None:
    article = Article(id="x", title=title, text=text, url=url, source=title, dateline=text)
    STAGE.put(article)
    for path in ("/search", "/article?id=x&q=a"):
        answer = STAGED.test_client().get(path)
        assert answer.status_code == 200
        page = Page(answer.text)
        assert len(page.all("h1")) == 1


@given(hostile, st.lists(st.tuples(st.integers(-5, 70), st.integers(-5, 70)), max_size=8))
def test_marks_never_change_the_text(text: str, marks: list[tuple[int, int]]) -> None:
    page = Page(f"<div>{marked(text, marks)}</div>")
    shown = "".join(page.one("div").parts)
    expected = "".join(c if c in "\t\n\r" or _shown(c) else "\ufffd" for c in text)
    assert shown == expected
    assert all(e.tag in ("div", "mark") for e in page.elements)


def _shown(c: str) -> bool:
    return not (c < " " or "\x7f" <= c <= "\x9f" or "\ud800" <= c <= "\udfff")


def test_marks_that_overlap_are_one() -> None:
    assert marked("abcdef", [(3, 5), (1, 4)]) == "a<mark>bcde</mark>f"
    assert marked("a<b", [(1, 2)]) == "a<mark>&lt;</mark>b"


@pytest.mark.parametrize(
    ("asked", "status", "parts"),
    [
        ("bytes=0-9", 206, slice(0, 10)),
        ("bytes=-10", 206, slice(-10, None)),
        ("bytes=100-", 206, slice(100, None)),
        ("bytes=0-10,20-30", 200, slice(None)),
        ("bytes=" + "0-," * 1000, 200, slice(None)),
        ("bytes=" + "9" * 5000 + "-", 200, slice(None)),
        ("lines=1-2", 200, slice(None)),
        ("bytes=", 200, slice(None)),
        ("bytes=999999999-", 416, None),
    ],
)
def test_one_part_of_a_file_may_be_asked_for_and_odder_wishes_are_passed_over(
    client: FlaskClient, asked: str, status: int, parts: slice | None
) -> None:
    with client.get("/static/icon.svg") as whole:
        body = whole.data
    with client.get("/static/icon.svg", headers={"Range": asked}) as answer:
        assert answer.status_code == status
        if parts is not None:
            assert answer.data == body[parts]
