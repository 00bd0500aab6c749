"""Laws of the analysis that hold for any text."""

from __future__ import annotations

from hypothesis import example, given, settings
from hypothesis import strategies as st

from search.analysis import (
    MAX_TERM,
    Analyser,
    detect_language,
    is_caseless,
    question_forms,
)
from search.analysis.folding import fold, fold_aligned

_AWKWARD = (
    "U.S. NATO's organisation don't O'Neill d'Ivoire 1,200 3.5 NGOs THE SAYS RATS us Erdoğan "
    "e\u0301 й и\u0306 が か\u3099 \u1112\u1161\u11ab ﬁ ½ ℃ İ ı ß ς Σ ǅ 東京 ไทย "
    "हिन्दी ـ אָ ة \u00ad \u200f "
    "\ud800 \0 ' . , - _ ʼ \u0345 ŉ ª Ⅷ ﷺ"
)
_PIECES = st.sampled_from(_AWKWARD.split(" ")) | st.sampled_from([" ", "\n", "\n\n"])
_TEXTS = st.text() | st.lists(_PIECES, max_size=25).map("".join)
_LANGUAGES = st.sampled_from(["en", "", "fr", "ru", "ar", "zh", "pl", "xx"])


@given(_TEXTS, _LANGUAGES)
@settings(max_examples=400, deadline=None)
def test_encode_and_tokens_agree(text: str, language: str) -> None:
    analyser = Analyser()
    ids = analyser.encode(text, language)
    tokens = list(analyser.tokens(text, language))
    assert [analyser.forms[number] for number in ids] == [token.form for token in tokens]
    assert [token.position for token in tokens] == list(range(len(ids)))
    assert analyser.encode(text, language) == ids
    assert list(Analyser().tokens(text, language)) == tokens


@given(_TEXTS)
@settings(max_examples=300, deadline=None)
def test_offsets_lie_in_the_text_and_never_go_back(text: str) -> None:
    before = 0
    for token in Analyser().tokens(text):
        assert before <= token.start < token.end <= len(text)
        before = token.start


@given(_TEXTS)
@settings(max_examples=300, deadline=None)
def test_aligned_folding_is_folding(text: str) -> None:
    folded, starts, ends = fold_aligned(text)
    assert folded == fold(text)
    assert len(folded) == len(starts) == len(ends)
    assert fold(folded) == folded


@given(_TEXTS, _LANGUAGES)
@settings(max_examples=400, deadline=None)
def test_a_surface_is_its_own_surface(text: str, language: str) -> None:
    analyser = Analyser()
    for form in [analyser.forms[number] for number in analyser.encode(text, language)]:
        if not form.acronym:
            assert [analyser.forms[i] for i in analyser.encode(form.surface, language)] == [form]


@given(_TEXTS)
@settings(max_examples=300, deadline=None)
def test_terms_are_sound(text: str) -> None:
    for token in Analyser().tokens(text):
        for term in (token.form.surface, token.form.stem):
            assert 0 < len(term) <= MAX_TERM
            assert term.encode().decode() == term
            assert not any(character.isspace() for character in term)


@given(_TEXTS)
@example("0.0\u0900")  # the mark is a word, but what it stands on belongs to the word before
@settings(max_examples=300, deadline=None)
def test_a_word_typed_as_it_stands_finds_it(text: str) -> None:
    for token in Analyser().tokens(text):
        typed = text[token.start : token.end]
        if [alone.form for alone in Analyser().tokens(typed)] != [token.form]:
            continue  # its neighbours make it what it is
        for form in question_forms(typed)[:1]:
            if len(question_forms(typed)) == 1 and form.acronym == token.form.acronym:
                assert token.form.stem in form.stems
                assert token.form.surface in form.surfaces


@given(_TEXTS)
@settings(max_examples=200, deadline=None)
def test_no_text_raises(text: str) -> None:
    is_caseless(text)
    detect_language(text)
    for form in question_forms(text, ("en", "fr", "ru")):
        assert form.surface == form.surfaces[0] and form.stems
        assert 0 <= form.start < form.end <= len(text)
