"""The values of a plan: clauses over finished terms, for an engine to evaluate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from search.model import Problem


class Stream(StrEnum):
    """Which of the two aligned streams of words a term belongs to."""

    STEM = "stem"
    WORD = "word"


@dataclass(frozen=True, slots=True)
class Term:
    """One finished term of one stream, in the text or in the title alone."""

    stream: Stream
    text: str
    title: bool = False


@dataclass(frozen=True, slots=True)
class Nothing:
    """Matches no article."""


@dataclass(frozen=True, slots=True)
class Everything:
    """Matches every article, score 0."""


@dataclass(frozen=True, slots=True)
class AnyTerm:
    """One word of the question: any of its terms (an acronym beside a stem, stems by language).

    Its score is the sum of its terms' scores; its weight in "most of the words" comes from the
    df of their union. An unscored one narrows only.
    """

    terms: tuple[Term, ...]
    scored: bool = True


@dataclass(frozen=True, slots=True)
class Pattern:
    """`sanction*` or `wom?n` over the surface words; expands in the engine, up to a limit."""

    pattern: str
    title: bool = False


@dataclass(frozen=True, slots=True)
class Alike:
    """Surface words within `distance` edits of `text`, first letter the same."""

    text: str
    distance: int
    title: bool = False


@dataclass(frozen=True, slots=True)
class Sequence:
    """Words at given places relative to the first: an exact phrase (`offsets` starts with 0)."""

    terms: tuple[AnyTerm, ...]
    offsets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """All children within `distance` words of each other: the gap between the end of one and
    the start of the next, in text order, is at most `distance` (neighbours are 1 apart);
    with `ordered` they must stand in the given order. Children are AnyTerm, Pattern, Alike,
    Sequence, or an AnyOf of those; their occurrences may not overlap.
    """

    children: tuple[Clause, ...]
    distance: int
    ordered: bool


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every child."""

    children: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one child; scores add up."""

    children: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Except:
    """Articles that the child does not match, score 0."""

    child: Clause


@dataclass(frozen=True, slots=True)
class Values:
    """Articles with any of the values in one keyword field; NONE asks for those without any."""

    key: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Days:
    """Articles whose whole period lies in a span of days (both ends inclusive, None is open);
    `only` is as in DateSpan."""

    start: date | None = None
    end: date | None = None
    only: str = ""


@dataclass(frozen=True, slots=True)
class AddedBetween:
    """Articles first committed at or after `start` and before `end` (aware, UTC)."""

    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Weighted:
    """The child with its score multiplied."""

    child: Clause
    factor: float


Clause = (
    Nothing
    | Everything
    | AnyTerm
    | Pattern
    | Alike
    | Sequence
    | Within
    | AllOf
    | AnyOf
    | Except
    | Values
    | Days
    | AddedBetween
    | Weighted
)


@dataclass(frozen=True, slots=True)
class Plan:
    """A question ready for an engine.

    `clause` is the strict reading: all words. `loose` holds the words of a question without
    operators, for which "most" is possible; it is empty where the question is strict.
    `narrowing` are the parts of a loose question that stay required in either mode (fields such
    as `country:ir` typed among the words). `words` are the scored words with their terms, in
    the question's order, for proximity and for marking.
    """

    clause: Clause
    loose: tuple[AnyTerm, ...]
    narrowing: tuple[Clause, ...]
    words: tuple[AnyTerm, ...]
    read_as: str
    problems: tuple[Problem, ...]
