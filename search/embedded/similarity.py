"""Articles like one: those that share its telling words."""

from __future__ import annotations

import numpy as np

from search.budget import Budget
from search.embedded import ordering
from search.embedded.found import Found, unite
from search.embedded.snapshot import Snapshot
from search.likeness import candidates, telling
from search.model import Article, Sort
from search.plan import Stream, Term


def similar(
    snapshot: Snapshot, article: Article, count: int, budget: Budget
) -> list[tuple[int, float]]:
    """Numbers and scores of the `count` articles most like one, itself left out."""
    budget.check()
    counts = candidates(article)
    terms = {}
    for stem in counts:
        budget.check()
        terms[stem] = snapshot.scores(Term(Stream.STEM, stem))
    dfs = {stem: len(term) for stem, term in terms.items()}
    parts = [
        Found(snapshot.size, terms[stem].docs, np.full(dfs[stem], weight, dtype=np.float32))
        for stem, weight in telling(counts, dfs, snapshot.articles).items()
    ]
    budget.check()
    found = unite(parts, snapshot.size)
    own = snapshot.find(article.id)
    best = ordering.best(snapshot, found, Sort.RELEVANCE, count + 1)
    best = best[best != (-1 if own is None else own)][:count]
    ascending = np.sort(best)
    scores = dict(zip(ascending.tolist(), found.scores_of(ascending).tolist(), strict=True))
    return [(doc, scores[doc]) for doc in best.tolist()]
