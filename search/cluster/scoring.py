"""BM25F scores as queries of a cluster; pure, given the counts that were asked first.

A text field's similarity is a term's frequency and nothing else; each scored term wraps its query
in a small script that makes BM25F of that frequency, the article's exact length, and statistics
handed in with the question. So scores do not depend on shards, on deleted articles not merged away
yet, or on lengths rounded to a byte, and equal the embedded engine's but for the last digits.
"""

from __future__ import annotations

from collections.abc import Sequence as Row
from dataclasses import dataclass
from datetime import date

from search import asked
from search.bm25 import K1, B
from search.cluster.clauses import any_of, matching
from search.cluster.nearness import NOTHING, expansions, field_of
from search.cluster.shapes import Json
from search.cluster.statistics import Statistics, singles
from search.fields import TITLE_WEIGHT
from search.plan import (
    Alike,
    AllOf,
    AnyOf,
    AnyTerm,
    Clause,
    Except,
    Pattern,
    Sequence,
    Weighted,
    Within,
)
from search.stored import storable

BM25 = (
    "double f = _score * params.f; "
    "return params.w * f / (f + params.c + params.d * doc['length'].value);"
)
"""Compiled once by the cluster: only its parameters differ."""

MASS = 1 << 22
"""Masses are told in whole numbers of a question's, which add up exactly in 32-bit floats."""


def is_scored(clause: Clause) -> bool:
    """Whether any article may get a score from it."""
    match clause:
        case AnyTerm(_, scored):
            return scored
        case Pattern() | Alike() | Sequence() | Within():
            return True
        case AllOf(children) | AnyOf(children):
            return any(map(is_scored, children))
        case Weighted(child):
            return is_scored(child)
    return False


@dataclass(frozen=True, slots=True)
class Scoring:
    """Makes queries that match and score. `coarse` counts a pattern's words once: for questions
    that stand for more words than a cluster takes in one request."""

    statistics: Statistics
    today: date
    coarse: bool = False

    def query(self, clause: Clause, factor: float = 1.0) -> Json:  # noqa: PLR0911 - one a kind
        """The articles that a clause matches, their scores multiplied by `factor`."""
        match clause:
            case Weighted(child, weight):
                return self.query(child, factor * weight)
            case AnyTerm() if is_scored(clause):
                return any_of(self._terms(clause, factor))
            case Pattern() | Alike():
                return self._expanded(clause, factor)
            case Sequence(terms):
                return self._placed(clause, terms, factor)
            case Within(children):
                return self._placed(clause, children, factor)
            case AllOf(children):
                return self._all_of(children, factor)
            case AnyOf(children):
                return self._any_of(children, factor)
            case _:
                return unscored([matching(clause, self.today)])

    def most(self, words: Row[AnyTerm], narrowing: Row[Clause]) -> Json:
        """The articles with most of the words' mass and all of the narrowing clauses."""
        needed = [most_of(words, self.statistics)]
        needed += [matching(clause, self.today) for clause in narrowing]
        return {
            "bool": {
                "filter": needed,
                "should": [q for word in words for q in self._terms(word, 1.0)],
            }
        }

    def _terms(self, word: AnyTerm, factor: float) -> list[Json]:
        """Each term of a word with its own count."""
        return [
            self._bm25(
                {"term": {field_of(term): storable(term.text)}},
                self._weight(single, factor),
                title=term.title,
            )
            for term, single in zip(word.terms, singles(word), strict=True)
            if self.statistics.counts.get(single, 0)
        ]

    def _expanded(self, clause: Pattern | Alike, factor: float) -> Json:
        """All words that a pattern stands for, as if they were one term."""
        if self.coarse:
            inner: Json = {"constant_score": {"filter": any_of(expansions(clause))}}
        else:
            inner = any_of(expansions(clause, rewrite="scoring_boolean"))
        return self._bm25(inner, self._weight(clause, factor), title=clause.title)

    def _weight(self, clause: Clause, factor: float) -> float:
        return factor * self.statistics.idf(clause) * (K1 + 1)

    def _bm25(self, frequency: Json, weight: float, *, title: bool) -> Json:
        parameters = {
            "w": weight,
            "f": TITLE_WEIGHT if title else 1,
            "c": K1 * (1 - B),
            "d": K1 * B / self.statistics.average,
        }
        return {
            "script_score": {
                "query": frequency,
                "script": {"source": BM25, "params": parameters},
            }
        }

    def _placed(self, clause: Clause, children: Row[Clause], factor: float) -> Json:
        """Words at places: the places decide, the words score."""
        parts = [self.query(child, factor) for child in children]
        return {"bool": {"filter": [matching(clause, self.today)], "should": parts}}

    def _all_of(self, children: Row[Clause], factor: float) -> Json:
        dropped = [c.child for c in children if isinstance(c, Except)]
        kept = [c for c in children if not isinstance(c, Except)]
        return {
            "bool": {
                "must": [self.query(c, factor) for c in kept if is_scored(c)],
                "filter": [matching(c, self.today) for c in kept if not is_scored(c)],
                "must_not": [matching(c, self.today) for c in dropped],
            }
        }

    def _any_of(self, children: Row[Clause], factor: float) -> Json:
        return any_of([self.query(child, factor) for child in children])


def unscored(queries: list[Json]) -> Json:
    """Articles that all of the queries match, with a score of 0."""
    return {"bool": {"filter": queries}}


def most_of(words: Row[AnyTerm], statistics: Statistics) -> Json:
    """The articles with at least `asked.MOST_SHARE` of the idf mass of some words.

    Each word an article holds adds its share of MASS; so many whole numbers as there are words
    are granted for rounding.
    """
    masses = [statistics.idf(word) for word in words]
    unit = MASS / (sum(masses) or 1.0)
    held = [
        {"constant_score": {"filter": matching(word, date.min), "boost": round(mass * unit)}}
        for word, mass in zip(words, masses, strict=True)
        if statistics.counts.get(word, 0)
    ]
    if not held:
        return NOTHING
    enough = max(asked.MOST_SHARE * MASS - len(words), 1)
    return {"function_score": {"query": {"bool": {"should": held}}, "min_score": enough}}
