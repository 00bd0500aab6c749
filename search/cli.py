"""What all commands share: where the index is, and how an error becomes a message and a code.

Every package builds its commands on this; only commands print.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from enum import IntEnum
from types import FrameType

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
    except (EngineError, BadSetting, VocabularyError) as error:
        raise Refusal(str(error), exit_code(error)) from error
    except KeyboardInterrupt:
        raise Refusal("interrupted", ExitCode.INTERRUPTED) from None


_ENDINGS = (signal.SIGTERM, signal.SIGHUP)
"""What a service manager and a closed terminal send."""


_AGAIN = 0.01
"""Seconds until an interrupt that was swallowed is raised again; what swallowed it is left then."""


@contextmanager
def ended_like_ctrl_c() -> Iterator[None]:
    """Let SIGTERM and SIGHUP do what Ctrl-C does: a transaction is undone, processes are ended.

    One that the caller has set otherwise, as `nohup` has, is left as it is. Only the first counts:
    a terminal that is closed sends several, and those behind it would disturb the tidying up.
    """
    here = threading.current_thread() is threading.main_thread()
    ours = [n for n in _ENDINGS if here and signal.getsignal(n) is signal.SIG_DFL]
    told = False

    def interrupt_once(number: int, frame: FrameType | None) -> None:
        nonlocal told
        if not told:
            told = True
            raise KeyboardInterrupt

    for number in ours:
        signal.signal(number, interrupt_once)
    try:
        with _no_interrupt_lost() if here else nullcontext():
            yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


@contextmanager
def _no_interrupt_lost() -> Iterator[None]:
    """Raise a KeyboardInterrupt again that fell into a finalizer or a weak reference's callback.

    The interpreter cannot pass on what is raised there: it tells the hook, and the run would go on
    as if nobody had asked it to end.
    """
    if not hasattr(signal, "setitimer"):  # Windows, which knows neither of the two signals
        yield
        return
    tell, alarmed = sys.unraisablehook, signal.signal(signal.SIGALRM, _interrupt)

    def raise_again(lost: sys.UnraisableHookArgs) -> None:
        if issubclass(lost.exc_type, KeyboardInterrupt):
            signal.setitimer(signal.ITIMER_REAL, _AGAIN)
        else:
            tell(lost)

    sys.unraisablehook = raise_again
    try:
        yield
    finally:
        sys.unraisablehook = tell
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, alarmed)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


class Commands(click.Group):
    """A group whose commands may raise what engines raise."""

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
