"""The full list of rejects: a JSON Lines file that always tells of the index as it stands.

A run that reads only some of the files puts their rejects in the place of their earlier ones
and keeps those of the files that it did not read.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Container, Iterator
from pathlib import Path
from typing import IO

from indexer.records import Rejection

FILE_NAME = "rejects.jsonl"

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

        Returns how many it holds; without any, there is no file afterwards.
        """
        new = path.with_name(path.name + ".part")
        count = 0
        with new.open("wb") as stream:
            for line in _earlier(path, kept):
                stream.write(line)
                count += 1
            self._lines.seek(0)
            for line in self._lines:
                stream.write(line)
                count += 1
        if count:
            new.replace(path)
        else:
            new.unlink()
            path.unlink(missing_ok=True)
        return count

    def close(self) -> None:
        """Let go of the temporary file."""
        self._lines.close()


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
