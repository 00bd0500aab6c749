"""The commands that ask an index: search, show, info, verify and optimize."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import NoReturn

import click

from search.cli import ExitCode, Refusal, index_option, vocabulary_option
from search.console import (
    article_lines,
    harmless,
    info_lines,
    page_lines,
    print_facets,
    print_lines,
)
from search.engine import Searcher, open_searcher, optimize_index, verify_index
from search.fields import CHOOSABLE
from search.harvest import count, harvest, strict
from search.model import HITS_ONLY, Filters, Hit, Match, Query, Sort
from search.naming import Names
from search.permalink import EXCLUDE, read_params, to_url
from search.serial import article_to_json, hit_to_json, info_to_json, page_to_json, write_csv
from search.vocabulary import load_vocabulary

Function = Callable[..., None]


_PARAMS = {"question": "q", "start": "from", "end": "to", "country_match": "country.match"}
"""The URL parameters that options of another name stand for."""

for _field in CHOOSABLE:
    _PARAMS[f"with_{_field.key}"] = _field.param
    _PARAMS[f"without_{_field.key}"] = EXCLUDE + _field.param


def _filter_options(function: Function) -> Function:
    """`--country`, `--not-country` and so on: two options for each keyword field of the table."""
    for field in reversed(CHOOSABLE):
        name = field.param.replace(".", "-")
        without = click.option(
            f"--not-{name}",
            f"without_{field.key}",
            multiple=True,
            metavar="NAME",
            help=f"{field.label}: not this one; repeatable.",
        )
        including = click.option(
            f"--{name}",
            f"with_{field.key}",
            multiple=True,
            metavar="NAME",
            help=f"{field.label}: this one, or 'none'; repeatable.",
        )
        function = including(without(function))
    return function


@click.command("search")
@click.argument("question", required=False, default="")
@_filter_options
@click.option(
    "--country-match",
    "country_match",
    type=click.Choice(["any", "all"]),
    help="Any of the countries, or all.",
)
@click.option("--from", "start", metavar="DATE", help="From this day, month or year on.")
@click.option("--to", "end", metavar="DATE", help="Up to the end of this day, month or year.")
@click.option(
    "--date", "date", metavar="SPAN", help="2023-05, 2020..2022, last-30d, none, outside."
)
@click.option("--added", "added", metavar="INSTANT", help="Only articles added since then.")
@click.option(
    "--sort", "sort", type=click.Choice([order.value for order in Sort]), help="Default: relevance."
)
@click.option(
    "--match",
    "match",
    type=click.Choice([mode.value for mode in Match]),
    help="All words, or most.",
)
@click.option("--page", "page", metavar="N", help="Which page of hits.")
@click.option("--size", "size", metavar="N", help="Hits on a page, up to 1,000.")
@click.option("--cursor", "cursor", metavar="C", help="Go on from the next_cursor of a page.")
@index_option
@vocabulary_option
@click.option("--json", "as_json", is_flag=True, help="The answer as JSON.")
@click.option("--csv", "as_csv", is_flag=True, help="The hits as CSV.")
@click.option("--all", "everything", is_flag=True, help="Every hit; all words are required.")
@click.option("--url", "as_url", is_flag=True, help="Print the question's address; ask nothing.")
def search_command(
    *,
    index_url: str,
    vocabulary: str,
    as_json: bool,
    as_csv: bool,
    everything: bool,
    as_url: bool,
    **params: str | tuple[str, ...] | None,
) -> None:
    """Answer a QUESTION; '*' stands for every article.

    \b
    dragoman search 'sanctions (Iran OR "North Korea")' --country ir --from 2012 --to 2015
    dragoman search '*' --org un --sort newest --all --csv > un.csv

    With --all, --json prints one hit a line. Ends with 0 if anything was found, 1 if nothing.
    """
    query = _read_query(params, Names(load_vocabulary(vocabulary or None)))
    if as_json and as_csv:
        raise click.UsageError("--json and --csv cannot both be had")
    if as_url:
        click.echo(to_url(query))
        return
    with closing(open_searcher(index_url, vocabulary=vocabulary)) as searcher:
        found = (
            _print_all(searcher, query, as_json)
            if everything
            else (_print_page(searcher, query, as_json, as_csv))
        )
    if not found:
        _finish(ExitCode.NOTHING_FOUND)


def _read_query(params: dict[str, str | tuple[str, ...] | None], names: Names) -> Query:
    """The options as a query, by way of the parameters that URLs have; raises UsageError."""
    pairs = [
        (_PARAMS.get(key, key), value)
        for key, given in params.items()
        for value in ((given,) if isinstance(given, str) else given or ())
    ]
    reading = read_params(pairs, names)
    if reading.faults:
        faults = (fault.message for fault in reading.faults)
        raise click.UsageError("\n".join(harmless(message) for message in faults))
    if not reading.query.text and not reading.query.filters:
        raise click.UsageError("Type a question; '*' stands for every article.")
    return reading.query


def _finish(code: ExitCode) -> NoReturn:
    click.get_current_context().exit(code)


def _print_page(searcher: Searcher, query: Query, as_json: bool, as_csv: bool) -> int:
    if as_csv:
        page = searcher.search(query, HITS_ONLY)
        _print_csv(iter(page.hits))
        return page.total
    page = searcher.search(query)
    if as_json:
        _print_json(page_to_json(page))
        return page.total
    print_lines(page_lines(page))
    if not page.total and query.text and query.filters:
        others = count(searcher, replace(query, filters=Filters(), page=1, cursor=""))
        click.echo(f"Without the filters: {others:,} article{'' if others == 1 else 's'}")
    print_facets(page)
    return page.total


def _print_all(searcher: Searcher, query: Query, as_json: bool) -> int:
    """Every hit, as JSON Lines or CSV, holding one page of them at a time.

    Takes all words where the question leaves it open: a list to be kept should not depend on
    how many other articles there happen to be.
    """
    hits = harvest(searcher, strict(query))
    if not as_json:
        return _print_csv(hits)
    lines = 0
    for hit in hits:
        click.echo(json.dumps(hit_to_json(hit), ensure_ascii=False))
        lines += 1
    return lines


def _print_csv(hits: Iterator[Hit]) -> int:
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(newline="")  # the rows bring their own line ends
    return write_csv(hits, sys.stdout)


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


@click.command("show")
@click.argument("id")
@index_option
@click.option("--json", "as_json", is_flag=True, help="The article as JSON.")
def show_command(id: str, index_url: str, as_json: bool) -> None:
    """Show the article with this ID.

    \b
    dragoman show 3f2a9c0d1b7e4a55
    """
    with closing(open_searcher(index_url)) as searcher:
        article = searcher.get(id)
    if article is None:
        raise Refusal(f"There is no article {harmless(id)} in this index.", ExitCode.NOTHING_FOUND)
    if as_json:
        _print_json(article_to_json(article))
        return
    print_lines(article_lines(article))


@click.command("info")
@index_option
@click.option("--json", "as_json", is_flag=True, help="The same as JSON.")
def info_command(index_url: str, as_json: bool) -> None:
    """Tell what the index is and holds.

    \b
    dragoman info --index archive
    """
    with closing(open_searcher(index_url)) as searcher:
        info = searcher.info()
    if as_json:
        _print_json(info_to_json(info))
        return
    print_lines(info_lines(info))


@click.command("verify")
@index_option
def verify_command(index_url: str) -> None:
    """Read the whole index and check that it is sound; ends with 1 if it is not.

    \b
    dragoman verify --index archive
    """
    problems = verify_index(index_url)
    for problem in problems:
        click.echo(harmless(problem))
    if problems:
        _finish(ExitCode.NOTHING_FOUND)
    click.echo("The index is sound.")


@click.command("optimize")
@index_option
@click.option("--timeout", default=10.0, show_default=True, help="Seconds to wait for a writer.")
def optimize_command(index_url: str, timeout: float) -> None:
    """Merge the index into one segment and drop what was deleted.

    \b
    dragoman optimize --index archive
    """
    print_lines(info_lines(optimize_index(index_url, timeout=timeout)))


commands: tuple[click.Command, ...] = (
    search_command,
    show_command,
    info_command,
    verify_command,
    optimize_command,
)
