"""Nothing in an address is dropped without a word: pages tell it, files refuse it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from reading_html import Page

from search.permalink import read_params
from webapp.misread import Refused, notices, refuse, with_fault


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/search?bogus=1", "“bogus” in the address means nothing here"),
        ("/search?pair=in", "names no two countries; write in.ru; it is left out"),
        ("/search?seen=garbage", "seen: “garbage” is no count of a citation; it is left out"),
        ("/search?seen=1@a.1&seen=2@a.1", "seen: given more than once; the first is used"),
        ("/search?page=-1", "page: “-1” is not a number from 1 on; 1 is used"),
        ("/lines?by=zz", "by: “zz” is not one of result, left, right; result is used"),
        ("/search?by=left", "“by” in the address means nothing here"),
        ("/table?rows=few", "rows: “few” is not all; the first are shown"),
        ("/table?bogus=1", "“bogus” in the address means nothing here"),
        ("/map?bogus=1", "“bogus” in the address means nothing here"),
        ("/compare?bogus=1", "“bogus” in the address means nothing here"),
        ("/compare?q=a&sort=newest", "“sort” in the address means nothing here"),
        ("/compare?q=a&from=soon", "from: “soon” is not a date"),
        ("/compare?q=a&q=b&q=c&q=d&q=e", "q: 5 questions, more than 4; the first 4 are compared"),
        (f"/compare?q={'a' * 501}", "q: longer than 500 characters; the rest is not read"),
        ("/facet/country?foo=1", "“foo” in the address means nothing here"),
        ("/facet/country?from=soon", "from: “soon” is not a date"),
        ("/list?id=a1&foo=1", "“foo” in the address means nothing here"),
        ("/article?id=a1&foo=1", "“foo” in the address means nothing here"),
        ("/article?id=a1&id=a2", "id: given more than once; the first is used"),
        ("/saved/new?q=oil&from=soon", "from: “soon” is not a date"),
        ("/saved/new?q=oil&foo=1", "“foo” in the address means nothing here"),
        ("/saved?foo=1", "“foo” in the address means nothing here"),
        ("/cite?q=oil&foo=1", "“foo” in the address means nothing here"),
    ],
)
def test_a_page_tells_what_it_left_out(client: FlaskClient, address: str, told: str) -> None:
    page = client.get(address)
    assert page.status_code == 200
    assert told in page.text


@pytest.mark.parametrize(
    ("address", "named"),
    [
        ("/search.csv?bogus=1", "bogus: means nothing here"),
        ("/search.atom?page=x", "page: “x” is not a number from 1 on"),
        ("/lines.csv?q=oil&by=zz", "by: “zz” is not one of result, left, right"),
        ("/table.csv?foo=1", "foo: means nothing here"),
        ("/table.csv?rows=few", "rows: “few” is not all"),
        ("/compare.csv?q=oil&foo=1", "foo: means nothing here"),
        ("/facet/country.csv?find=a", "find: means nothing here"),
        ("/list.csv?id=a1&foo=1", "foo: means nothing here"),
        ("/list.csv", "id: name the articles"),
        ("/article", "No article is named"),
    ],
)
def test_a_file_is_refused(client: FlaskClient, address: str, named: str) -> None:
    page = client.get(address)
    assert (page.status_code, page.mimetype) == (400, "text/html")
    assert named in page.text
    assert "is used" not in page.text and "is left out" not in page.text


@pytest.mark.parametrize(
    "address", ["/compare?", "/search?q=oil&", "/facet/country?", "/list?", "/saved?"]
)
def test_what_other_sites_hang_on_goes_without_a_word(client: FlaskClient, address: str) -> None:
    page = client.get(address + "utm_source=x&fbclid=y", follow_redirects=True)
    assert page.status_code == 200
    assert "means nothing here" not in page.text


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/?q=oil&bogus=1", "/search?q=oil&bogus=1"),
        ("/?bogus=%0d%0aX:1", "/search?bogus=%0D%0AX:1"),
        ("/article/a1?foo=1", "/article?id=a1&foo=1"),
        ("/article/a1?q=oil", "/article?id=a1&q=oil"),
    ],
)
def test_a_redirect_carries_along_what_is_to_be_told(
    client: FlaskClient, address: str, place: str
) -> None:
    assert client.get(address).headers["Location"] == place


def test_an_unknown_facet_is_answered_with_those_there_are(client: FlaskClient) -> None:
    page = client.get("/facet/nope")
    assert page.status_code == 404
    assert "“nope” is no facet; these are: date, country" in page.text


def test_no_place_is_told_in_our_words(client: FlaskClient) -> None:
    page = client.get("/nowhere")
    assert page.status_code == 404
    assert "mistyped" in page.text
    assert "server" not in page.text


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/search.csl.json?q=oil&foo=1", "/search?q=oil&foo=1"),
        ("/facet/country.csv?foo=%22%3E", "/facet/country?foo=%22%3E"),
        ("/lines.csv?by=zz", "/lines?by=zz"),
        ("/compare.csv?q=a&q=b&foo=1", "/compare?q=a&q=b&foo=1"),
        ("/list.csv?id=a1&foo=1", "/list?id=a1&foo=1"),
    ],
)
def test_a_refused_file_leads_to_its_page(client: FlaskClient, address: str, page: str) -> None:
    ways = [e.attributes["href"] for e in Page(client.get(address).text).all("a")]
    assert page in ways
    assert client.get(page, follow_redirects=True).status_code == 200


def test_refusing_and_telling() -> None:
    fine = read_params("q=oil")
    refuse(fine)
    assert notices(fine) == ()
    wrong = with_fault(fine, "by", "is bad", "none is used")
    assert [problem.message for problem in notices(wrong)] == ["by: is bad; none is used"]
    with pytest.raises(Refused, match=r"by: is bad$") as refused:
        refuse(wrong)
    assert refused.value.parameters == ("by",)


def test_the_forms_of_a_saved_search_tell_it(client: FlaskClient) -> None:
    form = Page(client.get("/saved/new?q=oil").text)
    hidden = {e.attributes["name"]: e.attributes["value"] for e in form.all("input", type="hidden")}
    sent = {name: hidden[name] for name in ("token", "search")}
    assert client.post("/saved", data={**sent, "name": "Oil"}).status_code == 303
    for address in ("/s/oil/edit?foo=1", "/s/oil/delete?foo=1"):
        page = client.get(address)
        assert "“foo” in the address means nothing here" in page.text, address
