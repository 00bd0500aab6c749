"""Formats that are recognised so as to be refused by name, not indexed as if they were prose."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Foreign:
    """A format that no reader takes."""

    name: str
    binary: bool = False


_SIGNATURES = (
    (b"%PDF-", "PDF"),
    (b"PK\x03\x04", "a zip archive or office document"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"BZh", "bzip2"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"\x1f\x8b", "packed twice"),
    (b"\x28\xb5\x2f\xfd", "packed twice"),
    (b"\xfd7zXZ\x00", "packed twice"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "a database"),
)
_MARKUP = (
    (b"<?xml", "XML"),
    (b"<!doctype html", "HTML"),
    (b"<html", "HTML"),
    (b"<rss", "RSS"),
    (b"<feed", "Atom"),
    (b"<nitf", "NITF"),
    (b"<newsitem", "NewsML-G2"),
    (b"<newsml", "NewsML"),
    (b"{\\rtf", "RTF"),
    (b"warc/1.", "WARC"),
)
_JSON = "JSON, but not JSON Lines (one object a line)"
_JSON_START = re.compile(rb'(?:\[\s*)?\{\s*"[^"\n]{1,80}"\s*:')
_SUFFIXES = {
    ".csv": "a table, not an article",
    ".tsv": "a table, not an article",
    ".json": _JSON,
    ".xml": "XML",
    ".html": "HTML",
    ".htm": "HTML",
    ".rtf": "RTF",
}


def foreign_format(head: bytes, suffix: str) -> Foreign | None:
    """The foreign format of a file that begins with `head`, or None."""
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return Foreign(name, binary=True)
    if head[257:262] == b"ustar":
        return Foreign("a tar archive", binary=True)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    for signature, name in _MARKUP:
        if start.startswith(signature):
            return Foreign(name)
    if _JSON_START.match(start):
        return Foreign(_JSON)
    return Foreign(_SUFFIXES[suffix]) if suffix in _SUFFIXES else None
