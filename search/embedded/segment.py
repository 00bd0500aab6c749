"""One immutable piece of an index: its record in the table of contents, and its open files."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.base import Codec, Segment

from search.embedded.columns import Arrays, Damaged, map_arrays, map_file, why_not_read
from search.embedded.documents import DocumentsReader, keyword_arrays
from search.embedded.postings import PostingsReader
from search.fields import KEYWORDS

EXTENSIONS = (".doc", ".frq", ".pos", ".txt", ".col")
"""Articles, frequencies, positions, texts, and all small arrays."""

CHECKSUM_CHUNK = 1 << 20


class FileRecord(NamedTuple):
    """What the table of contents knows of a segment's file."""

    extension: str
    size: int
    checksum: int


class ColumnSegment(Segment):  # type: ignore[misc] # Whoosh has no types to check against
    """A segment as the table of contents pickles it.

    `instants` are the commits its articles came with, microseconds since 1970 UTC; columns hold
    ordinals into it. None stands for the commit under way. Attribute names are disk format.
    """

    def __init__(self, indexname: str, segid: str | None = None) -> None:
        super().__init__(indexname)
        if segid:
            self.segid = segid
        self.count = 0
        self.deleted: set[int] = set()
        self.instants: tuple[int | None, ...] = ()
        self.files: tuple[FileRecord, ...] = ()

    def codec(self, **_: object) -> Codec:
        """The codec that reads this segment."""
        from search.embedded.codec import ColumnCodec  # noqa: PLC0415 - the codec reads segments

        return ColumnCodec()

    def set_doc_count(self, doccount: int) -> None:
        """As in Whoosh."""
        self.count = doccount

    def doc_count_all(self) -> int:
        """Articles, deleted ones included."""
        return self.count

    def deleted_count(self) -> int:
        """How many of them are deleted."""
        return len(self.deleted)

    def deleted_docs(self) -> Iterator[int]:
        """The numbers of the deleted ones."""
        return iter(self.deleted)

    def delete_document(self, docnum: int, delete: bool = True) -> None:
        """Mark an article as deleted, or not."""
        (self.deleted.add if delete else self.deleted.discard)(docnum)

    def is_deleted(self, docnum: int) -> bool:
        """Whether an article is deleted."""
        return docnum in self.deleted

    def should_assemble(self) -> bool:
        """Never as one compound file: Whoosh reads those whole into memory."""
        return False

    def clone(self) -> ColumnSegment:
        """A copy whose deletions can be changed without touching this one."""
        twin = ColumnSegment(self.indexname, self.segid)
        twin.count, twin.instants, twin.files = self.count, self.instants, self.files
        twin.deleted = set(self.deleted)
        return twin

    @property
    def live(self) -> int:
        """Articles that are not deleted."""
        return self.count - len(self.deleted)

    @property
    def bytes(self) -> int:
        """The size of its files."""
        return sum(record.size for record in self.files)


@dataclass(frozen=True)
class OpenSegment:
    """A segment's files, all mapped when it is opened: later commits may unlink them."""

    segment_id: str
    postings: PostingsReader
    documents: DocumentsReader

    @property
    def arrays(self) -> dict[str, NDArray[Any]]:
        """The small arrays."""
        return self.documents.arrays

    @cached_property
    def titled(self) -> bool:
        """Whether any article has a title of its own."""
        return bool(self.arrays["titles"].any())


def open_segment(folder: Path, segment: ColumnSegment) -> OpenSegment:
    """Map a segment's files; raises Damaged if one is cut short, foreign or not to be read.

    Raises FileNotFoundError if one is missing.
    """
    maps: dict[str, NDArray[np.uint8]] = {}
    for record in segment.files:
        path = folder / segment.make_filename(record.extension)
        try:
            data = map_file(path)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise why_not_read(path.name, error) from error
        if len(data) != record.size:
            raise Damaged(f"{path.name}: {len(data):,} bytes where {record.size:,} were written")
        maps[record.extension] = data
    arrays = _with_all_keywords(map_arrays(folder / segment.make_filename(".col")))
    postings = PostingsReader(arrays, maps[".doc"], maps[".frq"], maps[".pos"])
    documents = DocumentsReader(arrays, maps[".txt"])
    return OpenSegment(segment.segment_id(), postings, documents)


def _with_all_keywords(arrays: Arrays) -> Arrays:
    """The columns of a segment; keyword fields that are younger than it have no values in it."""
    articles = len(arrays["day"])
    none = np.empty(0, dtype=np.int64)
    for field in KEYWORDS:
        if f"{field.key}.counts" not in arrays:
            counts = np.zeros(articles, dtype=np.int64)
            arrays = {**arrays, **keyword_arrays(field.key, (), counts, none)}
    return arrays


def checksum(path: Path) -> tuple[int, int]:
    """The size and CRC-32 of a file."""
    size = value = 0
    with path.open("rb") as file:
        while chunk := file.read(CHECKSUM_CHUNK):
            size += len(chunk)
            value = zlib.crc32(chunk, value)
    return size, value
