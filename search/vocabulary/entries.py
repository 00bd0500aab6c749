"""The values a vocabulary holds: states, organisations, memberships and eras."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

EARLIEST = date.min
LATEST = date.max


class VocabularyError(ValueError):
    """A user's vocabulary cannot be read; the message names the file and what is wrong in it."""


@dataclass(frozen=True, slots=True)
class Country:
    """A state or territory, present or former.

    `names` are its proper names, the formal one first; a demonym that ends in a hyphen (`Sino-`)
    is a prefix. `regions` are provinces that may follow a town's name, `places` cities and other
    parts, `metonyms` seats of power. `first` and `last` are its days where it is no more, and
    `successors` the states that came after it.
    """

    id: str
    label: str
    names: tuple[str, ...] = ()
    demonyms: tuple[str, ...] = ()
    capitals: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    metonyms: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    successors: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation; `acronyms` count always, `cued` only where the text bears them out.

    `cues` are lower-case pieces of text that do so; `countries` are states that its name brings
    into a text by itself, as the Bundesbank does Germany.
    """

    id: str
    label: str
    kind: str = ""
    acronyms: tuple[str, ...] = ()
    cued: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Membership:
    """The states that belonged to an organisation from one day to another, both inclusive."""

    organisation: str
    states: tuple[str, ...]
    first: date = EARLIEST
    last: date = LATEST


@dataclass(frozen=True, slots=True)
class Era:
    """From `first` to `last`, both inclusive, a name of `id` means `means`."""

    id: str
    means: str
    first: date = EARLIEST
    last: date = LATEST


@dataclass(frozen=True, slots=True)
class Leader:
    """A name that stands for the state `id` from `first` to `last`, both inclusive."""

    id: str
    names: tuple[str, ...]
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Lists:
    """All that a vocabulary is made of; `joint` are phrases that name several states at once."""

    countries: dict[str, Country]
    organisations: dict[str, Organisation]
    memberships: tuple[Membership, ...]
    country_eras: tuple[Era, ...]
    organisation_eras: tuple[Era, ...]
    exclusions: tuple[str, ...]
    joint: tuple[tuple[str, tuple[str, ...]], ...] = ()
    leaders: tuple[Leader, ...] = ()
    removed: frozenset[str] = frozenset()
