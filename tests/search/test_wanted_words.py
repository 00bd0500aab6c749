"""Wanted words, and what they add to scores, are what an analysis of every word finds."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search import second_look
from search.analysis import Analyser
from search.analysis.casing import stretches
from search.analysis.folding import fold
from search.analysis.splitting import raw_words
from search.cluster.mapping import GAP
from search.cluster.reranking import Reranker
from search.plan import AnyTerm, Stream, Term
from search.wanted_words import WantedWords

WORDS = [
    "Iran",
    "Iran's",
    "IRAN",
    "US",
    "U.S.",
    "us",
    "sanctions",
    "Sanction",
    "dying",
    "die",
    "lies",
    "tie",
    "news",
    "N'Djamena",
    "l'Aquila",
    "Erdoğan",
    "1,200",
    "co-operation",
    "中国制裁",
    "O'Brien",
    "Qaddafi's",
    "�",
    "Обама",
    "كتاب",
    "والكتاب",
]
TEXTS = st.lists(st.sampled_from([*WORDS, "of", "\n", "."]), max_size=80).map(" ".join)
TERMS = st.builds(
    Term,
    st.sampled_from(Stream),
    st.sampled_from(
        [
            "iran",
            "us",
            "sanction",
            "die",
            "lie",
            "tie",
            "khadafi",
            "erdogan",
            "1200",
            "obrien",
            "中国",
            "ndjamena",
            "كتاب",
        ]
    ),
    st.booleans(),
)
LANGUAGES = st.sampled_from(["en", "de", "ar", "ru", "zh"])


@given(TEXTS, LANGUAGES, st.lists(TERMS, max_size=6))
@example("SANCTIONS ON IRAN RENEWED\nThe US and Iran", "en", [Term(Stream.WORD, "US")])
def test_wanted_words_are_those_of_every_word_analysed(
    text: str, language: str, terms: list[Term]
) -> None:
    wanted = WantedWords()
    for number, term in enumerate(terms):
        wanted.add(term, number)
    found: dict[int, int] = {}
    length = 0
    folded = fold(text)
    for start, end, caseless in stretches(folded):
        raw = raw_words(folded, start, end)
        found |= wanted.places(raw, length, language, caseless)
        length += len(raw)
    expected = {}
    for place, forms in enumerate(forms_of(text, language)):
        bits = sum(1 << n for n, term in enumerate(terms) if (term.stream, term.text) in forms)
        if bits:
            expected[place] = bits
    assert found == expected


@given(TEXTS, TEXTS, LANGUAGES, st.lists(st.lists(TERMS, max_size=3), max_size=4))
def test_what_is_added_to_a_score_is_what_every_word_analysed_gives(
    title: str, text: str, language: str, words: list[list[Term]]
) -> None:
    weighed = [(AnyTerm(tuple(terms)), 1.0 + number) for number, terms in enumerate(words)]
    found = Reranker(weighed).bonus(title, text, language)
    assert found == pytest.approx(bonus(title, text, language, weighed))


def forms_of(text: str, language: str) -> list[set[tuple[Stream, str]]]:
    """What stands at each place of a text."""
    analyser = Analyser()
    forms = [analyser.forms[id] for id in analyser.encode(text, language)]
    return [{(Stream.STEM, form.stem), (Stream.WORD, form.surface)} for form in forms]


def bonus(title: str, text: str, language: str, words: list[tuple[AnyTerm, float]]) -> float:
    """The bonus by its definition, see search.second_look, with every word looked at."""
    titles, texts = forms_of(title, language), forms_of(text, language)
    start = len(titles) + GAP if titles else 0
    early: set[int] = set()
    places: list[tuple[int, int]] = []
    for number, (word, _) in enumerate(words):
        for in_title, first, forms in ((True, 0, titles), (False, start, texts)):
            terms = {(t.stream, t.text) for t in word.terms if in_title or not t.title}
            here = [place for place, held in enumerate(forms) if held & terms]
            places += [(first + place, number) for place in here]
            early |= {number for place in here if place < second_look.WINDOW}
    total = second_look.LEAD_SHARE * sum(words[number][1] for number in early)
    closest: dict[tuple[int, int], float] = {}
    places.sort()
    for (at, one), (after, other) in pairwise(places):
        gap = max(after - at, 1)
        if one != other and after - at <= second_look.WINDOW:
            share = 1.0 - (gap - 1) / second_look.WINDOW
            pair = (min(one, other), max(one, other))
            value = share * min(words[one][1], words[other][1])
            closest[pair] = max(closest.get(pair, 0.0), value)
    return total + second_look.PAIR_SHARE * sum(closest.values())
