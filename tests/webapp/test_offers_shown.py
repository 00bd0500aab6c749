"""What newcomers type first, on the page and by the command: told, with what to type instead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

import dragoman
from search.engine import open_writer
from search.model import Article, Dating, Precision, Tag
from webapp import Config, create_app

ARTICLES = tuple(
    Article(
        f"a{year}",
        "The Security Council agreed on sanctions.",
        title=f"Talks of {year}",
        dating=Dating(date(year, 6, 1), Precision.DAY),
        source="BBC News",
        countries=(Tag("ir"), Tag("us")),
        organisations=(Tag("nato"),),
    )
    for year in range(2010, 2018)
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("offers")
    with open_writer(str(folder / "index")) as writer:
        for article in ARTICLES:
            writer.add(article)
    return folder / "index"


@pytest.fixture(scope="module")
def client(index: Path) -> Iterator[FlaskClient]:
    with create_app(Config(str(index), state=index.parent)).test_client() as client:
        yield client


def links(client: FlaskClient, address: str) -> dict[str, str]:
    """What is offered beside an answer, with where each leads."""
    page = client.get(address).get_data(as_text=True)
    (told,) = re.findall(r'<ul class="problems">(.*?)</ul>', page, re.DOTALL) or ("",)
    found = re.findall(r'<a href="([^"]+)"[^>]*>Use <q>([^<]+)</q>', told)
    return {unescape(label): unescape(url) for url, label in found}


def run(index: Path, *args: str) -> str:
    return CliRunner().invoke(dragoman.commands, ["search", *args, "--index", str(index)]).output


@pytest.mark.parametrize(
    ("typed", "repair", "total"),
    [
        ("sanctions 2012 to 2015", "sanctions date:2012..2015", 4),
        ("usa sanctions", "country:us sanctions", 8),
        ("sanctions from:2012 to:2015", "sanctions date:2012..2015", 4),
    ],
)
def test_one_click_asks_what_was_meant(
    client: FlaskClient, index: Path, typed: str, repair: str, total: int
) -> None:
    offered = links(client, f"/search?q={quote_plus(typed)}&sort=newest")
    assert list(offered) == [repair]
    page = client.get(offered[repair], follow_redirects=True).get_data(as_text=True)
    assert f"{total} articles" in page
    assert links(client, offered[repair]) == {}
    assert f"Try: {repair}" in run(index, typed)
    assert f"{total} articles" in run(index, repair)


@pytest.mark.parametrize(
    ("address", "label", "leads_to"),
    [
        ("/search?q=country:Irann", "country:ir", "q=country:ir"),
        ("/search?country=irann&q=talks", "Country: Iran", "country=ir&q=talks"),
        ("/search?country=nato&q=talks", "Country: NATO members", "country=any%28nato%29&q=talks"),
        ("/search?org=nato+allies&sort=newest", "Organisation: NATO", "org=nato&sort=newest"),
        ("/search?not.country=irann", "Country: not Iran", "not.country=ir"),
        ("/search?q=source:bbc-news", "source:BBC-News", None),
        ("/search?q=site:bbc+talks", "source:bbc talks", "q=source:bbc+talks"),
    ],
)
def test_misspelt_names_are_put_right_by_a_click(
    client: FlaskClient, address: str, label: str, leads_to: str | None
) -> None:
    offered = links(client, address)
    if leads_to is None:
        assert offered == {}
        return
    assert list(offered) == [label]
    assert offered[label].removeprefix("/search?").replace("&match=all", "") == leads_to
    assert client.get(offered[label]).status_code == 200


def test_the_command_tells_the_names_it_may_have_meant(index: Path) -> None:
    told = run(index, "talks", "--country", "Irann", "--org", "Nato Allies")
    assert "did you mean Iran (country:ir)?" in told
    assert "did you mean NATO (org:nato)?" in told
    assert "Try: country:ir talks" in run(index, "country:Irann talks")
