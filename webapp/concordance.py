"""Keyword in context: every place where a question's words stand, one line each, to be sorted."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from search.engine import Searcher
from search.marking import Marker
from search.model import Article, Query
from search.permalink import article_url
from search.serial import neutralise
from webapp.harvest import harvest
from webapp.links import Links
from webapp.marking import plan_of
from webapp.wording import dating_in_words

READ = 200
"""Articles read for their lines: the best, or newest, of a result. Each is read whole."""

MOST_LINES = 300
MOST_OF_ONE = 20
"""Lines of one article; a long one would fill the table alone."""

WIDTH = 70
"""Characters on either side: about ten words, and a line on a wide screen."""


class By(StrEnum):
    """What lines are sorted by."""

    RESULT = "result"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Line:
    """One place where a word of the question stands."""

    left: str
    word: str
    right: str
    id: str
    title: str
    url: str
    date: str
    source: str
    language: str


@dataclass(frozen=True, slots=True)
class Concordance:
    """The lines of a result. `read` articles were read for them."""

    lines: tuple[Line, ...]
    by: By
    read: int
    cut: bool


def make_concordance(searcher: Searcher, query: Query, by: By, links: Links) -> Concordance:
    """The lines of the first articles of a result, sorted."""
    plan = plan_of(query.text)
    if plan is None:
        return Concordance((), by, 0, False)
    marker = Marker(plan)
    lines: list[Line] = []
    read = 0
    for hit in islice(harvest(searcher, query), READ):
        article = searcher.get(hit.id)
        if article is None:
            continue
        read += 1
        lines.extend(_lines(article, marker, query, links))
        if len(lines) >= MOST_LINES:
            break
    cut = len(lines) > MOST_LINES or read == READ
    return Concordance(tuple(_sorted(lines[:MOST_LINES], by)), by, read, cut)


def concordance_to_csv(found: Concordance, base_url: str) -> bytes:
    """The lines as a file; `base_url` is the public address of the site."""
    stream = io.StringIO(newline="")
    rows = csv.writer(stream)
    rows.writerow(("before", "word", "after", "date", "source", "title", "id", "permalink"))
    for line in found.lines:
        cells = (line.left, line.word, line.right, line.date, line.source, line.title, line.id)
        rows.writerow((*map(neutralise, cells), article_url(line.id, base_url)))
    return ("\ufeff" + stream.getvalue()).encode("utf-8", "replace")


def _lines(article: Article, marker: Marker, query: Query, links: Links) -> Iterator[Line]:
    text = article.text
    url = links.article(article.id, query)
    date = dating_in_words(article.dating)
    for start, end in islice(marker.marks(text, article.language), MOST_OF_ONE):
        yield Line(
            left=_flat(text[max(0, start - 2 * WIDTH) : start])[-WIDTH:],
            word=_flat(text[start:end]),
            right=_flat(text[end : end + 2 * WIDTH])[:WIDTH],
            id=article.id,
            title=article.shown_title,
            url=url,
            date=date,
            source=article.source,
            language=article.language,
        )


def _flat(text: str) -> str:
    """Text on one line; a blank at its ends stays one, so that words do not run together."""
    inner = " ".join(text.split())
    before = " " if text[:1].isspace() else ""
    after = " " if inner and text[-1:].isspace() else ""
    return before + inner + after


def _sorted(lines: list[Line], by: By) -> list[Line]:
    match by:
        case By.LEFT:
            return sorted(lines, key=lambda line: _words(line.left)[::-1])
        case By.RIGHT:
            return sorted(lines, key=lambda line: (_words(line.right), _words(line.word)))
        case _:
            return lines


def _words(text: str) -> list[str]:
    return [word.strip(".,;:!?()\"'“”‘’").casefold() for word in text.split()]
