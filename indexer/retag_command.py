"""The command `dragoman retag`: finds countries and organisations anew, without the files."""

from __future__ import annotations

import json

import click

from indexer.retagging import retag
from indexer.tagging import load_tagger
from search.cli import ExitCode, index_option, refusals, vocabulary_option
from search.console import harmless


@click.command("retag")
@click.argument("ids", nargs=-1, metavar="[ID...]")
@index_option
@vocabulary_option
@click.option("--json", "as_json", is_flag=True, help="What was done, as JSON.")
@click.pass_context
def retag_command(
    ctx: click.Context, *, ids: tuple[str, ...], index_url: str, vocabulary: str, as_json: bool
) -> None:
    """Find countries and organisations again in the articles with these IDs, or in all.

    Works on the text that the index holds, in one commit. Labels that came with an article stay.
    Ends with 0, or with 1 if some ID was not there.

    \b
    dragoman retag
    dragoman retag --vocabulary names.toml
    dragoman retag 3f2a9c0d1b7e4a55
    """
    with refusals():
        done = retag(index_url, load_tagger(vocabulary or None), ids)
    if as_json:
        told = {"articles": done.looked_at, "changed": done.changed, "missing": done.missing}
        click.echo(json.dumps(told))
    else:
        click.echo(
            f"Articles: {done.looked_at:,}, of them with other tags than before: {done.changed:,}"
        )
        for id in done.missing:
            click.echo(f"Not in the index: {harmless(id)}", err=True)
    if done.missing:
        ctx.exit(int(ExitCode.NOTHING_FOUND))
