"""What an article is known by: its telling words, for finding others like it. Engine-neutral."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping

from search.analysis import Analyser
from search.analysis.wording import known_form_of
from search.bm25 import idf
from search.fields import TITLE_WEIGHT
from search.model import Article

MOST_WORDS = 25
"""Words by which an article is known: more of them cost time and blur it."""

CANDIDATES = 60
"""Commonest words of an article of which the telling ones are chosen."""

SHORTEST = 3
"""Shorter stems are numbers and initials."""


def candidates(article: Article) -> dict[str, int]:
    """The stems an article uses most, and how often, those of its title counted more."""
    analyser = Analyser(known_form_of)
    counts: Counter[str] = Counter()
    for text, weight in ((article.title, TITLE_WEIGHT), (article.text, 1)):
        for number, times in Counter(analyser.encode(text, article.language or "en")).items():
            form = analyser.forms[number]
            if not form.stop and len(form.stem) >= SHORTEST:
                counts[form.stem] += weight * times
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return dict(ranked[:CANDIDATES])


def telling(counts: Mapping[str, int], dfs: Mapping[str, int], articles: int) -> dict[str, float]:
    """The stems with the most weight, and their weights: frequency damped, times idf.

    `dfs` are the articles that hold each stem, of `articles` in all; a stem that only this
    article holds leads nowhere.
    """
    weighed = {
        stem: (1.0 + math.log(tf)) * idf(articles, dfs[stem])
        for stem, tf in counts.items()
        if 1 < dfs.get(stem, 0) <= articles
    }
    ranked = sorted(weighed.items(), key=lambda pair: (-pair[1], pair[0]))
    return dict(ranked[:MOST_WORDS])
