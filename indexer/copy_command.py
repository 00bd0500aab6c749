"""The command that moves an index between engines: `dragoman copy`."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from search.cli import ExitCode, Refusal, refusals
from search.engine import Searcher, Writer, open_searcher, open_writer
from search.model import Article

ANALYSIS = "analysis"
"""The fingerprint that the writer of an index sets by itself."""


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied."""

    articles: int
    records: int


def copy_index(
    source: Searcher, target: Writer, progress: Progress | None = None, total: int = 0
) -> Copied:
    """Copy articles, the records of what was read, and the stamps of rules, in this order.

    Words are analysed anew. What `target` holds besides stays; equal ids are replaced.
    """
    articles = 0
    for article in _shown(source.articles(), progress, total):
        target.add(article)
        articles += 1
    records = 0
    for record in source.sources():
        target.record(record)
        records += 1
    for name, value in source.info().fingerprints:
        if name != ANALYSIS:
            target.stamp(name, value)
    return Copied(articles, records)


def _shown(articles: Iterable[Article], progress: Progress | None, total: int) -> Iterator[Article]:
    if progress is None:
        yield from articles
        return
    task = progress.add_task("Copying", total=total)
    for article in articles:
        yield article
        progress.advance(task)


@click.command("copy")
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
@click.option("--jobs", type=click.IntRange(1, 8), default=2, show_default=True,
              help="Requests to a cluster at once.")  # fmt: skip
def copy_command(source: str, target: str, jobs: int) -> None:
    """Copy the index at FROM into the one at TO, without the files it was made of.

    Both are addresses as --index takes them. Articles that TO has under the same ids are
    replaced, others stay. If it is broken off, run it again.

    \b
    dragoman copy index opensearch+http://localhost:9200/news
    """
    if source == target:
        raise Refusal("FROM and TO are one index", ExitCode.USAGE)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(file=sys.stderr)
    with refusals(), closing(open_searcher(source)) as searcher:
        total = searcher.info().articles
        with (
            Progress(
                *columns,
                TimeRemainingColumn(),
                console=console,
                transient=True,
                disable=not console.is_terminal,  # else an empty line is all that comes of it
            ) as progress,
            open_writer(target, jobs=jobs) as writer,
        ):
            copied = copy_index(searcher, writer, progress, total)
    click.echo(f"Copied: {copied.articles:,} articles, {copied.records:,} records of files")
