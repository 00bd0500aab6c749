"""Answers as people read them in a terminal: styled where it is one, plain text elsewhere.

Lines are built once, as pieces of text with a style each; only the printing differs. Control
characters of articles are taken out, so that no text can steer the terminal.
"""

from __future__ import annotations

import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import click

from search.fields import FACETS
from search.model import (
    Article,
    Facet,
    FacetValue,
    Hit,
    IndexInfo,
    Match,
    Problem,
    SearchPage,
    Snippet,
    Tag,
)

WIDTH = 96
"""Columns of text at most; longer lines are tiring to read."""

FACET_ROWS = 8
"""Values shown of each facet; `--json` has them all."""


class Piece(NamedTuple):
    """A run of characters in one style, in click's words for colours."""

    text: str
    bold: bool = False
    dim: bool = False
    fg: str | None = None


Line = tuple[Piece, ...]
BLANK: Line = ()


def columns() -> int:
    """Columns to write in: those of the terminal, up to WIDTH."""
    return max(40, min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns))


def print_lines(lines: Iterable[Line]) -> None:
    """Print lines one by one; styles are left out by click where no terminal listens."""
    for line in lines:
        click.echo("".join(_styled(piece) for piece in line))


def _styled(piece: Piece) -> str:
    if not (piece.bold or piece.dim or piece.fg):
        return piece.text
    return click.style(piece.text, fg=piece.fg, bold=piece.bold or None, dim=piece.dim or None)


_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def harmless(text: str) -> str:
    """Text without what steers terminals: control characters, and marks that turn whole lines
    from right to left. Line feeds stay."""
    return _CONTROL.sub(" ", text)


def page_lines(page: SearchPage) -> Iterator[Line]:
    """An answer: the count, how the question was read, hits, facets."""
    yield _count_line(page)
    yield from _reading_lines(page)
    first = (page.query.page - 1) * page.query.size + 1
    for number, hit in enumerate(page.hits, first):
        yield BLANK
        yield from _hit_lines(number, hit)
    if page.pages > 1:
        yield BLANK
        yield (Piece(f"Page {page.query.page:,} of {page.pages:,}", dim=True),)


def _count_line(page: SearchPage) -> Line:
    noun = "article" if page.total == 1 else "articles"
    took = Piece(f"   {page.took_ms:.1f} ms", dim=True)
    if page.matched is Match.MOST and page.total == page.all_words_total > 0:
        return Piece(f"{page.total:,} {noun}", bold=True), Piece(" with all of the words"), took
    if page.matched is Match.MOST:
        every = "none" if page.all_words_total == 0 else f"{page.all_words_total:,}"
        have = f" most of the words; {every} of them {'has' if every == '1' else 'have'} all"
        return Piece(f"{page.total:,} {noun}", bold=True), Piece(" with" + have), took
    return Piece(f"{page.total:,} {noun}", bold=True), took


def _reading_lines(page: SearchPage) -> Iterator[Line]:
    if page.read_as:
        yield (Piece(f"Read as: {harmless(page.read_as)}", dim=True),)
    for problem in page.problems:
        yield _problem_line(problem)
    if page.did_you_mean:
        yield Piece("Did you mean: "), Piece(harmless(page.did_you_mean), bold=True)
    for notice in page.index.notices:
        yield (Piece(f"Notice: {harmless(notice.text)}", fg="yellow"),)


def _problem_line(problem: Problem) -> Line:
    repair = f" Try: {problem.repair}" if problem.repair else ""
    return (Piece(f"Note: {harmless(problem.message + repair)}", fg="yellow"),)


def _hit_lines(number: int, hit: Hit) -> Iterator[Line]:
    title = Piece(harmless(hit.title).replace("\n", " "), bold=True)
    derived = (Piece(" (from the text)", dim=True),) if hit.title_derived else ()
    yield Piece(f"{number:>3}. "), title, *derived
    yield (Piece("     " + _about(hit), dim=True),)
    for snippet in hit.snippets:
        yield from _snippet_lines(snippet)


def _about(hit: Hit) -> str:
    tags = " ".join((*hit.countries, *hit.organisations))
    parts = (hit.dating.iso or "undated", hit.source, hit.dateline, tags, hit.id)
    return " · ".join(harmless(part).replace("\n", " ") for part in parts if part)


def _snippet_lines(snippet: Snippet) -> Iterator[Line]:
    """The passage in lines of its own; a mark that a line end cuts goes on in the next."""
    text = harmless(snippet.text).replace("\n", " ")
    for start, end in _wrapped(text, columns() - 5):
        yield Piece("     "), *_marked(text, start, end, snippet.marks)


def _marked(text: str, start: int, end: int, marks: tuple[tuple[int, int], ...]) -> Iterator[Piece]:
    at = start
    for mark_start, mark_end in marks:
        low, high = max(mark_start, at), min(mark_end, end)
        if low < high:
            yield Piece(text[at:low])
            yield Piece(text[low:high], bold=True, fg="green")
            at = high
    yield Piece(text[at:end])


