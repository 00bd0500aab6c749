"""The two constants and the word weight of BM25 that every engine scores with.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009).
"""

from __future__ import annotations

import math

K1, B = 1.2, 0.75
"""BM25's usual constants, fixed beforehand; see docs/evaluation.md."""


def idf(articles: int, df: int) -> float:
    """Robertson and Sparck Jones' weight of a word that `df` of `articles` hold, never negative.

    A count may be of a moment later than the number of articles, hence the bound.
    """
    return math.log1p((max(articles, df) - df + 0.5) / (df + 0.5))
