"""How a command ends when the system fails it: nobody reads on, no room, a file withheld.

The engines' own errors are `search.cli`'s; what is caught here would else be a traceback.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TextIO

from search.cli import ExitCode

_CODES = {
    errno.EPIPE: ExitCode.NOBODY_READS,
    errno.ENOSPC: ExitCode.OUT_OF_SPACE,
    errno.EDQUOT: ExitCode.OUT_OF_SPACE,
    errno.EFBIG: ExitCode.OUT_OF_SPACE,
}


def prepare_streams() -> None:
    """Make standard input, output and error fit to be used, whatever the caller has left of them.

    A closed one is opened on nothing, so that no file of the index takes its number.
    """
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w" if number else "r"))  # noqa: SIM115, PTH123
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # an article may hold what the terminal's encoding does not
            stream.reconfigure(errors="backslashreplace")


@contextmanager
def system_trouble_told() -> Iterator[None]:
    """Turn an OSError, also of what is printed last, into a message and the right code.

    A reader that goes away, such as `head`, is no trouble: nothing is said.
    """
    out = sys.stdout
    try:
        try:
            yield
        finally:
            out.flush()
    except SystemExit:
        if sys.stdout is not out:  # click has met the broken pipe, and calls it 1
            raise SystemExit(int(ExitCode.NOBODY_READS)) from None
        raise
    except OSError as error:
        _drop(sys.stdout)
        code = _CODES.get(error.errno or 0, ExitCode.UNAVAILABLE)
        if code is not ExitCode.NOBODY_READS:
            _tell(error)
        raise SystemExit(int(code)) from None


def _tell(error: OSError) -> None:
    place = f"{error.filename}: " if error.filename is not None else ""
    reason = error.strerror or str(error) or type(error).__name__
    told = f"Error: {place}{reason}\n"
    try:
        sys.stderr.write("".join(c if c.isprintable() or c == "\n" else " " for c in told))
        sys.stderr.flush()
    except OSError:
        _drop(sys.stderr)


def _drop(stream: TextIO) -> None:
    """Let what is not yet written go nowhere, or Python would stumble over it once more and end
    with a code of its own."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
