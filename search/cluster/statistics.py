"""What scores and modes are made of: exact counts over the live articles of a whole index.

They are asked of the cluster before a question is answered, so that neither shards nor deleted
articles that still lie about change a score or a match.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from search.bm25 import idf
from search.plan import (
    Alike,
    AllOf,
    AnyOf,
    AnyTerm,
    Clause,
    Pattern,
    Plan,
    Sequence,
    Weighted,
    Within,
)


@dataclass(frozen=True, slots=True)
class Statistics:
    """The number of articles, their mean length, and in how many each clause matches."""

    articles: int
    average: float
    counts: Mapping[Clause, int]

    def idf(self, clause: Clause) -> float:
        """The weight of a clause taken as one word."""
        return idf(self.articles, self.counts.get(clause, 0))

    def widest_idf(self, word: AnyTerm) -> float:
        """The weight of the commonest of a word's terms."""
        return idf(self.articles, max(self.counts.get(term, 0) for term in singles(word)))


def singles(word: AnyTerm) -> Iterator[AnyTerm]:
    """Each of a word's terms by itself."""
    return (AnyTerm((term,)) for term in word.terms)


def counted(plan: Plan) -> tuple[Clause, ...]:
    """Every clause whose count the answer to a plan needs, each once."""
    found: dict[Clause, None] = {}
    for clause in _leaves((plan.clause, *plan.words, *plan.loose)):
        if isinstance(clause, AnyTerm):
            found |= dict.fromkeys(singles(clause))
        found[clause] = None
    return tuple(found)


def _leaves(clauses: Iterable[Clause]) -> Iterator[Clause]:
    for clause in clauses:
        match clause:
            case AnyTerm() | Pattern() | Alike():
                yield clause
            case Sequence(terms):
                yield from terms
            case Within(children) | AllOf(children) | AnyOf(children):
                yield from _leaves(children)
            case Weighted(child):
                yield from _leaves((child,))
