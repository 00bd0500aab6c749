"""The other ways to look at a result: words in context, a timeline, a table of countries."""

from __future__ import annotations

import csv
import io
from datetime import date

import pytest
from fake_searcher import FakeSearcher
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from reading_html import Page

from search.model import COUNTS_ONLY, Article, Dating, Precision, Query, Sort, Tag
from search.permalink import from_url
from search.vocabulary import load_vocabulary
from webapp.modes import MODES, Mode
from webapp.tilemap import PLACES


def get(client: FlaskClient, url: str) -> Page:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code)
    return Page(answer.text)


@given(st.sampled_from(list(MODES.values())), st.sampled_from(Sort), st.sampled_from([10, 20, 50]))
def test_what_a_mode_puts_in_it_takes_out(mode: Mode, sort: Sort, size: int) -> None:
    query = mode.told(Query("x", sort=sort, size=size))
    assert mode.told(mode.asked(query)) == query
    assert mode.canonical(Query("x", sort=sort, size=size)) == query
    assert mode.asked(query).sort in mode.orders


@pytest.mark.parametrize("name", MODES)
def test_every_mode_links_to_every_other_with_the_same_question(
    client: FlaskClient, name: str
) -> None:
    page = get(client, f"/{name}?country=ir&q=sanctions")
    assert page.one("span", "total").text == "6 articles"
    nav = [e.attributes["href"] for e in page.all("a") if e.text in ("List", "In context")]
    nav += [e.attributes["href"] for e in page.all("a") if e.text in ("Timeline", "Table", "Map")]
    assert set(nav) == {
        f"/{other}?country=ir&match=all&q=sanctions" for other in MODES if other != name
    }


@pytest.mark.parametrize("sort", Sort)
def test_links_between_modes_lead_straight_there(client: FlaskClient, sort: Sort) -> None:
    order = "" if sort is Sort.RELEVANCE else f"&sort={sort}"
    page = get(client, f"/search?match=all&q=sanctions{order}")
    (timeline,) = (e.attributes["href"] for e in page.all("a") if e.text == "Timeline")
    assert client.get(timeline).status_code == 200
    back = next(e.attributes["href"] for e in get(client, timeline).all("a") if e.text == "List")
    assert client.get(back).status_code == 200
    assert ("sort=oldest" in back) is (sort is Sort.OLDEST)


def test_a_facet_stays_in_its_mode(client: FlaskClient) -> None:
    page = get(client, "/timeline?q=sanctions")
    out = [e.attributes["href"] for e in page.all("a", "side")]
    assert out and all(url.startswith("/timeline?") and "size" not in url for url in out)
    assert {e.attributes["action"] for e in page.all("form", "facet")} == {"/timeline"}


def test_lines_show_every_place_and_can_be_sorted(client: FlaskClient) -> None:
    page = get(client, "/lines?q=accord")
    assert {e.text for e in page.all("mark") if "td" in e.parents} == {"accord"}
    assert len(page.all("td", "word")) == 4  # titles are not in context

    def after(url: str) -> list[str]:
        return [e.text.casefold() for e in get(client, url).all("td", "right")]

    by_right = after("/lines?by=right&q=accord")
    assert by_right == sorted(by_right)
    assert sorted(after("/lines?q=accord")) == by_right
    before = [e.text.split()[-1].casefold() for e in
              get(client, "/lines?by=left&q=accord").all("td", "left")]  # fmt: skip
    assert before == sorted(before)


def test_what_stands_at_a_word_stays_with_it(client: FlaskClient, searcher: FakeSearcher) -> None:
    text = (
        "Crude (oil), then — oil; non-oil goods.\nOil’s price: " + "石" * 30 + "、oil。" + "油" * 30
    )
    searcher.put(Article(id="a", text=text, title="Goods"))
    page = get(client, "/lines?q=oil")
    assert [e.text for e in page.all("td", "word")] == [
        "(oil),", "oil;", "non-oil", "Oil’s", "、oil。"
    ]  # fmt: skip
    assert [e.text for e in page.all("mark") if "td" in e.parents] == ["oil"] * 3 + ["Oil’s", "oil"]
    after = [e.text for e in page.all("td", "right")]
    assert after[0].startswith("then — oil; non-oil goods. Oil’s price:")
    assert after[4] == "油" * 30
    assert [e.text for e in page.all("td", "left")][:2] == ["Crude", "Crude (oil), then —"]