def _wrapped(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Ranges of lines broken at blanks; a word longer than a line is cut."""
    at = 0
    while at < len(text):
        end = len(text)
        if end - at > width:
            blank = text.rfind(" ", at, at + width + 1)
            end = blank if blank > at else at + width
        yield at, end
        at = end + (text[end : end + 1] == " ")


def print_facets(page: SearchPage) -> None:
    """The counts beside the hits: tables in columns on a terminal, else one below the other."""
    tables = [
        (field.label, _facet_cells(page.facets[field.key]))
        for field in FACETS
        if field.key in page.facets and page.facets[field.key].values
    ]
    if _is_terminal():
        _print_tables(tables)
        return
    for heading, rows in tables:
        click.echo(f"\n{heading}")
        width = max(len(label) for label, _ in rows)
        for label, count in rows:
            click.echo(f"{label:<{width}}  {count:>8}".rstrip())


def _is_terminal() -> bool:
    return sys.stdout.isatty()


def _print_tables(tables: list[tuple[str, list[tuple[str, str]]]]) -> None:
    from rich.columns import Columns  # noqa: PLC0415 - takes long to load, and pipes need none
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    shown = []
    for heading, rows in tables:
        table = Table(title=heading, title_justify="left", box=None, show_header=False)
        table.add_column()
        table.add_column(justify="right")
        for label, count in rows:
            table.add_row(Text(label), count)
        shown.append(table)
    console = Console()
    console.print()
    console.print(Columns(shown, padding=(0, 3)))


def _facet_cells(facet: Facet) -> list[tuple[str, str]]:
    """A facet's first rows, label and count; of dates the latest that hold anything. A ticked
    value carries an `x`, an excluded one a `-`."""
    if facet.level:
        held = [value for value in facet.values if value.count or value.selected]
        rows = [(_facet_label(value), f"{value.count:,}") for value in held[-FACET_ROWS:]]
        more = len(held) - len(rows)
        return [(f"  … {more:,} earlier", ""), *rows] if more else rows
    rows = [(_facet_label(value), f"{value.count:,}") for value in _shown(facet.values)]
    more = facet.distinct - len(rows)
    return [*rows, (f"  … {more:,} more", "")] if more > 0 else rows


def _shown(values: tuple[FacetValue, ...]) -> tuple[FacetValue, ...]:
    """The first rows, and whatever is ticked further down."""
    chosen = tuple(value for value in values[FACET_ROWS:] if value.selected or value.excluded)
    return values[:FACET_ROWS] + chosen


def _facet_label(value: FacetValue) -> str:
    tick = "x " if value.selected else "- " if value.excluded else "  "
    id = "" if value.label == value.value else f" ({value.value})"
    return harmless(f"{tick}{value.label}{id}").replace("\n", " ")


def article_lines(article: Article) -> Iterator[Line]:
    """An article: what is known of it, then its text."""
    yield (Piece(harmless(article.shown_title), bold=True),)
    for name, value in _article_facts(article):
        if value:
            yield Piece(f"{name:<14}", dim=True), Piece(harmless(value))
    yield BLANK
    if not article.text:
        yield (Piece("There is no text: this came as a headline alone.", dim=True),)
        return
    for paragraph in harmless(article.text).split("\n"):
        for line in textwrap.wrap(paragraph, columns()) or [""]:
            yield (Piece(line),)


def _article_facts(article: Article) -> tuple[tuple[str, str], ...]:
    dating = article.dating
    origin = f" ({dating.origin})" if dating.origin else ""
    return (
        ("Id", article.id),
        ("Date", dating.iso + origin if dating.iso else "undated"),
        ("Source", article.source),
        ("Outlet in", article.source_country),
        ("Dateline", article.dateline),
        ("Byline", article.byline),
        ("Language", article.language),
        ("Countries", _tags(article.countries)),
        ("Organisations", _tags(article.organisations)),
        ("Address", article.url),
        ("Added", f"{article.added:%Y-%m-%d %H:%M %Z}" if article.added else ""),
    )


def _tags(tags: tuple[Tag, ...]) -> str:
    about = " ".join(tag.value for tag in tags if tag.about)
    mentioned = " ".join(tag.value for tag in tags if not tag.about)
    return about + (f" (mentions {mentioned})" if mentioned else "")


def info_lines(info: IndexInfo) -> Iterator[Line]:
    """What an index is and holds, with a word on each number that is not what it seems to be."""
    span = f"{info.first} to {info.last}" if info.first and info.last else "none"
    parts = "in 1 segment" if info.segments == 1 else f"in {info.segments:,} segments"
    merged = "; dragoman optimize makes them one" if info.segments > 1 else ""
    facts = (
        ("Index", info.name),
        ("Articles", f"{info.articles:,}"),
        ("Dates", span),
        ("Languages", ", ".join(f"{id or 'unknown'} {n:,}" for id, n in info.languages)),
        ("Size", f"{info.bytes / 1_000_000:,.1f} MB {parts}{merged}"),
        (
            "Deleted",
            f"{info.deleted:,}, still taking room until segments merge" if info.deleted else "",
        ),
        ("Generation", f"{info.generation:,}: one more with each commit; citations name it"),
        (
            "Schema",
            f"{info.schema_version}: the version of its fields; dragoman reads its own only",
        ),
        ("Changed", f"{info.changed:%Y-%m-%d %H:%M %Z}" if info.changed else ""),
        *(("Notice", notice.text) for notice in info.notices),
    )
    for name, value in facts:
        if value:
            yield Piece(f"{name:<12}", dim=True), Piece(harmless(value))
