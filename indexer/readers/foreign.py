"""Formats that are recognised so as to be refused by name, not indexed as if they were prose.

Of each is told what turns it into text, in a word, where there is an honest one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Foreign:
    """A format that no reader takes."""

    name: str
    binary: bool = False


_LIBRARY = "no one command does it: docs/indexing.md has a few lines of Python that do"
_HOW = {
    "PDF": "pdftotext FILE; what was scanned needs text recognition first: ocrmypdf",
    "a document": "pandoc -t plain FILE -o FILE.txt",
    "slides": "libreoffice --headless --convert-to pdf FILE, then pdftotext",
    "a spreadsheet": "save it as CSV, and that as JSON Lines: mlr --icsv --ojsonl cat",
    "an old office document": "libreoffice --headless --convert-to txt:Text FILE",
    "a zip archive": "unzip FILE",
    "a tar archive": "tar -xf FILE",
    "7-Zip": "7z x FILE",
    "bzip2": "bunzip2 FILE",
    "packed twice": "unpack it once",
    "an image": "text recognition: tesseract FILE FILE",
    "HTML": "pandoc -f html -t plain FILE -o FILE.txt",
    "RTF": "pandoc -f rtf -t plain FILE -o FILE.txt",
    "an e-mail": _LIBRARY,
    "XML": _LIBRARY,
    "RSS": _LIBRARY,
    "Atom": _LIBRARY,
    "NITF": _LIBRARY,
    "NewsML": _LIBRARY,
    "NewsML-G2": _LIBRARY,
    "WARC": "take the pages out of it first, with warcio",
    "a table": "mlr --icsv --ojsonl cat FILE >FILE.jsonl; tables about files: --metadata FILE",
    "a table with tabs": "mlr --itsv --ojsonl cat FILE >FILE.jsonl",
    "a JSON array": "jq -c '.[]' FILE >FILE.jsonl",
    "JSON over several lines": "jq -c . FILE >FILE.jsonl",
}

_SIGNATURES = (
    (b"%PDF-", "PDF"),
    (b"BZh", "bzip2"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"\x1f\x8b", "packed twice"),
    (b"\x28\xb5\x2f\xfd", "packed twice"),
    (b"\xfd7zXZ\x00", "packed twice"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
    (b"II*\x00", "an image"),
    (b"MM\x00*", "an image"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "a database"),
)
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0"
_OFFICE = {
    ".docx": "a document",
    ".odt": "a document",
    ".epub": "a document",
    ".xlsx": "a spreadsheet",
    ".ods": "a spreadsheet",
    ".xls": "a spreadsheet",
    ".pptx": "slides",
    ".odp": "slides",
    ".ppt": "slides",
    ".msg": "an e-mail",
}
"""What zip archives and the older containers hold, by their ending: the content does not tell."""
_MARKUP = (
    (b"<?xml", "XML"),
    (b"<!doctype html", "HTML"),
    (b"<html", "HTML"),
    (b"<rss", "RSS"),
    (b"<feed", "Atom"),
    (b"<nitf", "NITF"),
    (b"<newsitem", "NewsML-G2"),
    (b"<newsml", "NewsML"),
    (b"<svg", "an image"),
    (b"{\\rtf", "RTF"),
    (b"warc/1.", "WARC"),
)
_JSON_START = re.compile(rb'(\[\s*)?\{\s*"[^"\n]{1,80}"\s*:')
# Fields that mail programs put first and no article begins with; `From:` and `Subject:` might be
# those of a wire message.
_MAIL_START = re.compile(
    rb"(?:return-path|received: (?:from|by)|delivered-to|mime-version|message-id)[: \t]"
    rb"|from [^\s@]{1,80}@\S{1,80} "
)
_CODE = "the code of a page or program"
_SUFFIXES = {
    ".csv": "a table",
    ".tsv": "a table with tabs",
    ".json": "JSON over several lines",
    ".xml": "XML",
    ".html": "HTML",
    ".htm": "HTML",
    ".rtf": "RTF",
    ".eml": "an e-mail",
    ".mbox": "an e-mail",
    ".css": _CODE,
    ".js": _CODE,
}


def foreign_format(head: bytes, suffix: str) -> Foreign | None:
    """The foreign format of a file that begins with `head`, or None."""
    if name := _binary_format(head, suffix):
        return Foreign(name, binary=True)
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:200].lower()
    for signature, name in _MARKUP:
        if start.startswith(signature):
            return Foreign(name)
    if match := _JSON_START.match(start):
        return Foreign("a JSON array" if match[1] else "JSON over several lines")
    if _MAIL_START.match(start):
        return Foreign("an e-mail")
    return Foreign(_SUFFIXES[suffix]) if suffix in _SUFFIXES else None


def _binary_format(head: bytes, suffix: str) -> str:
    for signature, name in _SIGNATURES:
        if head.startswith(signature):
            return name
    if head.startswith(_ZIP):
        return _OFFICE.get(suffix, "a zip archive")
    if head.startswith(_OLE):
        return _OFFICE.get(suffix, "an old office document")
    return "a tar archive" if head[257:262] == b"ustar" else ""


def how_to_convert(name: str) -> str:
    """What makes text, or JSON Lines, of a format that was refused by that name; "" if nothing
    can be said in a word."""
    return _HOW.get(name, "")
