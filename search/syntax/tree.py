"""The tree of a question, as the reader wrote it: words are still words, not index terms.

Positions (`at`) are half-open character ranges of the question's text; they take no part in
equality, so that `parse(to_text(tree)) == tree`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Node:
    """What every part of a question has: where it stood."""

    at: Span = field(default=(0, 0), compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Nothing(Node):
    """An empty question."""


@dataclass(frozen=True, slots=True)
class Everything(Node):
    """`*` alone: every article."""


@dataclass(frozen=True, slots=True)
class Word(Node):
    """One word as typed; `Iran-backed` stays one Word, the analysis splits it."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase(Node):
    """`"Bank of England"`, or with `within` set `"near by"~5`: within so many words, any order."""

    text: str
    within: int | None = None


@dataclass(frozen=True, slots=True)
class Wildcard(Node):
    """`sanction*`, `wom?n`: `*` any number of characters, `?` exactly one; never leading."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Fuzzy(Node):
    """`Zelensky~`: words within `distance` edits (1 or 2), the first letter the same."""

    text: str
    distance: int = 1


@dataclass(frozen=True, slots=True)
class Must(Node):
    """`+word`: required, and read exactly as typed (a stop word counts, an acronym stays one)."""

    child: Node


@dataclass(frozen=True, slots=True)
class Not(Node):
    """`NOT a` or `-a`."""

    child: Node


@dataclass(frozen=True, slots=True)
class And(Node):
    """All of the children. `spelled` is False where words merely stand side by side."""

    children: tuple[Node, ...]
    spelled: bool = False


@dataclass(frozen=True, slots=True)
class Or(Node):
    """Any of the children."""

    children: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Near(Node):
    """`a NEAR/5 b` (any order) or `a ADJ/3 b` (`ordered`): at most `distance` words apart.

    A child is a Word, Phrase, Wildcard or Fuzzy, or an Or of those. Neighbouring words are 1 apart.
    """

    children: tuple[Node, ...]
    distance: int
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class InField(Node):
    """`title:sanctions`, `title:(a OR b)`: the child, looked for in one text field."""

    field: str
    child: Node


@dataclass(frozen=True, slots=True)
class HasValue(Node):
    """`country:ru`, `source:"Le Monde"`, `country:none`: articles with that value in a field."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class DateIs(Node):
    """`date:2023-05`, `date:2022-02-24..2022-12-31`, `date:>2020`, `date:last-30d`, `date:none`.

    `field` is `date` or `added`. Both ends are inclusive and None where open; `rolling` and
    `only` are as in `search.model.DateSpan`.
    """

    field: str
    start: date | None = None
    end: date | None = None
    rolling: str = ""
    only: str = ""


@dataclass(frozen=True, slots=True)
class Boost(Node):
    """`word^2`: the child's score times `factor` (above 0, at most 10)."""

    child: Node
    factor: float
