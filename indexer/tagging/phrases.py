"""Every phrase that names a country or organisation, arranged for scanning a text by its words.

A table is a plain dict from a phrase's first word to what may follow it; there are two, one for
texts with capitals and small letters and one for texts without the difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from indexer.tagging.wordlists import WordLists
from search.vocabulary import Country, Organisation, Vocabulary, fold

WORD = re.compile(r"[A-Za-z](?:\.[A-Za-z])+\.?(?![a-z])|[A-Za-z0-9]+\+?")
"""A word of a phrase, in folded text. `U.S.` is one word; so are `G20` and `OPEC+`."""

LONGEST_PHRASE = 12
"""Words of the longest phrase that is looked for."""


class Kind(StrEnum):
    """What sort of name a phrase is."""

    NAME = "name"
    DEMONYM = "demonym"
    PREFIX = "prefix"
    CAPITAL = "capital"
    REGION = "region"
    PLACE = "place"
    METONYM = "metonym"
    LEADER = "leader"
    ORGANISATION = "organisation"
    ACRONYM = "acronym"
    UNLISTED = "unlisted"
    EXCLUSION = "exclusion"


class Check(StrEnum):
    """Which rule must look at a match before it counts."""

    NONE = ""
    PERSON = "person"
    TOWN = "town"
    PREFIX = "prefix"
    SHORTENED = "shortened"
    GEORGIA = "georgia"
    CONGO = "congo"
    KOREA = "korea"
    CUE = "cue"
    LEADER = "leader"
    BRUSSELS = "brussels"


@dataclass(frozen=True, slots=True)
class Sense:
    """What a phrase may mean.

    `cues` bear out an acronym, `spellings` are its organisation's full names, and `alternatives`
    the other things it stands for. `terms` are the days on which a leader's name counts.
    """

    kind: Kind
    countries: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    check: Check = Check.NONE
    cues: tuple[str, ...] = ()
    spellings: tuple[str, ...] = ()
    alternatives: tuple[Sense, ...] = ()
    terms: tuple[tuple[date, date], ...] = ()


@dataclass(slots=True)
class Node:
    """A word of a phrase: `sense` if a phrase may end here, `after` by the words that go on.

    `head` marks a word that may make an unlisted organisation's name.
    """

    sense: Sense | None = None
    after: dict[str, Node] = field(default_factory=dict)
    head: bool = False


Table = dict[str, Node]
Phrases = dict[tuple[str, ...], Sense]


@dataclass(frozen=True, slots=True)
class Tables:
    """`cased` for ordinary texts, `caseless` (all keys in capitals) for the others.

    `small` are the first words of phrases that begin with a small letter.
    """

    cased: Table
    caseless: Table
    small: tuple[str, ...]


_BY_PHRASE = {
    "Georgia": Check.GEORGIA,
    "Georgian": Check.GEORGIA,
    "Georgians": Check.GEORGIA,
    "Congo": Check.CONGO,
    "Congolese": Check.CONGO,
    "Korea": Check.KOREA,
    "Brussels": Check.BRUSSELS,
}

_EXTRA = (("Georgian", "ge"), ("Georgians", "ge"), ("Congo", "cd"), ("Congolese", "cd"))
"""Names that rules give to one state or another."""


def _country_senses(country: Country, words: WordLists) -> Iterator[tuple[str, Sense]]:
    kinds: tuple[tuple[Kind, tuple[str, ...]], ...] = (
        (Kind.NAME, country.names),
        (Kind.DEMONYM, country.demonyms),
        (Kind.CAPITAL, country.capitals),
        (Kind.REGION, country.regions),
        (Kind.PLACE, country.places),
        (Kind.METONYM, country.metonyms),
    )
    for kind, phrases in kinds:
        for phrase in phrases:
            if phrase.endswith("-"):
                yield phrase[:-1], Sense(Kind.PREFIX, (country.id,), check=Check.PREFIX)
            else:
                yield phrase, Sense(kind, (country.id,), check=_check(phrase, kind, words))


def _check(phrase: str, kind: Kind, words: WordLists) -> Check:
    if kind is Kind.REGION and phrase.endswith("."):
        return Check.SHORTENED
    if phrase in _BY_PHRASE:
        return _BY_PHRASE[phrase]
    if phrase in words.towns and kind is not Kind.NAME:
        return Check.TOWN
    return Check.PERSON if phrase in words.surnames else Check.NONE


def _organisation_senses(org: Organisation) -> Iterator[tuple[str, Sense]]:
    sense = Sense(Kind.ORGANISATION, org.countries, (org.id,))
    for name in org.names:
        yield name, sense
    sense = replace(sense, kind=Kind.ACRONYM, spellings=org.names)
    for acronym in org.acronyms:
        yield acronym, sense
    for acronym in org.cued:
        yield acronym, replace(sense, check=Check.CUE, cues=org.cues)


def all_senses(
    vocabulary: Vocabulary, words: WordLists, *, organisations: bool = True
) -> Iterator[tuple[str, Sense]]:
    """Every phrase of the vocabulary with what it means, as the lists have them."""
    lists = vocabulary.lists
    for country in lists.countries.values():
        yield from _country_senses(country, words)
    for phrase, id in _EXTRA:
        yield phrase, Sense(Kind.DEMONYM, (id,), check=_BY_PHRASE[phrase])
    for leader in lists.leaders:
        terms = ((leader.first, leader.last),)
        for name in leader.names:
            yield name, Sense(Kind.LEADER, (leader.id,), check=Check.LEADER, terms=terms)
    for phrase, ids in lists.joint:
        yield phrase, Sense(Kind.DEMONYM, ids)
    if organisations:
        for org in lists.organisations.values():
            yield from _organisation_senses(org)
    for phrase in lists.exclusions:
        yield phrase, Sense(Kind.EXCLUSION)


def join(old: Sense, new: Sense) -> Sense:
    """One sense of two for the same phrase.

    An exclusion gives way; a country keeps its place and kind; a state that is also an
    organisation (the Houthis) is both; acronyms stay apart until a text tells which is meant.
    """
    if old.kind is Kind.EXCLUSION or new.kind is Kind.EXCLUSION:
        return new if old.kind is Kind.EXCLUSION else old
    if old.kind is Kind.LEADER and new.kind is Kind.LEADER:
        return replace(old, terms=(*old.terms, *new.terms))
    if Check.CUE in {old.check, new.check}:
        return replace(old, alternatives=(*old.alternatives, new))
    if old.organisations == new.organisations and not new.organisations:
        return old
    return replace(
        old,
        countries=tuple(dict.fromkeys((*old.countries, *new.countries))),
        organisations=tuple(dict.fromkeys((*old.organisations, *new.organisations))),
    )


def split(phrase: str) -> tuple[str, ...]:
    """The words of a phrase, as they are matched."""
    return tuple(WORD.findall(fold(phrase)))


def _collect(senses: Iterable[tuple[str, Sense]], removed: frozenset[str]) -> Phrases:
    phrases: Phrases = {}
    for phrase, sense in senses:
        words = split(phrase)
        if phrase in removed or not words or len(words) > LONGEST_PHRASE:
            continue
        phrases[words] = join(phrases[words], sense) if words in phrases else sense
    return phrases


def _tabulate(phrases: Phrases) -> Table:
    table: Table = {}
    for (first, *rest), sense in phrases.items():
        node = table.setdefault(first, Node())
        for word in rest:
            node = node.after.setdefault(word, Node())
        node.sense = sense
    return table


def build_tables(
    vocabulary: Vocabulary,
    lists: WordLists,
    *,
    organisations: bool = True,
    heads: frozenset[str] = frozenset(),
) -> Tables:
    """The tables for all that `vocabulary` names."""
    senses = all_senses(vocabulary, lists, organisations=organisations)
    cased = _collect(senses, vocabulary.lists.removed)
    denied = {split(name) for name in lists.denied}
    upper: Phrases = {}
    for words, sense in cased.items():
        key = tuple(word.upper() for word in words)
        if key not in denied:
            upper.setdefault(key, _without_case(sense))
    mixed = dict(cased)
    for words, sense in upper.items():
        if len("".join(words)) > 3:
            mixed.setdefault(words, sense)
    small = {words[0] for words in cased if words[0][0].islower()}
    table = _tabulate(mixed)
    for head in heads:
        table.setdefault(head, Node()).head = True
    return Tables(table, _tabulate(upper), tuple(sorted(small)))


def _without_case(sense: Sense) -> Sense:
    """Towns and people cannot be told from everyday words there: what is not denied counts."""
    return replace(sense, check=Check.NONE) if sense.check is Check.TOWN else sense
