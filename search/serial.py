"""The one shape in which answers and articles leave the program: JSON objects and CSV rows.

The command line's `--json` and `--csv`, the web API and the downloads all use it; nothing here
writes to anything but a stream it is given.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TextIO, TypedDict

from search.model import (
    Article,
    Facet,
    FacetValue,
    Hit,
    IndexInfo,
    Problem,
    Query,
    SearchPage,
    Snippet,
    Tag,
)
from search.permalink import article_url, pin, to_params, to_url


class ProblemJson(TypedDict):
    """A problem in a question; `start` and `end` count characters."""

    message: str
    start: int
    end: int
    repair: str | None


class SnippetJson(TypedDict):
    """A passage with the half-open ranges of its marked characters."""

    text: str
    marks: list[list[int]]


class HitJson(TypedDict):
    """One hit. `date` is ISO 8601 as far as it is known (`2014`, `2014-03`), null if undated."""

    id: str
    score: float
    title: str
    title_derived: bool
    date: str | None
    source: str
    url: str
    permalink: str
    dateline: str
    byline: str
    language: str
    countries: list[str]
    organisations: list[str]
    snippets: list[SnippetJson]
    added: str | None


class _FacetValueJson(TypedDict):
    value: str
    label: str
    count: int
    selected: bool


class FacetValueJson(_FacetValueJson, total=False):
    """One counted value; `excluded` stands there only where it is true."""

    excluded: bool


class IndexJson(TypedDict):
    """Which index gave an answer, and in which state."""

    name: str
    generation: int
    articles: int
    schema_version: int


class PageJson(TypedDict):
    """A SearchPage. `permalink` pins the mode the question was answered in; `distinct` counts
    each facet's values, listed or not; `date_level` and `date_parents` are as in model.Facet."""

    query: dict[str, str | list[str]]
    permalink: str
    read_as: str
    problems: list[ProblemJson]
    did_you_mean: str | None
    total: int
    matched: str
    all_words_total: int
    stories_total: int | None
    took_ms: float
    page: int
    pages: int
    next_cursor: str | None
    hits: list[HitJson]
    facets: dict[str, list[FacetValueJson]]
    distinct: dict[str, int]
    date_level: str
    date_parents: list[str]
    index: IndexJson


class TagJson(TypedDict):
    """A country or organisation of an article; `evidence` is a half-open range of its text."""

    value: str
    score: float
    about: bool
    mentions: int
    given: bool
    evidence: list[int] | None


class ArticleJson(TypedDict):
    """A stored article, whole."""

    id: str
    title: str
    derived_title: str
    date: str | None
    date_precision: str
    date_origin: str
    source: str
    source_country: str
    url: str
    permalink: str
    dateline: str
    byline: str
    language: str
    countries: list[TagJson]
    organisations: list[TagJson]
    pairs: list[str]
    added: str | None
    changed: str | None
    text: str


class InfoJson(IndexJson):
    """What an index is and holds."""

    segments: int
    deleted: int
    bytes: int
    first: str | None
    last: str | None
    languages: dict[str, int]
    fingerprints: dict[str, str]
    changed: str | None
    notices: list[str]
    fallbacks: int


def page_to_json(page: SearchPage, base_url: str = "") -> PageJson:
    """An answer as JSON; `base_url` stands before the paths of its links."""
    date_facet = page.facets.get("date", Facet())
    return {
        "query": query_to_json(page.query),
        "permalink": to_url(pin(page.query, page.matched), f"{base_url}/search"),
        "read_as": page.read_as,
        "problems": [problem_to_json(problem) for problem in page.problems],
        "did_you_mean": page.did_you_mean,
        "total": page.total,
        "matched": page.matched.value,
        "all_words_total": page.all_words_total,
        "stories_total": page.stories_total,
        "took_ms": round(page.took_ms, 3),
        "page": page.query.page,
        "pages": page.pages,
        "next_cursor": page.next_cursor or None,
        "hits": [hit_to_json(hit, base_url) for hit in page.hits],
        "facets": {key: _facet_to_json(facet) for key, facet in page.facets.items()},
        "distinct": {key: facet.distinct for key, facet in page.facets.items()},
        "date_level": date_facet.level,
        "date_parents": list(date_facet.parents),
        "index": index_to_json(page.index),
    }


def query_to_json(query: Query) -> dict[str, str | list[str]]:
    """The canonical parameters as an object; keys that stand several times hold a list."""
    values: dict[str, list[str]] = {}
    for key, value in to_params(query):
        values.setdefault(key, []).append(value)
    return {key: several if len(several) > 1 else several[0] for key, several in values.items()}


def problem_to_json(problem: Problem) -> ProblemJson:
    """A problem as JSON."""
    return {
        "message": problem.message,
        "start": problem.start,
        "end": problem.end,
        "repair": problem.repair,
    }


