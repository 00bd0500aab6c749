"""What words of a question may have been meant as: dates and names, each offered as a filter.

The question is read as it stands all the same. Only words side by side are looked at, never what
is quoted, in a field, excluded or an alternative.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from search.analysis import is_caseless, question_forms
from search.model import IndexInfo, Problem, Query
from search.naming import Names
from search.plan.dated import dates_among, may_be_dated
from search.plan.widening import kept_apart
from search.syntax import tree
from search.syntax.limits import MAX_LENGTH
from search.vocabulary import Vocabulary, plain

MOST_OFFERS = 2
"""More would stand in the way of the answer."""

MOST_WORDS = 40
"""A longer question was not typed by somebody who is new to this."""

_SHORTEST_STEM = 4
"""Of shorter words, one that begins another is not an ending less: `eu`, `European`."""

_PRONOUN = "us"
_BEFORE_PRONOUN = frozenset(
    {"let", "tell", "tells", "told", "give", "gives", "gave", "show", "shows", "help", "join"}
    | {"about", "around", "among", "between", "behind", "like", "love", "hate", "teach"}
)
_ORDINARY = frozenset({"let"})
"""A short name typed small that is an everyday word."""

_PARTS = frozenset(
    {"gaza", "tahiti", "mururoa", "bougainville", "saipan", "guadalcanal", "bonaire", "kerguelen"}
    | {"tortola", "enewetak", "zanzibar", "buganda", "annam", "spitsbergen", "spitzbergen"}
    | {"chagos"}
)
"""Names among those of a state that most readers know for a part of it."""


@dataclass(frozen=True, slots=True)
class _Alias:
    """What a short or other name stands for: a field's operator and key, the id, and its label."""

    field: str
    key: str
    id: str
    label: str


def find_offers(
    query: Query, question: tree.Node, info: IndexInfo, names: Names
) -> tuple[Problem, ...]:
    """The dates, then the names, that words of `question`, parsed from the query, may mean."""
    parts = question.children if isinstance(question, tree.And) else (question,)
    words = [part for part in parts if isinstance(part, tree.Word)]
    if not words or len(parts) > MOST_WORDS or len(query.text) > MAX_LENGTH:
        return ()
    dated = may_be_dated(query.text)
    named = len(words) > 1 and any(alias_of(word.text, names.vocabulary) for word in words)
    if not dated and not named:
        return ()
    found = list(_dates(query, parts, words, info)) if dated else []
    if named and not (isinstance(question, tree.And) and question.spelled):
        found += _names(query, parts, words, info, names)
    return tuple(found[:MOST_OFFERS])


def _offer(query: Query, start: int, end: int, new: str, told: str) -> Problem:
    typed = " ".join(query.text[start:end].split())
    repair = query.text[:start] + new + query.text[end:]
    kind = "words" if " " in typed else "a word"
    return Problem(f"“{typed}” was looked for as {kind}; {told}", start, end, repair.strip())


# --- dates


def _dates(
    query: Query, parts: Sequence[tree.Node], words: Sequence[tree.Word], info: IndexInfo
) -> Iterator[Problem]:
    """At most one: nobody who has chosen dates already is offered others."""
    if query.filters.span or any(isinstance(part, tree.DateIs) for part in parts):
        return
    coverage = (info.first, info.last) if info.first and info.last else None
    found = dates_among(query.text, words, coverage)
    if found:
        new = f"date:{found.value}"
        told = f"articles dated so are {new}."
        yield _offer(query, found.start, found.end, new, told)


# --- names


def _names(
    query: Query,
    parts: Sequence[tree.Node],
    words: Sequence[tree.Word],
    info: IndexInfo,
    names: Names,
) -> Iterator[Problem]:
    languages = [code for code, _ in info.languages if code] or ["en"]
    caseless = is_caseless(" ".join(word.text for word in words))
    telling = [word for word in words if not _is_idle(word, languages, caseless)]
    offered: set[str] = set()
    for word in words:
        alias = alias_of(word.text, names.vocabulary)
        if alias is None or alias.id in offered or _is_chosen(alias, query, parts, names):
            continue
        if _is_name(word, telling, words, languages, caseless=caseless):
            offered.add(alias.id)
            new = f"{alias.field}:{alias.id}"
            told = f"articles about it by any name ({alias.label}) are {new}."
            yield _offer(query, *word.at, new, told)


