"""The page of a result: count, hits, chips, facets that round-trip, one address a question."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from urllib.parse import urlsplit

import pytest
from fake_searcher import ARTICLES, FakeSearcher
from flask.testing import FlaskClient
from reading_html import Page

from search.model import COUNTS_ONLY, Article, Facet, FacetValue, Query
from search.permalink import from_url
from webapp.doctor import MOST_PARTS, MOST_TRIED
from webapp.histogram import present_dates
from webapp.links import Links


def get(client: FlaskClient, url: str) -> Page:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.status_code, answer.text[:500])
    return Page(answer.text)


def count_told(page: Page) -> int:
    return int(page.one("span", "total").text.split()[0].replace(",", ""))


def test_count_title_and_hits(client: FlaskClient) -> None:
    page = get(client, "/search?q=sanctions")
    assert page.one("span", "total").text == "8 articles"
    assert page.all("title")[0].text == "sanctions: 8 articles · Dragoman"
    assert len(page.all("article", "hit")) == 8
    assert {e.text.casefold() for e in page.all("mark")} >= {"sanctions"}


def test_other_spellings_are_sent_to_the_one_address(client: FlaskClient) -> None:
    answer = client.get("/search?q=sanctions&country=us&country=ir&sort=relevance&page=1&from=")
    assert answer.status_code == 301
    assert answer.location == "/search?country=ir&country=us&q=sanctions"


@pytest.mark.parametrize("url", ["/search", "/search?q=%22a+b%22", "/search?q=%22a%20b%22"])
def test_canonical_addresses_are_answered_at_once(client: FlaskClient, url: str) -> None:
    assert client.get(url).status_code == 200


def test_tracking_parameters_are_dropped_without_a_word(client: FlaskClient) -> None:
    assert client.get("/search?q=iran&utm_source=x").location == "/search?q=iran"


def test_a_part_that_means_nothing_is_told(client: FlaskClient) -> None:
    page = get(client, "/search?contry=ir&q=iran")
    assert "“contry” in the address means nothing here" in page.one("ul", "problems").text


def test_a_bad_date_is_told_and_the_rest_answered(client: FlaskClient) -> None:
    page = get(client, "/search?from=yesterday&q=iran")
    assert "from: “yesterday” is not a date" in page.one("ul", "problems").text
    assert count_told(page) == 4


def test_every_facet_count_is_the_total_after_its_click(
    client: FlaskClient, searcher: FakeSearcher
) -> None:
    page = get(client, "/search?country=ir&q=sanctions")
    boxes = [
        e
        for e in page.all("input", type="checkbox")
        if e.attributes["name"] not in ("country", "id")
    ]
    assert len(boxes) >= 5
    for box in boxes:
        label = page.elements[page.elements.index(box) - 1]
        told = int(label.text.split()[-2].replace(",", ""))
        query = from_url(
            f"/search?country=ir&q=sanctions&{box.attributes['name']}={box.attributes['value']}"
        )
        assert searcher.search(query, COUNTS_ONLY).total == told, box.attributes


def test_bars_lead_to_as_many_articles_as_they_tell(
    client: FlaskClient, searcher: FakeSearcher
) -> None:
    page = get(client, "/search?q=sanctions")
    bars = [e for e in page.all("a") if "svg" in e.parents]
    assert len(bars) == 5
    for bar in bars:
        told = int(bar.text.split(":")[1].split()[0])
        assert searcher.search(from_url(bar.attributes["href"]), COUNTS_ONLY).total == told


def test_a_breadcrumb_leads_back_from_a_day(client: FlaskClient) -> None:
    page = get(client, "/search?from=2012-06-09&match=all&q=sanctions&to=2012-06-09")
    steps = [e for e in page.all("li") if e.parents[-2:] == ("nav", "ol")]
    assert [e.text for e in steps] == ["All dates", "2012", "June 2012"]
    back = [e.attributes["href"] for e in page.all("a") if e.parents[-3:] == ("nav", "ol", "li")]
    spans = [from_url(url).filters.span for url in back]
    assert [(span.start, span.end) for span in spans] == [
        (None, None),
        (date(2012, 1, 1), date(2012, 12, 31)),
        (date(2012, 6, 1), date(2012, 6, 30)),
    ]


def test_undated_and_outside_are_told_and_lead_there(client: FlaskClient) -> None:
    page = get(client, "/search?q=sanctions")
    asides = [e for e in page.all("a") if "unda" in e.text or "outside" in e.text]
    assert [e.text for e in asides] == ["1 undated", "1 outside the range"]
    assert "before 1800" in asides[1].attributes["title"]
    for aside in asides:
        assert count_told(get(client, aside.attributes["href"])) == 1


def test_excluding_and_letting_in_again(client: FlaskClient) -> None:
    page = get(client, "/search?q=sanctions")
    link = next(e for e in page.all("a", "side") if "Exclude Iran" in e.text)
    without = get(client, link.attributes["href"])
    assert count_told(without) == 2
    assert "1 excluded" in without.one("form", "facet", id="facet-country").text
    again = next(e for e in without.all("a", "side") if "Iran again" in e.text)
    assert count_told(get(client, again.attributes["href"])) == 8


def test_all_of_several_countries_can_be_wanted(client: FlaskClient) -> None:
    def switch(page: Page) -> list[str | None]:
        found = page.all("input", type="checkbox", name="country.match")
        assert all(box.attributes["value"] == "all" for box in found)
        return [box.attributes.get("checked") for box in found]

    one = Page(client.get("/search?country=ir&match=all&q=accord").text)
    assert switch(one) == []
    either = Page(client.get("/search?country=fr&country=us&match=all&q=accord").text)
    assert switch(either) == [None]
    both_url = "/search?country=fr&country.match=all&country=us&match=all&q=accord"
    both = Page(client.get(both_url, follow_redirects=True).text)
    assert switch(both) == [""]
    totals = [page.one(cls="total").text.split()[0] for page in (either, both)]
    assert totals == [str(finding(any)), str(finding(all))]
    assert totals[0] != totals[1]


def finding(how: Callable[[Iterable[bool]], bool]) -> int:
    """Articles with the word and France and the United States: `any` or `all` of them."""
    held = (
        {tag.value for tag in article.countries}
        for article in ARTICLES
        if "accord" in f"{article.title} {article.text}".lower()
    )
    return sum(how(code in codes for code in ("fr", "us")) for codes in held)


def test_only_the_count_is_a_live_region(client: FlaskClient) -> None:
    for path in ("/search?q=sanctions", "/map?q=sanctions", "/search?q=nothing+of+it", "/search"):
        page = Page(client.get(path).text)
        live = [
            e
            for e in page.elements
            if "aria-live" in e.attributes or e.attributes.get("role") in ("status", "alert", "log")
        ]
        assert [e.attributes["id"] for e in live] == ["summary"]
        assert live[0].text.startswith(page.one(cls="total").text)


def test_a_chip_takes_its_filter_away(client: FlaskClient) -> None:
    page = get(client, "/search?country=ir&not.country=us&q=sanctions&to=2014-12-31")
    chips = {e.text: e.attributes["href"] for e in page.all("a", "chip")}
    assert set(chips) == {
        "Remove Date up to 31 December 2014 ×",
        "Remove Country Iran ×",
        "Remove Country not United States ×",
    }
    left = from_url(chips["Remove Country Iran ×"])
    assert left.filters.of("country").include == ()
    assert left.filters.of("country").exclude == ("us",)
    assert str(left.filters.span.end) == "2014-12-31"


def test_start_over_leads_to_everything(client: FlaskClient) -> None:
    page = get(client, "/search?country=ir&q=sanctions")
    over = page.one("a", "over").attributes["href"]
    assert count_told(get(client, over)) == len(ARTICLES)


def test_most_of_the_words_is_told_and_every_link_keeps_it(client: FlaskClient) -> None:
    page = get(client, "/search?q=sanctions+zeppelin")
    assert "No article has all the words" in page.one("p", "told").text
    kept = [url for url in page.links if urlsplit(url).path == "/search" and "q=sanctions" in url]
    pinned = [url for url in kept if "match=most" in url]
    assert len(pinned) > 20
    assert [url for url in kept if url not in pinned] == ["/search?match=all&q=sanctions+zeppelin"]


def test_forms_carry_what_they_do_not_change(client: FlaskClient) -> None:
    page = get(client, "/search?country=ir&not.country=us&q=sanctions&sort=newest")
    hidden = [
        (e.attributes["name"], e.attributes["value"])
        for e in _within(page, "facet-country")
        if e.attributes.get("type") == "hidden"
    ]
    assert hidden == [
        ("match", "all"),
        ("not.country", "us"),
        ("q", "sanctions"),
        ("sort", "newest"),
    ]
    ticked = [e for e in _within(page, "facet-country") if "checked" in e.attributes]
    assert [e.attributes["value"] for e in ticked] == ["ir"]


def _within(page: Page, form_id: str) -> list:
    start = page.elements.index(page.one("form", id=form_id))
    rest = page.elements[start + 1 :]
    end = next((i for i, e in enumerate(rest) if "form" not in e.parents), len(rest))
    return rest[:end]


def test_an_empty_result_offers_what_would_find_something(client: FlaskClient) -> None:
    page = get(client, "/search?country=fr&from=2018-01-01&org=nato&q=sanctions")
    assert count_told(page) == 0
    ways = [(e.text, e.attributes["href"]) for e in page.all("a") if e.text.startswith("Drop")]
    assert ("Drop every filter", "/search?match=all&q=sanctions") in ways
    for _, url in ways:
        assert count_told(get(client, url)) > 0


def test_an_empty_result_tells_which_part_to_leave_out(client: FlaskClient) -> None:
    page = get(client, "/search?match=all&q=sanctions+AND+zeppelin")
    ways = {e.text: e.attributes["href"] for e in page.all("a") if e.text.startswith("Leave out")}
    assert ways == {"Leave out zeppelin": "/search?match=all&q=sanctions"}
    assert "no articles with the word zeppelin" in page.one("section", "empty").text
    assert "the word sanctions" not in page.one("section", "empty").text


def test_an_empty_result_keeps_the_switch_of_words(client: FlaskClient) -> None:
    page = get(client, "/search?country=de&q=sanctions+zeppelin")
    assert count_told(page) == 0
    assert "This index holds no articles with the word zeppelin." in page.one("section").text
    (words,) = page.all("nav", **{"aria-label": "Words"})
    assert words.text == "All wordsMost words"
    page = get(client, "/search?match=all&q=embargo+summit")
    assert "found, but no article has all of them." in page.one("section", "empty").text
    ways = {e.text: e.attributes["href"] for e in page.all("a")}
    most = ways["Ask for most of the words, not all"]
    assert count_told(get(client, most)) == 2
    assert ways["Most words"] == most


def test_an_empty_result_tells_of_phrases_and_names(client: FlaskClient) -> None:
    page = get(client, "/search?match=all&q=%22embargo+summit%22")
    assert "holds no articles with “embargo summit”" in page.one("section", "empty").text
    way = next(e for e in page.all("a") if e.text.startswith("Look for"))
    assert way.text == "Look for embargo and summit anywhere, not together"
    assert count_told(get(client, way.attributes["href"])) == 2
    told = "No country is known by the name or code “xyz”."
    page = get(client, "/search?match=all&q=country:xyz")
    assert page.one("section", "empty").text == f"No article matches {told}"
    page = get(client, "/search?country=xyz")
    assert told in page.one("section", "empty").text
    assert "Drop country (xyz)" in [e.text for e in page.all("a")]


@pytest.mark.parametrize(
    "text",
    [
        "zeppelin " * 40,
        '"' + "zeppelin AND -b " * 200 + '"',
        "title:zeppelin NEAR/3 zeppelin",
        "(zeppelin OR b:c) AND (d OR e) AND +f AND zepp* AND -g AND h~ AND date:1950",
        "-zeppelin -sanctions",
    ],
)
def test_an_empty_result_costs_a_bounded_number_of_questions(
    client: FlaskClient, searcher: FakeSearcher, text: str
) -> None:
    answer = client.get("/search", query_string={"match": "all", "country": "xyz", "q": text})
    assert client.get(answer.location or answer.request.path).status_code == 200
    assert len(searcher.asked) <= 1 + MOST_PARTS + MOST_TRIED


def test_an_empty_index_says_so(client: FlaskClient, searcher: FakeSearcher) -> None:
    searcher.put()
    assert "This index is empty." in get(client, "/search?q=iran").one("section", "empty").text


def test_did_you_mean(client: FlaskClient) -> None:
    page = get(client, "/search?q=sanktions")
    link = next(e for e in page.all("a") if e.text == "sanctions")
    assert count_told(get(client, link.attributes["href"])) == 8


def test_a_repair_is_offered(client: FlaskClient) -> None:
    page = get(client, "/search?country=ir&q=%22sanctions")
    told = page.one("ul", "problems")
    assert told.text == "A quotation mark stands alone. Use sanctions"
    link = next(e for e in page.all("a") if e.text == "Use sanctions")
    assert link.attributes["href"] == "/search?country=ir&q=sanctions"


def test_pages(client: FlaskClient) -> None:
    first = get(client, "/search?size=5")
    assert first.one("p", "place").text == "1–5"
    following = next(e for e in first.all("a", "step")).attributes["href"]
    assert following == "/search?page=2&size=5"
    second = get(client, following)
    assert second.one("p", "place").text == "6–10"
    beyond = get(client, "/search?page=9&size=5")
    assert "There is no page 9" in [e.text for e in beyond.all("h2")]
    last = next(e for e in beyond.all("a") if e.text == "Go to the last page")
    assert get(client, last.attributes["href"]).one("p", "place").text == "11–12"


def test_sorts_are_links(client: FlaskClient) -> None:
    page = get(client, "/search?q=sanctions")
    newest = next(e for e in page.all("a") if e.text == "Newest").attributes["href"]
    assert newest == "/search?match=all&q=sanctions&sort=newest"
    titles = [e.text for e in get(client, newest).all("h3")]
    assert titles[-1] == "A note without a date"


def test_the_first_page_shows_what_the_index_holds(client: FlaskClient) -> None:
    page = get(client, "/")
    assert page.one("h1").text == "12 articles, 2012–2023"
    assert "1 outside the range" in [e.text for e in page.all("a")]
    assert any(e.text == "Iran" for e in page.all("a"))


def test_examples_fit_an_index_of_another_kind(client: FlaskClient, searcher: FakeSearcher) -> None:
    searcher.put(Article(id="x", title="Der Gipfel tagt", text="Heute tagt der Gipfel."))
    page = get(client, "/")
    assert [e.text for e in page.all("dt")] == ["der gipfel", '"Der Gipfel"']


def test_labels_stand_below_their_bars(client: FlaskClient) -> None:
    def ticks(count: int) -> list[tuple[str, str, str]]:
        values = tuple(FacetValue(str(2000 + n), "", 1) for n in range(count))
        made = present_dates(Facet(values, count), Query(), Links(), (), date(2026, 1, 1)).ticks
        return [(t.label, t.at, t.anchor) for t in made]

    assert ticks(1) == [("2000", "50.00", "middle")]
    assert ticks(3)[1:] == [("2001", "50.00", "middle"), ("2002", "83.33", "middle")]
    assert ticks(26) == [
        ("2000", "0.00", "start"),
        ("2005", "21.15", "middle"),
        ("2010", "40.38", "middle"),
        ("2015", "59.62", "middle"),
        ("2020", "78.85", "middle"),
        ("2025", "100.00", "end"),
    ]
    assert ticks(0) == []
    assert get(client, "/search").one("svg", "ticks")


def test_an_unchanged_answer_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get("/search?q=iran").headers["ETag"]
    again = client.get("/search?q=iran", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    other = client.get("/search?q=iraq", headers={"If-None-Match": tag})
    assert other.status_code == 200
