"""A question in finished terms: what every engine evaluates, and how it was read.

`search.syntax` says what the reader wrote; `make_plan` turns that tree, through
`search.analysis`, into the terms an index holds.
"""

from search.plan.clauses import (
    AddedBetween,
    Alike,
    AllOf,
    AnyOf,
    AnyTerm,
    Clause,
    Days,
    Everything,
    Except,
    Nothing,
    Pattern,
    Plan,
    Sequence,
    Stream,
    Term,
    Values,
    Weighted,
    Within,
)
from search.plan.conditions import values_clause
from search.plan.making import make_plan
from search.plan.offers import find_offers
from search.plan.spans import resolve_span
from search.plan.unknown import MOST_MEANT, find_meant, in_filters, unknown_value

__all__ = [
    "MOST_MEANT",
    "AddedBetween",
    "Alike",
    "AllOf",
    "AnyOf",
    "AnyTerm",
    "Clause",
    "Days",
    "Everything",
    "Except",
    "Nothing",
    "Pattern",
    "Plan",
    "Sequence",
    "Stream",
    "Term",
    "Values",
    "Weighted",
    "Within",
    "find_meant",
    "find_offers",
    "in_filters",
    "make_plan",
    "resolve_span",
    "unknown_value",
    "values_clause",
]
