"""Questions compared over time: shares of all articles, one chart, one table, one file."""

from __future__ import annotations

import csv
import io

from fake_searcher import FakeSearcher
from flask.testing import FlaskClient
from reading_html import Page

from search.model import COUNTS_ONLY, Filters
from search.permalink import from_url
from webapp.comparison import compare


def test_shares_are_of_all_articles_of_the_period(searcher: FakeSearcher) -> None:
    compared = compare(("sanctions", "accord"), Filters(), searcher)
    year = compared.buckets.index("2015")
    assert compared.everything[year] == 2
    assert [line.counts[year] for line in compared.series] == [1, 2]
    assert [line.shares[year] for line in compared.series] == [0.5, 1.0]
    assert compared.highest == 1.0


def test_every_figure_leads_to_what_it_counts(client: FlaskClient, searcher: FakeSearcher) -> None:
    page = Page(client.get("/compare?q=sanctions&q=accord").text)
    links = [e for e in page.all("a") if "td" in e.parents]
    assert len(links) > 5
    for link in links:
        total = searcher.search(from_url(link.attributes["href"]), COUNTS_ONLY).total
        assert total == int(link.text.split()[0])


def test_lines_differ_by_more_than_colour(client: FlaskClient) -> None:
    page = Page(client.get("/compare?q=sanctions&q=accord").text)
    assert [e.text for e in page.all("strong")] == ["A", "B"]
    with client.get("/static/dragoman.css") as answer:
        css = answer.text
    dashes = [line for line in css.splitlines() if "stroke-dasharray" in line]
    assert len(dashes) == 3


def test_the_figures_as_a_file(client: FlaskClient) -> None:
    answer = client.get("/compare.csv?country=ir&q=sanctions&q==1%2B1")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0] == ["period", "all articles", "sanctions", "share of sanctions", "'=1+1",
                       "share of '=1+1"]  # fmt: skip
    assert rows[1][:4] == ["2012", "2", "2", "1.000000"]


def test_nothing_asked_is_a_form_and_four_is_the_end(client: FlaskClient) -> None:
    assert "Type two to four" in client.get("/compare").text
    many = Page(client.get("/compare?" + "&".join(f"q=w{i}" for i in range(9))).text)
    assert [e.text for e in many.all("strong")] == ["A", "B", "C", "D"]
