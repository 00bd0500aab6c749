"""The one installed command, `dragoman`: joins the three packages' commands; nothing else.

A command's module is loaded when it is called, so that `--help` need not wait for the web
framework and questions need not wait for the indexer.
"""

from __future__ import annotations

import importlib
from typing import NamedTuple

import click

from search.cli import Commands
from search.ending import prepare_streams, system_trouble_told


class Place(NamedTuple):
    """Where a command is defined, and the line that `dragoman --help` shows of it."""

    module: str
    name: str
    summary: str


PLACES: dict[str, Place] = {
    "index": Place("indexer.command", "index_command", "Index the articles in files or folders."),
    "search": Place("search.command", "search_command", "Answer a question."),
    "show": Place("search.command", "show_command", "Show an article."),
    "serve": Place("webapp.command", "serve", "Serve the search page until stopped."),
    "info": Place("search.command", "info_command", "Tell what the index is and holds."),
    "delete": Place("indexer.command", "delete_command", "Delete articles by their ids."),
    "copy": Place("indexer.copy_command", "copy_command", "Copy an index to another engine."),
    "verify": Place("search.command", "verify_command", "Check that the index is sound."),
    "optimize": Place("search.command", "optimize_command", "Merge the index into one segment."),
    "tag": Place("indexer.tag_command", "tag_command", "Show what articles are about, and why."),
    "retag": Place("indexer.retag_command", "retag_command", "Find countries and the like anew."),
    "evaluate": Place(
        "indexer.evaluate_command", "evaluate_command", "Measure the ranking on judged documents."
    ),
}


class Dragoman(Commands):
    """The group of all commands, in the order a newcomer needs them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command's name."""
        return list(PLACES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load the command of that name; None if there is none."""
        place = PLACES.get(cmd_name)
        if place is None:
            return None
        command = getattr(importlib.import_module(place.module), place.name)
        if not isinstance(command, click.Command):
            raise TypeError(f"{place.module}.{place.name} is not a command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.summary) for name, place in PLACES.items()])


@click.group(
    cls=Dragoman,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Ends with 0 if something was found or done, 1 if not, 2 for a wrong option, 3 if "
    "there is no index; docs/commands.md lists all of them.",
)
@click.version_option(package_name="dragoman", prog_name="dragoman")
def commands() -> None:
    """Search foreign-affairs news.

    \b
    dragoman index articles/
    dragoman search 'sanctions AND (Iran OR "North Korea")' --from 2012 --to 2015
    dragoman serve
    """


def main() -> None:
    """Run the command that was typed."""
    prepare_streams()
    with system_trouble_told():
        commands(prog_name="dragoman")


if __name__ == "__main__":
    main()
