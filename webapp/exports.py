"""Downloads: a whole result or list in one of several forms, as a stream of bytes.

Nothing but a printed volume holds more than a few articles; a stream starts before the last
hit is found.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain

from search.model import Article, Hit, Precision
from search.permalink import article_url
from search.serial import CSV_COLUMNS, article_to_json, hit_to_row, neutralise
from webapp.citations import to_bibtex, to_csl, to_ris
from webapp.labels import label_of
from webapp.links import outside
from webapp.printing import Look, write_volume
from webapp.workbook import Cell, write_workbook

CHUNK = 64_000
"""Characters gathered before they are sent: many small packets are slower than few big ones."""


@dataclass(frozen=True, slots=True)
class Download:
    """What is downloaded: hits and their articles, each of which can be walked once, and what
    was asked. `facts` are what a cover or a first sheet tells: names and values."""

    title: str
    hits: Iterable[Hit]
    articles: Iterable[Article]
    base_url: str
    look: Look
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Format:
    """One form of download. `shown` ones open in the browser, the others are saved."""

    name: str
    label: str
    content_type: str
    write: Callable[[Download], Iterator[bytes]]
    shown: bool = False


def write_csv(download: Download) -> Iterator[bytes]:
    """Rows under a heading (RFC 4180), formula cells neutralised, readable by spreadsheets."""
    mark = "\ufeff"  # without it, spreadsheets take UTF-8 for a local encoding
    rows = (_row(_cells(hit, download.base_url)) for hit in download.hits)
    return gathered(chain((mark + _row((*CSV_COLUMNS, *MORE_COLUMNS)),), rows))


def write_jsonl(download: Download) -> Iterator[bytes]:
    """One article a line, with its text, in the shape of the API."""
    return gathered(
        json.dumps(article_to_json(article, download.base_url)) + "\n"
        for article in download.articles
    )


def write_xlsx(download: Download) -> Iterator[bytes]:
    """A workbook: the question and its count on the first sheet, articles on the second."""
    facts: list[tuple[Cell, ...]] = [(name, value) for name, value in download.facts]
    rows = chain((SHEET_COLUMNS,), (_sheet_row(hit, download.base_url) for hit in download.hits))
    return write_workbook((("Question", facts), ("Articles", rows)))


def write_ris(download: Download) -> Iterator[bytes]:
    """References in RIS."""
    base = download.base_url
    return gathered(to_ris(each, article_url(each.id, base)) for each in download.articles)


def write_bibtex(download: Download) -> Iterator[bytes]:
    """References in BibTeX."""
    base = download.base_url
    return gathered(to_bibtex(each, article_url(each.id, base)) for each in download.articles)


def write_csl(download: Download) -> Iterator[bytes]:
    """References as one CSL-JSON array."""
    base = download.base_url
    items = (to_csl(each, article_url(each.id, base)) for each in download.articles)
    return gathered(_array(map(json.dumps, items)))


def write_html(download: Download) -> Iterator[bytes]:
    """One page of full texts with a cover and contents, to be printed."""
    return gathered(write_volume(download.title, download.facts, download.articles, download.look))


FORMATS = {
    each.name: each
    for each in (
        Format("csv", "CSV", "text/csv; charset=utf-8; header=present", write_csv),
        Format(
            "xlsx",
            "Excel",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            write_xlsx,
        ),
        Format("jsonl", "JSON Lines", "application/jsonl; charset=utf-8", write_jsonl),
        Format("ris", "RIS", "application/x-research-info-systems; charset=utf-8", write_ris),
        Format("bib", "BibTeX", "application/x-bibtex; charset=utf-8", write_bibtex),
        Format("csl.json", "CSL-JSON", "application/vnd.citationstyles.csl+json", write_csl),
        Format("html", "Full texts to print", "text/html; charset=utf-8", write_html, shown=True),
    )
}

MORE_COLUMNS = ("country_names", "organisation_names", "permalink")
"""What follows the command line's columns: what only a site can tell."""

SHEET_COLUMNS: tuple[Cell, ...] = (
    "Date", "Title", "Source", "Dateline", "Byline", "Language", "Countries", "Organisations",
    "Country codes", "Organisation codes", "Original address", "Address here", "Id",
)  # fmt: skip


def _cells(hit: Hit, base_url: str) -> tuple[str, ...]:
    names = _named("country", hit.countries), _named("organisation", hit.organisations)
    return (*hit_to_row(hit), *map(neutralise, names), article_url(hit.id, base_url))


def _named(key: str, values: Iterable[str]) -> str:
    """Names as a cell holds them; there are commas in some."""
    return "; ".join(label_of(key, value) for value in values)


def _sheet_row(hit: Hit, base_url: str) -> tuple[Cell, ...]:
    day: date | str = hit.dating.iso
    if hit.dating.day and hit.dating.precision is Precision.DAY:
        day = hit.dating.day
    return (
        day,
        hit.title,
        hit.source,
        hit.dateline,
        hit.byline,
        hit.language,
        _named("country", hit.countries),
        _named("organisation", hit.organisations),
        " ".join(hit.countries),
        " ".join(hit.organisations),
        outside(hit.url) or "",
        article_url(hit.id, base_url),
        hit.id,
    )


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


def _array(items: Iterable[str]) -> Iterator[str]:
    before = "[\n"
    for item in items:
        yield before + item
        before = ",\n"
    yield "\n]\n" if before == ",\n" else "[]\n"


def _row(cells: Iterable[str]) -> str:
    stream = io.StringIO(newline="")
    csv.writer(stream).writerow(cells)
    return stream.getvalue()