def hit_to_json(hit: Hit, base_url: str = "") -> HitJson:
    """A hit as JSON."""
    return {
        "id": hit.id,
        "score": hit.score,
        "title": hit.title,
        "title_derived": hit.title_derived,
        "date": hit.dating.iso or None,
        "source": hit.source,
        "url": hit.url,
        "permalink": article_url(hit.id, base_url),
        "dateline": hit.dateline,
        "byline": hit.byline,
        "language": hit.language,
        "countries": list(hit.countries),
        "organisations": list(hit.organisations),
        "snippets": [_snippet_to_json(snippet) for snippet in hit.snippets],
        "added": instant_to_json(hit.added),
    }


def article_to_json(article: Article, base_url: str = "") -> ArticleJson:
    """A stored article as JSON."""
    return {
        "id": article.id,
        "title": article.title,
        "derived_title": article.derived_title,
        "date": article.dating.iso or None,
        "date_precision": article.dating.precision.value,
        "date_origin": article.dating.origin,
        "source": article.source,
        "source_country": article.source_country,
        "url": article.url,
        "permalink": article_url(article.id, base_url),
        "dateline": article.dateline,
        "byline": article.byline,
        "language": article.language,
        "countries": [_tag_to_json(tag) for tag in article.countries],
        "organisations": [_tag_to_json(tag) for tag in article.organisations],
        "pairs": list(article.pairs),
        "added": instant_to_json(article.added),
        "changed": instant_to_json(article.changed),
        "text": article.text,
    }


def index_to_json(info: IndexInfo) -> IndexJson:
    """The part of an index's description that every answer carries."""
    return {
        "name": info.name,
        "generation": info.generation,
        "articles": info.articles,
        "schema_version": info.schema_version,
    }


def info_to_json(info: IndexInfo) -> InfoJson:
    """What an index is and holds, as JSON; days and instants in ISO 8601."""
    return {
        **index_to_json(info),
        "segments": info.segments,
        "deleted": info.deleted,
        "bytes": info.bytes,
        "first": info.first.isoformat() if info.first else None,
        "last": info.last.isoformat() if info.last else None,
        "languages": dict(info.languages),
        "fingerprints": dict(info.fingerprints),
        "changed": instant_to_json(info.changed),
        "notices": [notice.text for notice in info.notices],
        "fallbacks": info.fallbacks,
    }


def instant_to_json(instant: datetime | None) -> str | None:
    """An instant in UTC, to the second, as RFC 3339 writes it; None stays None."""
    if instant is None:
        return None
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


CSV_COLUMNS = (
    "id", "date", "title", "source", "language", "dateline", "byline",
    "countries", "organisations", "url", "score",
)  # fmt: skip


def hit_to_row(hit: Hit) -> tuple[str, ...]:
    """The cells of a hit under CSV_COLUMNS, safe to open in a spreadsheet."""
    cells = (
        hit.id,
        hit.dating.iso,
        hit.title,
        hit.source,
        hit.language,
        hit.dateline,
        hit.byline,
        " ".join(hit.countries),
        " ".join(hit.organisations),
        hit.url,
    )
    return (*map(neutralise, cells), f"{hit.score:.6g}")


def write_csv(hits: Iterable[Hit], stream: TextIO) -> int:
    """Write a heading and a row a hit (RFC 4180, lines end in CR LF); the number of rows.

    Open the stream with `newline=""`, so that line ends are not rewritten.
    """
    writer = csv.writer(stream)
    writer.writerow(CSV_COLUMNS)
    rows = 0
    for hit in hits:
        writer.writerow(hit_to_row(hit))
        rows += 1
    return rows


_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
"""Beginnings that make a spreadsheet run a cell as a formula (OWASP, "CSV Injection")."""


def neutralise(cell: str) -> str:
    """A cell that spreadsheets show as text: an apostrophe is put before a formula's beginning.

    NULs are dropped and half surrogates replaced, since no file can carry them.
    """
    cell = cell.replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    return "'" + cell if cell.startswith(_FORMULA) else cell


def _facet_to_json(facet: Facet) -> list[FacetValueJson]:
    return [_facet_value_to_json(value) for value in facet.values]


def _facet_value_to_json(value: FacetValue) -> FacetValueJson:
    shown: FacetValueJson = {
        "value": value.value,
        "label": value.label,
        "count": value.count,
        "selected": value.selected,
    }
    if value.excluded:
        shown["excluded"] = True
    return shown


def _snippet_to_json(snippet: Snippet) -> SnippetJson:
    return {"text": snippet.text, "marks": [[start, end] for start, end in snippet.marks]}


def _tag_to_json(tag: Tag) -> TagJson:
    return {
        "value": tag.value,
        "score": tag.score,
        "about": tag.about,
        "mentions": tag.mentions,
        "given": tag.given,
        "evidence": list(tag.evidence) if tag.evidence else None,
    }
