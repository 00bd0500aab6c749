"""Downloads, lists, citations and feeds: whole, safe and readable by the programs they are for."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, date, datetime
from urllib.parse import urlencode
from xml.etree import ElementTree

import pytest
from fake_searcher import ARTICLES, FakeSearcher
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from reading_html import Page

from search.harvest import BATCH, harvest
from search.model import Article, Dating, Precision, Query, Tag
from webapp import Config, create_app
from webapp.citations import to_bibtex, to_csl, to_line, to_ris
from webapp.exports import FORMATS, file_name
from webapp.workbook import write_workbook

ATOM = "{http://www.w3.org/2005/Atom}"
STAGE = FakeSearcher()
STAGED = create_app(Config(opener=lambda url: STAGE))
MANY = tuple(
    Article(id=f"n{i}", title=f"Number {i}", text="tariff", dating=Dating(date(2020, 1, 1)))
    for i in range(2 * BATCH + 7)
)


def test_a_download_is_whole_and_obeys_the_filters(client: FlaskClient) -> None:
    answer = client.get("/search.csv?country=ir&q=sanctions")
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == ["a7", "a4", "a3", "a2", "a1", "a10"]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="dragoman-sanctions.csv"'


def test_a_table_has_names_beside_ids_and_a_way_back(client: FlaskClient) -> None:
    text = client.get("/search.csv?country=us&q=accord").data.decode("utf-8-sig")
    row = next(row for row in csv.DictReader(io.StringIO(text)) if row["id"] == "a3")
    assert row["countries"] == "ir us cn fr"
    assert row["country_names"] == "Iran; United States; China; France"
    assert row["organisation_names"] == "International Atomic Energy Agency"
    assert row["permalink"] == "http://localhost/article?id=a3"
    sheet = text_of(client.get("/search.xlsx?country=us&q=accord").data, "xlsx")
    for cell in ("Country codes", "Iran; United States; China; France", row["permalink"]):
        assert f">{cell}<" in sheet


@pytest.mark.parametrize(
    ("form", "field"), [("ris", "UR  - {}"), ("bib", "url = {{{}}}"), ("csl.json", '"URL": "{}"')]
)
def test_a_reference_leads_to_the_outlet_or_back_here(
    client: FlaskClient, form: str, field: str
) -> None:
    text = client.get(f"/list.{form}?id=a1&id=a3").text
    assert field.format("https://news.example/2012/oil") in text
    assert field.format("http://localhost/article?id=a3") in text
    assert "article?id=a1" not in text


@pytest.mark.parametrize("form", ["csv", "jsonl", "atom"])
def test_what_is_taken_away_means_all_words_unless_pinned(client: FlaskClient, form: str) -> None:
    """A page without any article that has them all shows those with most; a file does not."""
    loose = "q=sanctions+zeppelin"
    assert "8 articles" in client.get(f"/search?{loose}").text
    held = "Security Council extends"
    assert held not in client.get(f"/search.{form}?{loose}").text
    assert held in client.get(f"/search.{form}?match=most&{loose}").text


def test_a_download_goes_on_beyond_one_batch() -> None:
    searcher = FakeSearcher(MANY)
    ids = [hit.id for hit in harvest(searcher, Query("tariff"))]
    assert sorted(ids) == sorted(a.id for a in MANY)
    assert len(searcher.asked) == 3


def test_a_download_too_large_is_refused_in_words_not_cut_short() -> None:
    app = create_app(Config(opener=lambda _: FakeSearcher(MANY), export_limit=100))
    answer = app.test_client().get("/search.csv?q=tariff")
    assert answer.status_code == 413
    assert "1,007 articles" in answer.text


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_answers_for_results_and_lists(client: FlaskClient, form: str) -> None:
    for path in (f"/search.{form}?q=sanctions", f"/list.{form}?id=a1&id=gone"):
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.content_type == FORMATS[form].content_type
        assert "oil embargo" in text_of(answer.data, form)


def text_of(data: bytes, form: str) -> str:
    if form != "xlsx":
        return data.decode("utf-8-sig")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            ElementTree.fromstring(archive.read(name))
        return archive.read("xl/worksheets/sheet2.xml").decode()


def test_a_workbook_holds_days_as_days_and_formulas_as_text() -> None:
    rows = [("=1+1", 7, date(2014, 3, 5), date(1850, 1, 1), "", "a\0<b>\ud800")]
    data = b"".join(write_workbook((("One & only", rows), ("Two", [("x",)] * 450))))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
        second = archive.read("xl/worksheets/sheet2.xml")
        assert b'name="One &amp; only"' in archive.read("xl/workbook.xml")
    cells = [
        (c.get("t"), c.get("s"), "".join(c.itertext()))
        for c in sheet.iter("{http://schemas.openxmlformats.org/spreadsheetml/2006/main}c")
    ]
    assert cells == [
        ("inlineStr", "1", "=1+1"),
        (None, None, "7"),
        (None, "2", "41703"),  # days since the end of 1899, as spreadsheets count them
        ("inlineStr", "1", "1850-01-01"),
        (None, None, ""),
        ("inlineStr", "1", "a\ufffd<b>\ufffd"),
    ]
    assert second.count(b"<row>") == 450


def test_a_downloaded_workbook_holds_true_days_and_no_formula() -> None:
    evil = '=HYPERLINK("http://evil.example")'
    day, month = date(2014, 3, 5), Dating(date(2014, 3, 1), Precision.MONTH)
    searcher = FakeSearcher(
        (
            Article("=1", "oil", title=evil, source="@SUM(1)",
                    dating=Dating(day, Precision.DAY)),
            Article("+2", "oil", title="\t=1", dating=month),
            Article("-3", "oil", title="-2+3"),
        )
    )  # fmt: skip
    client = create_app(Config(opener=lambda url: searcher)).test_client()
    with zipfile.ZipFile(io.BytesIO(client.get("/search.xlsx?q=oil").data)) as archive:
        styles = ElementTree.fromstring(archive.read("xl/styles.xml"))
        sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet2.xml"))
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    (formats,) = styles.iter(f"{main}cellXfs")
    shown = {n.get("numFmtId"): n.get("formatCode") for n in styles.iter(f"{main}numFmt")}
    cells = [
        (c.get("t"), formats[int(c.get("s", 0))], "".join(c.itertext()))
        for c in sheet.iter(f"{main}c")
    ]
    assert not list(sheet.iter(f"{main}f"))
    days = [text for kind, style, text in cells if kind is None and text]
    assert days == [str((day - date(1899, 12, 30)).days)]
    (style,) = (style for kind, style, text in cells if text == days[0])
    assert shown[style.get("numFmtId")] == "yyyy\\-mm\\-dd"
    for text in (evil, "@SUM(1)", "-2+3", "=1", "+2", "-3", "\t=1", "2014-03"):
        kind, style = next((kind, style) for kind, style, held in cells if held == text)
        assert (kind, style.get("quotePrefix"), style.get("numFmtId")) == ("inlineStr", "1", "49")


def test_no_cell_of_any_table_is_a_formula() -> None:
    searcher = FakeSearcher(
        (
            Article(
                "=1",
                "oil accord",
                title="=1+1",
                source="=SUM(1)",
                byline="@b",
                language="=x",
                countries=(Tag("=c"),),
                organisations=(Tag("@o"),),
            ),
        )
    )
    client = create_app(Config(opener=lambda url: searcher)).test_client()
    asked = "q=oil&not.source=%3Dcmd%7C%27+%2FC+calc%27%21A0"
    for place in ("search.csv", "lines.csv", "table.csv", "compare.csv", "facet/source.csv",
                  "facet/language.csv", "facet/country.csv"):  # fmt: skip
        answer = client.get(f"/{place}?{asked}")
        assert answer.status_code == 200, place
        for row in csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))):
            assert not [cell for cell in row if cell.startswith(tuple("=+-@\t\r"))], (place, row)


def test_the_first_sheet_tells_what_was_asked(client: FlaskClient) -> None:
    data = client.get("/search.xlsx?q=sanctions").data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        first = archive.read("xl/worksheets/sheet1.xml").decode()
    for told in ("sanctions", "Articles with the word sanctions", ">8<", "fake, generation 1"):
        assert told in first


def test_a_printed_volume_has_cover_contents_and_texts(client: FlaskClient) -> None:
    page = Page(client.get("/search.html?q=sanctions").text)
    assert len(page.all("article")) == 8
    back, *contents = [e.attributes["href"] for e in page.all("a")]
    assert back == "http://localhost/search?match=all&q=sanctions"
    assert contents == [f"#a{n}" for n in range(1, 9)]
    assert not page.all("script") and not page.all("img")


@pytest.mark.parametrize("form", FORMATS)
def test_an_empty_result_is_an_empty_file(client: FlaskClient, form: str) -> None:
    answer = client.get(f"/search.{form}?q=zeppelin")
    assert answer.status_code == 200
    if form.endswith("json"):
        assert json.loads(answer.text) == []


def test_json_lines_hold_the_texts(client: FlaskClient) -> None:
    lines = client.get("/search.jsonl?q=embargo").text.splitlines()
    assert [json.loads(line)["text"] for line in lines] == [ARTICLES[0].text]


def test_a_download_of_a_question_that_cannot_be_read_is_refused(client: FlaskClient) -> None:
    answer = client.get("/search.csv?from=never&q=x&contry=ir")
    assert answer.status_code == 400
    assert "from:" in answer.text and "contry:" in answer.text


def test_ris() -> None:
    assert to_ris(ARTICLES[0]).split("\r\n") == [
        "TY  - NEWS",
        "ID  - a1",
        "TI  - Europe agrees an oil embargo on Iran",
        "T2  - The Daily Herald",
        "PY  - 2012",
        "DA  - 2012/01/23/",
        "CY  - BRUSSELS",
        "LA  - en",
        "UR  - https://news.example/2012/oil",
        "KW  - Iran",
        "KW  - France",
        "ER  - ",
        "",
        "",
    ]


def test_dates_of_references_are_as_precise_as_is_known() -> None:
    month = Article(id="m", text="", title="M", dating=Dating(date(2014, 3, 1), Precision.MONTH))
    assert "DA  - 2014/03//\r\n" in to_ris(month)
    assert "date = {2014-03}" in to_bibtex(month)
    assert to_csl(month)["issued"] == {"date-parts": [[2014, 3]]}
    assert to_line(month) == "“<bdi>M</bdi>”, March 2014"
    foreign = Article("n", "t", title="<عنوان>", source="صحيفة", dating=month.dating)
    assert to_line(foreign) == "<bdi>صحيفة</bdi>, “<bdi>&lt;عنوان&gt;</bdi>”, March 2014"
    assert "issued" not in to_csl(Article(id="u", text="", title="U"))


hostile = st.text(st.one_of(st.characters(), st.sampled_from("\r\n\0{}\\%\ud800\u2028")))


@settings(max_examples=60)
@given(hostile, hostile, hostile)
def test_no_article_breaks_out_of_its_reference(title: str, source: str, url: str) -> None:
    article = Article(id=title, text="", title=title, source=source, byline=source, url=url)
    ris = to_ris(article)
    assert ris.count("\r\nER  - ") == 1
    assert all(line[2:6] == "  - " for line in ris.split("\r\n") if line)
    assert len(ris.splitlines()) == ris.count("\r\n")
    depth = 0
    bare = to_bibtex(article).replace(r"\{", "").replace(r"\}", "")
    for c in bare:
        depth += (c == "{") - (c == "}")
        assert depth >= 0
    assert depth == 0
    json.dumps(to_csl(article)).encode()


@pytest.mark.parametrize(
    ("ids", "heading", "told"),
    [
        ("", "An empty list", "Tick articles in a result"),
        ("id=gone", "A list of 1 article", "It is not in this index."),
        ("id=gone&id=lost", "A list of 2 articles", "None of them is in this index."),
    ],
)
def test_a_list_without_articles(client: FlaskClient, ids: str, heading: str, told: str) -> None:
    page = client.get(f"/list?{ids}").text
    assert Page(page).one("h1").text == heading
    assert told in page


def test_a_list_is_an_address(client: FlaskClient) -> None:
    odd = ARTICLES[10].id
    page = Page(client.get(f"/list?{urlencode([('id', 'a1'), ('id', odd), ('id', 'gone')])}").text)
    assert page.one("h1").text == "A list of 3 articles"
    notes = [e.text for e in page.all("p", "note")]
    assert "1 of them is not in this index, and left out here." in notes
    boxes = page.all("input", type="checkbox", name="id", form="kept")
    assert [(e.attributes["value"], "checked" in e.attributes) for e in boxes] == [
        ("a1", True),
        (odd, True),
    ]
    (hidden,) = page.all("input", type="hidden", name="id")  # for whoever has another index
    assert hidden.attributes["value"] == "gone" and "form" in hidden.parents
    assert page.one("form", id="kept").attributes["action"] == "/list"


def test_the_page_of_a_long_list_grows_with_it_and_no_faster() -> None:
    def size(count: int) -> int:
        ids = [f"https://news.example/{n:03d}/{'x' * 80}" for n in range(count)]
        searcher = FakeSearcher(tuple(Article(id, "oil", title="Oil") for id in ids))
        client = create_app(Config(opener=lambda url: searcher)).test_client()
        return len(client.get(f"/list?{urlencode([('id', id) for id in ids])}").data)

    assert size(400) < 5 * size(100)


def test_a_list_too_long_is_refused(client: FlaskClient) -> None:
    pairs = [("id", str(i)) for i in range(501)]
    assert client.get(f"/list?{urlencode(pairs)}").status_code == 400


def test_the_feed(client: FlaskClient) -> None:
    answer = client.get("/search.atom?q=sanctions")
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(answer.text)
    assert len(feed.findall(f"{ATOM}entry")) == 8
    assert feed.findtext("{http://a9.com/-/spec/opensearch/1.1/}totalResults") == "8"
    links = [link.get("href", "") for link in feed.iter(f"{ATOM}link")]
    assert all(link.startswith(("http://", "https://")) for link in links)
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.findall(f"{ATOM}entry")]
    assert len(set(ids)) == 8
    tag = answer.headers["ETag"]
    assert client.get("/search.atom?q=sanctions", headers={"If-None-Match": tag}).status_code == 304


def test_a_feed_lists_the_latest_added_first(client: FlaskClient) -> None:
    feed = ElementTree.fromstring(client.get("/search.atom").text)
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.findall(f"{ATOM}entry")]
    assert titles[:3] == ["An old avviso", "A note without a date", "Gipfel in Hiroshima"]
    stamps = [entry.findtext(f"{ATOM}updated") for entry in feed.findall(f"{ATOM}entry")]
    assert stamps == sorted(stamps, reverse=True)
    assert feed.findtext(f"{ATOM}updated") == stamps[0] == "2026-11-12T00:00:00Z"


def test_a_feed_holds_what_came_in_late(client: FlaskClient, searcher: FakeSearcher) -> None:
    old = datetime(2026, 1, 1, tzinfo=UTC)
    day = Dating(date(2020, 1, 1), Precision.DAY)
    many = [Article(f"n{i}", "text", dating=day, added=old) for i in range(60)]
    late = Dating(date(1990, 1, 1), Precision.DAY)
    new = datetime(2026, 1, 2, tzinfo=UTC)
    searcher.put(*many, Article("late", "text", title="Late", dating=late, added=new))
    feed = ElementTree.fromstring(client.get("/search.atom").text)
    assert feed.findtext(f"{ATOM}entry/{ATOM}title") == "Late"
    assert len(feed.findall(f"{ATOM}entry")) == 50


def test_a_feed_makes_up_neither_days_nor_authors(
    client: FlaskClient, searcher: FakeSearcher
) -> None:
    year = Dating(date(1994, 1, 1), Precision.YEAR)
    added = datetime(2026, 1, 1, tzinfo=UTC)
    searcher.put(
        Article("x", "نص", title="عنوان", dating=year, language="ar", added=added),
        replace(ARTICLES[0], added=added),
    )
    feed = ElementTree.fromstring(client.get("/search.atom").text)
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Dragoman"
    known, vague = sorted(
        feed.findall(f"{ATOM}entry"), key=lambda e: e.findtext(f"{ATOM}published") is None
    )
    lang = "{http://www.w3.org/XML/1998/namespace}lang"
    assert (vague.get(lang), known.get(lang)) == ("ar", None)
    assert vague.find(f"{ATOM}author") is None
    assert known.findtext(f"{ATOM}author/{ATOM}name") == "The Daily Herald"
    assert known.findtext(f"{ATOM}published") == "2012-01-23T00:00:00Z"


@settings(max_examples=40, deadline=None)
@given(hostile, hostile, hostile)
def test_a_feed_of_any_article_is_xml(title: str, text: str, url: str) -> None:
    STAGE.put(Article(id=title or "x", title=title, text=text, url=url))
    ElementTree.fromstring(STAGED.test_client().get("/search.atom").data)


def test_names_of_files_are_plain() -> None:
    assert file_name('Côte d\'Ivoire "oil"\r\n', "csv") == "dragoman-cote-d-ivoire-oil.csv"
    assert file_name("制裁", "ris") == "dragoman.ris"
