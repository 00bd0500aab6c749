"""Reads one word as typed: plain, with wildcards, fuzzy, weighted, or something foreign."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from search.syntax.habits import is_habit
from search.syntax.limits import (
    MAX_BOOST,
    MAX_EDITS,
    MAX_EXPANSIONS,
    MAX_WILDCARD_SIGNS,
    MIN_BOOST,
    MIN_FIXED,
    MIN_FUZZY,
)
from search.syntax.names import tell_unknown_field
from search.syntax.remarks import Remarks
from search.syntax.scanner import clean, field_prefix, is_operator
from search.syntax.tree import Boost, Everything, Fuzzy, Node, Span, Wildcard, Word

CONNECTOR = re.compile(r"(?:w|within|pre|near|adj)?/(?:\d{1,6}|[sp])|&&|\|\|", re.IGNORECASE)
"""What other programs write between words; see `search.syntax.connectors`."""

_FACTOR = re.compile(r"\d{1,6}(?:\.\d{0,6})?|\.\d{1,6}")
_FUZZY = re.compile(r"[^~]*~(\d{0,6}(?:\.\d{0,6})?)")
_WEB = re.compile(r"(?:https?|ftp)://|www\.|(?:mailto|doi|urn|tel|isbn|issn):", re.IGNORECASE)
_ABBREVIATION = re.compile(r"[^\W\d_](?:\.[^\W\d_])+")
_SPECIAL = re.compile(r"[*?~^]+")


def has_word(text: str) -> bool:
    """Whether there is a letter or digit in it."""
    return any(char.isalnum() for char in text)


def is_address(text: str) -> bool:
    """Whether it begins like an address of the web or a like name; such words are left whole."""
    return _WEB.match(text) is not None


def _idle(char: str) -> bool:
    """Punctuation, symbols and unseen characters: no part of a word at its ends."""
    return unicodedata.category(char)[0] in "PSZC"


def strip(text: str, keep: str = "") -> str:
    """The text without idle characters at its ends, save those in `keep` at its end.

    The last stop of an abbreviation (`U.S.`) stays.
    """
    start, end = 0, len(text)
    while start < end and _idle(text[start]):
        start += 1
    while end > start and _idle(text[end - 1]) and text[end - 1] not in keep:
        end -= 1
    bare = text[start:end]
    if text[end : end + 1] == "." and _ABBREVIATION.fullmatch(bare):
        return bare + "."
    return bare


def plain(text: str) -> str:
    """The text as a word that nothing in the language could take for something else."""
    text = strip(_SPECIAL.sub("-", strip(text)))
    if is_operator(text):
        text = text.lower()
    if CONNECTOR.fullmatch(text):
        text = text.replace("/", "-")
    prefix = field_prefix(text)
    if prefix and prefix[1] and not is_address(text):
        text = strip(text.replace(":", "-"))
    return text


@dataclass(slots=True)
class WordReader:
    """Reads the words of one question, counting those that stand for many."""

    remarks: Remarks
    expansions: int = 0

    def read(self, chunk: str, at: Span, last: bool = False) -> Node | None:
        """The node of a word; None if there is nothing in it. `last` ends the question."""
        if set(chunk) == {"*"}:
            return Everything(at=at)
        if chunk[0] == "/" and chunk[-1] == "/" and len(chunk) > 2:
            return self._regex(chunk, at)
        if is_address(strip(chunk)):
            return self._word(chunk, at)
        body, caret, factor = chunk.partition("^")
        if not caret:
            return self._unweighted(chunk, at, last)
        if not strip(body):
            self.remarks.repaired(
                "“^” gives a weight to the word right before it, as in sanctions^2.", *at
            )
            return self._word(factor, at)
        number = self.factor(factor, at)
        return self.weigh(self._unweighted(body, at, False), number, at)

    def factor(self, written: str, at: Span) -> float:
        """The weight written after `^`, within its limits; 1 where it cannot be read."""
        found = _FACTOR.match(written)
        rest = written[found.end() :] if found else written
        if found is None or has_word(rest) or "^" in rest:
            self.remarks.repaired(
                f"“^{written}” is not a weight; type a number, as in sanctions^2.", *at
            )
            return 1.0
        factor = round(float(found[0]), 2)
        if not MIN_BOOST <= factor <= MAX_BOOST:
            self.remarks.repaired(f"A weight lies between {MIN_BOOST:g} and {MAX_BOOST:g}.", *at)
        return min(max(factor, MIN_BOOST), MAX_BOOST)

    def weigh(self, node: Node | None, factor: float, at: Span) -> Node | None:
        """The node with its weight; a weight of 1 is none."""
        if node is None or isinstance(node, Everything) or factor == 1:
            return node
        return Boost(node, factor, at=at)

    def _word(self, text: str, at: Span) -> Node | None:
        word = plain(text)
        return Word(word, at=at) if word else None

    def _regex(self, chunk: str, at: Span) -> Node | None:
        self.remarks.repaired(
            "Regular expressions are not read; * stands for any letters at the end of a word and "
            "? for one letter within it.",
            *at,
        )
        return self._word(chunk, at)

    def _unweighted(self, chunk: str, at: Span, last: bool) -> Node | None:
        if "~" in chunk:
            return self._fuzzy(chunk, at)
        self._tell_unknown_prefix(chunk, at)
        if "*" in chunk or "?" in chunk:
            return self._wildcard(chunk, at, last)
        return self._word(chunk, at)

    def _tell_unknown_prefix(self, chunk: str, at: Span) -> None:
        prefix = field_prefix(chunk)
        if prefix is None or is_address(chunk):
            return
        before_quotation = not prefix[1] and clean(self.remarks.text[at[1] : at[1] + 1]) in (
            '"',
            "(",
        )
        if has_word(prefix[1]) or (before_quotation and is_habit(prefix[0])):
            tell_unknown_field(*prefix, at, self.remarks)

    def _room(self, at: Span) -> bool:
        self.expansions += 1
        if self.expansions > MAX_EXPANSIONS:
            self.remarks.repaired(
                f"One question may hold {MAX_EXPANSIONS} words with *, ? or ~; the further ones "
                "were read as plain words.",
                *at,
                once="expansions",
            )
            return False
        return True

    def _wildcard(self, chunk: str, at: Span, last: bool) -> Node | None:
        pattern = strip(chunk, keep="*")
        begun = next((i for i, char in enumerate(chunk) if not _idle(char)), len(chunk))
        if begun == len(chunk):
            return None
        if "*" in chunk[:begun] or "?" in chunk[:begun]:
            self.remarks.repaired(
                "A word cannot begin with * or ?; it was read without.", *at, once="leading"
            )
        if chunk.endswith("?") and not last:
            self.remarks.hint(
                "“?” at the end of a word is punctuation; type * for any ending.", *at, once="?"
            )
        pattern = re.sub(r"\*+", "*", re.sub(r"[~^:/]+", "-", pattern))
        if "*" not in pattern and "?" not in pattern:
            return self._word(pattern, at)
        return self._checked(pattern, at)

    def _checked(self, pattern: str, at: Span) -> Node | None:
        fixed = re.split(r"[*?]", pattern, maxsplit=1)[0]
        if sum(char.isalnum() for char in fixed) < MIN_FIXED:
            self.remarks.repaired(
                f"A word with * or ? must begin with {MIN_FIXED} letters; “{pattern}” was read "
                "as plain words.",
                *at,
            )
            return self._word(pattern, at)
        if sum(char in "*?" for char in pattern) > MAX_WILDCARD_SIGNS:
            self.remarks.repaired(
                f"A word may hold {MAX_WILDCARD_SIGNS} of * and ?; “{pattern}” was read as plain "
                "words.",
                *at,
            )
            return self._word(pattern, at)
        return Wildcard(pattern, at=at) if self._room(at) else self._word(pattern, at)

    def _fuzzy(self, chunk: str, at: Span) -> Node | None:
        found = _FUZZY.fullmatch(chunk.rstrip(",;:.!?"))
        body = chunk.partition("~")[0]
        if not has_word(body) or not found:
            self.remarks.repaired(
                "“~” stands right after a word, as in Zelensky~, or after a quotation, as in "
                '"grain deal"~5.',
                *at,
            )
            return self._word(chunk, at)
        if "*" in body or "?" in body:
            self.remarks.repaired("A word cannot be both fuzzy and a pattern; ~ was left out.", *at)
            return self._wildcard(body, at, True)
        text = plain(body)
        if sum(char.isalnum() for char in text) < MIN_FUZZY:
            self.remarks.repaired(
                f"A fuzzy word needs {MIN_FUZZY} letters; “{text}” was read as it stands.", *at
            )
            return self._word(text, at)
        edits = self._edits(found[1], at)
        return Fuzzy(text, edits, at=at) if self._room(at) else self._word(text, at)

    def _edits(self, written: str, at: Span) -> int:
        if written in ("", "1", "2"):
            return int(written or 1)
        edits = MAX_EDITS if written.isdigit() and int(written) > MAX_EDITS else 1
        self.remarks.repaired(
            f"The number after ~ is 1 or 2 letters that may differ; read as {edits}.", *at
        )
        return edits
