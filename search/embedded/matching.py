"""Which articles answer a plan: all of its words, or most of their weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from search.bm25 import idf
from search.embedded.evaluator import Evaluator
from search.embedded.found import Found, intersect, unite
from search.embedded.translate import to_whoosh
from search.model import Match, Query, Sort
from search.plan import AllOf, AnyTerm, Everything, Plan

ENOUGH = 10
"""With at least so many articles holding all words, a plain question means all of them."""

MOST_SHARE = 0.2
"""An article holds "most" with a fifth of the question's idf mass: a fifth of the hits of OR
at the same quality, by notes of measurements in docs/evaluation.md."""

ROUNDING = 1e-9
"""Masses are sums of floats; what is a fifth but for rounding counts as a fifth."""


@dataclass(frozen=True, slots=True)
class Matched:
    """The articles that a question's text matches, before any filter."""

    mode: Match
    found: Found
    all_words: Found


def match_plan(evaluator: Evaluator, plan: Plan, query: Query, today: date) -> Matched:
    """Evaluate a plan in the mode that its text decides; filters play no part in it."""
    if not plan.loose:
        strict = evaluator.evaluate(to_whoosh(plan.clause, today))
        return Matched(Match.ALL, strict, strict)
    every = AllOf(plan.loose)
    mode, found = decide_mode(evaluator, every, query, today)
    if mode is Match.ALL:
        if found is None or plan.clause != every:
            found = evaluator.evaluate(to_whoosh(plan.clause, today))
        return Matched(mode, found, found)
    words = [evaluator.evaluate(to_whoosh(word, today)) for word in plan.loose]
    narrowing = [evaluator.evaluate(to_whoosh(clause, today)) for clause in plan.narrowing]
    most = _restrict(_most(evaluator, words), narrowing)
    every_word = _every(words, evaluator) if found is None else found
    all_words = _restrict(every_word, narrowing)
    return Matched(Match.MOST, most, all_words)


def decide_mode(
    evaluator: Evaluator, every: AllOf, query: Query, today: date
) -> tuple[Match, Found | None]:
    """All or most, and the articles with every word where they had to be looked for.

    Orders by date mean all; AUTO looks at the words alone, in the whole index.
    """
    if query.match is not Match.AUTO:
        return query.match, None
    if query.sort is not Sort.RELEVANCE or len(every.children) < 2:
        return Match.ALL, None
    found = evaluator.evaluate(to_whoosh(every, today))
    return (Match.ALL if len(found) >= ENOUGH else Match.MOST), found


def _every(words: Sequence[Found], evaluator: Evaluator) -> Found:
    if any(not len(word) for word in words):
        return Found.nothing(evaluator.size)
    return intersect(list(words))


def _most(evaluator: Evaluator, words: Sequence[Found]) -> Found:
    """Articles with at least MOST_SHARE of the idf mass, scored by all the words they hold."""
    articles = evaluator.snapshot.articles
    weights = [idf(articles, len(word)) for word in words]
    enough = MOST_SHARE * sum(weights) - ROUNDING
    either = unite(list(words), evaluator.size)
    if either.by_mask:
        mass = np.zeros(evaluator.size, dtype=np.float64)
        for word, weight in zip(words, weights, strict=True):
            if word.by_mask:
                mass += weight * word.mask
            else:
                mass[word.docs] += weight
        return either.within(Found(evaluator.size, mask=mass >= enough))
    mass = np.zeros(len(either.docs), dtype=np.float64)
    for word, weight in zip(words, weights, strict=True):
        mass += weight * word.contains(either.docs)
    return either.only(mass >= enough)


def _restrict(found: Found, narrowing: Sequence[Found]) -> Found:
    for part in narrowing:
        found = found.within(part)
    return found


def words_to_rerank(plan: Plan) -> tuple[AnyTerm, ...]:
    """The words whose places the second look weighs."""
    return () if isinstance(plan.clause, Everything) else plan.words
