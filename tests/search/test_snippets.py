"""Passages hold what the question asks, begin and end where a reader would, and mark rightly."""

from __future__ import annotations

import re

import pytest
from counted_steps import steps
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_marking import phrase, plan_of, word

from search.marking import Marker, mark_text
from search.plan import AllOf, AnyOf, Except
from search.snippets import _SHORT, ELLIPSIS, WIDTH, boundaries, make_snippets, snippets_of

FILLER = "The weather was mild in most of the country and nobody had much to say about it. "


def plain(text, *clauses, **options):
    """Snippets as text with their marks in brackets."""
    shown = []
    for snippet in make_snippets(text, plan_of(AnyOf(clauses)), "en", **options):
        pieces, at = [], 0
        for start, end in snippet.marks:
            pieces += [snippet.text[at:start], "[", snippet.text[start:end], "]"]
            at = end
        shown.append("".join([*pieces, snippet.text[at:]]))
    return shown


def test_a_short_text_is_shown_whole():
    assert plain("Sanctions on Iran were renewed.", word("iran")) == [
        "Sanctions on [Iran] were renewed."
    ]


def test_the_whole_text_is_searched_and_the_passage_is_a_sentence():
    text = FILLER * 200 + "The Council renewed its sanctions on Iran. " + FILLER * 200
    (only,) = plain(text, word("sanction"), word("iran"))
    assert "The Council renewed its [sanctions] on [Iran]." in only
    assert only.startswith("The weather") and only.endswith("about it.")
    assert ELLIPSIS not in only


def test_the_passage_with_more_of_the_words_is_better_than_many_of_one():
    many = "Iran and Iran and Iran and Iran. "
    text = many + FILLER * 6 + "Oil sanctions hurt Iran. " + FILLER * 6 + many
    (best,) = plain(text, word("oil"), word("sanctions"), word("iran"), limit=1)
    assert "[Oil] [sanctions] hurt [Iran]." in best


def test_a_next_passage_is_one_that_adds_words():
    text = "Iran and oil. " + FILLER * 5 + "Iran and oil again. " + FILLER * 5 + "A bank. " + FILLER
    first, second = plain(text, word("iran"), word("oil"), word("bank"), limit=2)
    assert "[Iran] and [oil]." in first
    assert "A [bank]." in second


def test_passages_that_meet_become_one():
    text = FILLER * 3 + "Iran spoke. " + FILLER + "Iran left. " + FILLER * 3
    assert len(plain(text, word("iran"))) == 1


def test_a_phrase_is_one_mark_and_denied_words_have_none():
    text = "The Bank of England and a bank in Iran. "
    clause = AllOf((phrase("bank of england"), Except(word("iran"))))
    assert plain(text, clause) == ["The [Bank of England] and a bank in Iran."]


def test_without_its_words_the_beginning_is_shown():
    assert plain("", word("iran")) == []
    assert plain(" \n ", word("iran")) == []
    (only,) = plain(FILLER * 10, word("iran"))
    assert only == (FILLER * 2).strip()
    (cut,) = plain("word " * 200, word("iran"))
    assert cut.endswith("word …") and len(cut) <= WIDTH + 2


def test_long_sentences_are_cut_between_words_with_ellipses():
    (only,) = plain("alpha beta " * 100 + "Iran " + "gamma delta " * 100, word("iran"))
    assert only.startswith("… ") and only.endswith(" …")
    assert set(only.replace("…", "").split()) == {"alpha", "beta", "[Iran]", "gamma", "delta"}


def test_lines_become_one_line_and_marks_stay_right():
    assert plain("Sanctions\non\tIran.\n\n\nMore", word("iran")) == ["Sanctions on [Iran]. More"]


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("One is here. Two is there.", ["One is here.", "Two is there."]),
        ("The U.S. Senate met Mr. Smith. Done.", ["The U.S. Senate met Mr. Smith.", "Done."]),
        ("He said “yes.” She left!", ["He said “yes.”", "She left!"]),
        ("It rose 3.5 per cent. J. Doe left", ["It rose 3.5 per cent.", "J. Doe left"]),
        ("A WIRE ENDS . ANOTHER BEGINS .", ["A WIRE ENDS .", "ANOTHER BEGINS ."]),
        ("Heading\n\nBody text", ["Heading", "Body text"]),
        ("制裁。中国！", ["制裁。", "中国！"]),
        ("about approx. ten of them", ["about approx. ten of them"]),
    ],
)
def test_sentences_end_where_readers_think_they_do(text, sentences):
    met = boundaries(text, 0, len(text))
    starts, ends = [start for _, start in met][:-1], [end for end, _ in met][1:]
    assert [text[a:b] for a, b in zip(starts, ends, strict=True)] == sentences


