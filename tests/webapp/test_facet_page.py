"""All values of one facet: found by name, ticked together, taken away as a file."""

from __future__ import annotations

import csv
import io

from fake_searcher import FakeSearcher
from flask.testing import FlaskClient
from reading_html import Page

from search.model import Article
from webapp.facet_page import MOST


def test_find_in_a_facet_folds_case_and_keeps_what_is_ticked(client: FlaskClient) -> None:
    page = Page(client.get("/facet/country?country=us&find=IRÁN&q=sanctions").text)
    boxes = [e for e in page.all("input", type="checkbox") if e.attributes["name"] == "country"]
    assert [e.attributes["value"] for e in boxes] == ["ir"]
    hidden = [
        (e.attributes["name"], e.attributes["value"]) for e in page.all("input", type="hidden")
    ]
    assert hidden.count(("country", "us")) == 2  # in the search inside, and in the form


def test_counts_as_a_file(client: FlaskClient) -> None:
    answer = client.get("/facet/country.csv?q=sanctions")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0] == ["value", "label", "articles", "question"]
    assert rows[1][:3] == ["ir", "Iran", "6"]
    dates = client.get("/facet/date.csv?q=sanctions").data.decode("utf-8-sig")
    assert "2012,2012,2" in dates


def test_groups_are_in_the_file_too(client: FlaskClient) -> None:
    answer = client.get("/facet/country.csv?q=sanctions")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row[:3] for row in rows if "any" in row[0]] == [["any(p5)", "Permanent five", "5"]]


def test_a_facet_of_very_many_values_is_searched_not_scrolled(
    client: FlaskClient, searcher: FakeSearcher
) -> None:
    searcher.put(*(Article(f"n{i}", "oil", source=f"Paper {i:04}") for i in range(MOST + 30)))
    page = Page(client.get("/facet/source?q=oil&source=Paper+0525").text)
    boxes = [e.attributes for e in page.all("input", type="checkbox", name="source")]
    assert len(boxes) == MOST + 1
    assert [box["value"] for box in boxes if "checked" in box] == ["Paper 0525"]
    assert page.one(cls="note", role="status").text == "530 sources; the first 500 are shown"
    found = Page(client.get("/facet/source?find=0529&q=oil").text)
    assert len(found.all("input", type="checkbox", name="source")) == 1
    assert len(client.get("/facet/source.csv?q=oil").text.splitlines()) == 531


def test_every_facet_and_table_has_a_file(client: FlaskClient) -> None:
    for path, files in (
        ("/search?q=sanctions", ("date", "country", "organisation", "source", "language", "pair")),
        ("/map?q=sanctions", ("country",)),
    ):
        links = Page(client.get(path).text).links
        for key in files:
            assert f"/facet/{key}.csv?match=all&q=sanctions" in links, (path, key)
    for name in ("table", "lines"):
        assert (
            f"/{name}.csv?match=all&q=sanctions"
            in Page(client.get(f"/{name}?q=sanctions").text).links
        )


def test_dates_have_a_page_of_their_own(client: FlaskClient) -> None:
    page = Page(client.get("/facet/date?q=sanctions").text)
    assert "2012" in page.one("table").text


def test_no_such_facet(client: FlaskClient) -> None:
    assert client.get("/facet/town").status_code == 404


def test_groups_of_countries_can_be_ticked_together(client: FlaskClient) -> None:
    page = Page(client.get("/search?q=sanctions").text)
    groups = [
        e for e in page.all("input", type="checkbox", name="country") if "details" in e.parents
    ]
    assert [e.attributes["value"] for e in groups] == ["any(p5)"]
    ticked = Page(client.get("/search?country=any(p5)&q=sanctions").text)
    assert ticked.one("span", "total").text == "5 articles"
    boxes = ticked.all("input", type="checkbox", value="any(p5)")
    assert ["checked" in e.attributes for e in boxes] == [True]
    whole = Page(client.get("/facet/country?q=sanctions&find=permanent").text)
    assert [e.attributes["value"] for e in whole.all("input", type="checkbox", name="country")] == [
        "any(p5)"
    ]
