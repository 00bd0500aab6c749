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
    """The words of one country: the terms of each with the name that readers know it by, and
    what a question's word is recognised by."""

    country: str
    words: tuple[tuple[Term, str], ...]
    keys: frozenset[str]


def family_of(
    form: QuestionForm, typed: str, vocabulary: Vocabulary, languages: Sequence[str]
) -> Family | None:
    """The words of the country that a word of a question names, if it may be widened.

    None as well where one word covers them all: `Iran` and `Iranian` share a stem.
    """
    if form.stop and not form.acronym:
        return None
    if form.surface in kept_apart()[1] and not typed[:1].isupper():
        return None
    named = vocabulary.resolve(_FIELD, form.surface) or ()
    if len(named) != 1:
        return None
    family = make_family(vocabulary, tuple(languages), named[0])
    keys = (form.surface,) if form.acronym else form.stems
    return family if len(family.words) > 1 and not family.keys.isdisjoint(keys) else None


@lru_cache(maxsize=512)
def make_family(vocabulary: Vocabulary, languages: tuple[str, ...], id: str) -> Family:
    """The words of a country that name it and no other; none for an unknown one."""
    country = vocabulary.lists.countries.get(id)
    never = _never(languages)
    words: dict[Term, str] = {}
    keys: set[str] = set()
    named = (country.label, *country.names, *country.demonyms) if country else ()
    for name in dict.fromkeys(named):
        form = _single(name, languages)
        terms = set(_terms(form)) if form else set()
        if form and not terms & never and vocabulary.resolve(_FIELD, name) == (id,):
            keys.update(_keys(form))
            for term in terms:
                words.setdefault(term, name)
    return Family(id, tuple(sorted(words.items(), key=_order)), frozenset(keys))


@lru_cache(maxsize=8)
def _never(languages: tuple[str, ...]) -> frozenset[Term]:
    """The terms that no family has."""
    forms = (form for word in kept_apart()[0] for form in question_forms(word, languages))
    return frozenset(term for form in forms for term in _terms(form))


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
def kept_apart() -> tuple[frozenset[str], frozenset[str]]:
    """The words kept apart always, and those where they are typed small."""
    found: dict[str, set[str]] = {"never": set(), "small": set()}
    for line in (DATA / _APART).read_text(encoding="utf-8").splitlines():
        sort, bar, words = line.partition("|")
        if bar and not line.startswith("#"):
            found[sort.strip()] |= {plain(word) for word in words.split(",")}
    return frozenset(found["never"]), frozenset(found["small"])
