"""Unicode to the plain letters that words are made of: accents, quotes, invisible marks.

After folding, every character that is not ASCII is part of a word: the splitter needs no tables.
Small and capital letters stay as they are.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from functools import cache

_NON_ASCII = re.compile(r"[^\x00-\x7f]+")

_SPECIAL = {
    **dict.fromkeys("‘’‛′ʹʻʼʽʾʿˈ´ʿ՚׳＇ꞌ", "'"),
    **dict.fromkeys("ـ״", ""),  # Arabic's filler, Hebrew's mark inside acronyms
    "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O",
    "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th",
    "ı": "i", "ħ": "h", "Ħ": "H", "ŧ": "t", "Ŧ": "T", "ŋ": "ng", "Ŋ": "Ng", "ə": "a", "Ə": "A",
    "ɓ": "b", "Ɓ": "B", "ɗ": "d", "Ɗ": "D", "ƙ": "k", "Ƙ": "K", "ƴ": "y", "Ƴ": "Y",
    "ς": "σ",  # the same letter, written so at the end of a word
    "ё": "е", "Ё": "Е", "ѐ": "е", "Ѐ": "Е", "ѝ": "и", "Ѝ": "И",
    "ک": "ك", "ی": "ي",  # Persian keyboards and Arabic ones
}  # fmt: skip

_STRIPPED = re.compile(
    r"[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    r"\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f]"
)
"""Marks that readers leave out when they type; in Indic scripts marks are letters, and stay."""

_ACCENTED = re.compile(r"[\u00c0-\u03ff\u0600-\u06ff\u1e00-\u1fff]")
"""Scripts whose accents are folded: Latin, Greek, Arabic. Cyrillic's short i is a letter."""


def _fold_letter(letter: str) -> str:
    """One character of a composed, compatibility-free text."""
    if letter in _SPECIAL:
        return _SPECIAL[letter]
    if letter.isascii():
        return letter
    category = unicodedata.category(letter)
    if category == "Nd":
        return str(unicodedata.digit(letter))
    if category[0] not in "LNM" or _STRIPPED.match(letter):
        return "" if category[0] == "M" or category == "Cf" else " "
    if _ACCENTED.match(letter):
        plain = _STRIPPED.sub("", unicodedata.normalize("NFD", letter))
        if plain != letter:
            return "".join(_fold_letter(part) for part in plain)
    return letter


@cache
def _fold_cluster(cluster: str) -> str:
    """One character, or one with its combining marks."""
    if cluster in _SPECIAL:
        return _SPECIAL[cluster]
    composed = unicodedata.normalize("NFKC", cluster)
    return "".join(_fold_letter(letter) for letter in composed)


class _Table(dict[int, str]):
    """What each character becomes, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold_cluster(chr(code))
        return folded


_TABLE = _Table()


def fold(text: str) -> str:
    """`text` with its words in plain letters; ASCII comes back untouched."""
    if text.isascii():
        return text
    if unicodedata.is_normalized("NFC", text):
        return _NON_ASCII.sub(lambda run: run[0].translate(_TABLE), text)
    return fold_aligned(text)[0]


_CLUSTERS = re.compile(
    # a letter and the marks or vowel jamo after it, which NFC may compose with it
    r"[\s\S][\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed"
    r"\u0900-\u0dff\u1160-\u11ff\u1ab0-\u1aff\u1dc0-\u1dff\u3099\u309a]{1,30}|[^\x00-\x7f]"
)


def fold_aligned(text: str) -> tuple[str, array[int], array[int]]:
    """`fold(text)`, and for each of its characters the half-open range it came from.

    The ranges are two arrays, starts and ends, in characters of `text`. A mark that folds to
    nothing belongs to the character before it.
    """
    pieces: list[str] = []
    starts, ends = array("q"), array("q")
    done = 0
    for cluster in _CLUSTERS.finditer(text):
        first, last = cluster.span()
        pieces.append(text[done:first])
        starts.extend(range(done, first))
        ends.extend(range(done + 1, first + 1))
        folded = _fold_cluster(cluster[0])
        if folded:
            starts.extend([first] * len(folded))
            ends.extend([last] * len(folded))
        elif ends and ends[-1] == first:
            ends[-1] = last
        pieces.append(folded)
        done = last
    pieces.append(text[done:])
    starts.extend(range(done, len(text)))
    ends.extend(range(done + 1, len(text) + 1))
    return "".join(pieces), starts, ends
