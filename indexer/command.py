"""The commands that change an index: `dragoman index` and `dragoman delete`."""

from __future__ import annotations

import errno
import json
import os
import sys
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypedDict, Unpack

import click
from rich.console import Console

from indexer.console import progress_on
from indexer.indexing import Engine, Request, check, index
from indexer.metadata import MetadataError
from indexer.readers.keys import KEYS
from indexer.records import Limits
from indexer.rejects import FILE_NAME, why_unwritable
from indexer.report import Report
from indexer.report_lines import report_lines
from indexer.serial import report_to_json
from indexer.tagging import load_tagger
from indexer.workers import WorkerDied
from search.analysis import detect_language
from search.cli import ExitCode, Refusal, index_option, refusals, vocabulary_option
from search.console import harmless, print_lines
from search.engine import EngineError, IndexMissing, Searcher, open_searcher, open_writer
from search.interrupts import ended_like_ctrl_c
from search.naming import Names
from search.settings import Settings
from search.vocabulary import load_vocabulary

SOME_REJECTED = 1
"""What `dragoman index` ends with if the index is up to date but some inputs are not in it."""

_MOST_JOBS = 4
"""Processes by default; beyond, the one that writes cannot keep up with those that tag."""

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_NEW_FILE = click.Path(dir_okay=False, path_type=Path)


class _Told(TypedDict):
    """What `dragoman index` is told on the command line."""

    paths: tuple[str, ...]
    index_url: str
    vocabulary: str
    only_check: bool
    metadata: Path | None
    prune: bool
    rebuild: bool
    jobs: int | None
    language: str
    source: str
    date_from_mtime: bool
    follow: bool
    no_tags: bool
    no_space_check: bool
    rejects: Path | None
    rename: tuple[tuple[str, str], ...]
    largest: int
    as_json: bool


def _read_language(ctx: click.Context, option: click.Parameter, value: str) -> str:
    if value and not (len(value) == 2 and value.isascii() and value.isalpha()):
        raise click.BadParameter("a code of two letters is wanted, such as en or fr")
    return value.lower()


def _read_renames(
    ctx: click.Context, option: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """`OLD=NEW` each, NEW one of the keys that are read."""
    renames = []
    for value in values:
        old, equals, new = value.rpartition("=")
        if not (old and equals and new in KEYS):
            keys = ", ".join(sorted(KEYS))
            raise click.BadParameter(f"KEY=NAME is wanted, NAME being one of {keys}")
        renames.append((old, new))
    return tuple(renames)


@click.command("index")
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, allow_dash=True))
@index_option
@vocabulary_option
@click.option("--check", "only_check", is_flag=True, help="Read and report; write nothing.")
@click.option("--metadata", type=_FILE, help="A CSV table: path, date, title, source, …")
@click.option("--prune", is_flag=True, help="Delete the articles of files that are gone.")
@click.option("--rebuild", is_flag=True, help="On a cluster: anew, swapped in at the end.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Processes that clean and tag.")
@click.option(
    "--language",
    metavar="XX",
    default="",
    callback=_read_language,
    help="The articles' language, where none is told: en, fr, …",
)
@click.option("--source", metavar="NAME", default="", help="The outlet, where none is told.")
@click.option(
    "--rename",
    multiple=True,
    metavar="KEY=NAME",
    callback=_read_renames,
    help="Read a key of JSON Lines as another: headline=title; repeatable.",
)
@click.option("--date-from-mtime", is_flag=True, help="Date files by their time, if at all.")
@click.option("--follow", is_flag=True, help="Read also what links out of PATHs lead to.")
@click.option("--no-tags", is_flag=True, help="Do not look for countries and organisations.")
@click.option("--no-space-check", is_flag=True, help="Begin even if the disk looks too full.")
@click.option("--rejects", type=_NEW_FILE, help="Where to list what is rejected.")
@click.option(
    "--largest",
    type=click.IntRange(1, 2000),
    default=20,
    show_default=True,
    metavar="MB",
    help="Reject articles that are larger.",
)
@click.option("--json", "as_json", is_flag=True, help="The report as one JSON object.")
@click.pass_context
def index_command(ctx: click.Context, **told: Unpack[_Told]) -> None:
    """Index the articles in PATHs: files, folders, or - for standard input.

    Only what has changed since the last run is read. Ends with 0, or with 1 if some inputs
    were rejected; the others are then indexed.

    \b
    dragoman index articles/
    dragoman index --check articles/
    zcat export.jsonl.gz | dragoman index -
    """
    only_check = told["only_check"]
    request = _request(told)
    request = replace(request, rejects=_rejects_path(request, told["rejects"], only_check))
    report = _run(request, only_check, ANEW if told["rebuild"] else Engine())
    if told["as_json"]:
        click.echo(json.dumps(report_to_json(report), ensure_ascii=True, indent=2))
    else:
        print_lines(report_lines(report))
    if report.rejections:
        ctx.exit(SOME_REJECTED)


