"""Spelling made even: accents taken off, names brought to the form in which they are looked up."""

from __future__ import annotations

import re
import unicodedata

_LAST_LATIN = 0x24F
"""The end of Latin Extended-B: beyond it lie few letters that names in Latin script use."""

_BY_HAND = {
    "ı": "i",
    "ø": "o",
    "Ø": "O",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ə": "a",
    "Ə": "A",
}


def _fold_table() -> dict[int, str]:
    """Accented Latin letters, dashes and quotes to one plain character each."""
    table = {ord(c): p for c, p in _BY_HAND.items()}
    for code in [*range(0xC0, _LAST_LATIN), *range(0x1E00, 0x1F00)]:
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii() and base.isalpha():
            table[code] = base
    table.update(dict.fromkeys(map(ord, "‘’ʼ`´ʻ"), "'"))
    table.update(dict.fromkeys(map(ord, "‐‑‒–—−"), "-"))
    table.update(dict.fromkeys(map(ord, "\u00a0\u2009\u202f"), " "))
    return table


_TABLE = _fold_table()
_SAME = {"st": "saint"}
_SKIPPED = frozenset({"", "and"})
_SEPARATORS = re.compile(r"[\s\-_/&,]+")


def fold(text: str) -> str:
    """`text` with accents off and dashes, quotes and blanks made plain, of the same length."""
    return text if text.isascii() else text.translate(_TABLE)


def plain(name: str) -> str:
    """The form in which a name is looked up: `U.S.S.R.` and `ussr` are one, as are hyphens, blanks,
    "&" and "and"; a leading "the" falls.
    """
    even = _SEPARATORS.sub(" ", fold(unicodedata.normalize("NFC", name)).lower())
    words = even.replace(".", "").replace("'", "").split(" ")
    kept = [_SAME.get(word, word) for word in words if word not in _SKIPPED]
    return " ".join(kept[1:] if kept[:1] == ["the"] and len(kept) > 1 else kept)
