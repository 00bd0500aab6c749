"""The report of a run as people read it: counts, what to know of, and what to type next.

Lines are not filled up to a width, so that a path stands whole on a line, wherever that goes.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from indexer.metadata import COLUMNS
from indexer.readers.foreign import how_to_convert
from indexer.records import Reason, Remark
from indexer.report import Counted, Preview, Report
from search.console import BLANK, Line, Piece, columns, harmless

_SHOWN = 2
"""Examples shown of each kind of remark and each reason."""

_LISTED = 5
"""Moved and copied files that are named."""

_KEYS = 20
"""Ignored keys that are named."""

_TOLD: dict[str, str] = {
    Reason.TOO_LARGE: "--largest MB takes larger ones",
    Reason.ENCODING: "iconv -f WINDOWS-1252 -t UTF-8 FILE, or from what else it is in",
    Reason.BROKEN_ARCHIVE: "unpack it by hand to see what is left, or have it sent again",
    Reason.BAD_ID: "one has up to 255 characters, all of them visible",
    Remark.UNDATED: "found by date:none",
    Remark.TITLE_ONLY: "found by its words",
    Remark.BAD_DATE: "2014-03-05 would be; see docs/indexing.md",
    Remark.ENCODING: "to be sure, convert to UTF-8 first",
    Remark.BAD_URL: "one begins with http:// or https://",
    Remark.BAD_TAG: "neither an id nor a name that means one country or organisation",
    Remark.BAD_LANGUAGE: "a code of two letters is wanted, such as en",
}
"""A word on what to do, or on how such articles are found."""

_PLAIN = frozenset({str(Remark.UNDATED), str(Remark.TITLE_ONLY)})
"""Of these no example would tell more."""


class _Row(NamedTuple):
    """A count, what was counted, a word on it, and lines below it."""

    number: int
    name: str
    told: str = ""
    below: tuple[str, ...] = ()


def report_lines(report: Report) -> Iterator[Line]:
    """The whole report."""
    if report.previews:
        yield from _preview_lines(report.previews)
        yield BLANK
    for title, rows in (
        ("Would be indexed" if report.checked else "Articles", list(_article_rows(report))),
        ("Files", list(_file_rows(report))),
        ("Rejected", [_counted_row(reason) for reason in report.rejected]),
        ("To know of", [_counted_row(remark) for remark in report.remarks]),
    ):
        if rows:
            yield (Piece(title, bold=True),)
            for row in rows:
                yield from _row_lines(row)
    yield from map(_said, _key_lines(report))
    yield from map(_said, closing_lines(report))


def _said(text: str) -> Line:
    return (Piece(harmless(text)),)


def _row_lines(row: _Row) -> Iterator[Line]:
    told = f": {row.told}" if row.told else ""
    counted = Piece(f"{row.number:>9,}  {row.name}")
    yield (counted, Piece(harmless(told), dim=True)) if told else (counted,)
    for line in row.below:
        yield (Piece(" " * 13 + harmless(line), dim=True),)


def _article_rows(report: Report) -> Iterator[_Row]:
    if report.checked:
        yield _Row(report.articles, "articles" if report.articles != 1 else "article")
    else:
        yield _Row(report.added, "new")
    if report.updated:
        yield _Row(report.updated, "updated")
    if report.deleted:
        yield _Row(report.deleted, "deleted", "no longer in their files")
    if report.rejections:
        yield _Row(report.rejections, "rejected", "see below")


def _file_rows(report: Report) -> Iterator[_Row]:
    files = report.files
    yield _Row(files.read, "read", f"{report.bytes / 1e6:,.1f} MB in {report.seconds:,.1f} s")
    for row in (
        _Row(files.reread, "of them as before", "read for other options or newer rules of tagging"),
        _Row(files.grown, "of them grown", "only the lines added to them"),
        _Row(files.unchanged, "unchanged", "not read again"),
        _Row(files.touched, "touched", "the same content"),
        _Row(len(files.moved), "moved", below=_paths(files.moved)),
        _Row(len(files.copied), "copies", below=_paths(files.copied)),
        _Row(files.pruned, "pruned", "gone; their articles were deleted"),
    ):
        if row.number:
            yield row
    if gone := len(files.vanished) - files.pruned:
        yield _Row(gone, "gone", "their articles are kept; --prune deletes them")


def _paths(pairs: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    shown = [_near(f"{old} → {new}") for old, new in pairs[:_LISTED]]
    return tuple(shown + ["…"] * (len(pairs) > _LISTED))


def _near(text: str) -> str:
    """Paths as they would be typed in the folder where the command was called."""
    here = str(Path.cwd())
    return text if here == "/" else _below(here).sub("", text)


@lru_cache(maxsize=1)
def _below(folder: str) -> re.Pattern[str]:
    """A folder at the head of a path, in a line that may hold other words before it."""
    return re.compile(r"(?:(?<=[ (])|\A)" + re.escape(folder) + "/")


def _counted_row(counted: Counted) -> _Row:
    if counted.kinds:
        below = tuple(line for kind in counted.kinds for line in _kind_lines(kind))
        return _Row(counted.count, counted.name, below=below)
    samples = () if counted.name in _PLAIN else counted.samples[:_SHOWN]
    below = tuple(_near(str(sample)) for sample in samples)
    return _Row(counted.count, counted.name, _TOLD.get(counted.name, ""), below)


def _kind_lines(kind: Counted) -> Iterator[str]:
    """How many files have a format, one of them, and what makes text of them."""
    such = f", such as {_near(str(kind.samples[0]))}" if kind.samples else ""
    yield f"{kind.count:,} {kind.name}{such}"
    if how := how_to_convert(kind.name):
        yield f"   to convert: {how}"


def _key_lines(report: Report) -> Iterator[str]:
    if report.ignored_keys:
        shown = [f"{key} ({count:,})" for key, count in report.ignored_keys[:_KEYS]]
        more = ["…"] * (len(report.ignored_keys) > _KEYS)
        yield f"Ignored keys: {', '.join(shown + more)}"
    if report.meant_keys:
        words = (f"--rename {shlex.quote(f'{old}={new}')}" for old, new in report.meant_keys)
        yield f"Some seem to be others by another name. To read them: {' '.join(words)}"
    if report.unused_rows:
        more = ["…"] * (report.unused_rows > len(report.unused_paths))
        such = ", ".join([*report.unused_paths, *more])
        yield f"Rows of the metadata table without a file: {report.unused_rows:,} ({such})"
    if report.ignored_columns:
        read = ", ".join(COLUMNS)
        told = f"Ignored columns of the metadata table: {', '.join(report.ignored_columns)}"
        yield f"{told}; {read} are read"


def _preview_lines(previews: tuple[Preview, ...]) -> Iterator[Line]:
    """Each article as it would be: date and title, whence they are, and the file below."""
    yield (Piece("First articles, as they would be indexed", bold=True),)
    dates = [f"{shown.date or 'undated'}{_whence(shown.date_origin)}" for shown in previews]
    width = max(map(len, dates))
    for shown, date in zip(previews, dates, strict=True):
        title = " ".join(harmless(shown.title).split())
        whence = _whence(shown.title_origin)
        room = max(columns() - width - len(whence) - 4, 20)
        yield Piece(f"  {date:<{width}}  {_cut(title, room)}"), Piece(whence, dim=True)
        place = f"{shown.source}:{shown.line}" if shown.line else shown.source
        yield (Piece(f"  {'':<{width}}  {harmless(_near(place))}", dim=True),)


def _whence(origin: str) -> str:
    """Where a value is from, unless it came with the article."""
    return f" ({origin})" if origin not in ("", "given") else ""


def _cut(title: str, room: int) -> str:
    return title if len(title) <= room else title[: room - 1].rstrip() + "…"


def closing_lines(report: Report) -> Iterator[str]:
    """Where the full list of rejects is, and what to type next."""
    if report.rejects_file:
        yield f"All rejects, with file, line and reason: {report.rejects_file}"
    elif report.checked and report.rejections:
        yield "To have all rejects listed, with file, line and reason: --rejects FILE"
    if report.rejects_trouble:
        yield f"The list of rejects could not be written: {report.rejects_trouble}"
    if report.stale_tags:
        yield "Other articles were tagged by other names or rules; dragoman retag tags them again."
    if not (report.files.read or report.files.unchanged or report.committed or report.rejections):
        yield "There were no files to index; names that begin with a dot are left out."
    elif report.checked:
        yield "Nothing was written. To index these files, leave out --check."
    elif not report.committed:
        yield "Nothing has changed; nothing was written."
    elif report.articles:
        where = "" if report.index == "index" else f" --index {shlex.quote(report.index)}"
        yield f"Next: dragoman search{where} 'your question', or dragoman serve{where}"
