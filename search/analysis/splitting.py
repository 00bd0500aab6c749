"""Folded text to raw words: the one place that says where a word begins and ends.

What a raw word means (possessives, dots, thousands) is decided in `search.analysis.wording`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

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
_L = f"[A-Za-z{_OTHER_RANGES}]"
_W = f"[A-Za-z0-9{_OTHER_RANGES}]"

_RAW_WORD = re.compile(
    # The commonest first: three letters or more. An apostrophe inside a word belongs to it
    # (O'Brien, Sana'a, don't), except after Romance articles: dell'Onu, lorsqu'il.
    rf"{_L}{_L}{_L}{_W}*+(?:'(?:[sS](?!{_W})|(?<!ll'|qu'|LL'|QU'){_W}++))*+"
    # U.S., e.g., U.S.S.R.; ten letters at most, so that a row of dots costs what it weighs.
    rf"|{_L}(?:\.{_L}){{1,9}}(?!{_W})\.?(?:'[sS](?!{_W}))?"
    # l'Aquila, d'Etat, n'est; but N'Djamena and D'Souza stay whole.
    r"|[cdjlnsCDJLNS](?='[aeiouhAEIOUH])"
    # 1,200 and 1,200.50; 3.5, 1.200.000 and 12.03.2014
    r"|[0-9]{1,3}(?:,[0-9]{3}){1,8}(?![0-9])(?:\.[0-9]++)?"
    r"|[0-9]++(?:\.[0-9]++){1,8}+"
    # co-operation, co-ordinate: one word, as most newspapers now spell it
    rf"|[cC][oO]-(?=[oO][pPrR]){_W}++"
    rf"|{_W}++(?:'(?:[sS](?!{_W})|(?<!ll'|qu'|LL'|QU'){_W}++))*+"
    rf"|[{_RUN_RANGES}]++"
)
_find_all = _RAW_WORD.findall
_has_runs = re.compile(f"[{_RUN_RANGES}]").search


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
    words: list[str] = _find_all(folded, start, end)
    if folded.isascii() or not _has_runs(folded, start, end):
        return words
    spread: list[str] = []
    for word in words:
        if _has_runs(word):
            spread.extend(word[a:b] for a, b in _pairs(word))
        else:
            spread.append(word)
    return spread


def raw_spans(folded: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
    """The same words, each with its half-open range of characters of `folded`."""
    for match in _RAW_WORD.finditer(folded, start, end):
        word, first = match[0], match.start()
        if _has_runs(word):
            for a, b in _pairs(word):
                yield word[a:b], first + a, first + b
        else:
            yield word, first, match.end()
