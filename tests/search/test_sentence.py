"""A question told as an English sentence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.fields import CHOOSABLE
from search.model import DateSpan, Filters, Match, Query, Selection, Sort
from search.sentence import _FIELDS, describe, listed

NAMES = {"ir": "Iran", "us": "the United States", "cn": "China", "un": "the UN", "fr": "French"}


def label(key: str, value: str) -> str:
    return NAMES.get(value, value)


def told(text: str = "", **rest: object) -> str:
    return describe(replace(Query(text), **rest), label)  # type: ignore[arg-type]


def test_a_whole_question() -> None:
    filters = Filters(
        (("country", Selection(("ir", "us"), ("cn",))),),
        DateSpan(date(2012, 1, 1), date(2015, 12, 31)),
    )
    assert told("sanctions Iran", filters=filters, match=Match.ALL, sort=Sort.NEWEST) == (
        "Articles with all of the words sanctions and Iran, about Iran or the United States, "
        "not about China, from 1 January 2012 to 31 December 2015, newest first"
    )


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "All articles"),
        ("*", "All articles"),
        ("iran", "Articles with the word iran"),
        ("the sanctions on Iran", "Articles with the words sanctions and Iran"),
        ("the who", "Articles with the words the and who"),
        ("iran iran", "Articles with the word iran"),
        ("iran oil", "Articles with the words iran and oil"),
        ("iran AND oil", "Articles with all of the words iran and oil"),
        ("iran oil -gas", "Articles with the words iran and oil, without gas"),
        ("-iran", "Articles without iran"),
        ('"Bank of England" rates', "Articles with “Bank of England” and rates"),
        ("iran OR iraq OR oman", "Articles with iran, iraq or oman"),
        (
            "sanction* Zelensky~",
            "Articles with a word like sanction* and a word spelt like Zelensky",
        ),
        ("a NEAR/5 b", "Articles with a and b within 5 words of each other"),
        ("a ADJ b", "Articles with a and b within 1 word of each other in this order"),
        ('"a b"~5', "Articles with “a b” within 5 words of each other"),
        ("+who title:x^2", "Articles with exactly who and x in the title"),
        ("(a b) OR c", "Articles with a match for [(a b) OR c]"),
        ("country:ir oil", "Articles with the word oil, about Iran"),
        ("country:(ir OR us)", "Articles about Iran or the United States"),
        ("-country:cn", "Articles not about China"),
        ("country:none", "Articles about no country"),
        ("source:Reuters lang:fr", "Articles published by Reuters, in French"),
        ("pair:ru+in", "Articles about in.ru together"),
        ("date:2012", "Articles in 2012"),
        ("date:2012-05", "Articles in May 2012"),
        ("date:2012-05-04", "Articles on 4 May 2012"),
        ("date:2012..", "Articles since 1 January 2012"),
        ("date:..2012", "Articles until 31 December 2012"),
        ("date:last-30d", "Articles in the last 30 days"),
        ("date:last-1w", "Articles in the last week"),
        ("date:this-month", "Articles this month"),
        ("date:today", "Articles today"),
        ("date:none", "Articles without a date"),
        ("added:2026-11-01..", "Articles added since 1 November 2026"),
    ],
)
def test_text(text: str, sentence: str) -> None:
    assert told(text) == sentence


def test_modes_and_orders() -> None:
    assert told("x y", match=Match.MOST) == "Articles with most of the words x and y"
    assert told("x y", sort=Sort.OLDEST) == "Articles with all of the words x and y, oldest first"
    assert told("", sort=Sort.NEWEST) == "All articles, newest first"


def test_filters() -> None:
    every = Filters((("country", Selection(("ir", "us"), every=True)),))
    assert told(filters=every) == "Articles about Iran and the United States"
    none = Filters((("organisation", Selection(("none", "un"), ())),))
    assert told(filters=none) == "Articles about the UN or about no organisation"
    outside = Filters(span=DateSpan(only="outside"))
    assert told(filters=outside) == "Articles outside the range of dates"
    added = Filters(added_since=datetime(2026, 11, 1, 8, tzinfo=UTC))
    assert told(filters=added) == "Articles added since 1 November 2026, 08:00 UTC"
    added = Filters(added_since=datetime(2026, 11, 23, 11, 2, 47, tzinfo=UTC))
    assert told(filters=added) == "Articles added since 23 November 2026, 11:02:47 UTC"
    east = timezone(timedelta(hours=2))
    added = Filters(added_since=datetime(2026, 11, 23, 2, tzinfo=east))
    assert told(filters=added) == "Articles added since 23 November 2026"


def test_every_keyword_field_has_its_words() -> None:
    assert set(_FIELDS) == {field.key for field in CHOOSABLE}


def test_lists() -> None:
    assert [listed([], "or"), listed(["a"], "or"), listed(["a", "b", "c"], "or")] == [
        "",
        "a",
        "a, b or c",
    ]


@settings(deadline=None)
@given(st.text(st.sampled_from('ab "()-+*~^:ORNTD country:title.')))
def test_no_text_breaks_the_sentence(text: str) -> None:
    assert told(text).startswith(("Articles ", "All articles"))
