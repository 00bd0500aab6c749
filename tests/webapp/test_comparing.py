"""Questions compared over time: shares of all articles, one chart, one table, one file."""

from __future__ import annotations

import csv
import io
from datetime import date
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from fake_searcher import FakeSearcher
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from reading_html import Page

from search.engine import open_searcher, open_writer
from search.model import COUNTS_ONLY, Article, DateSpan, Dating, Filters, Precision
from search.permalink import from_url
from webapp.comparison import compare
from webapp.comparison_view import ComparisonView, present_comparison
from webapp.links import Links
from webapp.scale import MOST_STEPS, in_per_cent, steps_of

TODAY = date(2026, 11, 23)


def view_of(searcher: FakeSearcher, *texts: str, filters: Filters | None = None) -> ComparisonView:
    filters = filters or Filters()
    return present_comparison(compare(texts, filters, searcher), texts, filters, Links(), TODAY)


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
    asked = [e.attributes["value"] for e in many.all("input", type="text", name="q")]
    assert asked == ["w0", "w1", "w2", "w3"]
    assert "9 questions, more than 4" in many.one("ul", "problems").text


def test_a_problem_is_told_with_its_repair(client: FlaskClient) -> None:
    page = Page(client.get('/compare?country=ir&q="half&q=sanktions').text)
    told = [e.text for e in page.all("p") if "li" in e.parents and "main" in e.parents]
    read = ["Read as half", "A quotation mark stands alone. Use half"]
    assert told == [*read, "Did you mean sanctions?"]
    urls = {e.text: e.attributes["href"] for e in page.all("a") if "main" in e.parents}
    assert urls["Use half"] == "/compare?country=ir&q=half&q=sanktions"
    assert urls["sanctions"] == "/compare?country=ir&q=%22half&q=sanctions"
    assert not Page(client.get("/compare?q=accord").text).all("ul", "doubts")


def test_what_is_compared_among_is_told_and_can_be_left(client: FlaskClient) -> None:
    page = Page(client.get("/compare?country=ir&from=2014-01-01&q=accord").text)
    assert page.one("p", "told").text == "Articles about Iran. All articles"
    url = next(e.attributes["href"] for e in page.all("a") if e.text == "All articles")
    assert url == "/compare?from=2014-01-01&q=accord"
    rolling = Page(client.get("/compare?date=last-30y&q=accord").text)
    carried = {e.attributes["name"]: e.attributes["value"] for e in rolling.all("input")}
    assert carried["date"] == "last-30y"


def test_months_can_be_asked_for_and_left(client: FlaskClient) -> None:
    page = Page(client.get("/compare?country=ir&q=accord").text)
    (url,) = (e.attributes["href"] for e in page.all("a") if e.text == "By month")
    assert url == "/compare?country=ir&per=month&q=accord"
    monthly = Page(client.get(url).text)
    assert "/compare?country=ir&q=accord" in monthly.links
    assert "/compare.csv?country=ir&per=month&q=accord" in monthly.links
    carried = {e.attributes["name"]: e.attributes["value"] for e in monthly.all("input")}
    assert carried["per"] == "month"
    assert "per: “day” is not month" in client.get("/compare?per=day&q=accord").text
    assert client.get("/compare.csv?per=day&q=accord").status_code == 400
    assert client.get("/compare.csv?per=month&q=accord").status_code == 200


def test_what_no_line_can_show_is_told(searcher: FakeSearcher) -> None:
    assert (
        view_of(searcher, "sanctions").beside == "1 undated and 1 outside the range are left out."
    )
    year = Filters(span=DateSpan(date(2014, 1, 1), date(2014, 12, 31)))
    assert view_of(searcher, "sanctions", filters=year).beside == ""


def test_questions_with_an_open_span_share_their_periods(tmp_path: Path) -> None:
    with open_writer(str(tmp_path / "index")) as writer:
        for n in range(40):
            text = "oil" if n < 8 else "gas"
            dating = Dating(date(1980 + n, 5, 5), Precision.DAY)
            writer.add(Article(f"a{n}", text, dating=dating))
        vague = Dating(date(1990, 1, 1), Precision.YEAR)
        writer.add(Article("vague", "oil and gas", dating=vague))
    searcher = partial(open_searcher, today=TODAY)(str(tmp_path / "index"))
    compared = compare(("oil", "gas"), Filters(span=DateSpan(start=date(1982, 1, 1))), searcher)
    assert compared.level == "year" and len(compared.buckets) == 38
    assert [sum(line.counts) for line in compared.series] == [7, 33]
    months = compare(
        ("oil",), Filters(span=DateSpan(date(1990, 1, 1), date(1990, 12, 31))), searcher
    )
    assert (months.level, months.series[0].answer.total, months.series[0].vague) == ("month", 1, 1)
    searcher.close()


def test_lines_that_run_together_are_all_seen(searcher: FakeSearcher) -> None:
    dating = [Dating(date(1950 + n, 5, 5), Precision.DAY) for n in range(60)]
    searcher.put(*(Article(f"a{n}", "oil gas coal ore", dating=d) for n, d in enumerate(dating)))
    lines = view_of(searcher, "oil", "gas", "coal", "ore").lines
    assert len({line.paths for line in lines}) == 1
    marks = [set(line.marks) for line in lines]
    assert all(marks) and not any(a & b for a in marks for b in marks if a is not b)
    ends = sorted(line.end for line in lines)
    assert all(below - above > 5 for above, below in pairwise(ends))
    assert ends[0] >= 0 and ends[-1] <= 100


@given(st.floats(0, 1))
def test_a_scale_ends_just_above_the_highest(highest: float) -> None:
    steps = steps_of(highest)
    assert steps[0] == 0 and highest <= steps[-1] + 1e-9 and steps[-1] <= 1.0000001
    assert 2 <= len(steps) <= MOST_STEPS + 1
    if highest > 0.0001:
        assert steps[-2] < highest
    labels = in_per_cent(steps)
    assert len(set(labels)) == len(labels)
    assert all(
        abs(float(label.rstrip("%")) - 100 * step) < 1e-6
        for label, step in zip(labels, steps, strict=True)
    )


@pytest.mark.parametrize(
    ("highest", "top", "finest"),
    [(0.6, "60%", "20%"), (0.33, "40%", "10%"), (0.021, "2.5%", "0.5%")],
)
def test_a_scale_is_round(highest: float, top: str, finest: str) -> None:
    labels = in_per_cent(steps_of(highest))
    assert (labels[-1], labels[1]) == (top, finest)


def test_round_years_are_labelled(searcher: FakeSearcher) -> None:
    dating = [Dating(date(1901 + n, 5, 1), Precision.DAY) for n in range(10)]
    searcher.put(*(Article(f"a{n}", "oil", dating=d) for n, d in enumerate(dating)))
    across = view_of(searcher, "oil").across
    assert [(label.label, label.at) for label in across] == [
        ("1902", "11.11%"),
        ("1904", "33.33%"),
        ("1906", "55.56%"),
        ("1908", "77.78%"),
        ("1910", "100.00%"),
    ]


def test_nothing_dated_is_said(client: FlaskClient, searcher: FakeSearcher) -> None:
    searcher.put(Article("a", "oil"))
    assert "There is nothing to draw" in client.get("/compare?q=oil").text
