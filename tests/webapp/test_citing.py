"""A cited search tells what it found, and later readers what has changed."""

from __future__ import annotations

from datetime import date

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from reading_html import Page

from webapp.seen import Seen, from_text, to_text

NAMES = st.text(st.characters(exclude_characters="@"), min_size=1, max_size=100)


@given(st.integers(0, 10**12 - 1), NAMES, st.integers(0, 10**12 - 1), st.none() | st.dates())
def test_what_was_seen_is_read_back(n: int, name: str, generation: int, day: date | None) -> None:
    seen = Seen(n, name, generation, day)
    assert from_text(to_text(seen)) == seen


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    seen = from_text(text)
    assert seen is None or from_text(to_text(seen)) == seen


def test_a_citation_holds_all_that_is_needed(client: FlaskClient) -> None:
    page = Page(client.get("/cite?country=ir&q=sanctions").text)
    line = page.one("p", "line").text
    for part in ("6 articles", "about Iran", "fake, generation 1", "UTC"):
        assert part in line
    assert "http://localhost/search?country=ir&match=all&q=sanctions" in line
    assert any("seen=6%40fake.1." in e.text for e in page.all("code"))


@pytest.mark.parametrize(
    ("host", "alone"),
    [
        ("localhost:8080", True),
        ("127.0.0.1:8080", True),
        ("127.8.0.9", True),
        ("[::1]:8080", True),
        ("news.localhost", True),
        ("news.example.org", False),
        ("10.0.0.7", False),
        ("localhost.example.org", False),
    ],
)
def test_an_address_of_this_computer_alone_is_no_citation(
    client: FlaskClient, host: str, alone: bool
) -> None:
    page = client.get("/cite?q=sanctions", base_url=f"http://{host}")
    assert page.status_code == 200
    assert ("nobody else can follow it" in page.text) is alone


def test_who_follows_it_is_told_of_a_change(client: FlaskClient) -> None:
    def told(seen: str) -> list[str]:
        page = client.get(f"/search?q=sanctions&seen={seen}")
        assert page.status_code == 200
        return [e.text for e in Page(page.text).all("p", "changed")]

    assert told("8@fake.1.2026-11-20") == []
    assert told("5@fake.1.2026-11-20") == ["Cited as 5 on 20 November 2026; here and now 8."]
    assert told("8@other.4") == ["Cited as 8 in the index other; here and now the same number."]
    assert told("8@other.1") == ["Cited as 8 in the index other; here and now the same number."]
    assert told("8@fake.2") == ["Cited as 8; here and now the same number."]
    assert told("nonsense") == []
