"""What a bar or a cell counts is the total after following it, also at the edge of a span."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from reading_html import Page

from search.engine import open_searcher, open_writer
from search.model import Article, DateSpan, Dating, Filters, Precision, Query, Tag
from webapp import Config, create_app
from webapp.histogram import narrowed

TODAY = date(2026, 11, 23)  # as in conftest.py


def _articles() -> Iterator[Article]:
    """An article every five days of three years up to today, and some of vaguer dates."""
    for n in range(220):
        day = TODAY - timedelta(days=5 * n)
        both = not n % 3
        text = "Sanctions were discussed." if n % 2 else "An accord was discussed."
        yield Article(
            f"d{n}",
            text,
            dating=Dating(day, Precision.DAY),
            countries=(Tag("ir"), Tag("us")) if both else (Tag("ir"),),
            organisations=(Tag("un"),),
            pairs=("ir.us",) if both else (),
        )
    for n in range(12):
        first = date(TODAY.year - 1, n + 1, 1)
        yield Article(f"m{n}", "Sanctions in a month.", dating=Dating(first, Precision.MONTH))
    first = date(TODAY.year - 1, 1, 1)
    yield Article("y", "Sanctions in a year.", dating=Dating(first, Precision.YEAR))


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder: Path = tmp_path_factory.mktemp("counts")
    with open_writer(str(folder / "index")) as writer:
        for article in _articles():
            writer.add(article)
    opener = partial(open_searcher, today=TODAY)
    with create_app(Config(str(folder / "index"), state=folder, opener=opener)).test_client() as it:
        yield it


SPANS = (
    "",
    f"from={TODAY - timedelta(days=400)}&to={TODAY - timedelta(days=17)}",
    f"from={TODAY - timedelta(days=1033)}",
    f"to={TODAY - timedelta(days=123)}",
    "date=last-1y",
    "date=last-40d",
    "date=this-year",
)
BAR = re.compile(r'<a href="([^"]+)"[^>]*><title>[^<]*: ([\d,]+) articles?</title>')
CELL = re.compile(r'<a rel="nofollow" href="([^"]+)" title="[^"]*: ([\d,]+) articles?"')


def total(client: FlaskClient, url: str) -> int:
    page = Page(client.get(url, follow_redirects=True).text)
    return int(re.sub(r"\D", "", page.one(cls="total").text))


def check_links(client: FlaskClient, address: str, pattern: re.Pattern[str]) -> None:
    html = client.get(address, follow_redirects=True).text
    found = {url.replace("&amp;", "&"): int(n.replace(",", "")) for url, n in pattern.findall(html)}
    assert len(found) > 2
    ends = [*list(found)[:3], *list(found)[-3:]]  # it is the edges that are cut
    assert {url: total(client, url) for url in ends} == {url: found[url] for url in ends}


@pytest.mark.parametrize("span", SPANS)
def test_a_bar_leads_to_what_it_counts(real: FlaskClient, span: str) -> None:
    check_links(real, f"/search?{span}&q=sanctions", BAR)


@pytest.mark.parametrize("span", SPANS)
def test_a_cell_leads_to_what_it_counts(real: FlaskClient, span: str) -> None:
    check_links(real, f"/table?{span}&q=sanctions", CELL)


def test_bars_of_the_page_of_dates_too(client: FlaskClient) -> None:
    span = "from=2012-02-01&to=2015-07-16"
    check_links(client, f"/search?{span}", BAR)
    html = client.get(f"/facet/date?{span}").text
    assert "/search?from=2015-01-01&amp;to=2015-07-16" in html


def test_a_bucket_is_narrowed_to_the_span() -> None:
    def days(span: DateSpan, value: str) -> tuple[date | None, date | None]:
        asked = Query(filters=Filters(span=span))
        found = narrowed(asked, value, date(2014, 4, 10)).filters.span
        return found.start, found.end

    march = DateSpan(date(2014, 3, 5), date(2014, 5, 2))
    assert days(march, "2014-03") == (date(2014, 3, 5), date(2014, 3, 31))
    assert days(march, "2014-04") == (date(2014, 4, 1), date(2014, 4, 30))
    assert days(march, "2014") == (march.start, march.end)
    assert days(DateSpan(rolling="last-30d"), "2014-03") == (date(2014, 3, 12), date(2014, 3, 31))
    assert days(DateSpan(end=date(2014, 3, 7)), "2014") == (date(2014, 1, 1), date(2014, 3, 7))
    assert days(DateSpan(), "2014-03") == (date(2014, 3, 1), date(2014, 3, 31))


def test_every_example_finds_as_many_articles_as_it_tells(real: FlaskClient) -> None:
    page = Page(real.get("/").text)
    asked = {e.text: e.attributes["href"] for e in page.all("a") if "dt" in e.parents}
    about, in_year, between = asked
    assert (about, between) == ("country:ir -country:us", "pair:ir+us")
    assert re.fullmatch(r"org:un date:20\d\d", in_year)
    for (text, url), told in zip(asked.items(), page.all("dd"), strict=True):
        assert total(real, url) == int(told.text.split()[-2]), text
