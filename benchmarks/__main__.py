"""The command `python -m benchmarks`: speed and size beside other engines, in one run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

import click

from benchmarks.corpus import ARTICLES, CACHE, prepare, read_articles
from benchmarks.engines.registry import MAKERS, ensure_index, index_folder, present
from benchmarks.questions import Kind, Question, draw, read_vocabulary
from benchmarks.report import describe_machine, open_console, print_goals, print_head, print_rows
from benchmarks.sources import DataMissing
from benchmarks.summary import judge, summarise, to_json
from benchmarks.timing import Pass, Process, Timing, measure

QUESTIONS = 40
"""Distinct questions of a class, besides the topics."""


@click.command()
@click.option("--articles", default=ARTICLES, show_default=True, help="How many articles.")
@click.option("--questions", default=QUESTIONS, show_default=True, help="Distinct, a class.")
@click.option("--topics", type=int, help="Only so many of the topics.")
@click.option("--engine", "engines", multiple=True, type=click.Choice(list(MAKERS)))
@click.option("--class", "kinds", multiple=True, type=click.Choice([str(k) for k in Kind]))
@click.option(
    "--rebuild",
    multiple=True,
    type=click.Choice(list(MAKERS)),
    help="Build this engine's index anew.",
)
@click.option("--cache", default=CACHE, type=click.Path(path_type=Path), help="Indexes lie here.")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path))
def main(
    *,
    articles: int,
    questions: int,
    topics: int | None,
    engines: tuple[str, ...],
    kinds: tuple[str, ...],
    rebuild: tuple[str, ...],
    cache: Path,
    json_file: Path | None,
) -> None:
    """Ask every engine the same questions over the same articles."""
    console = open_console()
    versions, missing = present(engines or list(MAKERS))
    try:
        source = prepare(cache)
    except DataMissing as error:
        raise click.ClickException(str(error)) from error
    facts = {**describe_machine(), "articles": f"{articles:,}", **versions}
    print_head(console, facts)
    for words in missing:
        console.print(words)
    drawn = draw(read_vocabulary(read_articles(source, articles)), questions)
    chosen = {kind: asked[: topics if kind in _TOPICS else None] for kind, asked in drawn.items()}
    if kinds:
        chosen = {kind: asked for kind, asked in chosen.items() if str(kind) in kinds}
    for name in rebuild:
        shutil.rmtree(index_folder(name, articles, cache), ignore_errors=True)
    folders = {name: ensure_index(name, source, articles, cache) for name in versions}
    timings = run(folders, list(chosen.values()))
    rows = summarise(timings)
    goals = judge(rows)
    print_rows(console, rows)
    print_goals(console, "Goals of speed", goals)
    if json_file is not None:
        text = json.dumps({"facts": facts, **to_json(rows, goals)}, indent=1, ensure_ascii=False)
        json_file.write_text(text + "\n", encoding="utf-8")


_TOPICS = (Kind.TOPIC_ALL, Kind.TOPIC)


def run(folders: dict[str, Path], classes: Sequence[Sequence[Question]]) -> list[Timing]:
    """A cold pass over all classes in fresh processes, and a warm one."""
    timings: list[Timing] = []
    with ExitStack() as stack:
        processes = [stack.enter_context(Process(*item)) for item in folders.items()]
        for at in (Pass.COLD, Pass.WARM):
            for questions in classes:
                timings += measure(processes, questions, at)
    return timings


if __name__ == "__main__":
    main()
