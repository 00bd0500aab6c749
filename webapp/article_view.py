"""An article as its page shows it: paragraphs with marks, tags with their links, its source."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from search.model import Article, Filters, Query, Selection, Tag
from search.naming import mention_of
from webapp.citations import to_line
from webapp.evidence import Evidence, find_evidence
from webapp.exports import FORMATS
from webapp.labels import label_of, names
from webapp.links import Links, Pairs, outside, whole
from webapp.marking import find_marks
from webapp.markup import Range, marked, paragraphs, within
from webapp.scholarly import coins, json_ld, meta_tags
from webapp.similar import Similar
from webapp.wording import dating_in_words, place_in_words


@dataclass(frozen=True, slots=True)
class Tagged:
    """A country or organisation of the article, why it is there, and what else is about it."""

    label: str
    url: str
    about: bool
    given: bool
    mentions: int
    evidence: Evidence | None


@dataclass(frozen=True, slots=True)
class ArticleView:
    """Everything that the page of an article shows."""

    id: str
    title: str
    marked_title: Markup
    title_derived: bool
    date: str
    iso: str
    date_origin: str
    source: str
    byline: str
    dateline: str
    language: str
    outside_url: str | None
    paragraphs: tuple[Markup, ...]
    matches: int
    countries: tuple[Tagged, ...]
    organisations: tuple[Tagged, ...]
    canonical: str
    back: str
    asked: str
    citation: Markup
    references: tuple[tuple[str, str], ...]
    meta: Pairs
    coins: str
    json_ld: dict[str, object]
    similar: tuple[Similar, ...]


def present_article(
    article: Article, query: Query, links: Links, similar: tuple[Similar, ...] = ()
) -> ArticleView:
    """The view of an article found by `query`, which may be empty."""
    title = article.shown_title
    marks, in_title = find_marks(article.text, title, query.text, article.language)
    return ArticleView(
        id=article.id,
        title=title,
        marked_title=marked(title, in_title),
        title_derived=not article.title and bool(article.derived_title),
        date=dating_in_words(article.dating),
        iso=article.dating.iso,
        date_origin=_origin(article.dating.origin),
        source=article.source,
        byline=article.byline,
        dateline=place_in_words(article.dateline),
        language=article.language,
        outside_url=outside(article.url),
        paragraphs=_paragraphs(article.text, marks),
        matches=len(marks) + len(in_title),
        countries=_tagged("country", article.countries, article, links),
        organisations=_tagged("organisation", article.organisations, article, links),
        canonical=links.article(article.id),
        back=links.search(query) if query != Query() else "",
        asked=query.text,
        citation=to_line(article),
        references=tuple(
            (FORMATS[name].label, links.articles((article.id,), f".{name}"))
            for name in ("ris", "bib", "csl.json")
        ),
        meta=meta_tags(article),
        coins=coins(article),
        json_ld=json_ld(article),
        similar=similar,
    )


def _origin(origin: str) -> str:
    return "given with the article" if origin == "given" else origin and f"from the {origin}"


def _paragraphs(text: str, marks: tuple[Range, ...]) -> tuple[Markup, ...]:
    return tuple(
        marked(text[start:end], within(marks, start, end)) for start, end in paragraphs(text)
    )


def _tagged(key: str, tags: tuple[Tag, ...], article: Article, links: Links) -> tuple[Tagged, ...]:
    """Tags with those first that the article is about."""
    ordered = sorted(tags, key=lambda tag: (not tag.about, -tag.score, tag.value))
    return tuple(
        Tagged(
            label=label_of(key, tag.value),
            url=links.search(whole(Query(filters=_only(key, tag)))),
            about=tag.about,
            given=tag.given,
            mentions=tag.mentions,
            evidence=find_evidence(key, tag, article, names()),
        )
        for tag in ordered
    )


def _only(key: str, tag: Tag) -> Filters:
    """Articles about the tag, or where this one only mentions it, those that do."""
    if not tag.about:
        return Filters((("mention", Selection(include=(mention_of(key, tag.value),))),))
    return Filters(((key, Selection(include=(tag.value,))),))
