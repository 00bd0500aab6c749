"""Many full texts as one printable page with cover and contents, written as it goes along."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jinja2 import Template

from search.model import Article
from webapp.citations import to_line
from webapp.links import Links
from webapp.markup import marked, paragraphs
from webapp.wording import dating_in_words


@dataclass(frozen=True, slots=True)
class Look:
    """What the page needs for its style sheet: where the site is, and its version."""

    template: Template
    links: Links
    version: str


LONGEST_VOLUME = 1_000
"""Articles in one printed volume, held at once for its contents: about 10 MB of text."""


def write_volume(
    title: str, facts: tuple[tuple[str, str], ...], articles: Iterable[Article], look: Look
) -> Iterator[str]:
    """The pieces of the page; articles beyond LONGEST_VOLUME are left out, and told."""
    bound: list[Article] = []
    cut = False
    for article in articles:
        if len(bound) == LONGEST_VOLUME:
            cut = True
            break
        bound.append(article)
    yield from look.template.generate(
        title=title,
        facts=facts,
        cut=cut,
        limit=LONGEST_VOLUME,
        articles=bound,
        date=dating_in_words,
        cited=to_line,
        paragraphs=_paragraphs,
        links=look.links,
        version=look.version,
    )


def _paragraphs(article: Article) -> Iterator[str]:
    return (marked(article.text[start:end], ()) for start, end in paragraphs(article.text))
