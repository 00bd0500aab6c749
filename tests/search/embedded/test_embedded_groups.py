"""Groups of states in a real index: found, filtered and counted, one article at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from embedded_builders import TODAY, scratch, write

from search.embedded import EmbeddedSearcher
from search.fields import GROUP_FACET
from search.model import Article, Dating, Filters, Precision, Query, Selection, Tag
from search.naming import Names
from search.vocabulary import load_vocabulary

DAY, YEAR = Precision.DAY, Precision.YEAR


def article(id: str, states: str, day: date | None = None, precision: Precision = DAY) -> Article:
    dating = Dating(day, precision) if day else Dating()
    tags = tuple(Tag(state) for state in states.split())
    return Article(id, "Ministers met.", countries=tags, dating=dating)


ARTICLES = [
    article("de-fr", "de fr", date(2010, 5, 1)),
    article("gb-before", "gb", date(1972, 12, 31)),
    article("gb-first", "gb", date(1973, 1, 1)),
    article("gb-last", "gb us", date(2020, 1, 31)),
    article("gb-after", "gb", date(2020, 2, 1)),
    article("hr-2013", "hr", date(2013, 1, 1), YEAR),
    article("hr-2014", "hr", date(2014, 1, 1), YEAR),
    article("pl-undated", "pl"),
    article("us", "us", date(2015, 1, 1)),
    article("none", ""),
]


@pytest.fixture(scope="module")
def searcher() -> Iterator[EmbeddedSearcher]:
    with scratch() as folder:
        write(folder, ARTICLES)
        yield EmbeddedSearcher(folder, today=TODAY)


def ids(searcher: EmbeddedSearcher, query: Query) -> set[str]:
    return {hit.id for hit in searcher.search(query).hits}


def ticked(*values: str, exclude: tuple[str, ...] = ()) -> Query:
    return Query(filters=Filters((("country", Selection(tuple(sorted(values)), exclude)),)))


BRITISH = {"gb-before", "gb-first", "gb-last", "gb-after"}  # a member on the day of the question


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("any(eu)", {"de-fr", "hr-2013", "hr-2014", "pl-undated"} | BRITISH),
        ("any(eu@1990)", {"de-fr"} | BRITISH),
        ("any(eu@2021)", {"de-fr", "hr-2013", "hr-2014", "pl-undated"}),
        ("any(eu@doc)", {"de-fr", "gb-first", "gb-last", "hr-2014"}),
        ("any(nobody)", set()),
    ],
)
def test_a_question_and_a_filter_find_the_same(
    searcher: EmbeddedSearcher, value: str, found: set[str]
) -> None:
    assert ids(searcher, Query(f"country:{value}")) == found
    assert ids(searcher, ticked(value)) == found
    assert ids(searcher, ticked(exclude=(value,))) == {a.id for a in ARTICLES} - found
    assert ids(searcher, Query(f"ministers country:{value}")) == found
    page = searcher.search(ticked(value))
    for facet in ("country", GROUP_FACET):
        (shown,) = [v for v in page.facets[facet].values if v.value == value]
        assert shown.selected
        assert shown.count == len(found)


def test_a_group_counts_an_article_once_and_its_count_is_the_total(
    searcher: EmbeddedSearcher,
) -> None:
    page = searcher.search(Query())
    counts = {v.value: v.count for v in page.facets[GROUP_FACET].values}
    assert counts["any(eu)"] == 8
    assert counts["any(eurozone)"] == 1  # two members in one article; Croatia came later
    assert "any(sco)" not in counts
    for value, count in counts.items():
        assert searcher.search(ticked(value)).total == count
    labels = {v.value: v.label for v in page.facets[GROUP_FACET].values}
    assert labels["any(g7)"] == "G7 members"


def test_groups_obey_every_filter_but_the_countries(searcher: EmbeddedSearcher) -> None:
    query = ticked("us")
    spanned = replace(query, filters=replace(query.filters, span=Query().filters.span))
    page = searcher.search(spanned)
    assert page.total == 2
    assert {v.value: v.count for v in page.facets[GROUP_FACET].values}["any(eu)"] == 8


def test_the_members_are_those_of_the_day_that_is_asked_on() -> None:
    with scratch() as folder:
        write(folder, ARTICLES)
        later = EmbeddedSearcher(folder, today=date(2024, 1, 1))
        assert ids(later, Query("country:any(eu)")) == {
            "de-fr", "hr-2013", "hr-2014", "pl-undated",
        }  # fmt: skip
        counts = {v.value: v.count for v in later.search(Query()).facets[GROUP_FACET].values}
        assert counts["any(eu)"] == 4


def test_more_groups_than_bits_are_counted(tmp_path) -> None:
    groups = "\n".join(
        f'[organisation.club{n}]\nlabel = "Club {n}"\nmembers = [{{ states = ["us"] }}]'
        for n in range(130)
    )
    own = tmp_path / "own.toml"
    own.write_text(groups)
    with scratch() as folder:
        write(folder, ARTICLES)
        searcher = EmbeddedSearcher(folder, today=TODAY, vocabulary=load_vocabulary(str(own)))
        counts = {v.value: v.count for v in searcher.search(Query()).facets[GROUP_FACET].values}
        assert {counts[f"any(club{n})"] for n in range(130)} == {2}
        assert len(Names(load_vocabulary(str(own))).groups_on(TODAY)) > 130


def test_an_unknown_value_is_a_notice_and_nothing(searcher: EmbeddedSearcher) -> None:
    page = searcher.search(ticked("atlantis", "gb"))
    assert page.total == 4
    assert [p.message for p in page.problems] == [
        "No article has country:atlantis, and the vocabulary does not know it."
    ]
    page = searcher.search(Query("country:atlantis"))
    assert page.total == 0
    assert len(page.problems) == 1
    assert searcher.search(Query("country:jp")).problems == ()  # known, if not here
