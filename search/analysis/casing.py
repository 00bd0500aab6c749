"""Whether capitals mean anything in a stretch of text: old wires and headlines shout every word."""

from __future__ import annotations

import re
from itertools import groupby

_CAPITALS = re.compile(r"[^\W\d_]+")
_LONGER_THAN_ACRONYMS = 7
_PLAIN_WORDS = """
A AFTER AN AND ARE AS AT BE BUT BY FOR FROM HAS HAVE HE IN INTO IS NEW NO NOT OF ON OR OUT OVER
SAID SAY SAYS THAT THE THEIR THEY TO UP WAS WERE WILL WITH ASKS AWAY BACK BACKS BANK BUYS CALLS
CHIEF CORP CRISIS CUTS DEAL DEBT DIES FALLS FIRST HITS HOLDS KEEPS KILLS LEADS LOSS MAKES MEETS
NEAR NET OFFERS PCT PEACE PLAN PLANS PRICES PROFIT QTR RAISES RISE RISES SEEKS SEEN SEES SELLS
SETS SHARES STRIKE TAKES TALKS TRADE URGES VISIT VOTE VOTES VOWS WANTS WARNS WINS YEAR
"""
_SHOUTED = frozenset(_PLAIN_WORDS.split())
"""Function words and the small change of headlines: nobody writes them in capitals otherwise."""
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
    (`NATO, IMF`) are not; a plain word or one too long for an acronym shows it."""
    if not _suspect(text) or not _shouted(text):
        return False
    words = _CAPITALS.findall(text)
    return sum(map(len, words)) >= _FEWEST_CAPITALS and any(
        len(word) >= _LONGER_THAN_ACRONYMS or word in _SHOUTED for word in words
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
