"""From the PATHs that were named to the files to read: sorted, each once, hidden ones left out."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from indexer.records import Reason, Rejection

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """One input file: `name` as the index remembers it, and what `stat` says of it.

    The name is the resolved absolute path, with bytes that are not UTF-8 written as escapes.
    `regular` is False for standard input and pipes: they are read once and not remembered.
    """

    name: str
    path: Path
    size: int = -1
    mtime_ns: int = -1
    regular: bool = True

    @property
    def file_name(self) -> str:
        """The last part of the path, where a date may stand."""
        return self.path.name


def source_name(path: Path) -> str:
    """The name that an index remembers a file under."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def discover(
    paths: Sequence[str | Path], skip: frozenset[Path] = frozenset(), *, follow: bool = False
) -> Iterator[Source | Rejection]:
    """Every file in and below `paths`, in their order, folders sorted by name.

    `skip` holds resolved folders and files that are no input (the index itself). A file or
    folder that is reached twice, through links or PATHs that overlap, comes once; loops end.
    A link that leads out of all `paths` is refused, unless they are to `follow`: whoever packed
    a folder of articles must not choose which other files of this machine are published.
    """
    roots = [Path(path).absolute() for path in paths if str(path) != STDIN]
    within = None if follow else frozenset(map(_resolved, roots))
    walk = _Walk(skip, within)
    for named in paths:
        if str(named) == STDIN:
            yield Source(STDIN, Path(STDIN), regular=False)
        else:
            yield from walk.visit(Path(named))


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):  # told when it is visited
        return path


class _Entry(NamedTuple):
    """A path still to be visited: its folder is resolved; it may be a link itself."""

    path: Path
    linked: bool
    named: bool = False


class _Walk:
    """One walk through all the PATHs: what was seen, and the resolved roots not to be left."""

    def __init__(self, skip: frozenset[Path], roots: frozenset[Path] | None) -> None:
        self._skip = skip
        self._roots = roots
        self._seen: set[tuple[int, int]] = set()

    def visit(self, path: Path) -> Iterator[Source | Rejection]:
        """The files in and below a PATH that was named."""
        # An explicit stack: folders nested thousands deep must not end in a RecursionError. How
        # deep they are is bounded by the longest path that the system takes, 4,096 bytes on Linux.
        stack = [_Entry(path, linked=True, named=True)]
        while stack:
            entry = stack.pop()
            try:
                # Only links: to resolve every path costs the square of the depth, in system calls.
                place = entry.path.resolve() if entry.linked else entry.path
                if not entry.named and entry.linked and self._leaves(place):
                    yield _refused(entry.path)
                    continue
                status = place.stat()
                if place in self._skip or self._knows(status):
                    continue
                if stat.S_ISDIR(status.st_mode):
                    stack.extend(_entries(place))
                    continue
            except (OSError, RuntimeError, ValueError) as error:
                yield _unreadable(entry.path, error)
                continue
            yield _source(place, status, entry.named)

    def _leaves(self, place: Path) -> bool:
        if self._roots is None:
            return False
        return self._roots.isdisjoint((place, *place.parents))

    def _knows(self, status: os.stat_result) -> bool:
        """Whether this file or folder was met before; it is from now on."""
        key = (status.st_dev, status.st_ino)
        known = key in self._seen
        self._seen.add(key)
        return known


def _entries(folder: Path) -> list[_Entry]:
    """What is in a folder but for hidden names, the last first."""
    with os.scandir(folder) as listed:
        found = [(one.name, one.is_symlink()) for one in listed if not one.name.startswith(".")]
    return [_Entry(folder / name, linked) for name, linked in sorted(found, reverse=True)]


def _source(place: Path, status: os.stat_result, named: bool) -> Source | Rejection:
    mode, name = status.st_mode, source_name(place)
    if stat.S_ISREG(mode):
        return Source(name, place, status.st_size, status.st_mtime_ns)
    if named and (stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)):
        return Source(name, place, regular=False)
    return Rejection(name, 0, Reason.UNREADABLE, "not a regular file")


def _refused(link: Path) -> Rejection:
    told = "name what it leads to as a PATH too, or give --follow"
    return Rejection(source_name(link), 0, Reason.OUTSIDE, told)


def _unreadable(path: Path, error: Exception) -> Rejection:
    told = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return Rejection(source_name(path.absolute()), 0, Reason.UNREADABLE, told)


def vanished(name: str) -> bool:
    """Whether the file of that name is certainly gone (an unreadable folder proves nothing)."""
    try:
        os.lstat(name)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError):
        return False
    return False


def below(name: str, roots: Sequence[Path]) -> bool:
    """Whether a source lies at or below one of the resolved `roots`."""
    names = (source_name(root).rstrip("/") for root in roots)
    return any(name == root or name.startswith(f"{root}/") for root in names)
