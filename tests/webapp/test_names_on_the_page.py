"""Names of countries and organisations on the page: in addresses, sentences, marks and links."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search.engine import open_searcher, open_writer
from search.model import Article, Dating, Precision, Tag
from webapp import Config, create_app

OWN = '[country.mm]\nlabel = "Burma (Myanmar)"\n'

ARTICLES = (
    Article(
        "b1",
        "Britain and Myanmar spoke of trade with the World Bank.",
        title="A treaty with Burma",
        dating=Dating(date(2014, 3, 5), Precision.DAY),
        countries=(Tag("mm"), Tag("gb", about=False)),
        organisations=(Tag("worldbank", about=False),),
    ),
    Article("b2", "India and Russia met.", countries=(Tag("in"), Tag("ru")), pairs=("in.ru",)),
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder: Path = tmp_path_factory.mktemp("names")
    own = folder / "own.toml"
    own.write_text(OWN)
    with open_writer(str(folder / "index")) as writer:
        for article in ARTICLES:
            writer.add(article)
    opener = partial(open_searcher, vocabulary=str(own))
    config = Config(str(folder / "index"), vocabulary=str(own), state=folder, opener=opener)
    with create_app(config).test_client() as client:
        yield client


@pytest.mark.parametrize(
    ("typed", "canonical"),
    [
        ("country=Burma", "country=mm"),
        ("country=Korea", "country=kp&country=kr"),
        ("org=World+Bank", "org=worldbank"),
        ("pair=India+Russia", "pair=in.ru"),
        ("mentions=World+Bank", "mentions=org.worldbank"),
        ("dateline=GOA,+India", "dateline=goa"),
        ("country=any(G20)", "country=any%28g20%29"),
    ],
)
def test_an_address_with_a_name_leads_to_the_one_with_the_id(
    client: FlaskClient, typed: str, canonical: str
) -> None:
    answer = client.get(f"/search?{typed}")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/search?{canonical}")


def test_the_sentence_and_the_notice_tell_the_country(client: FlaskClient) -> None:
    page = client.get("/search?q=country:Burma").get_data(as_text=True)
    assert "about Burma (Myanmar)" in page
    assert "“Burma” was read as Burma (Myanmar) (country:mm)." in page
    page = client.get("/search?q=country:Atlantis").get_data(as_text=True)
    assert "No article has country:atlantis" in page
    assert "India – Russia" in client.get("/search?q=Russia").get_data(as_text=True)


def test_a_word_is_marked_under_its_other_names(client: FlaskClient) -> None:
    page = client.get("/article?id=b1&q=british").get_data(as_text=True)
    assert ">Britain</mark>" in page


def test_what_is_only_mentioned_leads_to_others_that_mention_it(client: FlaskClient) -> None:
    page = client.get("/article?id=b1").get_data(as_text=True)
    for value in ("gb", "org.worldbank"):
        assert f"/search?mentions={value}" in page
        assert "1 article" in client.get(f"/search?mentions={value}").get_data(as_text=True)
