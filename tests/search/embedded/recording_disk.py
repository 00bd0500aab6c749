"""Disks for tests: one that records every operation, so that the power can be cut at each; and
one that is full after so many bytes."""

from __future__ import annotations

import errno
import io
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, cast

from search.embedded.disk import Disk


@dataclass(frozen=True)
class Event:
    """One operation. `file` numbers the files made, whatever their names."""

    kind: str
    file: int = -1
    name: str = ""
    data: bytes = b""
    other: str = ""


class RecordedFile(io.FileIO):
    """Unbuffered, so that every write of the engine is one event."""

    def __init__(self, path: Path, number: int, events: list[Event]) -> None:
        super().__init__(path, "wb")
        self.number = number
        self._events = events

    def write(self, data: object) -> int:
        block = bytes(memoryview(data))  # type: ignore[arg-type]
        self._events.append(Event("write", self.number, data=block))
        return super().write(block)


class RecordingDisk(Disk):
    """Does what a Disk does, and keeps what was asked of it in order."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.events: list[Event] = []
        self._files = 0

    def create(self, name: str) -> BinaryIO:
        self._files += 1
        self.events.append(Event("create", self._files, name))
        return cast(BinaryIO, RecordedFile(self.folder / name, self._files, self.events))

    def sync(self, file: BinaryIO) -> None:
        self.events.append(Event("sync", cast(RecordedFile, file).number))

    def publish(self, temporary: str, name: str) -> None:
        super().publish(temporary, name)
        self.events.append(Event("publish", name=name, other=temporary))

    def sync_folder(self) -> None:
        self.events.append(Event("sync_folder"))

    def remove(self, name: str) -> None:
        super().remove(name)
        self.events.append(Event("remove", name=name))


@dataclass
class Medium:
    """What a power cut leaves: bytes that were synced, names that were synced, and of the rest
    as much as chance has it."""

    names: dict[str, int] = field(default_factory=dict)
    written: dict[int, bytes] = field(default_factory=dict)
    synced: dict[int, bytes] = field(default_factory=dict)
    pending: list[Event] = field(default_factory=list)

    @classmethod
    def of(cls, folder: Path) -> Medium:
        """A folder as it lies, everything in it synced long ago."""
        medium = cls()
        for number, path in enumerate(sorted(folder.iterdir())):
            medium.names[path.name] = -1 - number
            medium.written[-1 - number] = medium.synced[-1 - number] = path.read_bytes()
        return medium

    def play(self, events: list[Event]) -> None:
        for event in events:
            if event.kind == "write":
                self.written[event.file] = self.written.get(event.file, b"") + event.data
            elif event.kind == "sync":
                self.synced[event.file] = self.written.get(event.file, b"")
            elif event.kind == "sync_folder":
                self._apply(self.pending)
                self.pending = []
            else:
                self.pending.append(event)

    def _apply(self, events: list[Event]) -> None:
        """Change names. One that was renamed before its making was kept is made by the rename."""
        files = dict(self.names)
        for event in self.pending:  # which file a rename is of, whether its making is kept or not
            if event.kind == "create":
                files[event.name] = event.file
        for event in events:
            if event.kind == "create":
                self.names[event.name] = event.file
            elif event.kind == "publish":
                self.names.pop(event.other, None)
                self.names[event.name] = files[event.other]
            else:
                self.names.pop(event.name, None)

    def lose_power(self, folder: Path, rng: random.Random, keep: float, tear: str) -> None:
        """Write what is left to `folder`. `keep` is the share of unsynced names that survive;
        `tear` tells what of unsynced bytes does: "drop", "keep", "half" or "zeros"."""
        self._apply([event for event in self.pending if rng.random() < keep])
        self.pending = []
        folder.mkdir(parents=True)
        for name, number in self.names.items():
            (folder / name).write_bytes(self._torn(number, tear))

    def _torn(self, number: int, tear: str) -> bytes:
        safe, rest = self.synced.get(number, b""), self.written.get(number, b"")
        rest = rest[len(safe) :]
        match tear:
            case "drop":
                return safe
            case "keep":
                return safe + rest
            case "half":
                return safe + rest[: len(rest) // 2]
            case _:
                return safe + bytes(len(rest))


class FullFile(io.RawIOBase):
    """Writes until the disk is full, the last block in part."""

    def __init__(self, path: Path, disk: FullDisk) -> None:
        super().__init__()
        self._file = path.open("wb", buffering=0)
        self._disk = disk

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._file.tell()

    def fileno(self) -> int:
        return self._file.fileno()

    def write(self, data: object) -> int:
        block = bytes(memoryview(data))  # type: ignore[arg-type]
        room = max(self._disk.room, 0)
        self._disk.room -= len(block)
        if not room and block:
            raise OSError(errno.ENOSPC, "No space left on device")
        return self._file.write(block[:room])

    def close(self) -> None:
        self._file.close()
        super().close()


class FullDisk(Disk):
    """Has room for so many bytes, and no more; a new file costs one."""

    def __init__(self, folder: Path, room: int) -> None:
        super().__init__(folder)
        self.room = room

    def create(self, name: str) -> BinaryIO:
        if self.room <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.room -= 1
        return cast(BinaryIO, io.BufferedWriter(FullFile(self.folder / name, self), 1 << 16))

    def sync(self, file: BinaryIO) -> None:
        file.flush()

    def sync_folder(self) -> None:
        pass
