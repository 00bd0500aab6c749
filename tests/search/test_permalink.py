"""A query and its URL are one thing, and no URL can make the reading of it fail."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from urllib.parse import parse_qsl, urlsplit

import pytest
from counted_steps import steps
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.fields import CHOOSABLE
from search.model import DateSpan, Filters, Match, Query, Selection, Sort
from search.parameters import clean_text
from search.permalink import (
    LARGEST_PAGE,
    article_url,
    from_params,
    from_url,
    is_canonical,
    pin,
    read_params,
    to_params,
    to_url,
)

IDS = st.from_regex(r"[a-z]{1,6}", fullmatch=True)
TEXTS = st.text(max_size=60).map(clean_text)
VALUES = {
    "source": TEXTS.filter(bool),
    "pair": st.tuples(IDS, IDS).map(lambda two: ".".join(sorted(two))),
}
DAYS = st.dates()
INSTANTS = st.datetimes(timezones=st.just(UTC))


@st.composite
def selections(draw, key):
    values = draw(st.lists(VALUES.get(key, IDS), max_size=4, unique=True))
    cut = draw(st.integers(0, len(values)))
    include, exclude = tuple(sorted(values[:cut])), tuple(sorted(values[cut:]))
    return Selection(include, exclude, bool(include) and draw(st.booleans()))


@st.composite
def spans(draw):
    start, end = sorted([draw(DAYS), draw(DAYS)])
    rolling = draw(
        st.sampled_from(["today", "this-week"])
        | st.builds("last-{}{}".format, st.integers(1, 9999), st.sampled_from("dwmy"))
    )
    return draw(
        st.sampled_from(
            [
                DateSpan(),
                DateSpan(start, end),
                DateSpan(start),
                DateSpan(end=end),
                DateSpan(rolling=rolling),
                DateSpan(only="none"),
                DateSpan(only="outside"),
            ]
        )
    )


@st.composite
def queries(draw):
    chosen = {field.key: draw(selections(field.key)) for field in CHOOSABLE}
    kept = tuple(sorted((key, selection) for key, selection in chosen.items() if selection))
    size = draw(st.sampled_from([1, 10, 50, LARGEST_PAGE]))
    cursor = draw(st.from_regex(r"[A-Za-z0-9_~-]{0,20}", fullmatch=True))
    return Query(
        draw(TEXTS),
        Filters(kept, draw(spans()), draw(st.none() | INSTANTS)),
        draw(st.sampled_from(Sort)),
        draw(st.sampled_from(Match)),
        1 if cursor else draw(st.integers(1, 10_000 // size)),
        size,
        cursor,
    )


@given(queries())
@settings(deadline=None)
def test_a_query_survives_its_parameters_and_its_url(query):
    assert read_params(to_params(query)).problems == ()
    assert from_params(to_params(query)) == query
    assert from_url(to_url(query)) == query
    assert is_canonical(to_params(query))
    assert to_params(query) == tuple(sorted(set(to_params(query))))


KEYS = st.sampled_from(
    (
        *(field.param for field in CHOOSABLE),
        *("not.country", "country.match", "q", "from", "to", "date", "added", "sort", "match"),
        *("page", "size", "cursor"),
    )
)
ANYTHING = st.text() | st.sampled_from(
    (
        *("İ", "Σ", "2023-02", "last-030d", "2023..", "..", "in+ru", "none", "٣", "1e9", "0"),
        *("2023-05-07T10:00:00+02:00", "0001-01-01T00:00:00+23:59", "9999-12-31T23:00-05:00"),
        "2023-05-07T10:00:00+00:00:00.5",
    )
)


@given(st.lists(st.tuples(KEYS | st.text(max_size=5), ANYTHING), max_size=12))
@example([("q", "\ud800 \x00 a"), ("country", "\udfff"), ("source", "\u202e")])
@settings(max_examples=300, deadline=None)
def test_whatever_is_given_reads_as_one_canonical_query(params):
    query = from_params(params)
    assert from_params(to_params(query)) == query
    assert from_url(to_url(query)) == query
    assert is_canonical(to_params(query))


@given(st.text())
@example("http://[" + "?q=a")
@settings(deadline=None)
@example("?q=%ED%A0%80&page=%00&=&&&;")
def test_any_text_is_an_address_that_can_be_read(text):
    assert from_params(to_params(from_url(text))) == from_url(text)
    from_params(text)


def test_the_canonical_url_is_sorted_and_says_only_what_was_chosen():
    selections = (
        ("country", Selection(("ir", "us"), ("cn",), every=True)),
        ("organisation", Selection(("un",))),
    )
    span = DateSpan(date(2012, 1, 1), date(2015, 12, 31))
    query = Query("sanctions", Filters(selections, span), Sort.NEWEST, Match.ALL)
    assert to_url(query) == (
        "/search?country=ir&country=us&country.match=all&from=2012-01-01&match=all"
        "&not.country=cn&org=un&q=sanctions&sort=newest&to=2015-12-31"
    )
    assert to_url(Query()) == "/search"
    assert to_url(Query("a+b c%"), "/n") == "/n?q=a%2Bb+c%25"


@pytest.mark.parametrize(
    ("given_form", "canonical"),
    [
        ("q=++a%20%09b+", "q=a b"),
        ("q=Erdog%CC%86an", "q=Erdoğan"),
        ("country=US&country=ir&country=us&country=", "country=ir country=us"),
        ("source=Le+Monde", "source=Le Monde"),
        ("lang=FR", "lang=fr"),
        ("pair=RU.in&pair=in+ru&pair=in-ru", "pair=in.ru"),
        ("from=2012&to=2015", "from=2012-01-01 to=2015-12-31"),
        ("to=2024-02", "to=2024-02-29"),
        ("date=2023-05", "from=2023-05-01 to=2023-05-31"),
        ("date=2022-02-24..2022", "from=2022-02-24 to=2022-12-31"),
        ("date=..1999", "to=1999-12-31"),
        ("date=Last-30d", "date=last-30d"),
        ("date=this-month", "date=this-month"),
        ("date=>=2020", "from=2020-01-01"),
        ("date=none&from=&to=", "date=none"),
        ("added=2026-11-01", "added=2026-11-01"),
        ("added=2026-11-01T00:00:00Z", "added=2026-11-01"),
        ("added=2026-11-01T02:30:00+02:00", "added=2026-11-01T00:30:00Z"),
        ("added=2026-11-01T02:30:00%2B02:00", "added=2026-11-01T00:30:00Z"),
        ("sort=relevance&match=auto&page=1&size=10", ""),
        ("country.match=all", ""),
        ("country=ir&country.match=any", "country=ir"),
        ("sort=Newest&page=03&match=ALL", "match=all page=3 sort=newest"),
        ("q=same&q=same", "q=same"),
    ],
)
def test_other_spellings_are_read_without_a_problem(given_form, canonical):
    reading = read_params(given_form)
    assert " ".join(f"{key}={value}" for key, value in to_params(reading.query)) == canonical
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("given_form", "named", "left"),
    [
        ("q=a&q=b", "q", "q=a"),
        ("q=" + "x" * 4001, "q", "q=" + "x" * 4000),
        ("country=" + "x" * 301, "country", ""),
        ("country=ir&country=us&not.country=ir", "country", "country=us not.country=ir"),
        ("country=ir&country.match=some", "country.match", "country=ir"),
        ("from=2015&to=2012", "from", ""),
        ("from=5+May", "from", ""),
        ("from=2023-02-30", "from", "from=2023-02-01"),
        ("from=2012..2015", "from", ""),
        ("from=>2012", "from", ""),
        ("to=last-30d", "to", ""),
        ("date=soon", "date", ""),
        ("date=2012-2015", "date", "from=2012-01-01 to=2015-12-31"),
        ("to=0000", "to", ""),
        ("date=last-0d", "date", ""),
        ("date=2024..2023", "date", "from=2023-01-01 to=2024-12-31"),
        ("date=..", "date", ""),
        ("date=last-7d&from=2023", "date", "from=2023-01-01"),
        ("added=yesterday", "added", ""),
        ("added=0001-01-01T00:00:00%2B01:00", "added", ""),
        ("sort=best", "sort", ""),
        ("match=some", "match", ""),
        ("page=0", "page", ""),
        ("page=-1", "page", ""),
        ("page=9999999999", "page", ""),
        ("page=1001", "page", "page=1000"),
        ("page=21&size=500", "page", "page=20 size=500"),
        ("size=5000", "size", "size=1000"),
        ("cursor=abc&page=2", "page", "cursor=abc"),
    ],
)
def test_a_bad_parameter_is_named_and_left_out(given_form, named, left):
    reading = read_params(given_form)
    assert [problem.message.partition(":")[0] for problem in reading.problems] == [named]
    assert " ".join(f"{key}={value}" for key, value in to_params(reading.query)) == left


def test_parameters_come_as_text_pairs_or_mappings_of_either_kind():
    class Multi(dict):
        def lists(self):
            return super().items()

    query = Query("a", Filters((("country", Selection(("ir", "us"))),)))
    assert from_params("?country=ir&country=us&q=a") == query
    assert from_params([("q", "a"), ("country", "us"), ("country", "ir")]) == query
    assert from_params({"q": "a", "country": ["ir", "us"]}) == query
    assert from_params(Multi(q=["a"], country=["us", "ir"])) == query
    assert from_params({"q": "a", "page": 2, "sort": None}) == Query("a", page=2)
    assert from_url("https://news.example/x/search?q=a&country=us&country=ir#top") == query


def test_only_the_canonical_spelling_in_the_canonical_order_is_canonical():
    assert is_canonical("country=ir&q=a")
    assert is_canonical("")
    for other in ("q=a&country=ir", "q=a&sort=relevance", "q=a&utm_source=x", "q=a+", "q="):
        assert not is_canonical(other)


def test_unknown_names_are_told_apart_from_problems():
    reading = read_params([("q", "a"), ("seen", "3"), ("utm\ud800", "x"), ("not.sort", "newest")])
    assert reading.unknown == ("not.sort", "seen", "utm\ufffd")
    assert reading.problems == ()


def test_counts_are_bounded_and_said():
    many = [("country", f"c{number}") for number in range(201)]
    reading = read_params(many)
    assert len(reading.query.filters.of("country").include) == 200
    assert "201 values, more than 200; only the first 200 are used" in reading.problems[0].message
    reading = read_params([("q", "a"), *[("x", str(n)) for n in range(2_000)], ("sort", "newest")])
    assert reading.query == Query("a")
    assert "more than 2,000; the rest is not read" in reading.problems[0].message


def test_a_hostile_address_is_read_in_a_bounded_time():
    """In steps that no longer grow; what took long in C would not end at all at these lengths."""
    marks = "\u0301\u0316" * 500_000
    sent = [("q", "a" + marks), ("country", marks), ("added", marks)]
    assert steps(lambda: read_params(sent)) < 5_000
    for sign in "%&":
        once, more = (steps(partial(read_params, f"q={sign * n}")) for n in (200_000, 2_000_000))
        assert more < once * 1.1
        assert more < 15 * 100_000  # characters are read, and each takes 7 steps at most
    reading = read_params("q=" + "%" * 2_000_000)
    assert "100,000 characters" in reading.problems[0].message


def test_an_article_id_that_is_an_address_survives_in_an_address():
    url = article_url("https://news.example/a/../b?c=d&e#f", "/news")
    assert urlsplit(url).path == "/news/article"
    assert dict(parse_qsl(urlsplit(url).query)) == {"id": "https://news.example/a/../b?c=d&e#f"}


def test_a_shared_link_keeps_the_mode_that_the_question_was_answered_in():
    assert pin(Query("a b"), Match.MOST).match is Match.MOST
    assert pin(Query("a b", match=Match.ALL), Match.MOST).match is Match.ALL
    assert pin(Query(), Match.ALL) == Query()


def test_instants_keep_their_microseconds():
    instant = datetime(2026, 11, 1, 9, 30, 15, 250_000, tzinfo=UTC)
    query = Query(filters=Filters(added_since=instant))
    assert to_params(query) == (("added", "2026-11-01T09:30:15.250000Z"),)
    assert from_params(to_params(query)) == query


@pytest.mark.parametrize(
    ("params", "fault", "remedy"),
    [
        ("page=-1", "page: “-1” is not a number from 1 on", "1 is used"),
        ("page=5000", "page: 5,000 is too far on, pages of 10 hits end at 1,000", "1,000 is used"),
        ("size=5000", "size: 5,000 is more than 1,000", "1,000 is used"),
        ("sort=newest&sort=oldest", "sort: given more than once", "the first is used"),
        ("country.match=x", "country.match: “x” is neither any nor all", "any is used"),
        (
            "from=2013-13",
            "from: “2013-13”: there is no month 13",
            "it was read as the year 2013",
        ),
        ("pair=in", "pair: “in” names no two countries; write in.ru", "it is left out"),
    ],
)
def test_what_is_read_instead_is_told_apart_from_what_is_wrong(params, fault, remedy):
    reading = read_params(params)
    assert [told.message for told in reading.faults] == [fault]
    assert [told.message for told in reading.problems] == [
        f"{fault}; {remedy}" if remedy else fault
    ]


def test_a_pair_of_unknown_ids_or_none_is_a_pair():
    assert not read_params("pair=xx.yy").problems
    assert not read_params("pair=none").problems
