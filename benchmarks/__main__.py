"""The command `python -m benchmarks`: speed and size beside other engines, in one run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console

from benchmarks.corpus import ARTICLES, CACHE, prepare, read_articles, text_bytes
from benchmarks.engines.ours import to_params
from benchmarks.engines.registry import MAKERS, OURS, ensure_index, index_folder, present
from benchmarks.goals import Goal, judge_builds, judge_process, judge_speed
from benchmarks.indexing import measure_builds
from benchmarks.memory import Held
from benchmarks.questions import Kind, Question, draw, read_vocabulary
from benchmarks.report import (
    describe_machine,
    open_console,
    print_goals,
    print_head,
    print_rows,
    print_values,
)
from benchmarks.snippets import measure_snippets
from benchmarks.sources import DATA, DataMissing
from benchmarks.starting import measure_start
from benchmarks.summary import summarise
from benchmarks.timing import Pass, Process, Timing, keep_least, measure

QUESTIONS = 40
"""Distinct questions of a class, besides the topics."""

BUILDS = ("dragoman", "tantivy", "sqlite", "whoosh bincount")

_names = click.Choice(list(MAKERS))
_folder = click.Path(file_okay=False, path_type=Path)


@click.command()
@click.option(
    "--articles", default=ARTICLES, show_default=True, help="More than there are: copies."
)
@click.option("--questions", default=QUESTIONS, show_default=True, help="Distinct, a class.")
@click.option("--warm", default=1, show_default=True, help="Warm passes; the least time counts.")
@click.option("--topics", type=int, help="Only so many of the topics.")
@click.option("--engine", "engines", multiple=True, type=_names, help="Only these.")
@click.option("--class", "kinds", multiple=True, type=click.Choice([str(k) for k in Kind]))
@click.option(
    "--builds", default=20_000, show_default=True, help="Articles to time indexing; or 0."
)
@click.option("--rebuild", multiple=True, type=_names, help="Build this index anew.")
@click.option("--cache", default=CACHE, type=_folder, help="Where articles and indexes are kept.")
@click.option("--data", default=DATA, type=_folder, help="Where the news lie.")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path))
def main(
    *,
    articles: int,
    questions: int,
    warm: int,
    topics: int | None,
    engines: tuple[str, ...],
    kinds: tuple[str, ...],
    builds: int,
    rebuild: tuple[str, ...],
    cache: Path,
    data: Path,
    json_file: Path | None,
) -> None:
    """Ask every engine the same questions over the same articles."""
    console = open_console()
    versions, missing = present(engines or list(MAKERS))
    try:
        source = prepare(cache, data)
        # copies of articles have the words of the articles
        vocabulary = read_vocabulary(read_articles(source, min(articles, ARTICLES)))
        drawn = draw(vocabulary, questions, data)
    except DataMissing as error:
        raise click.ClickException(str(error)) from error
    facts = {**describe_machine(), "articles": f"{articles:,}", **versions}
    print_head(console, facts)
    for words in missing:
        console.print(words)
    for name in rebuild:
        shutil.rmtree(index_folder(name, articles, cache), ignore_errors=True)
    folders = {name: ensure_index(name, source, articles, cache) for name in versions}
    classes = _choose(drawn, kinds, topics)
    timings, held = run(folders, classes, warm)
    rows = summarise(timings)
    print_rows(console, rows)
    print_values(console, "Megabytes of memory after the whole run", held)
    goals = judge_speed(rows, articles)
    report: dict[str, object] = {"facts": facts, "rows": [asdict(row) for row in rows]}
    if OURS in folders:
        goals += _measure_ourselves(console, report, folders[OURS], classes, held)
    if builds:
        goals += _measure_builds(console, report, list(versions), source, builds)
    print_goals(console, goals)
    if json_file is not None:
        report |= {"memory": [asdict(h) for h in held], "goals": [asdict(goal) for goal in goals]}
        text = json.dumps(report, indent=1, ensure_ascii=False)
        json_file.write_text(text + "\n", encoding="utf-8")


def _choose(
    drawn: Mapping[Kind, Sequence[Question]], kinds: Sequence[str], topics: int | None
) -> list[Sequence[Question]]:
    """The classes that are wanted."""
    return [
        asked[:topics] if kind in (Kind.TOPIC, Kind.TOPIC_ALL) else asked
        for kind, asked in drawn.items()
        if asked and (not kinds or str(kind) in kinds)
    ]


def run(
    folders: Mapping[str, Path], classes: Sequence[Sequence[Question]], warm: int = 1
) -> tuple[list[Timing], list[Held]]:
    """A cold pass over all classes in fresh processes and warm ones; what each process holds."""
    timings: list[Timing] = []
    with ExitStack() as stack:
        processes = [stack.enter_context(Process(*item)) for item in folders.items()]
        for at in (Pass.COLD, *[Pass.WARM] * warm):
            for questions in classes:
                timings += measure(processes, questions, at)
        timings = keep_least(timings)
        return timings, [process.memory() for process in processes]


def _measure_ourselves(
    console: Console,
    report: dict[str, object],
    folder: Path,
    classes: Sequence[Sequence[Question]],
    held: Sequence[Held],
) -> list[Goal]:
    """Snippets by themselves, and a process from its start."""
    snippets = [measure_snippets(folder, questions) for questions in classes]
    print_values(console, "Snippets of ten hits, processor milliseconds", snippets)
    started = measure_start(folder, to_params(classes[0][0])["q"])
    print_values(console, "Whole processes, seconds", started)
    report["snippets"] = [asdict(cost) for cost in snippets]
    report["start"] = [asdict(one) for one in started]
    private = next((h.private for h in held if h.engine == OURS), 0.0)
    return judge_process(started[-1].wall, private)


def _measure_builds(
    console: Console, report: dict[str, object], engines: Sequence[str], source: Path, count: int
) -> list[Goal]:
    """Indexing: rates, sizes beside the raw text, memory."""
    built = measure_builds([name for name in BUILDS if name in engines], source, count)
    raw = text_bytes(source, count) / 1e6
    print_values(console, f"Indexing; the raw text is {raw:.1f} MB", built)
    report["builds"] = [asdict(one) for one in built]
    report["raw_mb"] = raw
    return judge_builds(built, raw)


if __name__ == "__main__":
    main()