ODD = st.text("aAiI .!?\n。中“”\u0301\ud800\u202e1", max_size=400) | st.text(max_size=300)
MIXED = st.lists(ODD | st.sampled_from(["Iran", "sanctions on Iran", FILLER]), max_size=12)


SENTENCES = st.lists(
    st.sampled_from(
        (
            *"\n .!?…。",
            "\n\n",
            " \n \n",
            "Mr. ",
            "U.S. ",
            "said. The ",
            "3.5 m. tonnes",
            "”) ",
            "\t",
        )
    )
    | st.text(max_size=4),
    max_size=30,
).map("".join)


def every_boundary(text, low, high):
    """`boundaries` as it reads in words: every mark and every empty line are looked at."""
    stop = re.compile(r"[.!?…][\"'”’»)\]]{0,3}(\s+)|[。！？](\s*)|(\s*\n\s*\n\s*)")
    found = [
        (max(match.span(group)[0] for group in (1, 2, 3)), match.end())
        for match in stop.finditer(text, max(0, low - 24), min(len(text), high + 24))
        if ends_here(text, match)
    ]
    if low <= 24:
        found.insert(0, (0, len(text) - len(text.lstrip())))
    if high >= len(text) - 24 and (not found or found[-1][1] < len(text)):
        found.append((len(text), len(text)))
    return [two for two in found if any(low <= place <= high for place in two)]


def ends_here(text, match):
    if text[match.start()] != ".":
        return True
    word = re.split(r"[\s(\"'“‘]", text[max(0, match.start() - 24) : match.start()])[-1]
    short = word.lower() in _SHORT or "." in word or (len(word) == 1 and word.isalpha())
    return not short and not text[match.end() : match.end() + 1].islower()


@given(SENTENCES | MIXED.map(" ".join), st.integers(0, 400), st.integers(0, 240))
def test_boundaries_are_those_of_every_mark_and_empty_line(text, low, more):
    text = text.rstrip()
    low = min(low, len(text))
    high = min(low + more, len(text))
    assert boundaries(text, low, high) == every_boundary(text, low, high)


@given(MIXED.map(" ".join), st.integers(40, 300), st.integers(1, 4))
@settings(deadline=None, max_examples=200)
@example("Iran" + "x" * 400 + " Iran", 60, 3)
@example("x" * 400 + "中Iran" * 90, 60, 3)
def test_any_text_has_snippets_within_bounds(text, width, limit):
    plan = plan_of(AnyOf((word("iran"), phrase("sanctions on iran"))))
    found = make_snippets(text, plan, "en", limit, width)
    assert len(found) <= limit
    assert bool(found) is bool(text.strip())
    anywhere = {text[a:b] for a, b in mark_text(text, plan, "en")}
    assert bool(anywhere) is any(snippet.marks for snippet in found)
    for snippet in found:
        at = 0
        for start, end in snippet.marks:
            assert at <= start < end <= len(snippet.text)
            assert snippet.text[start:end].casefold().endswith("iran") or (
                "iran" in snippet.text[start:end].casefold()
            )
            at = end
        body = snippet.text.removeprefix(ELLIPSIS + " ").removesuffix(" " + ELLIPSIS)
        assert len(body) <= limit * (width + 20)


def test_the_same_words_are_looked_at_once_and_work_grows_with_the_text():
    articles = [FILLER * 9 + f"Sanctions on Iran, number {n}. " + FILLER * 9 for n in range(10)]
    plan = plan_of(AnyOf((word("iran"), word("sanctions"), word("council"))))
    marker = Marker(plan)
    first, *others = (steps(lambda a=a: snippets_of(a, marker, "en")) for a in articles)
    assert first < 100 * len(articles[0])  # 36 for each character; less where stems are known
    assert max(others) < 2 * len(articles[0])  # fewer than one
    half, whole = (
        steps(lambda n=n: make_snippets("sanctions on Iran " * n, plan, "en"))
        for n in (10_000, 20_000)
    )
    assert whole < half * 2.5
