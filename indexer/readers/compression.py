"""Decompression of gzip, xz and Zstandard streams, told by content and bounded against bombs."""

from __future__ import annotations

import hashlib
import io
import lzma
import zlib
from collections.abc import Callable
from typing import BinaryIO, Protocol, cast

import zstandard

from indexer.records import Limits

_XZ_MEMORY = 200_000_000
"""Bytes that an xz dictionary may ask for; `xz -9` needs 65 MB."""

_ZSTD_WINDOW = 1 << 27
"""128 MB: what `zstd` itself accepts without being told otherwise."""


class DamagedError(ValueError):
    """A compressed stream is truncated, corrupt, or asks for too much memory."""


class BombError(ValueError):
    """A compressed stream gives far more than news text can."""


class Meter(io.RawIOBase):
    """A stream that tells how far its reader is, and digests the bytes that pass."""

    def __init__(self, stream: BinaryIO, advance: Callable[[int], None] = lambda _: None) -> None:
        self._stream = stream
        self._advance = advance
        self._digest = hashlib.sha256()
        self.position = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read into `buffer`; the number of bytes read, 0 at the end."""
        data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        self.position += len(data)
        self._digest.update(data)
        self._advance(len(data))
        return len(data)

    def finish(self, most: int) -> str:
        """Read what is left, up to `most` bytes, and give the digest of all, or "" if more is left.

        The stream below is left open.
        """
        end = self.position + most
        while self.position <= end:
            data = self._stream.read(1 << 18)
            if not data:
                return self._digest.hexdigest()
            self.position += len(data)
            self._digest.update(data)
            self._advance(len(data))
        return ""


class _Bounded(io.RawIOBase):
    """Decompressed bytes; raises DamagedError and BombError in place of the library's errors."""

    def __init__(self, stream: _Frames, meter: Meter, limits: Limits) -> None:
        self._stream = stream
        self._meter = meter
        self._limits = limits
        self._given = 0

    @property
    def junk(self) -> bool:
        """Whether the frames ended before the file did."""
        return self._stream.junk

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        try:
            data = self._stream.read(len(buffer))
        except (OSError, EOFError, zlib.error, lzma.LZMAError, zstandard.ZstdError) as error:
            raise DamagedError(str(error)[:200]) from error
        self._given += len(data)
        allowed = max(self._limits.bomb_bytes, self._limits.bomb_ratio * self._meter.position)
        if self._given > allowed:
            raise BombError(f"more than {self._limits.bomb_ratio} times its size")
        buffer[: len(data)] = data
        return len(data)


def decompressed(stream: io.BufferedReader, meter: Meter, limits: Limits) -> io.BufferedReader:
    """`stream` itself, or its content where it begins as a compressed file does.

    `meter` lies below `stream`. One layer is opened; a file packed twice is not text.
    """
    fresh = _unpacker_for(stream.peek(_HEAD)[:_HEAD])
    if fresh is None:
        return stream
    return io.BufferedReader(_Bounded(_Frames(stream, fresh), meter, limits), 1 << 16)


def has_junk(stream: io.BufferedReader) -> bool:
    """Whether what `decompressed` gave ended before its file did, with bytes that are not packed.

    Known once it has been read to its end. What came before them is good; what they were to be
    cannot be told: a mail program's signature, or a further part that is damaged.
    """
    return isinstance(stream.raw, _Bounded) and stream.raw.junk


class _Unpacker(Protocol):
    """What the three libraries offer alike: one frame of a stream."""

    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, /) -> bytes: ...


_HEAD = 6
"""Bytes that tell what a stream is packed with."""

_ZSTD_SKIPPED = tuple(bytes((low, 0x2A, 0x4D, 0x18)) for low in range(0x50, 0x60))
"""How frames begin that hold no text (RFC 8878, 3.1.2); parallel packers put one at the head."""


def _unpacker_for(head: bytes) -> Callable[[], _Unpacker] | None:
    """What opens a stream that begins so; None if it is not packed."""
    if head.startswith(b"\x1f\x8b"):
        return _fresh_gzip
    if head.startswith(b"\xfd7zXZ\x00"):
        return _fresh_xz
    if head.startswith((b"\x28\xb5\x2f\xfd", *_ZSTD_SKIPPED)):
        return _fresh_zstd
    return None


def _fresh_gzip() -> _Unpacker:
    return zlib.decompressobj(zlib.MAX_WBITS | 16)  # 16: with a gzip head and its checksum


def _fresh_xz() -> _Unpacker:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)


def _fresh_zstd() -> _Unpacker:
    unpacker = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    return cast(_Unpacker, unpacker.decompressobj())


class _Frames(io.RawIOBase):
    """The frames of a packed stream, one behind another as parallel packers write them.

    The libraries' own streams take a cut file for a whole one (Zstandard), offer no limit on
    memory (xz), or lose all for a few bytes of junk behind it (gzip). Input goes in by few bytes,
    since what comes out of it is not bounded.
    """

    _PORTION = 4_096  # at most some 130 MB of zeros, and 30 KB of news

    def __init__(self, stream: io.BufferedReader, fresh: Callable[[], _Unpacker]) -> None:
        self._stream = stream
        self._fresh = fresh
        self._unpacker = fresh()
        self._ready = io.BytesIO()
        self.junk = False

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        parts: list[bytes] = []
        wanted = size if size >= 0 else 1 << 62
        while wanted > 0:
            if data := self._ready.read(wanted):
                parts.append(data)
                wanted -= len(data)
            elif packed := self._next_input():
                self._ready = io.BytesIO(self._unpacker.decompress(packed))
            else:
                break
        return b"".join(parts)

    def _next_input(self) -> bytes:
        """More packed bytes; b"" behind the last frame. Raises EOFError within one."""
        if self.junk:
            return b""
        if not self._unpacker.eof:
            if packed := self._stream.read(self._PORTION):
                return packed
            raise EOFError("the file ends before its end")
        rest = self._next_head()
        self.junk = bool(rest) and _unpacker_for(rest[:_HEAD]) is not self._fresh
        if self.junk or not rest:
            return b""
        self._unpacker = self._fresh()
        return rest

    def _next_head(self) -> bytes:
        """What follows a frame, without padding: a whole head, or b"" at the end."""
        rest = self._unpacker.unused_data.lstrip(b"\0")
        while len(rest) < _HEAD and (packed := self._stream.read(self._PORTION)):
            rest = (rest + packed).lstrip(b"\0")
        return rest
