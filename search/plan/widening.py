"""One country under all its names: `british` also finds Britain, Briton and UK.

Only single words of the vocabulary's names and demonyms take part; those that mean something else
as well are kept apart by a list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from search.analysis import QuestionForm, question_forms
from search.plan.clauses import Stream, Term
from search.vocabulary import Vocabulary, plain
from search.vocabulary.reading import DATA

_APART = "apart.csv"
_FIELD = "country"


@dataclass(frozen=True, slots=True)
class Family:
    """The words of one country: the terms of each with the name that readers know it by."""

    country: str
    words: tuple[tuple[Term, str], ...]


@lru_cache(maxsize=8)
def families(vocabulary: Vocabulary, languages: tuple[str, ...]) -> dict[str, Family]:
    """By the key of each word that names one country and no other, all words of that country.

    Countries that a single word covers are left out: `Iran` and `Iranian` share a stem.
    """
    never = {t for word in _apart()[0] for f in question_forms(word, languages) for t in _terms(f)}
    found: dict[str, list[Family]] = {}
    for country in vocabulary.lists.countries.values():
        words: dict[Term, str] = {}
        keys: dict[str, None] = {}
        for name in dict.fromkeys((country.label, *country.names, *country.demonyms)):
            form = _single(name, languages)
            terms = set(_terms(form)) if form else set()
            if form and not terms & never and vocabulary.resolve(_FIELD, name) == (country.id,):
                keys.update(dict.fromkeys(_keys(form)))
                for term in terms:
                    words.setdefault(term, name)
        if len(words) > 1:
            family = Family(country.id, tuple(sorted(words.items(), key=_order)))
            for key in keys:
                found.setdefault(key, []).append(family)
    return {key: held[0] for key, held in found.items() if len(held) == 1}


def family_of(
    form: QuestionForm, typed: str, vocabulary: Vocabulary, languages: Sequence[str]
) -> Family | None:
    """The words of the country that a word of a question names, if it may be widened."""
    if form.stop and not form.acronym:
        return None
    _, small = _apart()
    if form.surface in small and not typed[:1].isupper():
        return None
    known = families(vocabulary, tuple(languages))
    keys = (form.surface,) if form.acronym else form.stems
    return next((known[key] for key in keys if key in known), None)


def _single(name: str, languages: Sequence[str]) -> QuestionForm | None:
    """The form of a name that is one whole word; prefixes (`Sino-`) are none."""
    forms = question_forms(name, languages)
    return forms[0] if len(forms) == 1 and name[-1] != "-" else None


def _keys(form: QuestionForm) -> tuple[str, ...]:
    """What a question's word is looked up by; an acronym also small, unless that is a word."""
    return form.surfaces if form.acronym else form.stems[:1]


def _terms(form: QuestionForm) -> Iterator[Term]:
    if form.acronym and len(form.surfaces) == 1:
        yield Term(Stream.WORD, form.surface)
    else:
        yield Term(Stream.STEM, form.stems[0])


def _order(word: tuple[Term, str]) -> tuple[str, str]:
    return word[0].text, word[0].stream.value


@lru_cache(maxsize=1)
def _apart() -> tuple[frozenset[str], frozenset[str]]:
    """The words kept apart always, and those where they are typed small."""
    found: dict[str, set[str]] = {"never": set(), "small": set()}
    for line in (DATA / _APART).read_text(encoding="utf-8").splitlines():
        sort, bar, words = line.partition("|")
        if bar and not line.startswith("#"):
            found[sort.strip()] |= {plain(word) for word in words.split(",")}
    return frozenset(found["never"]), frozenset(found["small"])