def _is_name(
    word: tree.Word,
    telling: Sequence[tree.Word],
    words: Sequence[tree.Word],
    languages: Sequence[str],
    *,
    caseless: bool,
) -> bool:
    """Whether a word is more likely that name than an everyday word, and others stand beside it."""
    if word not in telling or len(telling) < 2:
        return False
    if all(form.acronym for form in question_forms(word.text, languages, caseless=caseless)):
        return True
    if word.text.casefold() == _PRONOUN:
        before = words[words.index(word) - 1].text.casefold() if word is not words[0] else ""
        return len(telling) == len(words) and before not in _BEFORE_PRONOUN
    return word.text.casefold() not in _ORDINARY and not _is_kept_apart(word.text)


def _is_kept_apart(typed: str) -> bool:
    return plain(typed) in kept_apart()[1] and not typed[:1].isupper()


def _is_idle(word: tree.Word, languages: Sequence[str], caseless: bool) -> bool:
    forms = question_forms(word.text, languages, caseless=caseless)
    return all(form.stop and not form.acronym for form in forms)


def _is_chosen(alias: _Alias, query: Query, parts: Sequence[tree.Node], names: Names) -> bool:
    """Whether the question narrows by that value already."""
    if alias.id in query.filters.of(alias.key).include:
        return True
    typed = (p.value for p in parts if isinstance(p, tree.HasValue) and p.field == alias.field)
    return any(alias.id in names.values(alias.key, value) for value in typed)


def _key(text: str) -> str:
    return text.casefold().replace(".", "")


@lru_cache(maxsize=4096)
def alias_of(word: str, vocabulary: Vocabulary) -> _Alias | None:
    """What a word of a question stands for, where its label does not hold that word."""
    key = _key(word)
    alias = _single_words(vocabulary).get(key)
    return alias if alias is not None and _is_telling(alias, key, vocabulary) else None


@lru_cache(maxsize=8)
def _single_words(vocabulary: Vocabulary) -> dict[str, _Alias]:
    """Short and other names of states and short names of organisations, by one word in small
    letters; a name of two is none."""
    found: dict[str, set[_Alias]] = {}
    for id, country in vocabulary.lists.countries.items():
        for name in country.names:
            alias = _Alias("country", "country", id, country.label)
            _put(found, name, alias)
        for name in (*country.demonyms, *country.metonyms):
            found.setdefault(_key(name), set()).add(_Alias("", "", id, ""))
    for id, organisation in vocabulary.lists.organisations.items():
        alias = _Alias("org", "organisation", id, organisation.label)
        for name in organisation.acronyms:
            _put(found, name, alias)
        for name in (*organisation.cued, *organisation.names):
            if _key(name) not in map(_key, organisation.acronyms):
                found.setdefault(_key(name), set()).add(_Alias("", "", id, ""))
    apart = kept_apart()[0] | _PARTS
    return {
        key: next(iter(each)) for key, each in found.items() if len(each) == 1 and key not in apart
    }


def _put(found: dict[str, set[_Alias]], name: str, alias: _Alias) -> None:
    if not {" ", "-"} & set(name):
        found.setdefault(_key(name), set()).add(alias)


def _is_telling(alias: _Alias, key: str, vocabulary: Vocabulary) -> bool:
    """Whether an article that has the label's words might be without this one."""
    if not alias.field or vocabulary.resolve(alias.key, key) != (alias.id,):
        return False
    name, label = plain(key), plain(alias.label).split()
    return not any(_is_alike(name, word) for word in label)


def _is_alike(name: str, word: str) -> bool:
    if min(len(name), len(word)) < _SHORTEST_STEM:
        return name == word
    return name.startswith(word) or word.startswith(name)
