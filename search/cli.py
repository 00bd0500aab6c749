"""What all commands share: where the index is, and how an error becomes a message and a code.

Every package builds its commands on this; only commands print.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from enum import IntEnum

import click

from search.engine import (
    BadAddress,
    EngineError,
    EngineUnavailable,
    IndexLocked,
    IndexMissing,
    OutOfSpace,
    SchemaMismatch,
    check_address,
)
from search.settings import BadSetting, Settings
from search.vocabulary import VocabularyError


class ExitCode(IntEnum):
    """What a command ends with, listed in docs/commands.md; as with grep, 1 is nothing found."""

    ANSWERED = 0
    NOTHING_FOUND = 1
    USAGE = 2
    INDEX_MISSING = 3
    SCHEMA_MISMATCH = 4
    INDEX_LOCKED = 5
    UNAVAILABLE = 6
    OUT_OF_SPACE = 7
    INTERRUPTED = 130
    NOBODY_READS = 141


_CODES: tuple[tuple[type[Exception], ExitCode], ...] = (
    (IndexMissing, ExitCode.INDEX_MISSING),
    (SchemaMismatch, ExitCode.SCHEMA_MISMATCH),
    (IndexLocked, ExitCode.INDEX_LOCKED),
    (OutOfSpace, ExitCode.OUT_OF_SPACE),
    (BadAddress, ExitCode.USAGE),
    (EngineUnavailable, ExitCode.UNAVAILABLE),
    (EngineError, ExitCode.UNAVAILABLE),
    (BadSetting, ExitCode.USAGE),
    (VocabularyError, ExitCode.USAGE),
)


def exit_code(error: Exception) -> ExitCode:
    """The code a command ends with after `error`; raises KeyError for one that is none of ours."""
    for kind, code in _CODES:
        if isinstance(error, kind):
            return code
    raise KeyError(type(error).__name__)


class Refusal(click.ClickException):
    """A command cannot go on: the message is printed, and the program ends with the code."""

    def __init__(self, message: str, code: ExitCode) -> None:
        super().__init__(message)
        self.code = code

    @property
    def exit_code(self) -> int:  # type: ignore[override]  # click reads it from the instance
        """What click ends the program with."""
        return int(self.code)


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what engines and settings raise into a Refusal. Commands in a Commands group need
    not call it."""
    try:
        yield
    except VocabularyError as error:
        told = f"{error} (named by --vocabulary or DRAGOMAN_VOCABULARY)"
        raise Refusal(told, exit_code(error)) from error
    except (EngineError, BadSetting) as error:
        raise Refusal(str(error), exit_code(error)) from error
    except KeyboardInterrupt:
        raise Refusal("interrupted", ExitCode.INTERRUPTED) from None


class Commands(click.Group):
    """A group whose commands may raise what engines raise."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is typed; one that is not there is told with the one most like it."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            close = get_close_matches(args[0], self.list_commands(ctx), n=1)
            if not close:
                raise
            told = f"{error.message} Did you mean {close[0]!r}?"
            raise click.UsageError(told, ctx) from None

    def invoke(self, ctx: click.Context) -> object:
        """Run the chosen command; errors end it with a message and the right code."""
        if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":  # https://no-color.org
            ctx.color = False
        with refusals():
            return super().invoke(ctx)


def _read_address(ctx: click.Context, option: click.Parameter, value: str) -> str:
    try:
        check_address(value)
    except BadAddress as error:
        raise click.BadParameter(str(error)) from error
    return value


index_option = click.option(
    "--index",
    "index_url",
    metavar="URL",
    default=lambda: Settings.from_environ(os.environ).index,
    callback=_read_address,
    show_default="$DRAGOMAN_INDEX, or ./index",
    help="The index: a folder, or opensearch+https://HOST:PORT/NAME.",
)
"""`--index URL`, passed to the command as `index_url`."""

vocabulary_option = click.option(
    "--vocabulary",
    metavar="FILE",
    default=lambda: Settings.from_environ(os.environ).vocabulary,
    show_default="$DRAGOMAN_VOCABULARY, or none",
    help="A TOML file that adds to the names of countries and organisations, or overrides them.",
)
"""`--vocabulary FILE`, passed to the command as `vocabulary`; "" where there is none."""
