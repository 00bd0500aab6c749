"""Dates and names among the words of a question, offered as filters beside the answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.model import DateSpan, Filters, IndexInfo, Problem, Query, Selection
from search.naming import Names
from search.plan import find_offers
from search.syntax import parse, to_text
from search.syntax.tree import And, DateIs, HasValue, Word
from search.vocabulary import load_vocabulary

ANY = Filters()
NAMES = Names(load_vocabulary())
INFO = IndexInfo(
    "news", 1, 100, 2, first=date(1960, 1, 1), last=date(2020, 6, 30), languages=(("en", 100),)
)


def offered(text: str, info: IndexInfo = INFO, filters: Filters = ANY) -> list[str | None]:
    return [problem.repair for problem in problems_of(text, info, filters)]


def problems_of(text: str, info: IndexInfo = INFO, filters: Filters = ANY) -> tuple[Problem, ...]:
    return find_offers(Query(text, filters), parse(text).tree, info, NAMES)


@pytest.mark.parametrize(
    ("text", "repair"),
    [
        ("sanctions on Iran 2012 to 2015", "sanctions on Iran date:2012..2015"),
        ("protests 2019", "protests date:2019"),
        ("protests 2019?", "protests date:2019"),
        ("elections 2012-2015", "elections date:2012..2015"),
        ("elections 2012–2015", "elections date:2012..2015"),
        ("elections 2012 — 2015", "elections date:2012..2015"),
        ("elections 2012-15", "elections date:2012..2015"),
        ("elections 2011-12", "elections date:2011-12"),
        ("summit June 2014", "summit date:2014-06"),
        ("Sept. 2014 summit", "date:2014-09 summit"),
        ("speech June 5, 2014", "speech date:2014-06-05"),
        ("the 15th of June 2014 vote", "the date:2014-06-15 vote"),
        ("March to June 2014", "date:2014-03..2014-06"),
        ("since 2015", "date:2015.."),
        ("war after 2012", "war date:2013.."),
        ("war before June 2014", "war date:..2014-05"),
        ("war until the 1990s", "war date:..1999"),
        ("in March 2011", "date:2011-03"),
        ("coup in the year 1973", "coup date:1973"),
        ("in the 1990s", "date:1990..1999"),
        ("war from 2012 until 2015 in Syria", "war date:2012..2015 in Syria"),
        ("between 2012 and 2015", "date:2012..2015"),
        ("talks 2015 onwards", "talks date:2015.."),
        ("talks 2012 to present", "talks date:2012.."),
        ("summit (2014) Iran", "summit (date:2014) Iran"),
        ("iran AND 2012", "iran AND date:2012"),
        ("1984", "date:1984"),
        ("1 January 2012 to 5 March 2013", "date:2012..2013-03-05"),
        ("vote in early 2014", "vote date:2014"),
        ("late 2014 crisis", "date:2014 crisis"),
        ("in 2030", "date:2030"),
        ("2014-06-05", "date:2014-06-05"),
    ],
)
def test_dates_are_offered(text: str, repair: str) -> None:
    assert offered(text) == [repair]


@pytest.mark.parametrize(
    "text",
    [
        '"Orwell 1984"',
        "title:2012 iran",
        "title:(iran 2012)",
        "iran -2012",
        "iran +2012",
        "2012 OR 2013",
        "iran NEAR 2012",
        "iran 2012^2",
        "201*",
        "2012~ iran",
        "date:2012 iran 2013",
        "Agenda 2030",
        "vision 2020",
        "resolution 1701",
        "Security Council resolution 1973",
        "0999",
        "2150 iran",
        "12012",
        "2000 troops",
        "from 1500 to 2000 troops",
        "€2000",
        "2000% inflation",
        "2012, 2013",
        "2012 and 2013",
        "in 2012 since 2013",
        "2015 to 2012",
        "31 June 2014",
        "2014-06-31",
        "March-June 2014",
        "from 5 to 7 June 2014",
        "1950 1951 1952",
        "in 999",
        "since 3000",
        "in march",
        "may",
        "iran sanctions",
        "https://example.org/2012/05",
        "in",
        "since",
        "between",
        "from the",
        "june",
        "june to",
        "",
    ],
)
def test_other_numbers_are_left(text: str) -> None:
    assert offered(text) == []


def test_a_bare_year_lies_within_the_articles_and_a_chosen_date_is_enough() -> None:
    old = replace(INFO, first=date(1987, 2, 26), last=date(1987, 10, 20))
    assert offered("protests 2019", old) == []
    assert offered("protests 1985-1986", old) == []
    assert offered("protests 1985-1987", old) == ["protests date:1985..1987"]
    assert offered("protests since 2015", old) == ["protests date:2015.."]
    assert offered("protests since 1987", replace(old, first=None, last=None)) == []
    assert offered("protests 2019", filters=Filters(span=DateSpan(rolling="last-30d"))) == []


def test_what_is_told_of_a_date() -> None:
    (problem,) = problems_of("sanctions on Iran  2012 to  2015")
    assert problem.message == (
        "“2012 to 2015” was looked for as words; articles dated so are date:2012..2015."
    )
    assert (problem.start, problem.end) == (19, 32)
    assert problems_of("protests 2019")[0].message.startswith("“2019” was looked for as a word;")


@pytest.mark.parametrize(
    ("text", "repairs"),
    [
        ("usa iran", ["country:us iran"]),
        ("U.S., Iran", ["country:us Iran"]),
        ("us iran", ["country:us iran"]),
        ("china us trade", ["china country:us trade"]),
        ("uk russia", ["country:gb russia"]),
        ("eu sanctions", ["org:eu sanctions"]),
        ("WHO ebola", ["org:who ebola"]),
        ("drc uae usa", ["country:cd uae usa", "drc country:ae usa"]),
        ("burma protests 2012", ["burma protests date:2012", "country:mm protests 2012"]),
        ("usa iran org:un", ["country:us iran org:un"]),
        ("Holland trade", ["country:nl trade"]),
        ("EC milk", ["org:ec milk"]),
        ("usa war usa", ["country:us war usa"]),
    ],
)
def test_short_and_other_names_are_offered(text: str, repairs: list[str]) -> None:
    assert offered(text) == repairs


@pytest.mark.parametrize(
    "text",
    [
        "usa",
        "the usa",
        "iran russia",
        "british exports",
        "nato summit",
        "gaza ceasefire",
        "tell us about iran",
        "let us pray",
        "who is in iran",
        "join us",
        "holland trade",
        "scotland vote",
        "jordan talks",
        "persia oil",
        '"usa" iran',
        "title:usa iran war",
        "usa OR uk",
        "usa AND uk",
        "-usa iran war",
        "usa* iran",
        "usa country:us war",
        "usa country:America war",
        "uk* russia",
        "ms dos",
        "pérou-chili",
        "canadá votes",
        "WHO IS IN AMMAN TODAY FOR TALKS",
    ],
)
def test_other_words_are_left(text: str) -> None:
    assert offered(text) == []


def test_a_name_that_is_ticked_already_is_not_offered() -> None:
    ticked = Filters((("country", Selection(("us",))),))
    assert offered("usa iran", filters=ticked) == []
    assert offered("uk iran", filters=ticked) == ["country:gb iran"]


def test_what_is_told_of_a_name() -> None:
    (problem,) = problems_of("iran usa")
    assert problem == Problem(
        "“usa” was looked for as a word; articles about it by any name (United States) are "
        "country:us.",
        5,
        8,
        "iran country:us",
    )


def test_long_questions_are_left_alone() -> None:
    assert offered("usa 2012 " + "word " * 50) == []


PIECES = [
    *'()"-+^~*?,.–— \n€',
    "2012",
    "1999",
    "2012-2015",
    "1990s",
    "to",
    "and",
    "since",
    "in",
    "the",
    "from",
    "between",
    "June",
    "march",
    "15th",
    "5",
    "2014-06",
    "usa",
    "UK",
    "us",
    "U.S.",
    "eu",
    "iran",
    "AND",
    "OR",
    "title:",
    "country:us",
    "date:2013",
    "onwards",
    "now",
    "\ud800",
    "٢٠١٢",
]
questions = st.lists(st.sampled_from(PIECES), max_size=14).flatmap(
    lambda pieces: st.sampled_from([" ".join(pieces), "".join(pieces)])
)


@settings(max_examples=500, deadline=None)
@given(questions)
def test_an_offer_puts_one_filter_in_the_place_of_words(text: str) -> None:
    tree = parse(text).tree
    before = set(tree.children) if isinstance(tree, And) else {tree}
    problems = problems_of(text)
    assert len(problems) <= 2
    for problem in problems:
        assert 0 <= problem.start < problem.end <= len(text)
        assert problem.message.endswith(".")
        assert problem.repair is not None
        changed = parse(problem.repair).tree
        after = set(changed.children) if isinstance(changed, And) else {changed}
        (new,) = after - before
        assert isinstance(new, DateIs | HasValue)
        assert all(isinstance(gone, Word) for gone in before - after)
        assert to_text(new) in problem.message
