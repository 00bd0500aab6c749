"""The command `dragoman tag`: which countries and organisations articles are about, and why."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from typing import TypedDict

import click

from indexer.cleaning import clean
from indexer.dates import date_in_name
from indexer.discovery import discover
from indexer.manifest import Task
from indexer.reading import read_tasks
from indexer.records import Defaults, Limits, Policy, RawRecord, Rejection
from indexer.tagging import Explanation, SpanFound, load_tagger
from indexer.tagging.salience import Parts
from search.cli import ExitCode, refusals, vocabulary_option
from search.console import harmless
from search.model import Article, Tag
from search.settings import Settings
from search.vocabulary import Vocabulary, load_vocabulary

_EVIDENCE = 160
"""Characters shown of the sentence that shows a tag best."""


class TagJson(TypedDict, total=False):
    """A tag as JSON; `given` labels came with the article, `evidence` is a range of characters."""

    id: str
    label: str
    score: float
    about: bool
    mentions: int
    given: bool
    evidence: list[int] | None
    parts: dict[str, float]


class ArticleJson(TypedDict, total=False):
    """An article's tags as JSON; `spans` only where an explanation is asked for."""

    id: str
    countries: list[TagJson]
    organisations: list[TagJson]
    pairs: list[str]
    spans: list[dict[str, object]]


@click.command("tag")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, allow_dash=True))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line for each article.")
@click.option("--explain", is_flag=True, help="Show every span, its rule and the score's parts.")
@vocabulary_option
@click.pass_context
def tag_command(
    ctx: click.Context,
    *,
    paths: tuple[str, ...],
    as_json: bool,
    explain: bool,
    vocabulary: str,
) -> None:
    """Show which countries and organisations the articles in PATHs are about, and why.

    Reads what 'dragoman index' reads and writes nothing. Ends with 1 if some input could not be
    read.

    \b
    dragoman tag article.txt
    dragoman tag --json articles.jsonl
    dragoman tag --explain article.txt
    """
    with refusals():
        policy = Policy(Settings.from_environ(os.environ).today())
        tagger = load_tagger(vocabulary or None)
        book = load_vocabulary(vocabulary or None)
    rejected = False
    for found in _articles(paths, policy):
        if isinstance(found, Rejection):
            rejected = True
            click.echo(harmless(_told(found)), err=True)
        elif as_json:
            click.echo(json.dumps(_to_json(tagger.explain(found), book, explain=explain)))
        else:
            _print(tagger.explain(found), book, explain=explain)
    if rejected:
        ctx.exit(int(ExitCode.NOTHING_FOUND))


def _articles(paths: tuple[str, ...], policy: Policy) -> Iterator[Article | Rejection]:
    for source in discover(paths):
        if isinstance(source, Rejection):
            yield source
            continue
        defaults = Defaults(name_date=date_in_name(source.file_name))
        for item in read_tasks([Task(source, defaults, "")], Limits()):
            if isinstance(item, RawRecord):
                made = clean(item, policy)
                yield made if isinstance(made, Rejection) else made.article
            elif isinstance(item, Rejection):
                yield item


def _told(rejection: Rejection) -> str:
    where = f"{rejection.source}:{rejection.line}" if rejection.line else rejection.source
    detail = f" ({rejection.detail})" if rejection.detail else ""
    return f"{where}: {rejection.reason}{detail}"


def _to_json(explanation: Explanation, book: Vocabulary, *, explain: bool) -> ArticleJson:
    article = explanation.article
    shown = ArticleJson(
        id=article.id,
        countries=_tags_to_json("country", article.countries, explanation.countries, book, explain),
        organisations=_tags_to_json(
            "organisation", article.organisations, explanation.organisations, book, explain
        ),
        pairs=list(article.pairs),
    )
    if explain:
        shown["spans"] = [_span_to_json(span) for span in explanation.spans]
    return shown


def _tags_to_json(
    field: str,
    tags: tuple[Tag, ...],
    scores: tuple[tuple[str, Parts], ...],
    book: Vocabulary,
    explain: bool,
) -> list[TagJson]:
    parts = dict(scores)
    shown = []
    for tag in tags:
        one = TagJson(
            id=tag.value,
            label=book.label(field, tag.value),
            score=tag.score,
            about=tag.about,
            mentions=tag.mentions,
            given=tag.given,
            evidence=list(tag.evidence) if tag.evidence else None,
        )
        if explain:
            one["parts"] = {name: round(value, 3) for name, value in parts.get(tag.value, ())}
        shown.append(one)
    return shown


def _span_to_json(span: SpanFound) -> dict[str, object]:
    return {
        "part": span.part,
        "start": span.start,
        "end": span.end,
        "text": span.text,
        "kind": span.kind,
        "rule": span.rule,
        "countries": list(span.countries),
        "organisations": list(span.organisations),
    }


def _print(explanation: Explanation, book: Vocabulary, *, explain: bool) -> None:
    article = explanation.article
    click.secho(harmless(f"{article.id}  {article.shown_title}").replace("\n", " "), bold=True)
    for field, tags, scores in (
        ("country", article.countries, dict(explanation.countries)),
        ("organisation", article.organisations, dict(explanation.organisations)),
    ):
        for tag in tags:
            _print_tag(tag, book.label(field, tag.value), article.text)
            if explain and tag.value in scores:
                parts = ", ".join(f"{name} {value:.2f}" for name, value in scores[tag.value])
                click.echo(f"      = {parts}")
    if article.pairs:
        click.echo("  pairs: " + ", ".join(book.label("pair", pair) for pair in article.pairs))
    if explain:
        for span in explanation.spans:
            _print_span(span)
    click.echo()


def _print_tag(tag: Tag, label: str, text: str) -> None:
    role = "given" if tag.given else "about" if tag.about else "mentions"
    click.echo(f"  {role:<8}  {tag.score:5.2f}  {harmless(label)} [{tag.value}] x{tag.mentions}")
    if tag.about and tag.evidence:
        sentence = " ".join(text[slice(*tag.evidence)].split())
        shown = sentence if len(sentence) <= _EVIDENCE else sentence[: _EVIDENCE - 1] + "…"
        click.secho(f"                   “{harmless(shown)}”", dim=True)


def _print_span(span: SpanFound) -> None:
    ids = ", ".join((*span.countries, *span.organisations)) or "-"
    rule = f" ({span.rule})" if span.rule else ""
    words = " ".join(harmless(span.text).split())
    click.echo(f"    {span.part} {span.start}-{span.end} “{words}” {span.kind}{rule}: {ids}")
