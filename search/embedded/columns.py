"""Named arrays in one file, mapped into memory when read.

Layout: eight bytes of magic, the length of a JSON directory as a little-endian 64-bit integer,
the directory (`name: [dtype, count, offset]`), then the arrays, each at a multiple of 64 bytes.
"""

from __future__ import annotations

import errno
import json
import mmap
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

MAGIC = b"DRGCOL1\n"
ALIGNMENT = 64

Arrays = dict[str, NDArray[Any]]


class Damaged(Exception):  # noqa: N818 - what the file is
    """A file is not what its name promises."""


class Unreadable(Damaged):
    """A file may be sound, but this process is not let at it; the message names file and reason."""


_WITHHELD = {errno.EACCES, errno.EPERM, errno.EMFILE, errno.ENFILE, errno.ENOMEM}
"""What the system answers for reasons that lie with the process and not with the file."""


def why_not_read(name: str, error: OSError) -> Damaged:
    """What to raise for a file of that name which the system does not hand out."""
    kind = Unreadable if error.errno in _WITHHELD else Damaged
    return kind(f"{name}: {error.strerror}")


def write_arrays(file: BinaryIO, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Write one-dimensional arrays with their directory."""
    offset = 0
    directory: dict[str, tuple[str, int, int]] = {}
    for name, array in arrays.items():
        directory[name] = (array.dtype.str, len(array), offset)
        offset += -(-array.nbytes // ALIGNMENT) * ALIGNMENT
    header = json.dumps(directory, separators=(",", ":")).encode()
    head = len(MAGIC) + 8 + len(header)
    padding = -head % ALIGNMENT
    file.write(MAGIC + (len(header) + padding).to_bytes(8, "little") + header + b" " * padding)
    for array in arrays.values():
        file.write(np.ascontiguousarray(array).data)
        file.write(bytes(-array.nbytes % ALIGNMENT))


def map_file(path: Path) -> NDArray[np.uint8]:
    """A file's bytes as an array over a private map; the map lives as long as the array."""
    with path.open("rb") as file:
        if path.stat().st_size == 0:
            return np.empty(0, dtype=np.uint8)
        return np.frombuffer(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), dtype=np.uint8)


def as_memory(array: NDArray[Any]) -> memoryview:
    """An array's bytes without numpy around them: slicing them is several times faster."""
    return memoryview(array.data) if len(array) else memoryview(b"")


def map_arrays(path: Path) -> Arrays:
    """The arrays of a file as read-only views; raises Damaged if it is not one of ours."""
    data = map_file(path)
    try:
        if bytes(data[: len(MAGIC)]) != MAGIC:
            raise ValueError("wrong magic")
        length = int.from_bytes(bytes(data[8:16]), "little")
        base = 16 + length
        directory = json.loads(bytes(data[16:base]))
        views: Arrays = {}
        for name, (kind, count, offset) in directory.items():
            dtype = np.dtype(kind)
            view = data[base + offset : base + offset + count * dtype.itemsize].view(dtype)
            if len(view) != count:
                raise ValueError(f"{name} is cut short")
            views[name] = view
    except (ValueError, TypeError, AttributeError) as error:
        raise Damaged(f"{path.name}: {error}") from error
    return views


def pack_strings(strings: list[bytes]) -> tuple[NDArray[np.uint8], NDArray[np.uint64]]:
    """Byte strings end to end, and len + 1 offsets."""
    offsets = np.zeros(len(strings) + 1, dtype=np.uint64)
    np.cumsum([len(s) for s in strings], out=offsets[1:])
    return np.frombuffer(b"".join(strings), dtype=np.uint8), offsets


def unpack_strings(blob: NDArray[np.uint8], offsets: NDArray[Any]) -> list[bytes]:
    """The inverse of pack_strings."""
    data = blob.tobytes()
    bounds = offsets.tolist()
    return [data[a:b] for a, b in pairwise(bounds)]
