"""The files of a segment while they are written: created together, synced together."""

from __future__ import annotations

from contextlib import suppress
from typing import BinaryIO

from search.embedded.columns import Arrays, write_arrays
from search.embedded.disk import Disk
from search.embedded.segment import EXTENSIONS, ColumnSegment, FileRecord, checksum


class SegmentFiles:
    """Open files by extension; `finish` syncs them and records sizes and checksums."""

    def __init__(self, disk: Disk, segment: ColumnSegment) -> None:
        self._disk = disk
        self._segment = segment
        self._files: dict[str, BinaryIO] = {}
        try:
            for extension in EXTENSIONS:
                self._files[extension] = disk.create(segment.make_filename(extension))
        except BaseException:
            self.abandon()
            raise

    def __getitem__(self, extension: str) -> BinaryIO:
        return self._files[extension]

    def finish(self, arrays: Arrays) -> None:
        """Write the small arrays, sync everything, tell the segment what it consists of."""
        write_arrays(self._files[".col"], arrays)
        records = []
        for extension, file in self._files.items():
            self._disk.sync(file)
            file.close()
            path = self._disk.folder / self._segment.make_filename(extension)
            records.append(FileRecord(extension, *checksum(path)))
        self._segment.files = tuple(records)

    def abandon(self) -> None:
        """Close and remove everything."""
        for extension, file in self._files.items():
            with suppress(OSError):  # a full disk may refuse the last flush; the file goes anyway
                file.close()
            self._disk.remove(self._segment.make_filename(extension))
