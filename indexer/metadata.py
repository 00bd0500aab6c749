"""The `--metadata` table: what a CSV file tells of articles that do not tell it themselves."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from indexer.readers.encoding import NotTextError, decode

COLUMNS = ("path", "date", "title", "source", "author", "language")
_MOST_IGNORED = 20
_LONGEST_NAME = 80
"""What is told of columns that mean nothing: so many, so many characters of each."""

_LARGEST = 200_000_000
"""Bytes of a table; it is held in memory. Room for a million rows."""


class MetadataError(ValueError):
    """The table cannot be used; the message says why and what is expected."""


@dataclass(frozen=True, slots=True)
class Row:
    """What the table tells of one file; "" where it tells nothing."""

    date: str = ""
    title: str = ""
    source: str = ""
    author: str = ""
    language: str = ""


class Metadata:
    """The rows of a table, found by file.

    A row's path may be absolute, or relative to the table's folder or to a PATH being indexed.
    `ignored_columns` are the names of those that mean nothing here.
    """

    def __init__(
        self,
        rows: Mapping[str, Row],
        bases: Sequence[Path] = (),
        ignored_columns: tuple[str, ...] = (),
    ) -> None:
        self._rows = dict(rows)
        self.ignored_columns = ignored_columns
        self._bases = tuple(bases)
        self._used: set[str] = set()

    def row(self, path: Path) -> Row | None:
        """The row of a file, given by its resolved path."""
        for key in self._keys(path):
            if key in self._rows:
                self._used.add(key)
                return self._rows[key]
        return None

    def unused(self) -> tuple[str, ...]:
        """The paths of the rows that no file has asked for."""
        return tuple(path for path in self._rows if path not in self._used)

    def _keys(self, path: Path) -> list[str]:
        inside = [base for base in self._bases if path.is_relative_to(base)]
        return [str(path), *(str(path.relative_to(base)) for base in inside)]


def read_metadata(path: Path, roots: Sequence[Path]) -> Metadata:
    """Read a table with a header row; comma, semicolon or tab between columns.

    Raises MetadataError. Of rows with the same path the last one counts.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise MetadataError(f"{path}: more than {_LARGEST:,} bytes")
        text = decode(path.read_bytes()).text
    except OSError as error:
        raise MetadataError(f"{path}: {error.strerror}") from error
    except NotTextError as error:
        raise MetadataError(f"{path}: not a text file") from error
    bases = [path.resolve().parent, *(r if r.is_dir() else r.parent for r in roots)]
    try:
        rows, ignored = _rows(text, path)
        return Metadata(rows, bases, ignored)
    except csv.Error as error:
        raise MetadataError(f"{path}: {error}") from error


def _rows(text: str, path: Path) -> tuple[dict[str, Row], tuple[str, ...]]:
    """The rows by path, and the columns that are passed over."""
    header = text.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    lines = csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter=delimiter)
    names = [name.strip().lower() for name in next(lines, [])]
    if "path" not in names:
        raise MetadataError(
            f"{path}: the first line must name the columns, of which `path` is one: "
            + ", ".join(COLUMNS)
        )
    rows: dict[str, Row] = {}
    for line in lines:
        cells = {name: cell.strip() for name, cell in zip(names, line, strict=False)}
        if key := cells.pop("path", ""):
            known = {name: cell for name, cell in cells.items() if name in COLUMNS}
            rows[os.path.normpath(key)] = Row(**known)
    ignored = tuple(name[:_LONGEST_NAME] for name in names if name and name not in COLUMNS)
    return rows, ignored[:_MOST_IGNORED]
