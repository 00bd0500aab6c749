"""What the indexing command shows: progress while it works, a report when it has done."""

from __future__ import annotations

import shlex
import time
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar
from rich.table import Table

from indexer.records import Remark
from indexer.report import Counted, Report
from search.console import harmless

_EVERY = 10.0
"""Seconds between two lines where no terminal listens."""

_LISTED = 5
"""Examples and keys shown of each kind."""


class BarProgress:
    """A bar on a terminal: how far, how fast, how many rejected, how long still."""

    def __init__(self, console: Console) -> None:
        self._bar = Bar(
            TextColumn("{task.description}"),
            BarColumn(),
            DownloadColumn(),
            TextColumn("{task.fields[articles]:,} articles"),
            TextColumn("{task.fields[rate]:,.0f}/s"),
            TextColumn("{task.fields[rejected]:,} rejected"),
            TimeRemainingColumn(),
            console=console,
            transient=True,
        )
        self._task = self._bar.add_task("Reading", total=None, articles=0, rate=0.0, rejected=0)
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def start(self, total_bytes: int) -> None:
        """Show the bar's full length, if it is known."""
        self._bar.update(self._task, total=total_bytes or None)

    def advance(self, done_bytes: int, articles: int, rejected: int) -> None:
        """Move the bar."""
        rate = articles / max(time.monotonic() - self._began, 0.001)
        self._bar.update(
            self._task, completed=done_bytes, articles=articles, rate=rate, rejected=rejected
        )

    def commit(self) -> None:
        """Tell that only the commit is left."""
        self._bar.update(self._task, description="Committing")


class LineProgress:
    """A line on standard error now and then, for logs."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._total = 0
        self._began = self._last = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Nothing is left open."""

    def start(self, total_bytes: int) -> None:
        """Remember the size of the whole."""
        self._total = total_bytes

    def advance(self, done_bytes: int, articles: int, rejected: int) -> None:
        """Print a line if the last one is some seconds old."""
        now = time.monotonic()
        if now - self._last < _EVERY:
            return
        self._last = now
        share = f"{min(done_bytes / self._total, 1):.0%}, " if self._total else ""
        rate = articles / (now - self._began)
        self._console.print(
            f"{share}{articles:,} articles, {rate:,.0f}/s, {rejected:,} rejected", highlight=False
        )

    def commit(self) -> None:
        """Nothing: the report follows."""


def progress_on(console: Console) -> BarProgress | LineProgress:
    """The progress that suits where it is shown."""
    moves = console.is_terminal and not console.is_dumb_terminal
    return BarProgress(console) if moves else LineProgress(console)


def print_report(report: Report, console: Console) -> None:
    """The report as tables and sentences."""
    if report.checked:
        _print_previews(report, console)
    for title, rows in (
        ("Would be indexed" if report.checked else "Articles", list(_article_rows(report))),
        ("Files", list(_file_rows(report))),
        ("Rejected", [_counted_row(reason) for reason in report.rejected]),
        ("To know of", [_counted_row(r) for r in report.remarks]),
    ):
        if rows:
            _print_table(title, rows, console)
    if report.ignored_keys:
        _say(console, f"Ignored keys: {_keys(report)}")
    if report.unused_rows:
        _say(console, f"Rows of the metadata table without a file: {report.unused_rows:,}")
    for line in closing_lines(report):
        _say(console, line)


def _say(console: Console, text: str) -> None:
    console.print(harmless(text), markup=False, highlight=False, soft_wrap=True)


def _print_table(title: str, rows: list[tuple[str, str, str]], console: Console) -> None:
    table = Table(title=title, title_justify="left", show_header=False, box=None, padding=(0, 1))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(no_wrap=True)
    table.add_column(style="dim", overflow="fold")
    for row in rows:
        table.add_row(*(escape(harmless(cell)) for cell in row))
    console.print(table)


def _article_rows(report: Report) -> Iterator[tuple[str, str, str]]:
    if report.checked:
        yield f"{report.articles:,}", "articles", ""
    else:
        yield f"{report.added:,}", "new", ""
        yield f"{report.updated:,}", "updated", ""
    if report.deleted:
        yield f"{report.deleted:,}", "deleted", "no longer in their files"
    if report.rejections:
        yield f"{report.rejections:,}", "rejected", "see below"


def _file_rows(report: Report) -> Iterator[tuple[str, str, str]]:
    files = report.files
    yield f"{files.read:,}", "read", f"{report.bytes / 1e6:,.1f} MB in {report.seconds:,.1f} s"
    for count, name, told in (
        (files.reread, "of them as before", "read for other options or newer rules of tagging"),
        (files.grown, "of them grown", "only the lines added to them"),
        (files.unchanged, "unchanged", "not read again"),
        (files.touched, "touched", "the same content"),
        (len(files.moved), "moved", _paths(files.moved)),
        (len(files.copied), "copies", _paths(files.copied)),
        (files.pruned, "pruned", "gone; their articles were deleted"),
    ):
        if count:
            yield f"{count:,}", name, told
    if gone := len(files.vanished) - files.pruned:
        yield f"{gone:,}", "gone", "their articles are kept; --prune deletes them"


def _paths(pairs: tuple[tuple[str, str], ...]) -> str:
    shown = [_near(f"{old} → {new}") for old, new in pairs[:_LISTED]]
    return "\n".join(shown + ["…"] * (len(pairs) > _LISTED))


def _near(text: str) -> str:
    """Paths as they would be typed in the folder where the command was called."""
    return text.replace(str(Path.cwd()).rstrip("/") + "/", "")


def _counted_row(counted: Counted) -> tuple[str, str, str]:
    told = ""
    if counted.name != Remark.UNDATED:
        told = "\n".join(_near(str(sample)) for sample in counted.samples[:2])
    elif counted.samples:
        told = "found by date:none"
    return f"{counted.count:,}", counted.name, told


def _keys(report: Report) -> str:
    shown = [f"{key} ({count:,})" for key, count in report.ignored_keys[:20]]
    return ", ".join(shown + ["…"] * (len(report.ignored_keys) > 20))


def _print_previews(report: Report, console: Console) -> None:
    table = Table(title="First articles", title_justify="left", box=None, padding=(0, 1))
    for heading in ("Date", "from", "Title", "from", "File"):
        table.add_column(heading, overflow="fold")
    for shown in report.previews:
        place = _near(f"{shown.source}:{shown.line}" if shown.line else shown.source)
        cells = (shown.date or "none", shown.date_origin or "–", shown.title, shown.title_origin)
        table.add_row(*(escape(harmless(cell)) for cell in (*cells, place)))
    console.print(table)


def closing_lines(report: Report) -> Iterator[str]:
    """Where the full list of rejects is, and what to type next."""
    if report.rejects_file:
        yield f"All rejects, with file, line and reason: {report.rejects_file}"
    if report.rejects_trouble:
        yield f"The list of rejects could not be written: {report.rejects_trouble}"
    if report.stale_tags:
        yield "Other articles were tagged by other names or rules; dragoman retag tags them again."
    if report.checked:
        yield "Nothing was written. To index these files, leave out --check."
    elif not (report.files.read or report.files.unchanged or report.committed):
        yield "There were no files to index."
    elif not report.committed:
        yield "Nothing has changed; nothing was written."
    elif report.articles:
        yield f"Next: {_next_command(report)}"


def _next_command(report: Report) -> str:
    where = "" if report.index == "index" else f" --index {shlex.quote(report.index)}"
    return f"dragoman search{where} 'your question'"
