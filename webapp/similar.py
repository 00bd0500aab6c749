"""Articles like one that is read: those about the same countries that share words of its title."""

from __future__ import annotations

import re
from dataclasses import dataclass

from search.engine import Searcher
from search.model import Article, Filters, Match, Query, Selection, Want
from webapp.links import Links
from webapp.wording import dating_in_words

SHOWN = 5
WORDS = 12
"""Words of a title that are asked for; more would only narrow by chance."""

HITS_ALONE = Want(snippets=False, facets=(), suggestions=False)


@dataclass(frozen=True, slots=True)
class Similar:
    """One article like it."""

    title: str
    date: str
    url: str


def find_similar(article: Article, searcher: Searcher, links: Links) -> tuple[Similar, ...]:
    """A few articles like `article`, best first, without itself."""
    words = re.findall(r"\w+", article.shown_title)[:WORDS]
    if len(words) < 2:
        return ()
    text = " ".join(word.lower() for word in words)
    filters = Filters().replace("country", Selection(include=_countries(article)))
    query = Query(text=text, filters=filters, match=Match.MOST, size=SHOWN + 1)
    hits = searcher.search(query, HITS_ALONE).hits
    return tuple(
        Similar(hit.title, dating_in_words(hit.dating), links.article(hit.id))
        for hit in hits
        if hit.id != article.id
    )[:SHOWN]


def _countries(article: Article) -> tuple[str, ...]:
    return tuple(sorted({tag.value for tag in article.countries if tag.about}))
