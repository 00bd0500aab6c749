"""URL parameters by name, cleaned and bounded, before anything is made of their values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol, TypeGuard, cast
from urllib.parse import parse_qsl

from search.model import Problem

LONGEST_TEXT = 4_000
"""Characters of a question; browsers and proxies cut addresses at about 8,000 bytes."""

LONGEST_VALUE = 300
"""Characters of any other value; names of sources are the longest of them."""

MOST_PARAMETERS = 2_000
LONGEST_QUERY_STRING = 100_000
"""What is read of an address at all, so that a hostile one costs a bounded time."""


class MultiMapping(Protocol):
    """A mapping with several values to a key, as web frameworks give it."""

    def lists(self) -> Iterable[tuple[str, Iterable[str]]]:
        """Each key with all of its values."""
        ...


Readable = (
    str | MultiMapping | Mapping[str, str] | Mapping[str, list[str]] | Iterable[tuple[str, str]]
)


class Given:
    """The parameters by name, and the problems found while they are read.

    `problems` tell what was done about each; `faults` leave that out, for whoever does nothing.
    """

    def __init__(self, params: Readable) -> None:
        self.problems: list[Problem] = []
        self.faults: list[Problem] = []
        self._values: dict[str, list[str]] = {}
        self._read: set[str] = set()
        for place, (key, value) in enumerate(pairs(params)):
            if place == MOST_PARAMETERS:
                more = f"there are more than {MOST_PARAMETERS:,}"
                self.report("parameters", more, "the rest is not read")
                break
            self._values.setdefault(key, []).append(value)
        if isinstance(params, str) and len(params) > LONGEST_QUERY_STRING:
            more = f"longer than {LONGEST_QUERY_STRING:,} characters"
            self.report("parameters", more, "the rest is not read")

    def report(self, key: str, fault: str, remedy: str = "it is left out") -> None:
        """Name a problem with one parameter, and what is done about it."""
        self.faults.append(Problem(f"{key}: {fault}"))
        self.problems.append(Problem(f"{key}: {fault}; {remedy}"))

    def has(self, *keys: str) -> bool:
        """Whether any of these keys was sent; all of them are known from now on."""
        self._read.update(keys)
        return not self._values.keys().isdisjoint(keys)

    def many(self, key: str, longest: int = LONGEST_VALUE) -> list[str]:
        """The cleaned values of a key, each once, blank ones left out."""
        self._read.add(key)
        sent = self._values.get(key)
        if sent is None:
            return []
        values = dict.fromkeys([self._clean(key, value, longest) for value in sent])
        values.pop("", None)
        return list(values)

    def one(self, key: str, longest: int = LONGEST_VALUE) -> str:
        """The value of a key that stands once; "" where it is missing."""
        values = self.many(key, longest)
        if len(values) > 1:
            self.report(key, "given more than once", "the first is used")
        return values[0] if values else ""

    def unknown(self) -> tuple[str, ...]:
        """Names that nobody asked for, fit to be shown."""
        return tuple(sorted({clean_text(key[:60]) for key in self._values.keys() - self._read}))

    def _clean(self, key: str, value: str, longest: int) -> str:
        # cut first: putting long runs of combining marks in order takes time by their square
        start = value.strip()
        cleaned = clean_text(start[: longest + 1])
        if len(start) <= longest and len(cleaned) <= longest:
            return cleaned
        if key == "q":  # a long question still has an answer: that of its beginning
            self.report(key, f"longer than {longest:,} characters", "the rest is not read")
            return cleaned[:longest].strip()
        self.report(key, f"longer than {longest:,} characters", "it is not used")
        return ""


def pairs(params: Readable) -> Iterator[tuple[str, str]]:
    """Keys and values one by one, from any of the forms that parameters come in."""
    if isinstance(params, str):
        text = params[:LONGEST_QUERY_STRING].removeprefix("?")
        yield from parse_qsl(text, keep_blank_values=True, errors="replace")
        return
    if _has_lists(params):
        items: Iterable[tuple[str, Any]] = params.lists()
    elif isinstance(params, Mapping):
        items = params.items()
    else:
        items = cast(Iterable[tuple[str, str]], params)
    for key, value in items:
        if value is None:
            continue
        several = value if isinstance(value, Iterable) and not isinstance(value, str) else [value]
        for single in several:
            yield str(key), str(single)


def _has_lists(params: object) -> TypeGuard[MultiMapping]:
    """Checking against the protocol itself costs as much as reading the address."""
    return hasattr(params, "lists")


def clean_text(text: str) -> str:
    """Text as a canonical query holds it: NFC, one blank between words, no control characters
    and no half surrogates, which no address can carry."""
    whole = _SURROGATE.sub("\ufffd", text)
    return " ".join(_CONTROL.sub(" ", unicodedata.normalize("NFC", whole)).split())


def quoted(text: str) -> str:
    """A value as it stands in a message: quoted, and short."""
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"


_SURROGATE = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
