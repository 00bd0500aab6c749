"""The files of a plan, one after another, to raw records; damage of a file ends that file only."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

from indexer.discovery import STDIN
from indexer.manifest import Task, has_grown, shorten
from indexer.readers import READERS, Reader, choose
from indexer.readers.compression import BombError, DamagedError, Meter, decompressed, has_junk
from indexer.readers.encoding import marked_encoding
from indexer.records import NO_DEFAULTS, Defaults, Limits, RawRecord, Reason, Rejection
from indexer.workers import Finished, Item

_BUFFER = 1 << 18

_DRAIN = 64_000_000
"""Bytes of an unread rest that are read for the fingerprint alone; behind it, a film or a disk
image that was refused by its head, the size must do."""

_JUNK = "only what follows the packed text, which is not packed; the text was read"

Advance = Callable[[int], None]
"""Told how many more bytes of the input have been read."""


def read_tasks(
    tasks: Sequence[Task],
    limits: Limits,
    advance: Advance = lambda _: None,
    readers: tuple[Reader, ...] = READERS,
) -> Iterator[Item]:
    """Every record and rejection of the tasks' files, each file closed by a Finished."""
    for number, task in enumerate(tasks):
        try:
            with _open(task) as stream:
                meter = Meter(stream, advance)
                whole, grown = yield from _read_file(task, meter, limits, readers)
                yield Finished(number, shorten(meter.finish(_DRAIN)), whole, grown)
        except OSError as error:
            told = error.strerror or type(error).__name__
            yield Rejection(task.source.name, 0, Reason.UNREADABLE, told)
            yield Finished(number, "", whole=False)


@contextlib.contextmanager
def _open(task: Task) -> Iterator[BinaryIO]:
    if task.source.name == STDIN:
        yield sys.stdin.buffer
    else:
        with task.source.path.open("rb") as stream:
            yield stream


def _read_file(
    task: Task, meter: Meter, limits: Limits, readers: tuple[Reader, ...]
) -> Generator[RawRecord | Rejection, None, tuple[bool, bool]]:
    """The records of one file; returns whether it could be read to its end, and whether only
    what was added to it was read."""
    name, known = task.source.name, 0
    try:
        file: io.BufferedReader = io.BufferedReader(meter, _BUFFER)
        stream = decompressed(file, meter, limits)
        reader = choose(stream, name, task.source.file_name, readers)
        if isinstance(reader, Rejection):
            yield reader
            return True, False
        if reader.by_line and stream is file and _is_narrow(stream) and has_grown(task):
            known = _pass_over(stream, task.old.size if task.old else 0)
        defaults = _defaults_for(reader, task.defaults)
        for item in reader.read(stream, name, limits):
            placed = replace(item, line=item.line + known) if known else item
            if isinstance(placed, RawRecord) and defaults != NO_DEFAULTS:
                yield replace(placed, defaults=defaults)
            else:
                yield placed
        if has_junk(stream):
            yield Rejection(name, 0, Reason.BROKEN_ARCHIVE, _JUNK)
            return False, False
    except DamagedError as error:
        yield Rejection(name, 0, Reason.BROKEN_ARCHIVE, str(error))
        return False, False
    except BombError as error:
        yield Rejection(name, 0, Reason.BOMB, str(error))
        return False, False
    return True, known > 0


def _is_narrow(stream: io.BufferedReader) -> bool:
    """Whether the byte of a line's end is nothing else in this encoding."""
    return marked_encoding(stream.peek(4)[:4])[0] in ("", "utf-8")


def _pass_over(stream: io.BufferedReader, size: int) -> int:
    """Read so many bytes for the digest alone; how many lines they are."""
    lines = 0
    while size and (data := stream.read(min(size, _BUFFER))):
        lines += data.count(b"\n")
        size -= len(data)
    return lines


def _defaults_for(reader: Reader, defaults: Defaults) -> Defaults:
    """The name of a file of many articles dates the file, not them."""
    return defaults if reader.single else replace(defaults, name_date="", modified="")
