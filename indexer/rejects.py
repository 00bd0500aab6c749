"""The full list of rejects: a JSON Lines file that always tells of the index as it stands.

A run that reads only some of the files puts their rejects in the place of their earlier ones
and keeps those of the files that it did not read.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Container, Iterator
from contextlib import suppress
from itertools import chain
from pathlib import Path
from typing import IO

from indexer.records import Rejection

FILE_NAME = "rejects.jsonl"

PART = ".part"
"""What the name of a list ends with that is not yet complete."""

_IN_MEMORY = 1_000_000
"""Bytes of rejects held before they go to a temporary file."""

_LONGEST_LINE = 100_000
"""A line of the file that is longer was not written here."""


class RejectsList:
    """Collects the rejects of one run, in bounded memory, until the run is over."""

    def __init__(self) -> None:
        self._lines: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - closed by close()
        self.count = 0

    def add(self, rejection: Rejection) -> None:
        """Take note of one."""
        line = {
            "source": rejection.source,
            "line": rejection.line,
            "reason": str(rejection.reason),
            "detail": rejection.detail,
        }
        self._lines.write(json.dumps(line).encode("ascii") + b"\n")
        self.count += 1

    def save(self, path: Path, kept: Container[str] = ()) -> int:
        """Write the file anew: earlier rejects of the sources in `kept`, then the run's.

        Returns how many it holds; without any, there is no file afterwards. Raises OSError; what
        stood there before then stands there still, and nothing beside it.
        """
        new = path.with_name(path.name + PART)
        try:
            with new.open("wb") as stream:
                count = self._write(stream, _earlier(path, kept))
            if count:
                new.replace(path)
                return count
        except BaseException:
            with suppress(OSError):
                new.unlink(missing_ok=True)
            raise
        new.unlink()
        path.unlink(missing_ok=True)
        return 0

    def _write(self, stream: IO[bytes], earlier: Iterator[bytes]) -> int:
        count = 0
        self._lines.seek(0)
        for line in chain(earlier, self._lines):
            stream.write(line)
            count += 1
        return count

    def close(self) -> None:
        """Let go of the temporary file."""
        self._lines.close()


def why_unwritable(path: Path) -> str:
    """Why no list can be written at `path`, as far as can be told beforehand; "" if it can be."""
    folder = path.parent
    try:
        with suppress(FileNotFoundError):
            path.with_name(path.name + PART).lstat()  # raises for a name that is too long
        if not folder.is_dir():
            return f"there is no folder {folder}"
        if not os.access(folder, os.W_OK | os.X_OK):
            return f"nothing can be written into {folder}"
    except (OSError, ValueError) as error:
        return error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return ""


def _earlier(path: Path, kept: Container[str]) -> Iterator[bytes]:
    if not path.is_file():
        return
    with path.open("rb") as stream:
        while line := stream.readline(_LONGEST_LINE):
            try:
                value = json.loads(line)
                known = isinstance(value, dict) and value.get("source") in kept
            except (ValueError, RecursionError, TypeError):
                continue
            if known and line.endswith(b"\n"):
                yield line
