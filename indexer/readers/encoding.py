"""Bytes to text in whatever encoding a newsroom left them, and which one had to be assumed."""

from __future__ import annotations

import codecs
import logging
from dataclasses import dataclass

from charset_normalizer import from_bytes

from indexer.readers import latin

log = logging.getLogger(__name__)

# Longer marks first: the UTF-32 one begins with the UTF-16 one.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_SAMPLE = 64_000
"""Bytes that a guess is made from; more do not change it and cost time."""

_CONTROLS = bytes(set(range(32)) - set(b"\t\n\x0b\x0c\r\x1a\x1b\x08")) + b"\x7f"


# What newsrooms have written in, Mainframe and Macintosh pages of codes are left
# out: the guess falls for them on short texts far more often than they occur.
_CANDIDATES = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874"),
    *("koi8_r", "koi8_u", "cp866", "iso8859_2", "iso8859_5"),
    *("gb18030", "big5", "cp932", "euc_jp", "cp949"),
)


class NotTextError(ValueError):
    """The bytes are not text in any encoding."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, and the name of its encoding if that was assumed ("" where it is certain)."""

    text: str
    assumed: str = ""


def marked_encoding(head: bytes) -> tuple[str, int]:
    """The encoding that a byte-order mark tells, and the mark's length; ("", 0) without one."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name, len(mark)
    return "", 0


def decode(data: bytes) -> Decoded:
    """Decode `data`: by its mark, as UTF-8, else by a guess that is told. Raises NotTextError."""
    name, length = marked_encoding(data)
    if name:
        return Decoded(data[length:].decode(name, errors="replace"))
    if b"\x00" in data[:_SAMPLE]:
        return _decode_wide(data)
    if _looks_binary(data[:_SAMPLE]):
        raise NotTextError("control characters")
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _guess(data)


def _looks_binary(sample: bytes) -> bool:
    """Whether control characters make up more than a hundredth: wires have a few, images many."""
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    return controls > 2 + len(sample) // 100


def _decode_wide(data: bytes) -> Decoded:
    """Text with NUL bytes: UTF-16 without a mark, if every other byte is mostly NUL.

    That holds for scripts of Latin letters; others cannot be told from a binary file. One or
    two NULs, and one in a thousand bytes, are a slip of some wire software and fall.
    """
    sample = data[:_SAMPLE]
    pairs = max(1, len(sample) // 2)
    for name, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        if high.count(0) > 0.4 * pairs and sample.count(0) < 1.2 * high.count(0):
            text = data.decode(name, errors="replace")
            if text[:_SAMPLE].isprintable() or "\ufffd" not in text[:_SAMPLE]:
                return Decoded(text, name)
    if sample.count(0) <= 2 + len(sample) // 1000 and not _looks_binary(sample.replace(b"\0", b"")):
        return decode(data.replace(b"\0", b""))
    raise NotTextError("NUL bytes")


def _guess(data: bytes) -> Decoded:
    """An eight-bit or East Asian encoding. Windows-1252 wherever it reads the same as the guess."""
    western = _attempt(data, "cp1252")
    if western is not None and _nearly_ascii(data[:_SAMPLE]):
        return Decoded(western, "cp1252")
    name = _best_guess(_whole_lines(data[:_SAMPLE]))
    text = _attempt(data, name) if name else None
    if text is not None and text != western:
        return Decoded(text, name)
    if western is not None:
        return Decoded(western, "cp1252")
    return Decoded(data.decode("latin-1"), "latin-1")


def _best_guess(sample: bytes) -> str:
    """The likeliest encoding; "" if nothing fits. Latin letters are told apart by language."""
    best = from_bytes(sample, cp_isolation=list(_CANDIDATES)).best()
    if best is None or best.encoding in latin.PAGES:
        return latin.best_page(sample)
    return best.encoding


def _nearly_ascii(sample: bytes) -> bool:
    """Whether fewer than one byte in fifty is beyond ASCII.

    That is English with an accent or curly quotes now and then, from which no page of codes can
    be told; French and Polish have about one in twenty.
    """
    return 50 * sum(byte > 127 for byte in sample) < len(sample)


def _whole_lines(sample: bytes) -> bytes:
    """The sample without its last, perhaps cut, line: a cut character would mislead the guess."""
    end = sample.rfind(b"\n")
    return sample[:end] if end > len(sample) // 2 else sample


def _attempt(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
