"""Reads a question into a tree; never raises, and tells whatever it had to repair.

Precedence, tightest first: NEAR and ADJ; NOT, `-` and `+`; AND and words side by side; OR.
The recursion goes one round deeper per bracket, and `brackets` bounds those.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from search.model import Problem
from search.syntax.brackets import balance, limit_clauses
from search.syntax.connectors import read_connectors
from search.syntax.forms import make_and, make_in_field, make_must, make_not, make_or
from search.syntax.groups import GROUPED
from search.syntax.near import make_near
from search.syntax.printer import to_text
from search.syntax.remarks import Remarks
from search.syntax.scanner import Kind, Scanner, Token, clean, cut, distance
from search.syntax.tree import Everything, HasValue, Node, Not, Nothing, Phrase
from search.syntax.values import ANY, RESERVED, is_text, read_members, read_value
from search.syntax.words import WordReader, has_word, strip

_SIGNS = (Kind.MINUS, Kind.PLUS, Kind.NOT)
_STARTS = (Kind.OPEN, Kind.PHRASE, Kind.WORD, Kind.FIELD)
_UNQUOTABLE = re.compile(r'["*?~^]+')
_PROXIMITY = (Kind.NEAR, Kind.ADJ)


@dataclass(frozen=True, slots=True)
class Parsed:
    """A question's tree in normal form, and what was repaired on the way."""

    tree: Node
    problems: tuple[Problem, ...] = ()


def parse(text: str) -> Parsed:
    """Read a question. Linear in its length up to the limit; beyond it, the text is cut."""
    remarks = Remarks(text)
    cleaned = clean(cut(text, remarks))
    tokens = limit_clauses(Scanner(cleaned, remarks).scan(), remarks)
    tokens = balance(read_connectors(tokens, remarks), remarks, len(cleaned))
    tree = _Reader(tokens, remarks, cleaned).read() or Nothing()
    if isinstance(tree, Nothing) and text.strip() and not remarks.found:
        remarks.repaired("There is no word in the question; it was read as empty.", 0, len(text))
    return Parsed(tree, remarks.problems(to_text(tree)))


