"""The command `dragoman evaluate`: how well the ranking does on documents with judgements.

It stands here rather than in `search` because documents are read as every indexing run does.
"""

from __future__ import annotations

import json
import os
import re
import tempfile
from contextlib import closing
from pathlib import Path

import click

from indexer.indexing import Request, index
from search.analysis import detect_language, is_caseless
from search.cli import ExitCode, Refusal, refusals
from search.console import harmless
from search.engine import Searcher, open_searcher
from search.evaluation import (
    DEPTH,
    BadFile,
    Evaluation,
    Qrels,
    Ranking,
    Topic,
    evaluate,
    read_qrels,
    read_topics,
    write_run,
)
from search.model import HITS_ONLY, Query
from search.settings import Settings

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("evaluate")
@click.option(
    "--docs",
    type=click.Path(exists=True, path_type=Path),
    required=True,
    metavar="PATH",
    help="The documents: JSON Lines, or anything that 'dragoman index' reads.",
)
@click.option(
    "--queries",
    type=_FILE,
    required=True,
    metavar="FILE",
    help="The questions: an id, a tab and the text on each line.",
)
@click.option(
    "--qrels",
    type=_FILE,
    required=True,
    metavar="FILE",
    help="The judgements, in the form of TREC.",
)
@click.option(
    "--run",
    "run_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write what was found here, in the form of TREC.",
)
@click.option("--json", "as_json", is_flag=True, help="The measures as JSON.")
def evaluate_command(
    *, docs: Path, queries: Path, qrels: Path, run_file: Path | None, as_json: bool
) -> None:
    """Measure the ranking on judged documents, in an index made for it and thrown away.

    Questions are asked as plain words, without operators, to a depth of 1,000.

    \b
    dragoman evaluate --docs docs.jsonl --queries topics.tsv --qrels qrels.txt
    """
    try:
        topics, judgements = read_topics(queries), read_qrels(qrels)
        with refusals(), tempfile.TemporaryDirectory(prefix="dragoman-") as folder:
            documents = _index(docs, f"{folder}/index")
            with closing(open_searcher(f"{folder}/index")) as searcher:
                evaluation = _evaluate(searcher, topics, judgements)
    except ValueError as error:
        if not isinstance(error, BadFile | _Unfit):
            raise
        raise Refusal(harmless(str(error)), ExitCode.USAGE) from error
    if run_file is not None:
        with run_file.open("w", encoding="utf-8") as stream:
            write_run(evaluation.run, stream)
    _print(evaluation, documents, as_json)


class _Unfit(ValueError):  # noqa: N818 - named for what is wrong
    """The files do not belong together, or hold nothing."""


def _index(docs: Path, address: str) -> int:
    """Index the documents, without tags; how many there are."""
    report = index(
        Request(
            paths=(str(docs),),
            index=address,
            today=Settings.from_environ(os.environ).today(),
            detect_language=detect_language,
        )
    )
    if not report.articles:
        raise _Unfit(f"{docs}: holds no document that can be read")
    return report.articles


def _evaluate(searcher: Searcher, topics: tuple[Topic, ...], qrels: Qrels) -> Evaluation:
    def answer(text: str) -> Ranking:
        hits = searcher.search(Query(plain_words(text), size=DEPTH), HITS_ONLY).hits
        return [(hit.id, hit.score) for hit in hits]

    if not any(topic.id in qrels for topic in topics):
        raise _Unfit("none of the topics has judgements: do the files belong together?")
    return evaluate(answer, topics, qrels)


_OPERATOR_WORD = re.compile(r"\b(?:AND|OR|NOT|NEAR|ADJ)\b")
_OPERATOR_SIGN = re.compile(r"[^\w\s.,'’&/-]|(?<!\w)[-/]")


def plain_words(topic: str) -> str:
    """A topic as a question without operators: whoever wrote it did not know of ours.

    `GREECE OR TURKEY ?` in capitals throughout has words in it, no OR and no wildcard.
    """
    text = topic.lower() if is_caseless(topic) else topic
    text = _OPERATOR_WORD.sub(lambda found: found[0].lower(), text)
    return " ".join(_OPERATOR_SIGN.sub(" ", text).split())


def _print(evaluation: Evaluation, documents: int, as_json: bool) -> None:
    topics = len(evaluation.run)
    if as_json:
        value = {
            "measures": evaluation.means,
            "topics": topics,
            "documents": documents,
            "by_topic": evaluation.by_topic,
        }
        click.echo(json.dumps(value, indent=2))
        return
    click.echo(f"{topics:,} topics over {documents:,} documents")
    for name, mean in evaluation.means.items():
        click.echo(f"{name:<12} {mean:.4f}")
