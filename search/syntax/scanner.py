"""Cuts a question into tokens: brackets, quotations, signs, fields, operators and words.

Linear in the length of the text. Every token keeps its place in the text as typed: cleaning
replaces characters one by one and never moves any.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from search.fields import BY_OPERATOR
from search.syntax.limits import DEFAULT_ADJ, DEFAULT_NEAR, MAX_DISTANCE, MAX_LENGTH
from search.syntax.remarks import Remarks
from search.syntax.tree import Span


class Kind(StrEnum):
    """What a token is."""

    OPEN = "("
    CLOSE = ")"
    PHRASE = "phrase"
    WORD = "word"
    FIELD = "field"
    MINUS = "-"
    PLUS = "+"
    NOT = "NOT"
    AND = "AND"
    OR = "OR"
    NEAR = "NEAR"
    ADJ = "ADJ"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the question.

    `text` is a word, a quotation's inside or a field's operator; `suffix` what hangs on a
    quotation or bracket (`~5`, `^2`); `number` a distance; `glued` tells that no space stands
    before it.
    """

    kind: Kind
    text: str
    start: int
    end: int
    suffix: str = ""
    number: int = 0
    glued: bool = False

    @property
    def at(self) -> Span:
        """Where it stands."""
        return (self.start, self.end)


_UNIFY = {
    **dict.fromkeys("“”„‟«»″‶＂〝〞〟❝❞", '"'),
    **dict.fromkeys("‘’‚‛‹›′＇❛❜", "'"),
    **dict.fromkeys("‐‑‒–−﹣－", "-"),
    **dict.fromkeys("—―", " "),
    "（": "(",
    "）": ")",
    "：": ":",
    "＋": "+",
    "＊": "*",
}
_TABLE = str.maketrans(_UNIFY)

# Control characters, lone surrogates, zero-width spaces and the marks that only steer the
# direction of writing: none is part of a word, and a surrogate could not be written to a URL.
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]"
)

_CHUNK = re.compile(r'[^\s()\[\]{}"]+')
_SUFFIX = re.compile(r"[~^][~^0-9.]*")
_FIELD = re.compile(r"([A-Za-z][A-Za-z.]{0,30}):")
_PROXIMITY = re.compile(r"(NEAR|ADJ)(?:/(\S*))?")
_RANGE = re.compile(r"[\[{]([^\s\[\]{}()\"]{1,40})\s{1,9}TO\s{1,9}([^\s\[\]{}()\"]{1,40})[\]}]")
_WORDS_OF_LOGIC = {"AND": Kind.AND, "OR": Kind.OR, "NOT": Kind.NOT}
_SIGNS = {"-": Kind.MINUS, "+": Kind.PLUS, "!": Kind.MINUS}


def clean(text: str) -> str:
    """The text with quotation marks, dashes and brackets of all kinds unified, place by place."""
    return _UNSEEN.sub(" ", text).translate(_TABLE)


def cut(text: str, remarks: Remarks) -> str:
    """The text up to the length limit, ending with a whole word where one ends near it."""
    if len(text) <= MAX_LENGTH:
        return text
    space = text.rfind(" ", MAX_LENGTH - 100, MAX_LENGTH)
    end = space if space > 0 else MAX_LENGTH
    remarks.repaired(
        f"The question is longer than {MAX_LENGTH:,} characters; the rest was left out.",
        end,
        len(text),
    )
    return text[:end]


def proximity(text: str) -> tuple[Kind, str | None] | None:
    """NEAR or ADJ with what follows its slash, if `text` is one of them."""
    found = _PROXIMITY.fullmatch(text)
    return (Kind(found[1]), found[2]) if found else None


def is_operator(text: str) -> bool:
    """Whether `text` alone would be read as an operator."""
    return text in _WORDS_OF_LOGIC or proximity(text) is not None


def field_prefix(text: str) -> tuple[str, str] | None:
    """A field-like prefix (at least two letters and a colon) and what follows it."""
    found = _FIELD.match(text)
    if found is None or len(found[1]) < 2:  # `C:` is a drive, not a field
        return None
    return found[1], text[found.end() :]


def distance(written: str, at: Span, remarks: Remarks, default: int) -> int:
    """A distance between words as written after `/` or `~`, kept within 1 and the largest."""
    if not written.isascii() or not written.isdigit():
        remarks.repaired(f"“{written}” is not a distance in words; it was read as {default}.", *at)
        return default
    number = int(written[:6])
    if number < 1:
        remarks.repaired("The smallest distance is 1, for neighbouring words.", *at)
    elif number > MAX_DISTANCE:
        remarks.repaired(f"The largest distance between words is {MAX_DISTANCE}.", *at)
    return min(max(number, 1), MAX_DISTANCE)


