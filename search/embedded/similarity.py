"""Articles like one: those that share its most telling words."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np

from search.analysis import Analyser
from search.embedded import ordering
from search.embedded.found import Found, unite
from search.embedded.scoring import idf
from search.embedded.snapshot import Snapshot
from search.fields import TITLE_WEIGHT
from search.model import Article, Sort
from search.plan import Stream, Term

MOST_WORDS = 25
"""Words by which an article is known: more of them cost time and blur it."""

SHORTEST = 3
"""Shorter stems are numbers and initials."""


def similar(snapshot: Snapshot, article: Article, count: int) -> list[tuple[int, float]]:
    """Numbers and scores of the `count` articles most like one, itself left out."""
    parts = []
    for stem, share in telling_words(snapshot, article):
        term = snapshot.scores(Term(Stream.STEM, stem))
        parts.append(Found.of_term(snapshot.size, term).times(share))
    found = unite(parts, snapshot.size)
    own = snapshot.find(article.id)
    best = ordering.best(snapshot, found, Sort.RELEVANCE, count + 1)
    best = best[best != (-1 if own is None else own)][:count]
    scores = found.scores_of(np.sort(best))
    by_doc = dict(zip(np.sort(best).tolist(), scores.tolist(), strict=True))
    return [(doc, by_doc[doc]) for doc in best.tolist()]


def telling_words(snapshot: Snapshot, article: Article) -> list[tuple[str, float]]:
    """The stems with the most weight, tf damped times idf, and the damped tf of each."""
    counts = _count(article)
    weighed = []
    for stem, tf in counts.items():
        df = len(snapshot.scores(Term(Stream.STEM, stem)))
        if df > 1:
            damped = 1.0 + math.log(tf)
            weighed.append((damped * idf(snapshot.articles, df), stem, damped))
    weighed.sort(key=lambda row: (-row[0], row[1]))
    return [(stem, damped) for _, stem, damped in weighed[:MOST_WORDS]]


def _count(article: Article) -> Counter[str]:
    analyser = Analyser()
    counts: Counter[str] = Counter()
    for text, weight in ((article.title, TITLE_WEIGHT), (article.text, 1)):
        for number, times in Counter(analyser.encode(text, article.language or "en")).items():
            form = analyser.forms[number]
            if not form.stop and len(form.stem) >= SHORTEST:
                counts[form.stem] += weight * times
    return counts
