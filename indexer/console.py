"""What the indexing command shows while it works: a bar on a terminal, lines in a log."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

_EVERY = 10.0
"""Seconds between two lines where no terminal listens."""


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