def test_a_headline_alone_is_in_context(client: FlaskClient, searcher: FakeSearcher) -> None:
    searcher.put(Article(id="a", text="", title="Talks on tariffs begin in Geneva"))
    (line,) = get(client, "/lines?q=tariffs").all("td", "word")
    assert line.text == "tariffs"


def test_lines_of_no_words_say_so(client: FlaskClient) -> None:
    assert "no words to show" in client.get("/lines").text


def test_a_timeline_is_by_months_and_newest_first(client: FlaskClient) -> None:
    page = get(client, "/timeline?q=sanctions")
    names = headings(page)
    assert names[:2] == ["February 2020", "May 2018"]
    assert names[-1] == "Undated"
    oldest = get(client, "/timeline?q=sanctions&sort=oldest")
    assert "January 1623" in [e.text for e in oldest.all("h2")]


@pytest.mark.parametrize("sort", ["added", "newest", "relevance"])
def test_a_timeline_goes_by_date_and_has_one_address(client: FlaskClient, sort: str) -> None:
    answer = client.get(f"/timeline?q=sanctions&sort={sort}")
    assert (answer.status_code, answer.location) == (301, "/timeline?q=sanctions")
    cited = get(client, f"/timeline?q=sanctions&seen=8@fake.1&sort={sort}")  # stays as it was sent
    plain = get(client, "/timeline?q=sanctions")
    assert headings(cited) == headings(plain)
    assert [e.text for e in cited.all("span", **{"aria-current": "true"})][:1] == ["Newest"]
    assert client.get("/timeline?q=sanctions&sort=oldest").status_code == 200
    assert client.get("/search?q=sanctions&sort=added").status_code == 200


@pytest.mark.parametrize("sort", [Sort.NEWEST, Sort.OLDEST])
def test_a_month_is_named_once(client: FlaskClient, searcher: FakeSearcher, sort: Sort) -> None:
    first = date(2014, 1, 1)
    datings = {
        "a": Dating(first, Precision.DAY),
        "b": Dating(first, Precision.YEAR),
        "c": Dating(first, Precision.MONTH),
        "d": Dating(first, Precision.YEAR),
        "e": Dating(date(2014, 1, 9), Precision.DAY),
        "f": Dating(date(2013, 12, 31), Precision.DAY),
        "g": Dating(),
    }
    searcher.put(*(Article(id=id, text="oil", title=id, dating=d) for id, d in datings.items()))
    page = get(client, "/timeline?q=oil" + ("&sort=oldest" if sort is Sort.OLDEST else ""))
    year, months = "2014, month unknown", ["January 2014", "December 2013"]
    dated = [name for name in headings(page) if name != year]
    assert dated == [*(months if sort is Sort.NEWEST else months[::-1]), "Undated"]
    assert headings(page).count(year) == 1
    assert len([e for e in page.all("a") if len(e.text) == 1 and "section" in e.parents]) == 7


def test_a_timeline_tells_days_under_their_month(
    client: FlaskClient, searcher: FakeSearcher
) -> None:
    datings = [
        Dating(date(2014, 1, 9), Precision.DAY),
        Dating(date(2014, 1, 1), Precision.MONTH),
        Dating(date(1788, 7, 14), Precision.DAY),
    ]
    searcher.put(*(Article(id=str(n), text="oil", dating=d) for n, d in enumerate(datings)))
    page = get(client, "/timeline?q=oil")
    assert [e.text for e in page.all("time", "day")] == ["Thu 9", "14"]
    assert [e.text for e in page.all("span", "day")] == ["–"]


