"""Dates, ids, addresses, titles and texts, value by value."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.addresses import canonical_url
from indexer.cleaning import clean, clean_text
from indexer.dates import date_in_name, parse_date
from indexer.records import Cleaned, Defaults, Policy, RawRecord, Reason, Rejection, Remark
from indexer.titles import LONGEST, derive_title

POLICY = Policy(date(2026, 1, 15))


def cleaned(**values: object) -> Cleaned:
    result = clean(RawRecord("f", 1, **{"text": "Some text.", **values}), POLICY)  # type: ignore[arg-type]
    assert isinstance(result, Cleaned)
    return result


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("2014-03-05", "2014-03-05"),
        ("2014/3/5", "2014-03-05"),
        ("20140305", "2014-03-05"),
        ("2014-03", "2014-03"),
        ("2014", "2014"),
        ("2014-03-05T23:59:59-08:00", "2014-03-05"),
        ("2014-03-05 23:59", "2014-03-05"),
        ("20140305T101500Z", "2014-03-05"),
        ("Wed, 05 Mar 2014 23:10:00 +1300", "2014-03-05"),
        ("5 March 2014", "2014-03-05"),
        ("5th March, 2014", "2014-03-05"),
        ("March 5, 2014", "2014-03-05"),
        ("Mar. 5, 2014, 10:00 a.m. ET", "2014-03-05"),
        ("Wednesday, 5 Sept. 2014", "2014-09-05"),
        ("SEPTEMBER 11TH 2001", "2001-09-11"),
        ("26-FEB-1987 15:01:01.79", "1987-02-26"),
        ("Wed Mar  5 10:00:00 UTC 2014", "2014-03-05"),
        ("March 2014", "2014-03"),
        ("May, 2014", "2014-05"),
        ("2014-03-05Z", "2014-03-05"),
        ("2014-03-05-05:00", "2014-03-05"),
        ("2014-03+01:00", "2014-03"),
        ("1745-04-01", "1745-04-01"),
    ],
)
def test_dates_that_are_read(written: str, iso: str) -> None:
    dating = parse_date(written, "given")
    assert dating is not None
    assert dating.iso == iso


@pytest.mark.parametrize(
    "written",
    [
        "0001-01-01T00:00:00Z",
        "2014-13-01",
        "2014-02-30",
        "0000-00-00",
        "yesterday",
        "",
        "12",
        "2014-03-05x",
        "٢٠١٤-٠٣-٠٥",
        "9" * 5_000,
        "20141345",
        "2014-03-",
        "05/03/2014",  # which of two days?
        "June 31, 2014",
        "Martian 5, 2014",
        "5 Ma 2014",
        "Mayday 2014",
        "5 March",
        "5 March 20145",
        "March 5-6, 2014",
        "Week of March 5, 2014",
        "1393977600",
        "Mon " * 24,
    ],
)
def test_garbage_is_no_date(written: str) -> None:
    assert parse_date(written, "given") is None


@given(st.text(max_size=40))
def test_reading_a_date_never_raises(text: str) -> None:
    parse_date(text, "given")
    date_in_name(text)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("2014-03-05_un-vote.txt", "2014-03-05"),
        ("20140305_un.txt", "2014-03-05"),
        ("20140305T1200.txt", "2014-03-05"),
        ("20140305101500-x.txt", "2014-03-05"),
        ("un-vote.2014_03_05.txt", "2014-03-05"),
        ("2014-03.txt", "2014-03"),
        ("article-20140305.txt", "2014-03-05"),
        ("article20140305.txt", ""),
        ("2014.txt", ""),
        ("20149999.txt", ""),
        ("123456789.txt", ""),
        ("9999-01-01.txt", ""),
        ("12014-03-051.txt", ""),
    ],
)
def test_dates_in_names(name: str, found: str) -> None:
    assert date_in_name(name) == found


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        (
            "HTTPS://Example.ORG:443/a/./b/../c?utm_source=x&id=7#top",
            "https://example.org/a/c?id=7",
        ),
        ("http://example.org", "http://example.org/"),
        ("http://user:pw@example.org:8080/%7ea%2f", "http://example.org:8080/~a%2F"),
        ("https://example.org./a?b=1&fbclid=2&c", "https://example.org/a?b=1&c"),
        ("http://[::1]:80/x", "http://[::1]/x"),
        ("javascript:alert(1)", ""),
        ("ftp://example.org/", ""),
        ("http://[bad/", ""),
        ("http://example.org:99999/", ""),
        ("http:///x", ""),
        ("http://a b/", ""),
        ("relative/path", ""),
    ],
)
def test_canonical_addresses(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical


@given(st.text(max_size=60).map(lambda rest: f"http://example.org/{rest}"))
def test_canonicalisation_is_idempotent(url: str) -> None:
    once = canonical_url(url)
    assert canonical_url(once) == once


def test_the_order_of_ids() -> None:
    assert cleaned(id=" 7 ", url="http://example.org/a").article.id == "7"
    assert cleaned(url="http://EXAMPLE.org/a#x").article.id == "http://example.org/a"
    assert len(cleaned(url="http://example.org/" + "a" * 300).article.id) == 16
    derived = cleaned()
    assert derived.derived
    assert len(derived.article.id) == 16


def test_a_derived_id_is_of_date_and_text_alone() -> None:
    same = {
        cleaned(date="2014-03-05").article.id,
        cleaned(date="2014-03-05T10:00:00Z", title="Other").article.id,
        cleaned(defaults=Defaults(name_date="2014-03-05")).article.id,
        cleaned(date="2014-03-05", text="Some text.\r\n").article.id,
    }
    others = {
        cleaned().article.id,
        cleaned(date="2014-03").article.id,
        cleaned(text="x").article.id,
    }
    assert (len(same), len(others), same & others) == (1, 3, set())
    # printf '2014-03-05\nSome text.' | sha256sum | cut -c1-16
    assert same == {"03508cfb5cbe5462"}


@pytest.mark.parametrize("bad", ["x" * 256, "a\nb", "\ud800", "a\u2028b"])
def test_unusable_ids_are_rejected(bad: str) -> None:
    result = clean(RawRecord("f", 1, "Text.", id=bad), POLICY)
    assert isinstance(result, Rejection)
    assert result.reason is Reason.BAD_ID


NO_BODY = [
    ("", Reason.NO_TEXT),
    (" \n\t", Reason.NO_TEXT),
    ("******", Reason.NO_TEXT),
    ("\x00\x01", Reason.NO_TEXT),
    ("blah blah blah.", Reason.PLACEHOLDER),
    ("Blah blah blah.\n\n REUTER", Reason.PLACEHOLDER),
]


@pytest.mark.parametrize(("text", "reason"), NO_BODY)
@pytest.mark.parametrize("title", ["", " ", "–––", "\ufeff"])
def test_neither_body_nor_title(text: str, reason: Reason, title: str) -> None:
    result = clean(RawRecord("f", 1, text, title=title), POLICY)
    assert isinstance(result, Rejection)
    assert result.reason is reason


@pytest.mark.parametrize("text", [text for text, _ in NO_BODY])
def test_a_flash_of_one_line_is_an_article(text: str) -> None:
    flash = cleaned(text=text, title="CEASEFIRE AGREED IN GENEVA", date="2014-03-05")
    assert flash.article.title == "CEASEFIRE AGREED IN GENEVA"
    assert flash.article.derived_title == ""
    assert "blah" not in flash.article.text.lower()
    assert [note.remark for note in flash.notes] == [Remark.TITLE_ONLY]
    # printf '2014-03-05\nCEASEFIRE AGREED IN GENEVA' | sha256sum | cut -c1-16
    assert flash.article.id == "485e95d31980f42e"


def test_flashes_of_one_day_are_told_apart() -> None:
    ids = {cleaned(text="", title=title).article.id for title in ("Talks begin", "Talks end")}
    assert len(ids) == 2


def test_a_title_of_the_metadata_table_is_one() -> None:
    raw = RawRecord("f", 0, "", defaults=Defaults(title="Talks begin"))
    assert isinstance(clean(raw, POLICY), Cleaned)


def test_blah_in_an_article_is_an_article() -> None:
    assert cleaned(text="Blah blah, said the minister.")


def test_what_no_reader_sees_is_dropped() -> None:
    assert clean_text("\ufeffa\x00b\r\nc\rd\x0be\ud83d \x1b[31m ") == "ab\nc\nd\ne\ufffd [31m"


def test_odd_dates_are_kept_and_told() -> None:
    def told(written: str) -> list[Remark]:
        return [note.remark for note in cleaned(date=written).notes]

    assert told("1700-01-01") == [Remark.EARLY]
    assert told("2026-01-15") == []
    assert told("2026-01-16") == [Remark.FUTURE]
    assert told("0001-01-01T00:00:00Z") == [Remark.BAD_DATE, Remark.UNDATED]


def test_fields_of_one_line() -> None:
    result = cleaned(title=" A\n title ", byline="x" * 600, url="javascript:x", language="en-GB")
    assert result.article.title == "A title"
    assert len(result.article.byline) == 500
    assert (result.article.url, result.article.language) == ("", "en")
    assert {note.remark for note in result.notes} >= {Remark.SHORTENED, Remark.BAD_URL}


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("The U.S. and Mr. Lavrov met. They left.", "The U.S. and Mr. Lavrov met."),
        ("First line\n\nSecond.", "First line"),
        ("Wrapped\nlines go on. Next.", "Wrapped lines go on."),
        ("«Oui», dit-il ! Et puis.", "«Oui», dit-il !"),
        ("外相は会談した。合意した。", "外相は会談した。"),
        ("No. 10 said so. Yes.", "No. 10 said so."),
        ("Growth was 2.5 percent. Next.", "Growth was 2.5 percent."),
        (
            "word " * 40,
            "word word word word word word word word word word word word word word "
            "word word word word word word…",
        ),
        ("x" * 300, "x" * 100 + "…"),
    ],
)
def test_derived_titles(text: str, title: str) -> None:
    assert derive_title(text) == title


@given(st.text())
def test_a_derived_title_is_one_short_line(text: str) -> None:
    title = derive_title(text)
    assert len(title) <= LONGEST + 1
    assert title == " ".join(title.split())


@given(st.text(max_size=200), st.text(max_size=30), st.text(max_size=30))
def test_cleaning_never_raises(text: str, value: str, other: str) -> None:
    raw = RawRecord(
        "f",
        1,
        text,
        id=value,
        date=other,
        title=value,
        url=other,
        language=value,
        outlet=other,
        countries=((value, 1.0),),
    )
    result = clean(raw, POLICY)
    if isinstance(result, Cleaned):
        for field in (result.article.text, result.article.title, result.article.id):
            field.encode("utf-8")
