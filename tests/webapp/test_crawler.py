"""A crawler that follows every link finds no broken page and no end of addresses that are new."""

from __future__ import annotations

from collections import deque
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest
from fake_searcher import ARTICLES, FakeSearcher
from flask import Flask
from flask.testing import FlaskClient
from reading_html import Page

from webapp import Config, create_app

PAGES = 400
"""Pages visited; a space without bound would show long before."""


DEEP = 500
"""Links followed one after another, each from the page that the one before led to."""

LONGEST = 1_500
"""Characters of an address in which everything is ticked or shut out that eight articles have."""


def links_of(client: FlaskClient, url: str) -> list[str]:
    """The addresses of this site that an answer leads to; it has to be a good one."""
    with client.get(url) as answer:
        assert answer.status_code in (200, 301, 302, 303), (url, answer.status_code)
        found = [answer.location] if answer.location else []
        if answer.content_type.startswith("text/html") and answer.status_code == 200:
            found = Page(answer.get_data().decode()).links
    addresses = (link.partition("#")[0] for link in found)
    return [a for a in addresses if a.startswith("/") and not urlsplit(a).netloc]


def crawl(client: FlaskClient, start: str, *, polite: bool) -> tuple[set[str], int]:
    """The addresses visited, and how many more were waiting at the end."""
    waiting, seen = deque([start]), {start}
    visited: set[str] = set()
    while waiting and len(visited) < PAGES:
        url = waiting.popleft()
        visited.add(url)
        with client.get(url) as answer:
            assert answer.status_code in (200, 301, 303), (url, answer.status_code)
            body = answer.get_data()
        links = [answer.location] if answer.location else []
        if answer.content_type.startswith("text/html") and answer.status_code == 200:
            links = [
                e.attributes["href"]
                for e in Page(body.decode()).all("a")
                if not (polite and "nofollow" in e.attributes.get("rel", ""))
            ]
        for link in links:
            address = link.partition("#")[0]
            if address.startswith("/") and not urlsplit(address).netloc and address not in seen:
                seen.add(address)
                waiting.append(address)
    return visited, len(waiting)


def test_every_link_leads_somewhere(tmp_path: Path) -> None:
    app = create_app(Config(opener=lambda url: FakeSearcher(ARTICLES[:8]), state=tmp_path))
    visited, _ = crawl(app.test_client(), "/search?q=sanctions", polite=False)
    assert len(visited) == PAGES
    assert {urlsplit(url).path for url in visited} > {"/search", "/article", "/timeline", "/cite"}


@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_no_link_is_too_deep(tmp_path: Path, seed: int) -> None:
    """Each step follows a link of the page before, to where nobody has been."""
    app = create_app(Config(opener=lambda url: FakeSearcher(ARTICLES[:8]), state=tmp_path))
    client, choose = app.test_client(), Random(seed)
    seen, trail, longest = {"/"}, ["/"], 0
    for _ in range(DEEP):
        links = links_of(client, trail[-1])
        longest = max(longest, *map(len, links), 0)
        fresh = [url for url in links if url not in seen]
        while not fresh:  # a file, or a page of which every link was followed
            trail.pop()
            fresh = [url for url in links_of(client, trail[-1]) if url not in seen]
        trail.append(choose.choice(fresh))
        seen.add(trail[-1])
    assert len(seen) == DEEP + 1
    assert longest < LONGEST  # what is piled up, filter upon filter, comes to an end


def test_a_crawler_that_heeds_nofollow_comes_to_an_end(client: FlaskClient) -> None:
    visited, waiting = crawl(client, "/", polite=True)
    assert waiting == 0
    assert len(visited) < 60


def test_robots_are_kept_out_of_results(app: Flask) -> None:
    client = app.test_client()
    text = client.get("/robots.txt").text
    assert text.startswith("User-agent: *\n")
    shut = [line.removeprefix("Disallow: ") for line in text.splitlines()[1:] if line]
    open_to_robots = {
        "/",
        "/favicon.ico",
        "/healthz",
        "/openapi.json",
        "/opensearch.xml",
        "/readyz",
    }
    open_to_robots |= {"/robots.txt", "/static/<path:filename>"}
    for rule in app.url_map.iter_rules():
        kept_out = any(rule.rule.startswith(place) for place in shut)
        assert kept_out != (rule.rule in open_to_robots), rule.rule
    for path in ("/search?q=iran", "/map", "/compare", "/cite", "/facet/country", "/list?id=a1"):
        assert 'content="noindex, nofollow"' in client.get(path).text
