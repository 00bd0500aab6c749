"""Hostile articles, questions and addresses: nothing runs, nothing breaks."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit
from xml.etree import ElementTree

import pytest
from fake_clock import FakeClock
from fake_searcher import ARTICLES, FakeSearcher
from flask import Flask, template_rendered
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from jinja2 import Template
from reading_html import Page
from werkzeug.datastructures import Headers
from werkzeug.test import create_environ, run_wsgi_app

from search.model import Article, Dating, Precision, Tag
from webapp import Config, create_app
from webapp.exports import FORMATS
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


EVIL_ARTICLE = Article(
    id=EVIL,
    title=EVIL,
    text=f"{EVIL} sanctions\n\n{EVIL}",
    source=EVIL,
    dateline=EVIL,
    byline=EVIL,
    language='"><i>',
    url="javascript:alert(3)",
    dating=Dating(date(2014, 3, 5), Precision.DAY, EVIL),
    countries=(Tag("ir", evidence=(0, 30)), Tag(EVIL)),
    organisations=(Tag(EVIL),),
    pairs=(EVIL,),
)
Q = urlencode({"q": EVIL})
EVERYWHERE = (
    *(f"/{view}?q=sanctions" for view in ("search", "lines", "timeline", "table", "map")),
    *(f"/{view}?{Q}" for view in ("search", "lines", "timeline", "table", "map")),
    *(f"/facet/{key}" for key in ("country", "organisation", "source", "language", "date")),
    f"/facet/source?{urlencode({'find': EVIL})}",
    f"/article?{urlencode({'id': EVIL, 'q': 'sanctions ' + EVIL})}",
    f"/list?{urlencode({'id': EVIL})}&id=none",
    f"/compare?{Q}&q=sanctions&per={quote(EVIL)}",
    f"/cite?{Q}",
    f"/search?{Q}&seen=9%40{quote(EVIL[:40].replace('.', ''))}.1",
    f"/search.html?{Q}",
    "/search.html?q=sanctions",
    f"/list.html?{urlencode({'id': EVIL})}",
    f"/saved/new?{Q}",
    "/saved",
    "/s/{slug}/edit",
    "/s/{slug}/delete",
    f"/s/{quote(EVIL, safe='')}",
    f"/search.csv?{quote(EVIL)}=1",
    "/",
)


@pytest.fixture
def among_evil(tmp_path: Path) -> FlaskClient:
    """A visitor of a site under a hostile name, with hostile articles, who saved a search so."""
    searcher = FakeSearcher((EVIL_ARTICLE, *ARTICLES))
    config = Config(opener=lambda url: searcher, state=tmp_path, title=EVIL)
    client = create_app(config).test_client()
    page = Page(client.get(f"/saved/new?{Q}").text)
    form = {e.attributes["name"]: e.attributes["value"] for e in page.all("input", type="hidden")}
    data = {**form, "name": EVIL, "open": "1"}
    assert client.post("/saved", data=data).status_code == 303
    return client


def test_nothing_of_theirs_becomes_markup_anywhere(among_evil: FlaskClient) -> None:
    rendered: set[str] = set()

    def note(sender: object, template: Template, **more: object) -> None:
        rendered.add(str(template.name))

    (saved,) = among_evil.get("/api/v1/saved").json["saved"]
    with template_rendered.connected_to(note):
        for url in EVERYWHERE:
            html = among_evil.get(url.replace("{slug}", saved["slug"]), follow_redirects=True).text
            _check_harmless(html, url)
            assert Page(html).all("title"), url
    folder = Path(create_app.__code__.co_filename).parent / "templates"
    streamed = {"base.html", "volume.html", "opensearch.xml"}
    assert {path.name for path in folder.iterdir() if path.is_file()} - streamed <= rendered


def _check_harmless(html: str, url: str) -> None:
    page = Page(html)
    for script in page.all("script"):
        data = script.attributes.get("type") == "application/ld+json"
        assert data or script.attributes["src"].startswith("/static/"), url
    assert not page.all("img") and not page.all("i") and not page.all("b"), url
    for element in page.elements:
        assert not [k for k in element.attributes if k.startswith("on") or k == "style"], url
    assert {urlsplit(link).scheme for link in page.links} <= {"", "http", "https"}, url


@pytest.mark.parametrize(
    "url",
    [
        "/search.atom",
        f"/search.atom?{Q}",
        "/s/{slug}.atom",
        "/opensearch.xml",
        "/api/v1/search",
        "/api/v1/saved",
        "/openapi.json",
        f"/api/v1/article?{urlencode({'id': EVIL})}",
    ],
)
def test_feeds_and_programs_get_theirs_as_text(among_evil: FlaskClient, url: str) -> None:
    (saved,) = among_evil.get("/api/v1/saved").json["saved"]
    answer = among_evil.get(url.replace("{slug}", saved["slug"]))
    assert answer.status_code == 200
    if not answer.content_type.endswith("json"):
        names = {e.tag.rpartition("}")[2] for e in ElementTree.fromstring(answer.data).iter()}
        assert not names & {"script", "img", "i"}
        assert not [v for e in ElementTree.fromstring(answer.data).iter() for v in e.attrib.values()
                    if v.startswith("javascript:")]  # fmt: skip
    else:
        assert json.loads(answer.data)


ANSWERS = (
    ("GET", "/search?q=oil", {}, 200),
    ("HEAD", "/search?q=oil", {}, 200),
    ("OPTIONS", "/search?q=oil", {}, 200),
    ("GET", "/search?sort=relevance", {}, 301),
    ("GET", "/search?q=oil", {"If-None-Match": "*"}, 304),
    *(("GET", f"/search.{form}?q=oil", {}, 200) for form in (*FORMATS, "atom")),
    *(("GET", f"/list.{form}?id=a1", {}, 200) for form in FORMATS),
    *(("GET", f"/{name}.csv?q=oil", {}, 200) for name in ("table", "lines", "compare")),
    ("GET", "/facet/country.csv", {}, 200),
    ("GET", "/api/v1/search", {}, 200),
    ("GET", "/api/v1/search?zz=1", {}, 400),
    ("GET", "/api/v1/article?id=none", {}, 404),
    ("POST", "/api/v1/saved", {}, 403),
    ("GET", "/saved", {}, 200),
    ("POST", "/saved", {}, 403),
    ("GET", "/s/none", {}, 404),
    ("PUT", "/search", {}, 405),
    ("GET", "/search.csv?zz=1", {}, 400),
    ("GET", "/opensearch.xml", {}, 200),
    ("GET", "/openapi.json", {}, 200),
    ("GET", "/favicon.ico", {}, 200),
    ("GET", "/static/none", {}, 404),
    ("GET", "/static/dragoman.js", {"Range": "bytes=0-9"}, 206),
    ("GET", "/static/dragoman.js", {"Range": "bytes=9999999-"}, 416),
    ("GET", "/search", {"Host": ".."}, 400),
    ("GET", "/nothing", {}, 404),
)


@pytest.mark.parametrize(("method", "url", "sent", "status"), ANSWERS)
def test_headers_stand_on_every_kind_of_answer(
    client: FlaskClient, method: str, url: str, sent: dict[str, str], status: int
) -> None:
    with client.open(url, method=method, headers=sent) as answer:
        assert answer.status_code == status
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
        assert answer.headers["Cache-Control"]


def test_headers_stand_on_what_the_gate_and_a_fault_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.gate.time", FakeClock())  # no bucket fills meanwhile

    class Broken(FakeSearcher):
        def info(self):  # type: ignore[no-untyped-def]
            raise ValueError("unforeseen")

    closed = Config(opener=lambda url: FakeSearcher(), state=tmp_path, password_hash="x$y$z")
    hasty = Config(opener=lambda url: FakeSearcher(), state=tmp_path, requests_a_minute=1)
    users = Config(opener=lambda url: FakeSearcher(), state=tmp_path, remote_user=True)
    broken = Config(opener=lambda url: Broken(), state=tmp_path)
    for config, status in ((closed, 401), (hasty, 429), (users, 401), (broken, 500)):
        client = create_app(config).test_client()
        client.get("/search") if status == 429 else None
        answer = client.get("/search")
        assert answer.status_code == status
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize(
    "host",
    ["xn--", "a.xn--.b", "..", "a..b", '"><script>', "a b", "me@a.example", "a:99999", "[::1", ""],
)
def test_a_host_that_is_none_is_refused(app: Flask, host: str) -> None:
    for url in ("/search?q=oil", "/cite?q=oil", "/search.atom", "/search.csv?q=oil", "/saved"):
        status, headers, _ = asked_of(app, host, url)
        assert status.startswith("400") and "Location" not in headers, url
    status, headers, _ = asked_of(app, host, "/api/v1/search")
    assert (status[:3], headers["Content-Type"]) == ("400", "application/problem+json")


def test_a_scheme_that_is_none_is_refused(tmp_path: Path) -> None:
    config = Config(opener=lambda url: FakeSearcher(), state=tmp_path, trusted_proxies=1)
    client = create_app(config).test_client()
    for scheme, status in (("https", 200), ("javascript", 400), ("data:x", 400), ("", 200)):
        answer = client.get("/search.atom", headers={"X-Forwarded-Proto": scheme})
        assert answer.status_code == status, scheme
    public = replace(config, base_url="https://a.example/news")
    client = create_app(public).test_client()
    for scheme in ("javascript", "http"):
        answer = client.get("/search.atom", headers={"X-Forwarded-Proto": scheme})
        assert "https://a.example/news/search" in answer.text
        assert "http://a.example" not in answer.text and "javascript://" not in answer.text


def test_a_host_under_a_public_address_does_not_matter(tmp_path: Path) -> None:
    public = "https://a.example/news"
    config = Config(opener=lambda url: FakeSearcher(), state=tmp_path, base_url=public)
    for host in ("xn--", "evil.example"):
        status, _, told = asked_of(create_app(config), host, "/cite?q=oil")
        assert status.startswith("200")
        assert f"{public}/search?" in told and host not in told


def asked_of(app: Flask, host: str, url: str) -> tuple[str, Headers, str]:
    """An answer to a request for any host; Flask's client would read the host itself."""
    parts, status, headers = run_wsgi_app(app, {**create_environ(url), "HTTP_HOST": host})
    return status, headers, b"".join(parts).decode()


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
