"""The files of a plan, one after another, to raw records; damage of a file ends that file only."""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import replace
from typing import BinaryIO

from indexer.discovery import STDIN
from indexer.manifest import Task, shorten
from indexer.readers import Reader, choose
from indexer.readers.compression import BombError, DamagedError, Meter, decompressed
from indexer.records import NO_DEFAULTS, Defaults, Limits, RawRecord, Reason, Rejection
from indexer.workers import Finished, Item

_BUFFER = 1 << 18

_DRAIN = 64_000_000
"""Bytes of an unread rest that are read for the fingerprint alone; behind it, a film or a disk
image that was refused by its head, the size must do."""

Advance = Callable[[int], None]
"""Told how many more bytes of the input have been read."""


def read_tasks(
    tasks: Sequence[Task], limits: Limits, advance: Advance = lambda _: None
) -> Iterator[Item]:
    """Every record and rejection of the tasks' files, each file closed by a Finished."""
    for number, task in enumerate(tasks):
        try:
            with _open(task) as stream:
                meter = Meter(stream, advance)
                whole = yield from _read_file(task, meter, limits)
                yield Finished(number, shorten(meter.finish(_DRAIN)), whole)
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
    task: Task, meter: Meter, limits: Limits
) -> Generator[RawRecord | Rejection, None, bool]:
    """The records of one file; returns whether it could be read to its end."""
    name = task.source.name
    try:
        stream = decompressed(io.BufferedReader(meter, _BUFFER), meter, limits)
        reader = choose(stream, name, task.source.file_name)
        if isinstance(reader, Rejection):
            yield reader
            return True
        defaults = _defaults_for(reader, task.defaults)
        for item in reader.read(stream, name, limits):
            if isinstance(item, RawRecord) and defaults != NO_DEFAULTS:
                yield replace(item, defaults=defaults)
            else:
                yield item
    except DamagedError as error:
        yield Rejection(name, 0, Reason.BROKEN_ARCHIVE, str(error))
        return False
    except BombError as error:
        yield Rejection(name, 0, Reason.BOMB, str(error))
        return False
    return True


def _defaults_for(reader: Reader, defaults: Defaults) -> Defaults:
    """The name of a file of many articles dates the file, not them."""
    return defaults if reader.single else replace(defaults, name_date="", modified="")
