"""A raw word to its form: dots of acronyms, possessives, capitals, thousands, spelling."""

from __future__ import annotations

import re
from functools import lru_cache

from search.analysis.forms import MAX_ACRONYM, MAX_TERM, WordForm
from search.analysis.spelling import unify
from search.analysis.stemming import stem
from search.analysis.stopwords import STOP_WORDS

_CONTRACTED = re.compile(
    r"(i|you|he|she|it|we|they|who|what|that|there|here|where|how)'(?:s|m|d|ll|re|ve)"
)
_NOT_ACRONYMS = frozenset({"AM", "PM", "EG", "IE"})
"""Written with dots, but never the name of anything."""

_THOUSANDS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_LONGEST_RAW = 4 * MAX_TERM
"""Of a longer raw word no more is looked at: what lies beyond cannot reach the term."""


def _number(raw: str) -> str:
    """`1,200` and `1.200.000` without separators; `3.5` as it is."""
    plain = raw.replace(",", "")
    return plain.replace(".", "") if _THOUSANDS.fullmatch(plain) else plain


def _bare(raw: str) -> str:
    """The word without possessive or contracted ending, its inner apostrophes closed up."""
    if "'" not in raw:
        return raw.replace("-", "")
    contracted = _CONTRACTED.fullmatch(raw.lower())
    if contracted:
        return raw[: contracted.end(1)]
    if raw[-2:] in ("'s", "'S"):
        raw = raw[:-2]
    return raw.replace("'", "").replace("-", "")


def _is_acronym(word: str) -> bool:
    return 2 <= len(word) <= MAX_ACRONYM and word.isupper() and word.isalpha()


def acronym(raw: str, caseless: bool) -> str:
    """The capitals of the acronym that `raw` is, or "". In caseless text only dots tell."""
    if raw[0].isdecimal():
        return ""
    word = _bare(raw)
    if "." in word:
        letters = word.replace(".", "").upper()
        return letters if letters not in _NOT_ACRONYMS else ""
    if caseless or "-" in raw:
        return ""
    if word[-1:] == "s" and len(word) > 2 and _is_acronym(word[:-1]):
        return word[:-1]
    return word if _is_acronym(word) and raw.count("'") <= raw[-2:].count("'") else ""


def surface_of(raw: str) -> str:
    """The surface of a raw word that is not an acronym."""
    if raw[0].isdecimal() and ("." in raw or "," in raw):
        return _number(raw)[:MAX_TERM]
    small = _bare(raw).replace(".", "").lower().replace("ς", "σ")
    return unify(small[:MAX_TERM])


def form_of(raw: str, language: str, caseless: bool) -> WordForm:
    """The form of one raw word of folded text."""
    raw = raw[:_LONGEST_RAW]
    capitals = acronym(raw, caseless)
    if capitals:
        return WordForm(capitals, capitals.lower().replace("ς", "σ"), False, True)
    surface = surface_of(raw)
    stop = surface in STOP_WORDS.get(language or "en", ())
    return WordForm(surface, stem(surface, language), stop, False)


_remembered = lru_cache(maxsize=50_000)(form_of)


def known_form_of(raw: str, language: str, caseless: bool) -> WordForm:
    """`form_of` for reading articles again and again: of the words met last none is stemmed
    twice. They take about 15 MB at most."""
    return _remembered(raw[:_LONGEST_RAW], language, caseless)
