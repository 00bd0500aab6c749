"""Folded text to raw words: the one place that says where a word begins and ends.

What a raw word means (possessives, dots, thousands) is decided in `search.analysis.wording`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

_RUN_RANGES = (
    "\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\ua4cf\ua960-\ua97f"
    "\uac00-\ud7ff\uf900-\ufaff\U0001b000-\U0001b2ff\U00020000-\U0003ffff"
)
"""Scripts written without blanks, or whose words grow endings without number: Thai, Lao,
Burmese, Khmer, Chinese, Japanese, Korean. Their runs are cut into overlapping pairs."""

_OTHER_RANGES = (
    "\x80-\u0dff\u0f00-\u0fff\u10a0-\u10ff\u1200-\u177f\u1800-\u2e7f\ua4d0-\ua95f"
    "\ua980-\uabff\ud800-\uf8ff\ufb00-\U0001afff\U0001b300-\U0001ffff\U00040000-\U0010ffff"
)


def _compile(others: str, runs: str) -> re.Pattern[str]:
    """The pattern of a raw word: `others` are letters besides ASCII's, `runs` what is paired."""
    letter, part = f"[A-Za-z{others}]", f"[A-Za-z0-9{others}]"
    # An apostrophe inside a word belongs to it (O'Brien, Sana'a, don't), except after Romance
    # articles: dell'Onu, lorsqu'il.
    tail = rf"(?:'(?:[sS](?!{part})|(?<!ll'|qu'|LL'|QU'){part}++))*+"
    return re.compile(
        # The commonest first: three letters or more.
        rf"{letter}{{3}}{part}*+{tail}"
        # U.S., e.g., U.S.S.R.; ten letters at most, so that a row of dots costs what it weighs.
        rf"|{letter}(?:\.{letter}){{1,9}}(?!{part})\.?(?:'[sS](?!{part}))?"
        # l'Aquila, d'Etat, n'est; but N'Djamena and D'Souza stay whole.
        r"|[cdjlnsCDJLNS](?='[aeiouhAEIOUH])"
        # 1,200 and 1,200.50; 3.5, 1.200.000 and 12.03.2014
        r"|[0-9]{1,3}(?:,[0-9]{3}){1,8}(?![0-9])(?:\.[0-9]++)?"
        r"|[0-9]++(?:\.[0-9]++){1,8}+"
        # co-operation, co-ordinate: one word, as most newspapers now spell it
        rf"|[cC][oO]-(?=[oO][pPrR]){part}++"
        rf"|{part}++{tail}" + (f"|[{runs}]++" if runs else "")
    )


@cache
def _pattern(ascii_only: bool) -> re.Pattern[str]:
    """One grammar twice: with the letters of ASCII alone it is quicker, and as often enough."""
    return _compile("", "") if ascii_only else _compile(_OTHER_RANGES, _RUN_RANGES)


@cache
def _runs() -> re.Pattern[str]:
    return re.compile(f"[{_RUN_RANGES}]")


def _cells(run: str) -> list[int]:
    """Where the written units of a run begin, marks kept with their letter; then its length."""
    begins = [i for i, c in enumerate(run) if i == 0 or unicodedata.category(c)[0] != "M"]
    return [*begins, len(run)]


def _pairs(run: str) -> Iterator[tuple[int, int]]:
    """The overlapping pairs of a run as ranges; a unit alone where there is but one."""
    cells = _cells(run)
    if len(cells) <= 2:
        yield 0, len(run)
    for i in range(len(cells) - 2):
        yield cells[i], cells[i + 2]


def raw_words(folded: str, start: int, end: int) -> list[str]:
    """The raw words of `folded[start:end]` in order; the fast road of `raw_spans`."""
    ascii_only = folded.isascii()
    words: list[str] = _pattern(ascii_only).findall(folded, start, end)
    if ascii_only or not _runs().search(folded, start, end):
        return words
    spread: list[str] = []
    for word in words:
        if _runs().match(word):
            spread.extend(word[a:b] for a, b in _pairs(word))
        else:
            spread.append(word)
    return spread


def raw_spans(folded: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """The same words, each with its half-open range of characters of `folded`."""
    ascii_only = folded.isascii()
    for match in _pattern(ascii_only).finditer(folded, start, end):
        word, first = match[0], match.start()
        if not ascii_only and _runs().match(word):
            for a, b in _pairs(word):
                yield word[a:b], first + a, first + b
        else:
            yield word, first, match.end()
