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
