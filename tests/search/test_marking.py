"""The words that are marked are exactly those the analysis says match, wherever they stand."""

from __future__ import annotations

from functools import partial

import pytest
from counted_steps import steps
from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.analysis import LANGUAGES, Analyser, question_forms
from search.analysis.stemming import stem
from search.marking import (
    Marker,
    mark_text,
    merge,
    surface_matches,
    title_marks,
)
from search.plan import (
    Alike,
    AllOf,
    AnyOf,
    AnyTerm,
    Days,
    Everything,
    Except,
    Pattern,
    Plan,
    Sequence,
    Stream,
    Term,
    Values,
    Weighted,
    Within,
)
from search.wanted_words import PREFIXED_STEMS, STEMS_APART, beginning


def word(text, title=False):
    """A word as it is searched for: its stems."""
    (form,) = question_forms(text)
    return AnyTerm(tuple(Term(Stream.STEM, found, title) for found in form.stems))


def exact(text):
    (form,) = question_forms(text)
    return AnyTerm(tuple(Term(Stream.WORD, found) for found in form.surfaces))


def phrase(text):
    terms = tuple(exact(one) for one in text.split())
    return Sequence(terms, tuple(range(len(terms))))


def plan_of(clause):
    return Plan(clause, (), (), (), "", ())


def marked(text, clause, language="en"):
    return [text[start:end] for start, end in mark_text(text, plan_of(clause), language)]


TEXT = "The U.S. Council's sanctions on Iran; sanctioning IRAN’s banks, says Erdoğan. Sanction!"


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        (word("sanctions"), ["sanctions", "sanctioning", "Sanction"]),
        (exact("sanctions"), ["sanctions"]),
        (word("Iran"), ["Iran", "IRAN’s"]),
        (word("us"), ["U.S."]),
        (word("erdogan"), ["Erdoğan"]),
        (word("council"), ["Council's"]),
        (phrase("sanctions on Iran"), ["sanctions on Iran"]),
        (phrase("sanctions Iran"), []),
        (phrase("on sanctions"), []),
        (AllOf((word("bank"), word("say"))), ["banks", "says"]),
        (AnyOf((word("bank"), word("missing"))), ["banks"]),
        (AllOf((word("bank"), Except(word("iran")))), ["banks"]),
        (Within((word("iran"), phrase("the us")), 9, False), ["The U.S.", "Iran", "IRAN’s"]),
        (Weighted(word("bank"), 2.0), ["banks"]),
        (Pattern("sanc*"), ["sanctions", "sanctioning", "Sanction"]),
        (Pattern("ir?n"), ["Iran", "IRAN’s"]),
        (Alike("irak", 1), ["Iran", "IRAN’s"]),
        (Everything(), []),
        (AllOf((Values("country", ("ir",)), Days())), []),
    ],
)
def test_what_the_question_says_is_marked(clause, expected):
    assert marked(TEXT, clause) == expected


def test_words_asked_of_the_title_are_marked_there_alone():
    plan = plan_of(AllOf((word("iran", title=True), word("sanctions"))))
    assert [TEXT[a:b] for a, b in mark_text(TEXT, plan, "en")] == [
        "sanctions",
        "sanctioning",
        "Sanction",
    ]
    assert len(title_marks(TEXT, plan, "en")) == 5


def test_a_stem_that_begins_otherwise_is_found_with_an_ending_in_a_phrase():
    both = Sequence((word("khadafi"), word("troops")), (0, 1))
    for text in ("Gaddafi's troops", "Qaddafi's troops", "Khadafi's troops"):
        assert marked(text, both) == [text]


def test_a_word_of_a_phrase_is_marked_only_where_the_phrase_stands():
    text = "England has banks. The Bank of England did. A bank of stone in England."
    assert marked(text, phrase("bank of england")) == ["Bank of England"]
    gap = Sequence((exact("bank"), exact("england")), (0, 2))
    assert marked(text, gap) == ["Bank of England"]


def test_capitals_of_old_wires_and_other_scripts_are_marked():
    assert marked("THE COUNCIL RENEWED SANCTIONS ON IRAN .\n", word("sanction")) == ["SANCTIONS"]
    assert marked("Der Außenminister. Straße", word("strasse"), "de") == ["Straße"]
    chinese = AnyTerm((Term(Stream.STEM, "制裁"),))
    assert marked("美国制裁伊朗。", chinese, "zh") == ["制裁"]
    assert marked("e\u0301lite, ELI\u0301TE", word("elite")) == ["e\u0301lite", "ELI\u0301TE"]


WORDS = """Iran Iran's IRAN iran US U.S. us sanctions sanctioning Sanction organisation organizing
    dying news new Erdoğan e\u0301lite 1,200 1200 co-operation l'Aquila Straße 中国制裁 die the
    O'Brien lies tying \u200fIran \ud800 \x00 don't Iran–Iraq"""
