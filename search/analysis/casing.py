"""Whether capitals mean anything in a stretch of text: old wires and headlines shout every word."""

from __future__ import annotations

import re
from itertools import groupby

_CAPITALS = re.compile(r"[^\W\d_]+")
_LONGER_THAN_ACRONYMS = 7
_FUNCTION_WORDS = """
A AFTER AN AND ARE AS AT BE BUT BY FOR FROM HAS HAVE HE IN INTO IS NEW NO NOT OF ON OR OUT OVER SAID
SAY SAYS THAT THE THEIR THEY TO UP WAS WERE WILL WITH
"""
_SHOUTED_WORDS = frozenset(_FUNCTION_WORDS.split())
_FEWEST_CAPITALS = 8
_TOLERANCE = 10
"""One small letter in so many capitals still counts as shouting: `McDONNELL TO CUT 1ST QTR`."""

_LEAD = 12
"""Capitals at the start of a line raise suspicion; only then are its letters counted."""


def _suspect(line: str) -> bool:
    return line[:_LEAD].isupper() or line.isupper()


def _shouted(text: str) -> bool:
    """Nearly no small letter."""
    upper = sum(map(str.isupper, text))
    return upper > 0 and sum(map(str.islower, text)) * _TOLERANCE <= upper


def is_caseless(text: str) -> bool:
    """Whether `text` is in capitals throughout, as far as one can be sure: a few acronyms in a row
    (`NATO, IMF`) are not; a function word or a word too long for an acronym shows it."""
    if not _suspect(text) or not _shouted(text):
        return False
    words = _CAPITALS.findall(text)
    return sum(map(len, words)) >= _FEWEST_CAPITALS and any(
        len(word) >= _LONGER_THAN_ACRONYMS or word in _SHOUTED_WORDS for word in words
    )


def _verdicts(lines: list[str], whole: bool) -> list[bool]:
    """For each line, whether it is caseless; one too short to tell goes with the line before it,
    or with the whole text at the start of a paragraph."""
    verdicts: list[bool] = []
    before = whole
    for line in lines:
        if not _suspect(line):
            before = whole if not line.strip() else False
        elif len(line) >= _FEWEST_CAPITALS:
            before = is_caseless(line) or (before and _shouted(line))
        verdicts.append(before)
    return verdicts


def stretches(text: str) -> list[tuple[int, int, bool]]:
    """Half-open ranges of whole lines that cover `text`, each with "this is caseless"."""
    lines = text.split("\n")
    if not any(map(_suspect, lines)):
        return [(0, len(text), False)]
    verdicts = _verdicts(lines, whole=is_caseless(text))
    found: list[tuple[int, int, bool]] = []
    start = at = 0
    for caseless, group in groupby(range(len(lines)), verdicts.__getitem__):
        at += sum(len(lines[i]) + 1 for i in group)
        found.append((start, min(at, len(text)), caseless))
        start = at
    return found
