"""A list of articles that a reader ticked, as its page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from search.fields import keyword_values
from search.model import Article, Hit
from webapp.citations import to_line
from webapp.exports import FORMATS
from webapp.links import Links
from webapp.wording import counted, number


@dataclass(frozen=True, slots=True)
class ListedView:
    """One article of a list, which a form keeps by its `id`."""

    id: str
    title: str
    url: str
    citation: Markup
    language: str


@dataclass(frozen=True, slots=True)
class ListView:
    """Everything that the page of a list shows; `elsewhere` are ids that this index lacks."""

    heading: str
    missing: str
    elsewhere: tuple[str, ...]
    articles: tuple[ListedView, ...]
    exports: tuple[tuple[str, str], ...]


def present_list(found: tuple[Article, ...], ids: tuple[str, ...], links: Links) -> ListView:
    """The view of a list of `ids` of which `found` are still in the index."""
    here = {article.id for article in found}
    elsewhere = tuple(id for id in ids if id not in here)
    return ListView(
        heading=_heading(len(ids)),
        missing=_missing(len(elsewhere), len(ids)),
        elsewhere=elsewhere,
        articles=tuple(
            ListedView(
                id=article.id,
                title=article.shown_title,
                url=links.article(article.id),
                citation=to_line(article),
                language=article.language,
            )
            for article in found
        ),
        exports=tuple((f.label, links.articles(ids, f".{f.name}")) for f in FORMATS.values()),
    )


def _heading(count: int) -> str:
    return f"A list of {counted(count, 'article')}" if count else "An empty list"


def _missing(count: int, of: int) -> str:
    """What is told of articles that were deleted, or belong to another index."""
    if not count:
        return ""
    if count == of:
        return "It is not in this index" if of == 1 else "None of them is in this index"
    verb = "is" if count == 1 else "are"
    return f"{number(count)} of them {verb} not in this index, and left out here"


def hit_of(article: Article) -> Hit:
    """An article as a row of a download; it has no score, since nothing was asked."""
    return Hit(
        id=article.id,
        score=0.0,
        title=article.shown_title,
        dating=article.dating,
        title_derived=not article.title and bool(article.derived_title),
        source=article.source,
        url=article.url,
        dateline=article.dateline,
        byline=article.byline,
        language=article.language,
        countries=keyword_values(article, "country"),
        organisations=keyword_values(article, "organisation"),
        added=article.added,
    )