class Scanner:
    """Makes the tokens of one question."""

    def __init__(self, text: str, remarks: Remarks) -> None:
        self.text = text
        self.remarks = remarks
        self.tokens: list[Token] = []
        self.place = 0

    def scan(self) -> list[Token]:
        """All tokens, in order; brackets are not balanced yet."""
        while self.place < len(self.text):
            char = self.text[self.place]
            if char.isspace():
                self.place += 1
            elif char in "()":
                self._bracket(char)
            elif char == '"':
                self._quotation()
            elif char in "[]{}":
                self._foreign_bracket()
            elif not self._sign(char):
                self._chunk()
        return self.tokens

    def _add(self, kind: Kind, text: str, start: int, suffix: str = "", number: int = 0) -> None:
        glued = bool(self.tokens) and self.tokens[-1].end == start
        self.tokens.append(Token(kind, text, start, self.place, suffix, number, glued))

    def _suffix(self) -> str:
        found = _SUFFIX.match(self.text, self.place)
        if found is None:
            return ""
        self.place = found.end()
        return found[0]

    def _bracket(self, char: str) -> None:
        start = self.place
        self.place += 1
        suffix = self._suffix() if char == ")" else ""
        self._add(Kind(char), char, start, suffix)

    def _quotation(self) -> None:
        start = self.place
        end = self.text.find('"', start + 1)
        if end < 0:
            end = self.place = len(self.text)
            self.remarks.repaired(
                "A quotation mark is missing; the quotation was read to the end.", start, end
            )
        else:
            self.place = end + 1
        inside = " ".join(self.text[start + 1 : end].split())
        self._add(Kind.PHRASE, inside, start, self._suffix())

    def _foreign_bracket(self) -> None:
        start = self.place
        self.place += 1
        self.remarks.repaired(
            "Square and curly brackets mean nothing here and were left out; group words with "
            "( ), and type a range of days as date:2012..2015.",
            start,
            self.place,
            once="bracket",
        )

    def _after_field(self, place: int) -> bool:
        last = self.tokens[-1] if self.tokens else None
        return last is not None and last.kind is Kind.FIELD and last.end == place

    def _sign(self, char: str) -> bool:
        """Read `-`, `+` or `!` as a sign if it stands right before something and after nothing."""
        if char not in _SIGNS or self.place + 1 >= len(self.text):
            return False
        before = self.text[self.place - 1] if self.place else " "
        after = self.text[self.place + 1]
        signed = bool(self.tokens) and self.tokens[-1].kind in (Kind.MINUS, Kind.PLUS)
        free = before.isspace() or before in "([{" or self._after_field(self.place)
        opens = after.isalnum() or after in '("*' or (after in _SIGNS and after != char)
        if not (opens and (free or (signed and self.tokens[-1].end == self.place))):
            return False
        self.place += 1
        self._add(_SIGNS[char], char, self.place - 1)
        if char == "!":
            self.remarks.repaired(
                "“!” was read as NOT; type - or NOT instead.", self.place - 1, self.place
            )
        return True

    def _chunk(self) -> None:
        start = self.place
        found = _CHUNK.match(self.text, start)
        if found is None:  # cannot be: `scan` took every other character
            self.place += 1
            return
        chunk = found[0]
        if self._field(chunk, start):
            return
        self.place = found.end()
        if self._after_field(start) or not self._operator(chunk, start):
            self._add(Kind.WORD, chunk, start)

    def _operator(self, chunk: str, start: int) -> bool:
        if chunk in _WORDS_OF_LOGIC:
            self._add(_WORDS_OF_LOGIC[chunk], chunk, start)
            return True
        near = proximity(chunk)
        if near is None:
            return False
        kind, written = near
        default = DEFAULT_NEAR if kind is Kind.NEAR else DEFAULT_ADJ
        number = default
        if written is not None:
            number = distance(written, (start, self.place), self.remarks, default)
        self._add(kind, chunk, start, number=number)
        return True

    def _field(self, chunk: str, start: int) -> bool:
        prefix = field_prefix(chunk)
        if prefix is None or prefix[0].lower() not in BY_OPERATOR:
            return False
        name, value = prefix[0].lower(), prefix[1]
        end = start + len(prefix[0]) + 1
        following = self.text[end : end + 1]
        if not value and following not in tuple('("[{'):
            self._loose_field(name, start, end)
            return False
        self.place = end
        self._add(Kind.FIELD, name, start)
        if following in ("[", "{"):
            self._range(name)
        return True

    def _loose_field(self, name: str, start: int, end: int) -> None:
        rest = self.remarks.text[end:].lstrip()
        edit = self.remarks.text[:end] + rest if rest else None
        self.remarks.hint(
            f"“{name}:” was read as a word; to ask for that field, type its value right after "
            "the colon.",
            start,
            end,
            edit,
        )

    def _range(self, name: str) -> None:
        """`date:[2012 TO 2015]`, as other programs have it, read as `date:2012..2015`."""
        found = _RANGE.match(self.text, self.place)
        if found is None:
            return
        start, self.place = self.place, found.end()
        ends = ["" if end == "*" else end for end in found.groups()]
        self.remarks.repaired(
            f"A range is typed with two dots: {name}:{ends[0]}..{ends[1]}.",
            start,
            self.place,
            once="bracket",
        )
        self._add(Kind.WORD, "..".join(ends), start)
