"""Articles like one that is read, as its page lists them."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from search.engine import EngineError, Searcher
from search.model import Article
from webapp.links import Links
from webapp.wording import dating_in_words

log = logging.getLogger(__name__)

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Similar:
    """One article like it."""

    title: str
    source: str
    date: str
    url: str
    language: str


def find_similar(article: Article, searcher: Searcher, links: Links) -> tuple[Similar, ...]:
    """A few articles like `article`, best first; none where the engine cannot tell just now."""
    try:
        hits = searcher.similar(article.id, SHOWN)
    except EngineError as error:  # the article can be read all the same
        log.warning("no similar articles: %s", error)
        return ()
    return tuple(
        Similar(
            title=hit.title,
            source=hit.source,
            date=dating_in_words(hit.dating),
            url=links.article(hit.id),
            language=hit.language,
        )
        for hit in hits
    )
