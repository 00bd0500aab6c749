"""What a square of the map or a cell of the table counts is the total after following it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from reading_html import Element, Page

from search.engine import Searcher, open_searcher, open_writer
from search.model import COUNTS_ONLY, Article, DateSpan, Dating, Facet, FacetValue, Precision, Tag
from search.permalink import from_url
from search.plan import Days
from webapp import Config, create_app
from webapp.comparison import compare
from webapp.periods import periods_of, vague_of
from webapp.tilemap import SHADES, scale_of, shade_of
from webapp.wording import counted

TODAY = date(2026, 11, 23)  # as in conftest.py
VAGUE = TODAY.year - 2
"""The year of the articles that are dated to a month or a year."""

NAMES = "ir us ru cn fr de gb in jp br za eg tr sa il iq sy ua pl it es se no fi dk nl be at ch"
CODES = tuple(NAMES.split(" "))


def _articles() -> Iterator[Article]:
    """Every country by itself, some together, over 70 years; and dates of every vagueness."""
    for n, code in enumerate(CODES * 4):
        day = date(TODAY.year - 71 + (n * 7) % 71, 1 + n % 12, 1 + n % 28)
        others = [c for c, every in (("ir", 2), ("us", 3), ("suhh", 9)) if n % every == 0]
        codes = sorted({code, *others})
        yield Article(
            f"d{n}",
            "Sanctions were discussed." if n % 4 else "An accord was discussed.",
            dating=Dating(day, Precision.DAY),
            countries=tuple(Tag(c) for c in codes),
        )
    both = (Tag("ir"), Tag("us"))
    for n in range(6):
        month = Dating(date(VAGUE, n + 1, 1), Precision.MONTH)
        yield Article(f"m{n}", "Sanctions in a month.", dating=month, countries=both[: 1 + n % 2])
    year = Dating(date(VAGUE, 1, 1), Precision.YEAR)
    yield Article("y", "Sanctions in a year.", dating=year, countries=both)
    yield Article("none", "Sanctions at no time.", countries=both[:1])
    old = Dating(date(1623, 1, 1), Precision.DAY)
    yield Article("old", "Sanctions of old.", dating=old, countries=both[1:])
    yield Article("bare", "Sanctions on nobody.", dating=year)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("tables") / "index"
    with open_writer(str(folder)) as writer:
        for article in _articles():
            writer.add(article)
    return str(folder)


@pytest.fixture(scope="module")
def asked(index: str) -> Iterator[Searcher]:
    searcher = open_searcher(index, today=TODAY)
    yield searcher
    searcher.close()


@pytest.fixture(scope="module")
def real(index: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    opener = partial(open_searcher, today=TODAY)
    state = tmp_path_factory.mktemp("state")
    with create_app(Config(index, state=state, opener=opener)).test_client() as client:
        yield client


CHOICES = (
    "q=sanctions",
    "country=ir&q=sanctions",
    "country=ir&country=us&q=sanctions",
    "not.country=us&q=sanctions",
    "country=ir&not.country=us&q=sanctions",
    "country=ir&country=us&country.match=all&q=sanctions",
    "country=ir&country=us&country.match=all&not.country=ru&q=sanctions",
    "country=any(g7)&q=sanctions",
    "country=none&q=sanctions",
)
YEAR = f"&from={VAGUE}-01-01&to={VAGUE}-12-31"
SPANS = ("", f"&from={VAGUE - 1}-03-01&to={VAGUE + 1}-06-30", YEAR, "&date=last-5y")


def total(searcher: Searcher, link: Element) -> int:
    return searcher.search(from_url(link.attributes["href"]), COUNTS_ONLY).total


def told(link: Element) -> int:
    return int(link.text.replace(",", ""))


def read(client: FlaskClient, url: str) -> Page:
    return Page(client.get(url, follow_redirects=True).text)


def cells(page: Page) -> list[Element]:
    links = [e for e in page.all("a") if "td" in e.parents and "title" in e.attributes]
    return [e for e in links if e.attributes["href"].startswith("/table?")]


@pytest.mark.parametrize("choice", CHOICES)
def test_a_square_leads_to_what_it_counts(real: FlaskClient, asked: Searcher, choice: str) -> None:
    page = read(real, f"/map?{choice}")
    squares = [e for e in page.all("a") if "svg" in e.parents and e.text.count(":")]
    squares = [e for e in squares if "article" in e.text and "/map?" in e.attributes["href"]]
    assert squares
    for square in squares:
        assert int(square.text.split(":")[1].split()[0]) == total(asked, square), square.text
    rows = [e for e in page.all("a") if "th" in e.parents and "/map?" in e.attributes["href"]]
    counts = [told(e) for e in page.all("td") if "details" in e.parents][-len(rows) :]
    assert [total(asked, row) for row in rows] == counts


def test_what_is_excluded_leads_nowhere_on_the_map(real: FlaskClient) -> None:
    page = read(real, "/map?not.country=us&q=sanctions")
    titles = {e.text for e in page.all("title")}
    assert "United States: excluded" in titles
    (chosen,) = read(real, "/map?country=ir&q=sanctions").all("p", id="map-chosen")
    assert "Chosen: Iran." in chosen.text


@pytest.mark.parametrize("span", SPANS)
@pytest.mark.parametrize("choice", CHOICES)
def test_a_cell_leads_to_what_it_counts(
    real: FlaskClient, asked: Searcher, choice: str, span: str
) -> None:
    page = read(real, f"/table?{choice}{span}&rows=all")
    links = cells(page)
    assert len(links) > (2 if "none" in choice else 5)
    for link in links:
        assert told(link) == total(asked, link), link.attributes["title"]
    heads = {e.attributes["href"]: total(asked, e) for e in page.all("a") if "thead" in e.parents}
    first = {e.attributes["href"]: told(e) for e in links}
    assert {url: n for url, n in first.items() if url in heads} == {
        url: n for url, n in heads.items() if n
    }


@pytest.mark.parametrize("span", SPANS)
@pytest.mark.parametrize("choice", CHOICES)
def test_a_row_adds_up_and_its_name_leads_to_the_sum(
    real: FlaskClient, asked: Searcher, choice: str, span: str
) -> None:
    body = real.get(f"/table.csv?{choice}{span}").data.decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(body))
    assert head[:2] == ["country", "label"] and head[-2:] == ["all", "question"]
    for row in rows:
        assert sum(map(int, row[2:-2])) == int(row[-2]), row
    page = read(real, f"/table?{choice}{span}&rows=all")
    names = [e for e in page.all("a") if "th" in e.parents and "tbody" in e.parents]
    names = [e for e in names if "details" not in e.parents and "/table?" in e.attributes["href"]]
    assert [total(asked, name) for name in names] == [int(row[-2]) for row in rows]


def test_no_country_is_out_of_reach(real: FlaskClient) -> None:
    page = read(real, "/table?country=ch&q=sanctions")
    chosen = [e.text for e in page.all("tr", "chosen")]
    assert len(chosen) == 1 and chosen[0].startswith("Switzerland")
    (more,) = (e for e in page.all("a") if e.text.endswith("other countries"))
    whole = read(real, more.attributes["href"])
    hidden = int(more.text.split()[2])
    rows = [p.all("th", scope="row") for p in (page, whole)]
    assert len(rows[1]) - len(rows[0]) == hidden > 5
    assert not [e for e in whole.all("a") if e.text.endswith("other countries")]


def test_nothing_of_a_long_time_is_left_out(real: FlaskClient, asked: Searcher) -> None:
    page = read(real, "/table?q=sanctions")
    heads = [e for e in page.all("a") if "thead" in e.parents]
    assert [e.text for e in heads] == [
        *(f"{year}0s" for year in range((TODAY.year - 71) // 10, (TODAY.year - 1) // 10 + 1)),
        "Undated",
        "Outside",
    ]  # fmt: skip
    assert (
        sum(total(asked, head) for head in heads)
        == asked.search(from_url("/table?q=sanctions"), COUNTS_ONLY).total
    )
    finer = read(real, heads[6].attributes["href"])
    years = [e.text for e in finer.all("a") if "thead" in e.parents]
    assert years and {year[:3] for year in years} == {heads[6].text[:3]}


def test_months_that_are_not_known_are_a_column(real: FlaskClient) -> None:
    page = read(real, f"/table?q=sanctions{YEAR}")
    assert [e.text for e in page.all("th", scope="col")][-2:] == ["Month unknown", "All"]
    without = read(real, "/table?q=sanctions")
    assert "Month unknown" not in [e.text for e in without.all("th", scope="col")]


def _facet(*values: str) -> Facet:
    return Facet(tuple(FacetValue(v, v, 1) for v in values), len(values))


def test_periods_are_as_fine_as_there_is_room() -> None:
    years = _facet(*(f"{year}" for year in range(1805, 2027)))
    names = [p.name for p in periods_of(years, DateSpan(), Days(), 30)]
    assert (names[0], names[-1], len(names)) == ("1800/1809", "2020/2029", 23)
    assert [p.short for p in periods_of(years, DateSpan(), Days(), 4)] == [
        "1800–",
        "1900–",
        "2000–",
    ]
    days = Days(date(2014, 3, 5), date(2014, 4, 7))
    months = periods_of(_facet("2014-03", "2014-04", "none"), DateSpan(), days, 4)
    assert months[0].span == DateSpan(date(2014, 3, 5), date(2014, 3, 31))
    assert [p.name for p in months] == ["2014-03", "2014-04", "undated"]
    assert vague_of(months) == "Month unknown"
    assert vague_of(months[2:]) == "Other dates"


@pytest.mark.parametrize("highest", [1, 2, 3, 7, 25, 26, 1000])
def test_the_scale_tells_what_shades_mean(highest: int) -> None:
    shades = {count: shade_of(count, highest) for count in range(highest + 1)}
    assert shades[0] == 0 and shades[highest] == SHADES
    for step in scale_of(highest):
        ends = [int(end.replace(",", "")) for end in step.told.split("–")]
        held = [count for count, shade in shades.items() if shade == step.shade]
        assert (held[0], held[-1]) == (ends[0], ends[-1])
    assert {step.shade for step in scale_of(highest)} | {0} == set(shades.values())


COMPARED = (
    "",
    "&per=month",
    "&country=ir",
    f"&from={VAGUE - 1}-03-05&to={VAGUE + 1}-06-17",
    f"&from={VAGUE - 30}-03-05&to={VAGUE}-02-10&per=month",
    f"&from={VAGUE - 1}-03-05",
    "&date=last-5y",
)


@pytest.mark.parametrize("among", COMPARED)
def test_a_figure_compared_leads_to_what_it_counts(
    real: FlaskClient, asked: Searcher, among: str
) -> None:
    page = read(real, f"/compare?q=sanctions&q=discussed&q=accord{among}")
    figures = [e for e in page.all("a") if "td" in e.parents]
    assert figures
    for figure in figures[:40] + figures[-40:]:
        assert int(figure.text.split()[0]) == total(asked, figure), figure.attributes["href"]
    lines = [e for e in page.all("a") if "li" in e.parents and e.attributes["href"] in page.links]
    lines = [e for e in lines if e.text in ("sanctions", "discussed", "accord")]
    told = [e.text for e in page.all("span", "count") if "li" in e.parents]
    assert [counted(total(asked, line), "article") for line in lines] == told


def test_months_and_years_count_the_same(asked: Searcher) -> None:
    filters = from_url(f"/?from={VAGUE - 40}-01-01&to={VAGUE}-12-31").filters
    years = compare(("sanctions", "accord"), filters, asked)
    months = compare(("sanctions", "accord"), filters, asked, monthly=True)
    assert (years.level, months.level) == ("year", "month")
    assert len(months.buckets) == 12 * len(years.buckets) == 12 * 41
    for line, fine in zip(years.series, months.series, strict=True):
        assert sum(line.counts) == line.answer.total == sum(fine.counts) + fine.vague
    assert months.series[0].vague == 2
    assert years.offers_months and months.offers_months and not years.monthly
    short = compare(("sanctions",), from_url(f"/?{YEAR[1:]}").filters, asked, monthly=True)
    assert (short.level, short.monthly, short.offers_months) == ("month", False, False)