TEXTS = st.lists(st.sampled_from(WORDS.split(" ")) | st.text(max_size=6), max_size=25).map(
    " ".join
) | st.text(max_size=80)
QUESTION = """Iran US sanctions organization die news elite 1200 cooperation Aquila
strasse 中国 the OBrien lie tie Iraq not"""


QUESTIONS = st.just(QUESTION.split()) | st.lists(
    st.sampled_from((*QUESTION.split(), "lies", "khadafi", "dying", "organiz", "o", "news")),
    min_size=1,
    max_size=3,
)


@given(TEXTS, st.sampled_from(["en", "", "de", "fr", "zh", "ar"]), QUESTIONS)
@settings(deadline=None, max_examples=300)
@example("SANCTIONS ON IRAN ARE RENEWED AGAIN\nThe U.S. ORGANISATION", "en", QUESTION.split())
@example("1中国 a中国 ２０", "zh", QUESTION.split())
@example("Dying, lies; Qaddafi's and GADDAFI", "en", ["die", "khadafi"])
@example("\u2019US\u2019 “sanctions”", "en", ["us", "sanctions"])
def test_marks_are_those_of_every_token_analysed(text, language, question):
    clauses = [*map(word, question), *map(exact, question)]
    terms = {term for clause in clauses for term in clause.terms}
    expected = [
        (token.start, token.end)
        for token in Analyser().tokens(text, language)
        if Term(Stream.STEM, token.form.stem) in terms
        or Term(Stream.WORD, token.form.surface) in terms
    ]
    assert mark_text(text, plan_of(AnyOf(tuple(clauses))), language) == merge(expected)


INEXACT = st.sampled_from(
    (Pattern("sanc*"), Pattern("ir?n"), Pattern("u*"), Alike("irak", 1), Alike("dead", 2))
)


@given(TEXTS, INEXACT, st.sampled_from(["en", "fr"]))
@settings(deadline=None)
def test_wildcards_and_likeness_mark_what_they_match(text, clause, language):
    expected = [
        (token.start, token.end)
        for token in Analyser().tokens(text, language)
        if any(
            surface_matches(clause, surface)
            for surface in (token.form.surface, token.form.surface.lower())
        )
    ]
    assert mark_text(text, plan_of(clause), language) == merge(expected)


ALPHABETS = ("abcdefghijklmnopqrstuvwyz", "абвгдежзийклмнопрстуфцшщъыьэюя")


@given(st.sampled_from(ALPHABETS).flatmap(lambda letters: st.text(letters, min_size=2)))
@settings(deadline=None, max_examples=300)
@example("dying")
@example("organisation")
@example("bba")
@example("ььа")
def test_stems_begin_as_their_words_do(surface):
    for language in set(LANGUAGES) - PREFIXED_STEMS:
        # No word begins with two equal letters, of which Finnish stems lose one; and NLTK's
        # Russian stemmer cuts its own "t^s" for ц in two where nothing but an ending follows.
        found = stem(surface, language)
        if surface not in STEMS_APART and surface[0] != surface[1] and "^" not in found:
            letters = beginning(found)
            assert letters == surface[: len(letters)].replace("ъ", "ь"), language


def test_wildcards_stand_for_any_number_of_letters_or_for_one():
    for pattern, surface, expected in [
        ("sanction*", "sanction", True),
        ("sanction*", "sanctions", True),
        ("wom?n", "women", True),
        ("wom?n", "womn", False),
        ("a*b*c", "axxbc", True),
        ("a*b*c", "axxcb", False),
        ("a[b]*", "ab", False),
        ("a[b]*", "a[b]c", True),
        ("a.c", "abc", False),
    ]:
        assert surface_matches(Pattern(pattern), surface) is expected


def test_words_alike_share_the_first_letter_and_differ_by_few_edits():
    for text, surface, distance, expected in [
        ("zelensky", "zelenskyy", 1, True),
        ("zelensky", "zelenski", 1, True),
        ("zelensky", "zelneksy", 1, False),
        ("zelensky", "zelneksy", 2, True),
        ("zelensky", "selensky", 2, False),
        ("iran", "iarn", 1, True),
        ("iran", "irish", 1, False),
    ]:
        assert surface_matches(Alike(text, distance), surface) is expected


def test_hostile_texts_and_patterns_take_a_bounded_time():
    plan = plan_of(AnyOf((Pattern("a*a*a*a*a*a*a*b"), Alike("a" * 200, 2), word("x"))))
    for piece, times in (("a", 250_000), ("a ", 20_000), ("a" * 250 + " ", 50), ("a.", 20_000)):
        half, whole = (
            steps(partial(Marker(plan).marks, piece * n, "en")) for n in (times, 2 * times)
        )
        assert whole < half * 2.5, piece
        assert whole < 10_000 + 30 * 2 * times * len(piece), piece
        assert Marker(plan).marks(piece * 10 * times, "en") == ()


def test_a_caller_may_say_what_a_wildcard_matches():
    marker = Marker(plan_of(Pattern("ira*")), matches=lambda clause, surface: surface == "iran")
    assert marker.marks("Iran Iraq", "en") == ((0, 4),)
