"""What operators do with an embedded index: check every byte of it, make it one segment."""

from __future__ import annotations

from pathlib import Path

from search.embedded.catalogue import read_catalogue
from search.embedded.columns import Damaged
from search.embedded.information import describe
from search.embedded.ledger import read_ledger
from search.embedded.segment import ColumnSegment, checksum
from search.embedded.snapshot import Snapshot
from search.embedded.writer import EmbeddedWriter
from search.model import IndexInfo


def verify(path: str | Path) -> tuple[str, ...]:
    """What is wrong with the current generation, file by file; nothing if all is well.

    Raises IndexMissing, SchemaMismatch or EngineUnavailable.
    """
    folder = Path(path)
    catalogue = read_catalogue(folder)
    troubles = list(catalogue.notices)
    for segment in catalogue.segments:
        troubles += _verify_segment(folder, segment)
    try:
        read_ledger(folder, catalogue.header.ledger)
    except Damaged as error:
        troubles.append(f"{error}: the next indexing run reads all its inputs again")
    return tuple(troubles)


def _verify_segment(folder: Path, segment: ColumnSegment) -> list[str]:
    troubles = []
    for record in segment.files:
        name = segment.make_filename(record.extension)
        try:
            size, value = checksum(folder / name)
        except OSError as error:
            troubles.append(f"{name}: {error.strerror}")
            continue
        if (size, value) != (record.size, record.checksum):
            troubles.append(f"{name}: its bytes are not those that were committed")
    return troubles


def optimize(path: str | Path, timeout: float = 10.0) -> IndexInfo:
    """Merge everything into one segment without deleted articles; what the index is then.

    Raises IndexMissing, IndexLocked, SchemaMismatch, EngineUnavailable or OutOfSpace.
    """
    read_catalogue(Path(path))  # an index that is not there is not made by looking after it
    with EmbeddedWriter(path, timeout=timeout) as writer:
        writer.optimize()
    return describe(Snapshot(read_catalogue(Path(path))))