def _request(told: _Told) -> Request:
    """The run that the options ask for, but for where rejects are listed."""
    with refusals():
        today = Settings.from_environ(os.environ).today()
        names = load_vocabulary(told["vocabulary"] or None)
    tags = not (told["no_tags"] or told["only_check"])
    return Request(
        paths=told["paths"],
        index=told["index_url"],
        today=today,
        metadata=told["metadata"],
        prune=told["prune"],
        jobs=told["jobs"] or min(os.cpu_count() or 1, _MOST_JOBS),
        date_from_mtime=told["date_from_mtime"],
        follow=told["follow"],
        language=told["language"],
        source=told["source"],
        check_space=not told["no_space_check"],
        tagger=load_tagger(told["vocabulary"] or None) if tags else None,
        detect_language=detect_language,
        resolve=names.resolve,
        towns=Names(names).towns(),
        renames=told["rename"],
        limits=Limits(record_bytes=told["largest"] * 1_000_000),
    )


def _rejects_path(request: Request, given: Path | None, only_check: bool) -> Path | None:
    """Where it is `given`, else beside the index's own files, which do not mind; nowhere if nothing
    is to be written. A place where no list can be kept is refused before anything is read."""
    if given is not None:
        made = given.parent == request.folder and not only_check  # by the run, if need be
        reason = why_unwritable(given)
        if reason and not (made and not given.parent.exists()):
            raise click.BadParameter(harmless(reason), param_hint="--rejects")
        return given
    if only_check:
        return None
    return (request.folder or Path()) / FILE_NAME


def _nothing_yet(url: str) -> Searcher:
    raise IndexMissing(url)


ANEW = Engine(searcher=_nothing_yet, writer=partial(open_writer, rebuild=True))
"""Every file is read, and a new index takes the place of the old one at the end."""


def _run(request: Request, only_check: bool, engine: Engine) -> Report:
    """The run, with its progress on standard error; what it raises becomes a refusal."""
    try:
        with refusals(), ended_like_ctrl_c(), progress_on(Console(file=sys.stderr)) as progress:
            if only_check:
                return check(request, progress)
            return index(request, progress, engine)
    except MetadataError as error:
        raise Refusal(harmless(str(error)), ExitCode.USAGE) from error
    except WorkerDied as error:
        message = f"{error}. Nothing of this run was kept."
        raise Refusal(message, ExitCode.UNAVAILABLE) from error
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        message = f"{error}: the disk is full. Nothing of this run was kept; make room and repeat."
        raise Refusal(message, ExitCode.OUT_OF_SPACE) from error
    except Refusal as refusal:
        if refusal.exit_code == ExitCode.INTERRUPTED:
            raise Refusal(_interrupted(request), ExitCode.INTERRUPTED) from None
        raise


def _interrupted(request: Request) -> str:
    """What stands after Ctrl-C."""
    try:
        with closing(open_searcher(request.index)) as searcher:
            stands = f"the index stands as before, with {searcher.info().articles:,} articles"
    except EngineError:
        stands = "there is no index yet"
    except ImportError:  # the interrupt came while the engine was loaded, which goes but once
        stands = "no index was touched"
    return f"interrupted: nothing of this run was kept; {stands}. Run the same command again."


@click.command("delete")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@index_option
@click.option("--json", "as_json", is_flag=True, help="What was deleted, as JSON.")
@click.pass_context
def delete_command(ctx: click.Context, ids: tuple[str, ...], index_url: str, as_json: bool) -> None:
    """Delete the articles with these IDs, in one commit.

    Their files are left alone; an article comes back if its file changes and is indexed again.
    Ends with 0, or with 1 if some ID was not there.

    \b
    dragoman delete 3f2a9c0d1b7e4a55
    """
    deleted, missing = _delete(tuple(dict.fromkeys(ids)), index_url)
    if as_json:
        click.echo(json.dumps({"deleted": deleted, "missing": missing}))
    else:
        click.echo(f"Deleted: {len(deleted):,}")
        for id in missing:
            click.echo(f"Not in the index: {harmless(id)}", err=True)
    if missing:
        ctx.exit(ExitCode.NOTHING_FOUND)


def _delete(ids: tuple[str, ...], index_url: str) -> tuple[list[str], list[str]]:
    """The ids that were deleted and those that were not there; no commit if none was."""
    with refusals():
        with closing(open_searcher(index_url)) as searcher:  # no index is made for a deletion
            present = [id for id in ids if searcher.get(id) is not None]
        deleted: list[str] = []
        if present:
            with open_writer(index_url) as writer:
                deleted = [id for id in present if writer.delete(id)]
    return deleted, [id for id in ids if id not in deleted]
