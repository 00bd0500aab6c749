"""What was typed to forms: everything a word of a question may be called in an index."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from search.analysis.folding import fold_aligned
from search.analysis.forms import MAX_ACRONYM, QuestionForm
from search.analysis.splitting import raw_spans
from search.analysis.stemming import stem
from search.analysis.stopwords import STOP_WORDS
from search.analysis.wording import acronym, surface_of

_SMALL = """
ace act age aid arc arm art bad bar bat bee big bill bit car care cat cop die dip east end era eve
fan far fast fit gap gas god gold ice iron jet key kit law lay lead leap less lie long mad man map
mat men mine moon need net nice now oil old pact pan pen pet pin plan pop ram rap raw red roll sad
safe sail salt sam sap save sea seal seed set shape share sin sip sit spa star start step sun
swift tan tap tea team ten tip top tow track us war weak west win zone
"""
_SMALL_WORDS = frozenset(_SMALL.split())
"""Ordinary words that are spelt like an acronym of the news (START, SALT, CAP, AID): typed in
capitals, the acronym alone is meant."""


_SHORT = 5
"""Letters up to which capitals that spell an inflected word are taken for an acronym alone;
longer ones (`TREATY`, `EUROPE`) were more likely shouted."""


def _unique(*terms: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(terms))


def _acronym_form(capitals: str, start: int, end: int, stop: frozenset[str]) -> QuestionForm:
    """Typed in capitals; its small form as well, unless that is a word of its own."""
    small = capitals.lower().replace("ς", "σ")
    inflected = len(small) <= _SHORT and stem(small, "en") != small  # RATS, AIDS
    own_word = inflected or small in stop | STOP_WORDS["en"] | _SMALL_WORDS
    surfaces = (capitals,) if own_word else (capitals, small)
    return QuestionForm(capitals, (small,), surfaces, False, True, start, end)


LONGEST_KEPT = 60
"""Characters: the forms of a word are asked for several times by a plan, and by later questions."""


@lru_cache(maxsize=10_000)
def _stems(surface: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """The stem in each language; readers come back to the same words."""
    return tuple([stem(surface, language) for language in languages])


def _word_form(
    surface: str, start: int, end: int, languages: tuple[str, ...], stop: frozenset[str]
) -> QuestionForm:
    """Typed small, or capitalised; an acronym of the same letters is found as well."""
    stems = list(_stems(surface, languages))
    surfaces = [surface]
    if 2 <= len(surface) <= MAX_ACRONYM and surface.isalpha() and surface.upper() != surface:
        stems.append(surface)
        surfaces.append(surface.upper())
    return QuestionForm(
        surface, _unique(*stems), _unique(*surfaces), surface in stop, False, start, end
    )


def question_forms(
    text: str, languages: Sequence[str] = ("en",), *, caseless: bool = False
) -> tuple[QuestionForm, ...]:
    """The words of `text` in order, every one, function words included (marked as `stop`).

    `languages` are those of the index, the main one first: its function words count. A question
    that is `caseless` as a whole says nothing with its capitals, only with the dots of `U.S.`.
    """
    make = _kept_forms if len(text) <= LONGEST_KEPT else _make_forms
    return make(text, tuple(languages) or ("en",), caseless)


def _make_forms(text: str, languages: tuple[str, ...], caseless: bool) -> tuple[QuestionForm, ...]:
    stop = STOP_WORDS.get(languages[0] or "en", frozenset())
    folded, starts, ends = fold_aligned(text)
    forms = []
    for raw, first, last in raw_spans(folded, 0, len(folded)):
        start, end = starts[first], ends[last - 1]
        capitals = acronym(raw, caseless)
        if capitals:
            forms.append(_acronym_form(capitals, start, end, stop))
        else:
            forms.append(_word_form(surface_of(raw), start, end, languages, stop))
    return tuple(forms)


_kept_forms = lru_cache(maxsize=5_000)(_make_forms)


def phrase_forms(text: str, languages: Sequence[str] = ("en",)) -> tuple[QuestionForm, ...]:
    """Every word between quotation marks, in order; an exact reading uses their `surfaces`."""
    return question_forms(text, languages)