def headings(page: Page) -> list[str]:
    """The months of a timeline."""
    names = [e.text for e in page.all("h2") if "section" in e.parents and "main" in e.parents]
    return [name for name in names if not name.startswith("By ")]


def test_every_cell_of_the_table_leads_to_what_it_counts(
    client: FlaskClient, searcher: FakeSearcher
) -> None:
    page = get(client, "/table?q=sanctions")
    cells = [e for e in page.all("a") if "td" in e.parents and "grid" not in e.classes]
    cells = [e for e in cells if e.attributes["href"].startswith("/table?")]
    assert len(cells) > 5
    for cell in cells:
        query = from_url(cell.attributes["href"])
        assert searcher.search(query, COUNTS_ONLY).total == int(cell.text)


def test_the_table_as_a_file(client: FlaskClient) -> None:
    answer = client.get("/table.csv?q=sanctions")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][:3] == ["country", "label", "2012"]
    assert rows[1][:3] == ["", "all articles", "2"]
    assert rows[2][:3] == ["ir", "Iran", "2"]


def test_lines_as_a_file(client: FlaskClient) -> None:
    page = get(client, "/lines?by=right&q=sanctions")
    url = next(url for url in page.links if url.startswith("/lines.csv"))
    rows = list(csv.reader(io.StringIO(client.get(url).data.decode("utf-8-sig"))))
    assert rows[0][:3] == ["before", "word", "after"]
    shown = [e.text for e in page.all("td", "right")]
    assert [" ".join(row[2].split()) for row in rows[1:]] == shown
    assert {row[7] for row in rows[1:]} >= {"http://localhost/article?id=a1"}
    assert {row[3] for row in rows[1:] if row[6] == "a1"} == {"2012-01-23"}


def test_every_country_has_one_square_of_its_own() -> None:
    assert len(set(PLACES.values())) == len(PLACES) >= 200
    now = {c.id for c in load_vocabulary().lists.countries.values() if c.last is None}
    assert set(PLACES) <= now
    assert {"mt", "va", "sg", "nr", "xk", "ps", "tw"} <= set(PLACES)


def test_every_square_leads_to_what_it_counts(client: FlaskClient, searcher: FakeSearcher) -> None:
    page = get(client, "/map?q=sanctions")
    squares = [e for e in page.all("a") if "svg" in e.parents and "/map?" in e.attributes["href"]]
    squares = [e for e in squares if ":" in e.text and e.text.split(":")[0].isalpha()]
    assert {e.text.split(":")[0] for e in squares} >= {"Iran", "France", "China"}
    for square in squares:
        total = searcher.search(from_url(square.attributes["href"]), COUNTS_ONLY).total
        assert total == int(square.text.split(":")[1].split()[0])
    assert sum(e.attributes.get("class") == "none" for e in page.all("text")) > 150


@pytest.mark.parametrize("name", MODES)
def test_every_mode_tells_an_empty_result(client: FlaskClient, name: str) -> None:
    assert "No article matches" in client.get(f"/{name}?q=zeppelin").text


@pytest.mark.parametrize(("months", "told"), [(6, False), (30, True)])
def test_a_wide_table_tells_of_columns_out_of_sight(
    client: FlaskClient, searcher: FakeSearcher, months: int, told: bool
) -> None:
    searcher.put(
        *(
            Article(
                id=str(n),
                text="oil",
                dating=Dating(date(1990 + n, 5, 1), Precision.DAY),
                countries=(Tag("ir", about=True),),
            )
            for n in range(months)
        )
    )
    page = get(client, "/table?q=oil")
    ends = [e.attributes["href"] for e in page.all("a") if e.text.startswith("To the ")]
    assert ends == (["#column-1", "#column-30"] if told else [])
    heads = [e.attributes["id"] for e in page.all("th") if "id" in e.attributes]
    assert [f"#{id}" for id in heads] == ends
