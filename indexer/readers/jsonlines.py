"""JSON Lines: one article a line, an object with any of a few known keys."""

from __future__ import annotations

import io
import json
import math
import re
from collections.abc import Iterator

from indexer.readers.encoding import marked_encoding
from indexer.readers.keys import KEYS, Renames, find_meant, rename
from indexer.records import Limits, RawRecord, Reason, Rejection

_SUFFIXES = frozenset({".jsonl", ".ndjson", ".jsonlines"})
_MOST_TAGS = 1_000
"""Labels on one article; more is a mistake in the file."""

_MOST_IGNORED = 50
"""Unknown keys of one line that are named in the report."""

# How a line that was cut off by the sniffed head, or holds an error, still shows its format.
_OBJECT_START = re.compile(rb'\s*\{\s*"[^"\n]{1,80}"\s*:')

Line = tuple[int, bytes | None]
"""A line's number from 1, and its bytes, or None if it is too long."""


class _WrongError(Exception):
    """A line that is no article; it alone is rejected."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


class JsonLines:
    """The reader of JSON Lines (`.jsonl`, `.ndjson`, or any file whose lines are objects).

    `renames` are keys that are to be read as others.
    """

    single = False
    by_line = True

    def __init__(self, renames: Renames = ()) -> None:
        self._renames = renames

    def recognises(self, head: bytes, suffix: str) -> bool:
        """By the ending, or by a first line that is an object and not merely opens one."""
        if suffix in _SUFFIXES:
            return True
        name, length = marked_encoding(head)
        if name and name != "utf-8":
            head = head[length : len(head) & ~3].decode(name, "replace").encode("utf-8", "replace")
        else:
            head = head[length:]
        first, newline, _ = head.lstrip().partition(b"\n")
        if newline or len(head) < 1_000:
            return first.rstrip().endswith(b"}") and _OBJECT_START.match(first) is not None
        return _OBJECT_START.match(first) is not None

    def read(
        self, stream: io.BufferedReader, source: str, limits: Limits
    ) -> Iterator[RawRecord | Rejection]:
        """One record or rejection for each line that is not blank."""
        for number, line in _lines(stream, limits.record_bytes):
            if line is None:
                detail = f"a line of more than {limits.record_bytes:,} bytes"
                yield Rejection(source, number, Reason.TOO_LARGE, detail)
            elif line and not line.isspace():
                try:
                    yield _record(rename(_parse(line), self._renames), source, number)
                except _WrongError as wrong:
                    yield Rejection(source, number, wrong.reason, wrong.detail)


def _lines(stream: io.BufferedReader, longest: int) -> Iterator[Line]:
    name, length = marked_encoding(stream.peek(4)[:4])
    if name.startswith(("utf-16", "utf-32")):
        yield from _wide_lines(stream, name, longest)
        return
    stream.read(length)
    number = 0
    while line := stream.readline(longest + 1):
        number += 1
        if len(line) <= longest:
            yield number, line
            continue
        while not line.endswith(b"\n") and (line := stream.readline(1 << 16)):
            pass
        yield number, None


def _wide_lines(stream: io.BufferedReader, name: str, longest: int) -> Iterator[Line]:
    """The lines of a UTF-16 or UTF-32 file, as some shells write when output is redirected."""
    text = io.TextIOWrapper(stream, encoding=name, errors="replace", newline="\n")
    number = 0
    while line := text.readline(longest + 1):
        number += 1
        if len(line) <= longest:
            yield number, line.removeprefix("\ufeff").encode("utf-8", "replace")
            continue
        while not line.endswith("\n") and (line := text.readline(1 << 16)):
            pass
        yield number, None
    text.detach()


def _parse(line: bytes) -> dict[str, object]:
    try:
        value: object = json.loads(line.decode("utf-8-sig"))  # files put together have marks within
    except UnicodeDecodeError as error:
        raise _WrongError(Reason.ENCODING, f"at byte {error.start}") from None
    except json.JSONDecodeError as error:
        told = f"{error.msg.removesuffix(' at')} at character {error.pos + 1}"
        raise _WrongError(Reason.NOT_JSON, told) from None
    except RecursionError:
        raise _WrongError(Reason.NOT_JSON, "nested too deeply") from None
    except ValueError:  # a number of thousands of digits
        raise _WrongError(Reason.NOT_JSON, "a number too long to read") from None
    if not isinstance(value, dict):
        raise _WrongError(Reason.NOT_OBJECT, "")
    return value


def _record(value: dict[str, object], source: str, line: int) -> RawRecord:
    ignored = [key for key in value if key not in KEYS]
    return RawRecord(
        source,
        line,
        text=_text(value, "text"),
        id=_text_or_number(value, "id"),
        date=_text_or_number(value, "date"),
        title=_text(value, "title"),
        dateline=_text(value, "dateline"),
        byline=_text_or_list(value, "byline"),
        url=_text(value, "url"),
        outlet=_text(value, "source"),
        outlet_country=_text(value, "source_country"),
        language=_text(value, "language"),
        countries=_tags(value, "countries"),
        organisations=_tags(value, "organisations"),
        ignored=tuple(ignored[:_MOST_IGNORED]),
        meant=find_meant(value, ignored[:_MOST_IGNORED]),
    )


def _text(value: dict[str, object], key: str) -> str:
    """The string under `key`; "" where there is none or null."""
    found = value.get(key)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise _wrong_type(key, "a string")
    return found


def _text_or_number(value: dict[str, object], key: str) -> str:
    """As _text; whole numbers are ids and years as well."""
    found = value.get(key)
    if isinstance(found, int) and not isinstance(found, bool) and abs(found) < 10**30:
        return str(found)
    return _text(value, key)


def _text_or_list(value: dict[str, object], key: str) -> str:
    """As _text; of several strings, as several authors come, one."""
    found = value.get(key)
    if isinstance(found, list) and all(isinstance(item, str) for item in found):
        return ", ".join(found)
    return _text(value, key)


def _tags(value: dict[str, object], key: str) -> tuple[tuple[str, float], ...]:
    """A list of ids or names, or of objects that hold one; one alone is a list of one."""
    found = value.get(key)
    if found is None or found == "":
        return ()
    if isinstance(found, str):
        return ((found, 1.0),)
    if not isinstance(found, list):
        raise _wrong_type(key, "a list")
    if len(found) > _MOST_TAGS:
        raise _wrong_type(key, f"a list of at most {_MOST_TAGS:,}")
    return tuple(_tag(item, key) for item in found)


def _tag(item: object, key: str) -> tuple[str, float]:
    if isinstance(item, str):
        return item, 1.0
    if isinstance(item, dict) and isinstance(id := item.get("id", item.get("name")), str):
        score = item.get("score", 1.0)
        number = isinstance(score, int | float) and not isinstance(score, bool)
        if number and abs(score) < 1e9 and math.isfinite(score):
            return id, float(score)
    raise _wrong_type(key, 'a list of ids or names, or of {"id": …, "score": …}')


def _wrong_type(key: str, wanted: str) -> _WrongError:
    return _WrongError(Reason.WRONG_TYPE, f"{key} must be {wanted}")
