"""Hostile questions: bounded, answered with a page, never an exception."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from embedded_builders import make_corpus, opened, scratch, tried, write_split
from hypothesis import given
from hypothesis import strategies as st

from search.embedded import EmbeddedSearcher
from search.model import DateSpan, Filters, Query, SearchPage, Selection, Sort
from search.permalink import from_params

PATIENCE = 120
"""Seconds after which a question counts as hanging; each takes a fraction of one."""

PROBLEM = True
HOSTILE: dict[str, tuple[str, bool]] = {
    "leading star": ("*a*", PROBLEM),
    "stars": (" ".join(f"{c}*" for c in "abcdefghijklmnopqrstuvwxyz"), PROBLEM),
    "long patterns": (" ".join(f"{c}{d}*" for c in "abcdefghij" for d in "aeiou"), PROBLEM),
    "many stars in one": ("in" + "*a" * 500, PROBLEM),
    "question marks": ("su" + "?" * 3_000, False),
    "opening brackets": ("(" * 10_000, PROBLEM),
    "brackets": ("(" * 10_000 + "oil" + ")" * 10_000, PROBLEM),
    "closing brackets": ("oil" + ")" * 10_000, PROBLEM),
    "quotes": ('"' * 9_999, PROBLEM),
    "a megabyte of words": ("oil talks " * 100_000, PROBLEM),
    "a megabyte of one word": ("a" * 1_000_000, PROBLEM),
    "a megabyte of distinct words": (" ".join(f"w{i}" for i in range(150_000)), PROBLEM),
    "range": ("[a TO z]", False),
    "open range": ("{* TO *}", False),
    "fuzzy on everything": (
        " ".join(f"{w}~2" for w in ["council", "treaty", "peace"] * 30),
        PROBLEM,
    ),
    "fuzzy short": ("a~ b~2 the~9", PROBLEM),
    "NULs": ("oil\x00talks \x00", False),
    "lone surrogates": ("oil \ud800 \udfff tal\ud800ks", False),
    "right to left": ("\u202eoil\u202c \u200f talks", False),
    "operators alone": ("AND OR NOT NEAR/5 ADJ", PROBLEM),
    "operators in a row": ("oil AND AND OR NOT NOT OR talks", PROBLEM),
    "NEAR of many": (" NEAR/50 ".join(["oil", "talks", "the", "of"] * 40), PROBLEM),
    "NEAR of brackets": ("(oil OR talks OR the) NEAR (of OR and OR us) NEAR (UN OR US)", False),
    "NOTs": ("NOT " * 5_000 + "oil", PROBLEM),
    "minuses": ("-" * 5_000 + "oil", False),
    "boosts": ("oil^999999999999 talks^0 peace^-1 us^1e308 un^nan", PROBLEM),
    "distances": ('"oil talks"~99999999999999999999', PROBLEM),
    "near distances": ("oil NEAR/99999999999999999999 talks", PROBLEM),
    "fields": ("nosuch:oil title: country: org:zz date:soon added:never", PROBLEM),
    "dates": ("date:0000-00-00..9999-99-99 date:-5000 date:99999", PROBLEM),
    "far dates": ("date:0001-01-01..9999-12-31", False),
    "rolling": ("date:last-9999y date:last-9999999d", False),
    "only blanks": (" \t\n\u00a0\u3000 ", False),
    "combining marks": ("e" + "\u0301" * 20_000, PROBLEM),
    "emoji": ("🇺🇳 👩‍👩‍👧‍👦 oil", False),
    "ADJ chains": (" ADJ/50 ".join(["oil", "talks", "the", "of"] * 40), False),
    "near by": ('"' + "oil talks the of " * 9 + '"~50', PROBLEM),
    "the most of NEAR": (
        " NEAR/50 ".join(["oil", "talks", "the", "of", "us", "UN", "US", "OAS"]),
        False,
    ),
    "very long phrase": ('"' + "oil talks " * 2_000 + '"', PROBLEM),
    "deep OR": (" OR ".join(["oil"] * 5_000), PROBLEM),
    "backslashes": ("\\" * 3_000 + "oil", False),
    "format signs": ("%s %n {0} ${jndi} <script>alert(1)</script>", False),
    "colons": (":" * 5_000, False),
    "dots": ("." * 5_000, False),
    "apostrophes": ("'" * 5_000, False),
    "digits": ("9" * 5_000, PROBLEM),
}


@contextmanager
def patience() -> Iterator[None]:
    """Ends a hanging question, so that the suite says which."""

    def give_up(*_: object) -> None:
        raise TimeoutError(f"no answer within {PATIENCE} s")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(PATIENCE)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture(scope="module")
def searcher() -> Iterator[EmbeddedSearcher]:
    with scratch() as folder:
        write_split(folder, make_corpus(300, seed=8), 3)
        yield opened(folder)


def ask(searcher: EmbeddedSearcher, query: Query) -> SearchPage:
    with patience():
        page = searcher.search(query)
    assert 0 <= page.total <= page.index.articles
    assert len(page.hits) <= query.size
    for problem in page.problems:
        assert problem.message
        assert 0 <= problem.start <= problem.end <= max(len(query.text), problem.end)
    for hit in page.hits:
        for snippet in hit.snippets:
            assert all(0 <= a < b <= len(snippet.text) for a, b in snippet.marks)
    return page


@pytest.mark.parametrize(("text", "told"), HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("sort", [Sort.RELEVANCE, Sort.NEWEST])
def test_hostile_questions(searcher: EmbeddedSearcher, text: str, told: bool, sort: Sort) -> None:
    page = ask(searcher, Query(text, sort=sort))
    if told:
        assert page.problems
    read = from_params([("q", text), ("sort", sort.value)])
    ask(searcher, read)


@tried(150)
@given(st.text(max_size=120))
def test_any_text_is_answered(searcher: EmbeddedSearcher, text: str) -> None:
    ask(searcher, Query(text))


SIGNS = ["(", ")", '"', "*", "?", "~", "~2", "^", ":", "-", "+", " AND ", " OR ", " NOT ", "NEAR/3"]
SIGNS += [
    " ",
    " ",
    "title:",
    "country:",
    "date:",
    "..",
    "oil",
    "talks",
    "the",
    "US",
    "u.s.",
    "\x00",
]
SIGNS += ["\ud800", "\u202e", "é", "“", "”", "—", "5", "last-7d", "none", "sanct"]


@tried(250)
@given(st.lists(st.sampled_from(SIGNS), max_size=25).map("".join))
def test_any_heap_of_signs_is_answered(searcher: EmbeddedSearcher, text: str) -> None:
    ask(searcher, Query(text))


@tried(60)
@given(
    st.lists(st.text(max_size=20), max_size=4),
    st.sampled_from(["country", "organisation", "source", "language", "pair", "country_mention"]),
    st.booleans(),
    st.text(max_size=30),
)
def test_any_values_in_filters(
    searcher: EmbeddedSearcher, values: list[str], key: str, every: bool, cursor: str
) -> None:
    selection = Selection(tuple(sorted(set(values[:2]))), tuple(sorted(set(values[2:]))), every)
    query = Query("oil", Filters().replace(key, selection), cursor=cursor)
    page = ask(searcher, query)
    ticked = {v.value for v in page.facets[key].values} if key in page.facets else set()
    assert ticked >= ({*values} if key in page.facets else set())


@pytest.mark.parametrize(
    "span",
    [
        DateSpan(rolling="last-9999y"),
        DateSpan(rolling="nonsense"),
        DateSpan(only="nonsense"),
        DateSpan(rolling="this-week"),
    ],
)
def test_any_span_in_filters(searcher: EmbeddedSearcher, span: DateSpan) -> None:
    assert len(ask(searcher, Query("", Filters(span=span))).facets["date"].values) <= 402


@pytest.mark.parametrize("page", [2, 1_000, 10**9])
def test_pages_far_behind_the_last(searcher: EmbeddedSearcher, page: int) -> None:
    answer = ask(searcher, Query("missing", page=page))
    assert not answer.hits
    assert ask(searcher, replace(Query("oil"), page=page)).total


@pytest.mark.parametrize("id", ["", "\x00", "\ud800", "x" * 100_000, "../../etc/passwd"])
def test_any_id_is_looked_up(searcher: EmbeddedSearcher, id: str) -> None:
    assert searcher.get(id) is None
