"""Every change to an index folder goes through here, in an order that survives a power cut.

A file's bytes are synced before its name is relied on, a name is synced before anything older is
removed. Tests put a recording Disk in the place of this one and cut the power at every step.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

from search.engine import OutOfSpace

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class Disk:
    """The files of one folder: create, sync, publish under a final name, remove."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def create(self, name: str) -> BinaryIO:
        """A new file for writing; nothing in it is safe before `sync`."""
        return (self.folder / name).open("wb", buffering=1 << 16)

    def sync(self, file: BinaryIO) -> None:
        """Flush a file's bytes to the medium."""
        file.flush()
        os.fsync(file.fileno())

    def publish(self, temporary: str, name: str) -> None:
        """Give a synced file its final name in one step."""
        (self.folder / temporary).replace(self.folder / name)

    def sync_folder(self) -> None:
        """Flush the folder itself: names made, changed and removed so far."""
        handle = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def remove(self, name: str) -> None:
        """Remove a file; one that is gone already is fine."""
        (self.folder / name).unlink(missing_ok=True)

    def names(self) -> list[str]:
        """The plain files of the folder, sorted."""
        return sorted(entry.name for entry in os.scandir(self.folder) if entry.is_file())


class DurableStorage(FileStorage):  # type: ignore[misc] # Whoosh has no types to check against
    """Whoosh's file storage with every file synced on close and every rename synced."""

    def __init__(self, disk: Disk) -> None:
        super().__init__(str(disk.folder), supports_mmap=False)
        self.disk = disk

    def open_file(self, name: str, **_: object) -> StructFile:
        """As in Whoosh, but read at once: a torn file is given up without closing it."""
        return StructFile(BytesIO((self.disk.folder / name).read_bytes()), name=name)

    def create_file(
        self, name: str, excl: bool = False, mode: str = "wb", **_: object
    ) -> StructFile:
        """As in Whoosh; the file is synced when it is closed."""
        file = self.disk.create(name)
        return StructFile(file, name=name, onclose=lambda _: self._finish(file))

    def _finish(self, file: BinaryIO) -> None:
        self.disk.sync(file)

    def rename_file(self, oldname: str, newname: str, safe: bool = False) -> None:
        """As in Whoosh; all names of the folder are on the medium before and after."""
        self.disk.sync_folder()
        self.disk.publish(oldname, newname)
        self.disk.sync_folder()


@contextmanager
def full_disk_told(folder: Path) -> Iterator[None]:
    """Turn "no space left" into OutOfSpace, which says what stands and what to do."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        raise OutOfSpace(
            f"{folder}: no space left while writing. The index stands at its last commit; "
            "free some space and run the same command again."
        ) from error
