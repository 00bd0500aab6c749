"""Keyword in context: every place where a question's words stand, one line each, to be sorted."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice, takewhile

from search.engine import Searcher
from search.harvest import harvest
from search.marking import Marker
from search.model import Article, Query
from search.permalink import article_url
from search.serial import neutralise
from webapp.links import Links
from webapp.marking import plan_of
from webapp.wording import dating_in_words

READ = 200
"""Articles read for their lines: the best, or newest, of a result. Each is read whole."""

MOST_LINES = 300
MOST_OF_ONE = 20
"""Lines of one article; a long one would fill the table alone."""

WIDTH = 90
"""Characters on either side: about fourteen words, and a line on a wide screen."""

LONGEST_ATTACHED = 15
"""Letters before or after a word up to the next blank that are shown with it: its comma, the rest
of a joined word. Where there are more, the text may know no blanks; then signs alone are."""


class By(StrEnum):
    """What lines are sorted by."""

    RESULT = "result"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Line:
    """One place where a word of the question stands.

    `before` and `after` are what stands at the word without a blank, such as a bracket or comma.
    """

    left: str
    before: str
    word: str
    after: str
    right: str
    id: str
    title: str
    url: str
    date: str
    iso: str
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
        word = line.before + line.word + line.after
        cells = (line.left, word, line.right, line.iso, line.source, line.title, line.id)
        rows.writerow((*map(neutralise, cells), article_url(line.id, base_url)))
    return ("\ufeff" + stream.getvalue()).encode("utf-8", "replace")


def _lines(article: Article, marker: Marker, query: Query, links: Links) -> Iterator[Line]:
    text = article.text or article.title  # a flash has no more than that
    url = links.article(article.id, query)
    date = dating_in_words(article.dating)
    for start, end in islice(marker.marks(text, article.language), MOST_OF_ONE):
        left, before = _parted(text[max(0, start - 2 * WIDTH) : start][::-1])
        right, after = _parted(text[end : end + 2 * WIDTH])
        yield Line(
            left=_flat(left[::-1])[-WIDTH:],
            before=before[::-1],
            word=_flat(text[start:end]),
            after=after,
            right=_flat(right)[:WIDTH],
            id=article.id,
            title=article.shown_title,
            url=url,
            date=date,
            iso=article.dating.iso,
            source=article.source,
            language=article.language,
        )


def _parted(text: str) -> tuple[str, str]:
    """The text that follows a word, and what of its beginning belongs to the word."""
    attached = "".join(takewhile(lambda char: not char.isspace(), text[: LONGEST_ATTACHED + 1]))
    if len(attached) > LONGEST_ATTACHED:
        attached = "".join(takewhile(lambda char: not char.isalnum(), attached))
    return text[len(attached) :], attached


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
    bare = (word.strip(".,;:!?()\"'“”‘’–—-").casefold() for word in text.split())
    return [word for word in bare if word]
