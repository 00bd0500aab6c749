"""Readers, one input format each: an open file in, raw records and rejections out.

A new format is one module with a class that meets `Reader`, and one entry in `readers_for`. Which
reader takes a file is told by its content first, its name second.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import PurePath
from typing import Protocol

from indexer.readers.foreign import foreign_format
from indexer.readers.jsonlines import JsonLines
from indexer.readers.keys import Renames
from indexer.readers.plain import PlainText
from indexer.records import Limits, RawRecord, Reason, Rejection

HEAD = 4_096
"""Bytes of (unpacked) content by which a format is recognised."""

_PACKED = (".gz", ".xz", ".zst")


class Reader(Protocol):
    """One input format.

    `single` tells that a file is always one article, whose date may stand in the file name;
    `by_line` that every line is read by itself, so that lines can be added to a file.
    """

    single: bool
    by_line: bool

    def recognises(self, head: bytes, suffix: str) -> bool:
        """Whether a file that begins with `head` and is named with `suffix` is of this format."""
        ...

    def read(
        self, stream: io.BufferedReader, source: str, limits: Limits
    ) -> Iterator[RawRecord | Rejection]:
        """The articles of one file. Damage of the compression below it passes through."""
        ...


def readers_for(renames: Renames = ()) -> tuple[Reader, ...]:
    """All readers, the one that takes anything last; `renames` are for keys of JSON Lines."""
    return JsonLines(renames), PlainText()


READERS = readers_for()
"""The readers of files whose keys mean what they are called."""


def is_packed(name: str) -> bool:
    """Whether a name has the ending of a compressed file."""
    return PurePath(name).suffix.lower() in _PACKED


def inner_suffix(name: str) -> str:
    """The ending that tells the format, in small letters: `.jsonl` of `A.jsonl.gz`."""
    path = PurePath(name)
    if is_packed(name):
        path = path.with_suffix("")
    return path.suffix.lower()


def choose(
    stream: io.BufferedReader, source: str, name: str, readers: tuple[Reader, ...] = READERS
) -> Reader | Rejection:
    """The reader for a stream (left at its beginning), or why there is none."""
    head, suffix = stream.peek(HEAD)[:HEAD], inner_suffix(name)
    for reader in readers[:-1]:
        if reader.recognises(head, suffix):
            return reader
    if foreign := foreign_format(head, suffix):
        reason = Reason.BINARY if foreign.binary else Reason.FORMAT
        return Rejection(source, 0, reason, foreign.name)
    return readers[-1]
