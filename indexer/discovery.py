"""From the PATHs that were named to the files to read: sorted, each once, hidden ones left out."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

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
    paths: Sequence[str | Path], skip: frozenset[Path] = frozenset()
) -> Iterator[Source | Rejection]:
    """Every file in and below `paths`, in their order, folders sorted by name.

    `skip` holds resolved folders and files that are no input (the index itself). A file or
    folder that is reached twice, through links or PATHs that overlap, comes once; loops end.
    """
    seen: set[tuple[int, int]] = set()
    for named in paths:
        if str(named) == STDIN:
            yield Source(STDIN, Path(STDIN), regular=False)
        else:
            yield from _visit(Path(named), skip, seen, named=True)


def _visit(
    path: Path, skip: frozenset[Path], seen: set[tuple[int, int]], *, named: bool = False
) -> Iterator[Source | Rejection]:
    # An explicit stack: folders nested thousands deep must not end in a RecursionError.
    stack = [(path, named)]
    while stack:
        current, explicit = stack.pop()
        try:
            resolved = current.resolve()
            status = resolved.stat()
        except (OSError, RuntimeError, ValueError) as error:
            yield _unreadable(current, error)
            continue
        key = (status.st_dev, status.st_ino)
        if resolved in skip or key in seen:
            continue
        seen.add(key)
        if stat.S_ISDIR(status.st_mode):
            try:
                names = sorted(os.listdir(resolved), reverse=True)  # noqa: PTH208 - names only
            except OSError as error:
                yield _unreadable(resolved, error)
                continue
            stack.extend((resolved / name, False) for name in names if not name.startswith("."))
        elif stat.S_ISREG(status.st_mode):
            name = source_name(resolved)
            yield Source(name, resolved, status.st_size, status.st_mtime_ns)
        elif explicit and (stat.S_ISFIFO(status.st_mode) or stat.S_ISCHR(status.st_mode)):
            yield Source(source_name(resolved), resolved, regular=False)
        else:
            yield Rejection(source_name(resolved), 0, Reason.UNREADABLE, "not a regular file")


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
