"""Which articles answer a plan: all of its words, or most of their weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from search import asked
from search.bm25 import idf
from search.embedded.evaluator import Evaluator
from search.embedded.found import Found, intersect, unite
from search.embedded.translate import to_whoosh
from search.model import Match, Query
from search.plan import AllOf, Plan

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
    every = AllOf(plan.loose)
    mode, found = asked.known_mode(plan, query), None
    if mode is None:
        found = evaluator.evaluate(to_whoosh(every, today))
        mode = Match.ALL if len(found) >= asked.ENOUGH else Match.MOST
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


def _every(words: Sequence[Found], evaluator: Evaluator) -> Found:
    if any(not len(word) for word in words):
        return Found.nothing(evaluator.size)
    return intersect(list(words))


def _most(evaluator: Evaluator, words: Sequence[Found]) -> Found:
    """Articles with `asked.MOST_SHARE` of the idf mass or more, scored by all they hold of it."""
    articles = evaluator.snapshot.articles
    weights = [idf(articles, len(word)) for word in words]
    enough = asked.MOST_SHARE * sum(weights) - ROUNDING
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
