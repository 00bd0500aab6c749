"""Query nodes that Whoosh lacks: words near each other, phrases with choices, day ranges.

They stand in `whoosh.query` trees beside Whoosh's own; `search.embedded.evaluator` knows them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from whoosh.query import Query

from search.plan import Term


@dataclass(frozen=True, eq=True)
class OwnQuery(Query):  # type: ignore[misc] # Whoosh has no types to check against
    """What Whoosh expects of every query."""

    def is_leaf(self) -> bool:
        """Whoosh's tree functions do not look inside."""
        return True

    def matcher(self, searcher: Any, context: Any = None) -> Any:
        """Only the evaluator can match these."""
        raise NotImplementedError(f"{type(self).__name__} is evaluated over columns alone")


@dataclass(frozen=True, eq=True)
class AnyWord(OwnQuery):
    """One word of a question by any of its terms; scores add up. Kept like a single term."""

    terms: tuple[Term, ...]


@dataclass(frozen=True, eq=True)
class Choices(OwnQuery):
    """Words in a row, each by any of its terms, which may be of either stream."""

    places: tuple[tuple[Term, ...], ...]


@dataclass(frozen=True, eq=True)
class Near(OwnQuery):
    """Children within `distance` words of each other; see search.plan.Within."""

    children_: tuple[Query, ...]
    distance: int
    ordered: bool


@dataclass(frozen=True, eq=True)
class Pattern(OwnQuery):
    """A wildcard pattern or a fuzzy word (`distance` > 0), as one term with one df."""

    fieldname: str
    text: str
    distance: int = 0


@dataclass(frozen=True, eq=True)
class DayRange(OwnQuery):
    """Articles whose whole period lies in [start, end], days since 1970; None is open."""

    start: int | None
    end: int | None


@dataclass(frozen=True, eq=True)
class Undated(OwnQuery):
    """Articles without a date."""


@dataclass(frozen=True, eq=True)
class OutsideRange(OwnQuery):
    """Articles dated before 1800 or after `today` (days since 1970)."""

    today: int


@dataclass(frozen=True, eq=True)
class AddedRange(OwnQuery):
    """Articles first committed in [start, end), microseconds since 1970 UTC."""

    start: int | None
    end: int | None


@dataclass(frozen=True, eq=True)
class Valueless(OwnQuery):
    """Articles without any value in a keyword field."""

    fieldname: str
