"""What an index remembers of its input files, in one compressed file per commit."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import zstandard

from search.embedded.columns import Damaged
from search.embedded.disk import Disk
from search.model import SourceRecord

Ledger = dict[str, SourceRecord]


def write_ledger(disk: Disk, name: str, records: Iterable[SourceRecord]) -> int:
    """Write and sync the records, one JSON array a line; the size in bytes."""
    with disk.create(name) as file:
        with zstandard.ZstdCompressor(level=3).stream_writer(file, closefd=False) as stream:
            for r in records:
                row = [r.source, r.fingerprint, r.size, r.mtime_ns, r.ids]
                stream.write(json.dumps(row).encode() + b"\n")
        size = file.tell()
        disk.sync(file)
    return size


def read_ledger(folder: Path, name: str) -> Ledger:
    """The records by source; nothing for an index without a ledger.

    Raises Damaged if the file is not whole: better to read every input again than to trust it.
    """
    if not name:
        return {}
    try:
        with (folder / name).open("rb") as file:
            data = zstandard.ZstdDecompressor().stream_reader(file).read()
        rows = [json.loads(line) for line in data.splitlines()]
        records = [SourceRecord(s, f, tuple(ids), size, m) for s, f, size, m, ids in rows]
    except (OSError, ValueError, TypeError, zstandard.ZstdError) as error:
        raise Damaged(f"{name}: {error}") from error
    return {record.source: record for record in records}


def recall(folder: Path, name: str) -> Ledger:
    """The same; nothing where they cannot be read, which means that every input is read again."""
    try:
        return read_ledger(folder, name)
    except Damaged:
        return {}
