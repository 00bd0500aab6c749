"""Scans a text for phrases: the longest one at each place wins, and its words are used up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.tagging.phrases import WORD, Node, Sense, Table, Tables

_CAPITALISED = re.compile(r"[A-Z](?:\.[A-Z])+\.?(?![a-z])|[A-Z][A-Za-z0-9]*\+?")
_BETWEEN = frozenset(" -'&/,\n\t")
_MOST_BETWEEN = 3
"""Characters between two words of a phrase: " & ", ".\n"."""

_SMALL_LETTERS = re.compile(r"[a-z]{2}")
_SAMPLE = 400
_CASED = 4
"""This many pairs of small letters in the first 400 characters make a text one with case. Wire
texts in capitals have a few (`McDonald`, a broken code); real ones have a hundred."""

_TICKER = 6
"""Characters in which a share's short name ends after its first word: `.TO>`."""

MOST_MENTIONS = 20_000
"""Mentions kept of one text; beyond a book's worth of names, more tell nothing."""


@dataclass(slots=True)
class Mention:
    """A phrase in a text: a half-open range, what it means, and the rule that decided that."""

    start: int
    end: int
    sense: Sense
    rule: str = ""


def is_cased(text: str) -> bool:
    """Whether capitals mean something in `text`; all capitals or all small letters do not."""
    for seen, _ in enumerate(_SMALL_LETTERS.finditer(text[:_SAMPLE]), 1):
        if seen >= _CASED:
            return bool(_FIRST_CAPITAL.search(text[:_SAMPLE]))
    return len(text) < _CASED * 8 and not text.isupper() and _FIRST_CAPITAL.search(text) is not None


_FIRST_CAPITAL = re.compile(r"[A-Z]")


def find_mentions(
    text: str, tables: Tables, start: int = 0, heads: list[tuple[int, int]] | None = None
) -> tuple[list[Mention], str, bool]:
    """The mentions in folded `text` from `start`, the text as scanned, and whether it has case.

    `heads` gets the ranges of head words of unlisted names, where it is given.
    """
    cased = is_cased(text[start : start + _SAMPLE])
    if cased:
        found = _scan(text, tables.cased, start, heads)
        for word in tables.small:
            if word in text:
                small = _scan_small(text, word, tables.cased[word], start)
                found = _merge(found, small)
        return found, text, True
    raised = text.upper()
    if len(raised) != len(text):  # a letter such as ß grew: leave those as they are
        raised = "".join(c.upper() if c.isascii() else c for c in text)
    return _scan(raised, tables.caseless, start), raised, False


def scan_place(place: str, tables: Tables) -> tuple[list[Mention], str]:
    """The mentions in a dateline's place and the place as scanned, in capitals or not."""
    if is_cased(place) and not place.isupper():
        found = _scan(place, tables.cased, 0)
        if found:
            return found, place
    raised = place.upper() if len(place.upper()) == len(place) else place
    found = _scan(raised, tables.caseless, 0)
    titled = place.title() if len(place.title()) == len(place) else place
    shortened = "," in place and place.rstrip().endswith(".")  # VIENNA, VA.
    if found and found[0].start == 0 and not shortened:
        return found, raised
    return _scan(titled, tables.cased, 0) or found, titled


def _scan(
    text: str, table: Table, begin: int, heads: list[tuple[int, int]] | None = None
) -> list[Mention]:
    found: list[Mention] = []
    get = table.get
    end = 0
    for match in _CAPITALISED.finditer(text, begin):
        node = get(match.group())
        if node is None:
            continue
        start = match.start()
        before = text[start - 1 : start]
        if start < end or before.isalnum() or (before == "<" and _is_ticker(text, match.end())):
            continue
        sense, stop = node.sense, match.end()
        if node.after:
            sense, stop = _longest(text, node, stop)
        if sense is None:
            if node.head and heads is not None:
                heads.append(match.span())
            continue
        end = stop
        found.append(Mention(start, stop, sense))
        if len(found) >= MOST_MENTIONS:
            break
    return found


def _is_ticker(text: str, stop: int) -> bool:
    """Whether `<ROK>` or `<AU.L>`, whose first word ends at `stop`, is a share's short name."""
    end = text.find(">", stop, stop + _TICKER)
    return end >= 0 and text[stop:end].strip(".ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""


def _longest(text: str, node: Node, stop: int) -> tuple[Sense | None, int]:
    """The sense of the longest phrase that goes on at `stop`, and where it ends."""
    found, end = node.sense, stop
    while node.after:
        start = _next_word(text, stop)
        match = WORD.match(text, start) if start else None
        if match is None:
            break
        following = node.after.get(match.group())
        if following is None:
            break
        node, stop = following, match.end()
        if node.sense is not None:
            found, end = node.sense, stop
    return found, end


def _next_word(text: str, position: int) -> int:
    """Where the next word of a phrase begins, 0 if something that parts phrases comes before it."""
    start = position
    if text[start : start + 1] == "." and position >= 2 and text[start - 3 : start] in _SHORTENED:
        start += 1
    limit = min(start + _MOST_BETWEEN, len(text))
    first = start
    while start < limit and text[start] in _BETWEEN:
        start += 1
    return start if start > first else 0


_SHORTENED = frozenset({" St", "\nSt", "(St", "St", " No", " Mt", "-St", '"St', " ST", " NO"})


def _scan_small(text: str, word: str, node: Node, start: int) -> list[Mention]:
    found: list[Mention] = []
    at = text.find(word, start)
    while at >= 0 and len(found) < MOST_MENTIONS:
        stop = at + len(word)
        whole = not (at and text[at - 1].isalnum()) and not text[stop : stop + 1].isalnum()
        if whole:
            sense, end = _longest(text, node, stop)
            if sense is not None:
                found.append(Mention(at, end, sense))
        at = text.find(word, stop)
    return found


def _merge(found: list[Mention], more: list[Mention]) -> list[Mention]:
    """Both in order; where two overlap, the longer one."""
    if not more:
        return found
    return list(_without_overlap(sorted([*found, *more], key=lambda m: (m.start, -m.end))))


def _without_overlap(mentions: list[Mention]) -> Iterator[Mention]:
    end = 0
    for mention in mentions:
        if mention.start >= end:
            yield mention
            end = mention.end