class _Reader:
    """Reads balanced tokens by recursive descent; None stands for a part that was left out."""

    def __init__(self, tokens: list[Token], remarks: Remarks, text: str) -> None:
        self.text = text
        self.tokens = tokens
        self.remarks = remarks
        self.words = WordReader(remarks)
        self.index = 0
        self.field = ""  # the keyword or date field whose bracket we are in

    def read(self) -> Node | None:
        return self._or()

    def _peek(self) -> Token | None:
        return self.tokens[self.index] if self.index < len(self.tokens) else None

    def _next_is(self, *kinds: Kind) -> bool:
        token = self._peek()
        return token is not None and token.kind in kinds

    def _take(self) -> Token:
        token = self.tokens[self.index]
        self.index += 1
        return token

    def _dangling(self, token: Token) -> None:
        self.remarks.repaired(
            f"{token.text} needs something to work on; it was left out (in quotation marks it is "
            "a word).",
            *token.at,
        )

    def _or(self) -> Node | None:
        begun = self.index
        nodes = [self._and()]
        while self._next_is(Kind.OR):
            missing = self.index == begun
            operator = self._take()
            begun = self.index
            nodes.append(self._and())
            if missing or self.index == begun:
                self._dangling(operator)
        return make_or(node for node in nodes if node)

    def _and(self) -> Node | None:
        nodes: list[Node] = []
        spelled, begun = False, self.index
        while (token := self._peek()) and token.kind not in (Kind.OR, Kind.CLOSE):
            if token.kind is not Kind.AND:
                node = self._signed()
                nodes += (node,) if node else ()
                continue
            self._take()
            follows = self._next_is(*_STARTS, *_SIGNS)
            if self.index - 1 == begun or not follows:
                self._dangling(token)
            else:
                spelled = True
        return make_and(nodes, spelled)

    def _signed(self) -> Node | None:
        signs: list[Token] = []
        while self._next_is(*_SIGNS):
            signs.append(self._take())
        if signs and not self._next_is(*_STARTS):
            for sign in signs:
                self._dangling(sign)
            return None
        node = self._near()
        for sign in reversed(signs):
            if node is not None:
                node = self._apply(sign, node)
        return node

    def _apply(self, sign: Token, node: Node) -> Node:
        at = (sign.start, node.at[1])
        if isinstance(node, Not):
            told = (
                "Two NOTs cancel out."
                if sign.kind is not Kind.PLUS
                else ("What is excluded cannot be required; the + was left out.")
            )
            self.remarks.repaired(told, *at)
        return make_must(node, at) if sign.kind is Kind.PLUS else make_not(node, at)

    def _near(self) -> Node | None:
        nodes, operators = [self._atom()], []
        while self._next_is(*_PROXIMITY):
            operator = self._take()
            if not self._next_is(*_STARTS):
                self._dangling(operator)
                break
            operators.append(operator)
            nodes.append(self._atom())
        return make_near(nodes, operators, self.remarks)

    def _atom(self) -> Node | None:
        token = self._take()
        match token.kind:
            case Kind.OPEN:
                return self._group(token)
            case Kind.FIELD:
                return self._in_field(token)
            case Kind.PHRASE | Kind.WORD if self.field:
                return self._value_or_members(token)
            case Kind.PHRASE:
                return self._phrase(token)
            case Kind.WORD:
                return self._word(token)
            case _:
                self._dangling(token)
                return None

    def _group(self, opening: Token) -> Node | None:
        if self._next_is(Kind.CLOSE):
            self.remarks.repaired("Empty brackets were left out.", opening.start, self._take().end)
            return None
        node = self._or()
        closing = self._take()  # brackets are balanced: this is the one
        return self._suffixed(node, closing.suffix, (opening.start, closing.end))

    def _suffixed(self, node: Node | None, suffix: str, at: tuple[int, int]) -> Node | None:
        """A bracketed or quoted part with its weight."""
        tilde, _, weight = suffix.partition("^")
        if tilde:
            self.remarks.repaired(
                "“~” works on a word or a quotation, not on brackets; it was left out.", *at
            )
        if not weight and "^" not in suffix:
            return node
        factor = self.words.factor(weight, at)
        if self.field and factor != 1:
            self._unweighable(at)
            return node
        return self.words.weigh(node, factor, at)

    def _unweighable(self, at: tuple[int, int]) -> None:
        self.remarks.repaired("A field's value has no weight; it was left out.", *at)

    def _word(self, token: Token) -> Node | None:
        if token.glued and not has_word(token.text) and self._hangs(token):
            self.remarks.repaired(
                "Wildcards work within words, not on quotations or brackets.", *token.at
            )
            return None
        return self.words.read(token.text, token.at, last=self._peek() is None)

    def _hangs(self, token: Token) -> bool:
        before = self.tokens[self.index - 2] if self.index > 1 else None
        ends = before is not None and before.kind in (Kind.PHRASE, Kind.CLOSE)
        return ends and token.text[0] in "*?"

    def _phrase(self, token: Token) -> Node | None:
        if not has_word(token.text):
            self.remarks.repaired("There is no word in the quotation; it was left out.", *token.at)
            return None
        tilde, caret, weight = token.suffix.partition("^")
        within = None
        if tilde and tilde != "~0":
            written = tilde[1:].rstrip(".")
            within = distance(written, token.at, self.remarks, 10)
        phrase = Phrase(token.text, within, at=token.at)
        return self._suffixed(phrase, caret + weight, token.at)

    def _in_field(self, token: Token) -> Node | None:
        while self._next_is(Kind.FIELD):
            self.remarks.repaired("A field within a field: only the last was read.", *token.at)
            token = self._take()
        signs = []
        while self._next_is(*_SIGNS) and self.tokens[self.index].kind is not Kind.NOT:
            signs.append(self._take())
        following = self._peek()
        if following is None or following.kind not in _STARTS or not following.glued:
            self.remarks.repaired(f"“{token.text}:” has no value; it was left out.", *token.at)
            return None
        node = self._content(token, following)
        for sign in reversed(signs):
            self.remarks.repaired(
                f"A sign stands before the field; type {sign.text}{token.text}: instead.", *sign.at
            )
            node = self._apply(sign, node) if node else None
        return node

    def _content(self, field: Token, following: Token) -> Node | None:
        if self._reserved(following):
            if field.text in GROUPED and following.text.casefold() == ANY:
                self._take()
                return self._members(field.text, field.start)
            return self._skip_reserved(field)
        if is_text(field.text):
            return self._text_field(field)
        if following.kind is not Kind.OPEN:
            return self._value(field.text, self._take(), field.start)
        outer, self.field = self.field, field.text
        node = self._atom()
        self.field = outer
        return node

    def _text_field(self, field: Token) -> Node | None:
        outer, self.field = self.field, ""
        node = self._atom()
        self.field = outer
        return make_in_field(field.text, node, (field.start, node.at[1])) if node else None

    def _value(self, field: str, token: Token, start: int | None = None) -> Node | None:
        at = (token.start if start is None else start, token.end)
        text = token.text
        if token.suffix:
            self._unweighable(at)
        if token.kind is Kind.WORD:
            text = text.rstrip(",;:!?.") if ".." not in text else text.rstrip(",;:!?")
            text = text if strip(text) or set(text) == {"*"} else ""
        return read_value(field, text, at, self.remarks)

    def _reserved(self, token: Token) -> bool:
        after = self.tokens[self.index + 1] if self.index + 1 < len(self.tokens) else None
        return (
            token.kind is Kind.WORD
            and token.text.casefold() in RESERVED
            and after is not None
            and after.kind is Kind.OPEN
            and after.glued
        )

    def _value_or_members(self, token: Token) -> Node | None:
        """One value within a field's brackets."""
        if self.field in GROUPED and self._is_any(token, self._peek()):
            return self._members(self.field, token.start)
        return self._value(self.field, token)

    def _is_any(self, token: Token, after: Token | None) -> bool:
        """Whether a word within a field's brackets begins `any(…)`."""
        opens = after is not None and after.kind is Kind.OPEN and after.glued
        return opens and token.text.casefold() == ANY

    def _members(self, field: str, start: int) -> Node | None:
        """`country:any(g20)` from its bracket on; what stands inside is one name and a time."""
        opening, closing = self._take(), self._close()
        inside = self.text[opening.end : max(closing.start, opening.end)]
        if closing.suffix:
            self._unweighable((start, closing.end))
        return read_members(field, inside, (start, closing.end), self.remarks)

    def _close(self) -> Token:
        """The bracket that closes the one just taken."""
        depth = 1
        while depth:
            token = self._take()
            depth += (token.kind is Kind.OPEN) - (token.kind is Kind.CLOSE)
        return token

    def _skip_reserved(self, field: Token) -> Node:
        """`country:any(…)`: kept for later, so it matches nothing rather than being guessed."""
        first, depth = self._take(), 0
        parts = [first.text]
        while True:
            token = self._take()
            depth += (token.kind is Kind.OPEN) - (token.kind is Kind.CLOSE)
            parts.append(token.text)
            if not depth:
                break
        at = (field.start, token.end)
        self.remarks.repaired(
            f"“{field.text}:{first.text}(” is reserved for a later version; for now it matches "
            f"nothing. Type {field.text}:(a OR b) for any of several, {field.text}:(a AND b) for "
            "all.",
            *at,
        )
        if is_text(field.text) or field.text in ("date", "added"):
            return Not(Everything(at=at), at=at)
        inside = " ".join(_UNQUOTABLE.sub(" ", " ".join(parts[2:-1])).split())
        return HasValue(field.text, f"{parts[0]}({inside})", at=at)
