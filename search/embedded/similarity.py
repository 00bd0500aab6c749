"""Articles like one: those that share its telling words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search.budget import Budget
from search.embedded import ordering, scoring
from search.embedded.found import Found, unite
from search.embedded.snapshot import Snapshot
from search.likeness import candidates, telling
from search.model import Article, Sort
from search.plan import Stream, Term

Docs = NDArray[np.int32]
Scores = NDArray[np.float32]


def similar(
    snapshot: Snapshot, article: Article, count: int, budget: Budget
) -> tuple[Docs, Scores]:
    """Numbers and scores of the `count` articles most like one, itself left out."""
    budget.check()
    counts = candidates(article)
    terms = {}
    for stem in counts:
        budget.check()
        terms[stem] = snapshot.scores(Term(Stream.STEM, stem))
    dfs = {stem: len(term) for stem, term in terms.items()}
    parts = [
        _weighed(snapshot.size, terms[stem], np.float32(weight))
        for stem, weight in telling(counts, dfs, snapshot.articles).items()
    ]
    budget.check()
    found = unite(parts, snapshot.size)
    own = snapshot.find(article.id)
    best = ordering.best(snapshot, found, Sort.RELEVANCE, count + 1)
    best = best[best != (-1 if own is None else own)][:count]
    order = np.argsort(best)
    scores = np.empty(len(best), dtype=np.float32)
    scores[order] = found.scores_of(best[order])
    return best, scores


def _weighed(size: int, term: scoring.Term, weight: np.float32) -> Found:
    """A term's articles, each with the same score."""
    mask = term.mask
    if mask is None:
        return Found(size, term.docs, np.full(len(term), weight))
    return Found(size, mask=mask, dense=mask * weight)
