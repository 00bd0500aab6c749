"""Downloads: articles in, a stream of text out, one function a format.

Nothing here holds more than one article; the stream starts before the last is found.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from search.model import Article, Hit
from search.serial import CSV_COLUMNS, article_to_json, hit_to_row
from webapp.citations import to_bibtex, to_csl, to_ris

CHUNK = 64_000
"""Characters gathered before they are sent: many small packets are slower than few big ones."""


@dataclass(frozen=True, slots=True)
class Format:
    """One form of download. `of_articles` needs texts; the others make do with hits."""

    name: str
    label: str
    content_type: str
    of_hits: Callable[[Iterable[Hit]], Iterator[str]] | None = None
    of_articles: Callable[[Iterable[Article], str], Iterator[str]] | None = None


def csv_of_hits(hits: Iterable[Hit]) -> Iterator[str]:
    """Rows under a heading (RFC 4180), formula cells neutralised, readable by spreadsheets."""
    yield "\ufeff"  # without it, spreadsheets take UTF-8 for a local encoding
    yield _row(CSV_COLUMNS)
    for hit in hits:
        yield _row(hit_to_row(hit))


def jsonl_of_articles(articles: Iterable[Article], base_url: str) -> Iterator[str]:
    """One article a line, with its text, in the shape of the API."""
    for article in articles:
        yield json.dumps(article_to_json(article, base_url)) + "\n"


def ris_of_articles(articles: Iterable[Article], base_url: str) -> Iterator[str]:
    """References in RIS."""
    return map(to_ris, articles)


def bibtex_of_articles(articles: Iterable[Article], base_url: str) -> Iterator[str]:
    """References in BibTeX."""
    return map(to_bibtex, articles)


def csl_of_articles(articles: Iterable[Article], base_url: str) -> Iterator[str]:
    """References as one CSL-JSON array."""
    before = "[\n"
    for article in articles:
        yield before + json.dumps(to_csl(article))
        before = ",\n"
    yield "\n]\n" if before == ",\n" else "[]\n"


FORMATS = {
    each.name: each
    for each in (
        Format("csv", "CSV", "text/csv; charset=utf-8; header=present", csv_of_hits),
        Format(
            "jsonl",
            "JSON Lines",
            "application/jsonl; charset=utf-8",
            of_articles=jsonl_of_articles,
        ),
        Format(
            "ris",
            "RIS",
            "application/x-research-info-systems; charset=utf-8",
            of_articles=ris_of_articles,
        ),
        Format(
            "bib", "BibTeX", "application/x-bibtex; charset=utf-8", of_articles=bibtex_of_articles
        ),
        Format(
            "csl.json",
            "CSL-JSON",
            "application/vnd.citationstyles.csl+json",
            of_articles=csl_of_articles,
        ),
    )
}


def gathered(pieces: Iterable[str], size: int = CHUNK) -> Iterator[bytes]:
    """Pieces of text as larger chunks of UTF-8; half surrogates become `?`."""
    buffer = io.StringIO()
    for piece in pieces:
        buffer.write(piece)
        if buffer.tell() >= size:
            yield buffer.getvalue().encode("utf-8", "replace")
            buffer = io.StringIO()
    if buffer.tell():
        yield buffer.getvalue().encode("utf-8", "replace")


def file_name(asked: str, form: str) -> str:
    """A name for a download: plain ASCII words of the question, `dragoman-iran-oil.csv`."""
    plain = unicodedata.normalize("NFKD", asked).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)[:6]
    return "-".join(["dragoman", *words])[:80] + f".{form}"


def _row(cells: Iterable[str]) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerow(cells)
    return stream.getvalue()
