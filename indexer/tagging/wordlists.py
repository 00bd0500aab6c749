"""The word lists that the rules look into: first names, everyday words, cues."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from search.vocabulary.reading import DATA


@dataclass(frozen=True, slots=True)
class WordLists:
    """`persons.csv`, `given_names.csv`, `caseless.csv` and `cues.csv`, as their heads explain."""

    surnames: frozenset[str]
    given: frozenset[str]
    towns: frozenset[str]
    first_names: frozenset[str]
    denied: frozenset[str]
    honorifics: frozenset[str]
    before_town: frozenset[str]
    before_state: frozenset[str]
    after_state: frozenset[str]
    seldom_surnames: frozenset[str]
    acts: frozenset[str]
    caucasus: tuple[str, ...]
    america: tuple[str, ...]
    brazzaville: tuple[str, ...]
    kinshasa: tuple[str, ...]
    seats: frozenset[str]


@dataclass(frozen=True, slots=True)
class Heads:
    """`heads.csv`: the words that make a name an organisation's."""

    state: frozenset[str]
    company: frozenset[str]
    alone: frozenset[str]
    needs_of: frozenset[str]
    not_modifiers: frozenset[str]
    beside: frozenset[str]
    not_names: frozenset[str]
    possessives: frozenset[str]
    not_acronyms: frozenset[str]
    not_defined: frozenset[str]
    all: frozenset[str]


def read_heads() -> Heads:
    """The head words that ship with the product."""
    sorts = {sort: frozenset(words) for sort, words in read_sorted("heads.csv").items()}
    return Heads(
        sorts["state"],
        sorts["company"],
        sorts["alone"],
        sorts["needs of"],
        sorts["not a modifier"],
        sorts["beside"],
        sorts["no organisation"],
        sorts["possessive"],
        sorts["no acronym"],
        sorts["no definition"],
        sorts["state"] | sorts["company"] | sorts["body"],
    )


def _rows(file: str) -> Iterator[list[str]]:
    for line in (DATA / file).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield [cell.strip() for cell in line.split("|")]


def read_sorted(file: str) -> dict[str, tuple[str, ...]]:
    """A list of two columns: the names of each sort."""
    return {sort: tuple(names.split(", ")) for sort, names in _rows(file)}


def read_word_lists() -> WordLists:
    """The lists that ship with the product."""
    persons, cues = read_sorted("persons.csv"), read_sorted("cues.csv")
    return WordLists(
        surnames=frozenset(persons["surname"]),
        given=frozenset(persons["given"]),
        towns=frozenset(persons["town"]),
        first_names=frozenset(n for row in _rows("given_names.csv") for n in row[0].split(", ")),
        denied=frozenset(n for row in _rows("caseless.csv") for n in row[0].split(", ")),
        honorifics=frozenset(cues["honorific"]),
        before_town=frozenset(cues["before town"]),
        before_state=frozenset(cues["before state"]),
        after_state=frozenset(cues["after state"]),
        seldom_surnames=frozenset(cues["seldom a surname"]),
        acts=frozenset(cues["acts"]),
        caucasus=cues["Caucasus"],
        america=cues["America"],
        brazzaville=cues["Brazzaville"],
        kinshasa=cues["Kinshasa"],
        seats=frozenset(cues["seat"]),
    )
