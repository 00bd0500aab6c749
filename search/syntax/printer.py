"""Writes a tree back as the question's canonical text: `parse(to_text(tree)).tree == tree`."""

from __future__ import annotations

import re

from search.syntax.dates import write_dates
from search.syntax.groups import GROUPED, group_of, write_group
from search.syntax.tree import (
    And,
    Boost,
    DateIs,
    Everything,
    Fuzzy,
    HasValue,
    InField,
    Must,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Wildcard,
    Word,
)
from search.syntax.words import is_address

_BARE = re.compile(r"[^\W_](?:[\w.+&'/-]*[^\W_])?")
_SIMPLE = (Word, Phrase, Wildcard, Fuzzy, Everything)
_BRACKETED = (And, Or, Near, Not, Must)


def to_text(tree: Node) -> str:
    """The canonical text of a tree in normal form; "" for an empty question."""
    match tree:
        case And() | Or() | Near():
            return _joined(tree)
        case Boost() | InField() | Not() | Must():
            return _prefixed(tree)
        case HasValue():
            group = group_of(tree.value) if tree.field in GROUPED else None
            return f"{tree.field}:{write_group(group) if group else _value(tree.value)}"
        case DateIs():
            return f"{tree.field}:{write_dates(tree)}"
        case _:
            return _leaf(tree)


def _leaf(tree: Node) -> str:
    text = ""
    match tree:
        case Everything():
            text = "*"
        case Word():
            text = tree.text
        case Phrase():
            text = f'"{tree.text}"' + (f"~{tree.within}" if tree.within else "")
        case Wildcard():
            text = tree.pattern
        case Fuzzy():
            text = f"{tree.text}~" + (f"{tree.distance}" if tree.distance > 1 else "")
    return text


def _prefixed(tree: Boost | InField | Not | Must) -> str:
    if isinstance(tree, Boost):
        return _weighted(tree)
    if isinstance(tree, InField):
        return f"{tree.field}:{_closed(tree.child)}"
    return f"{'-' if isinstance(tree, Not) else '+'}{_closed(tree.child)}"


def _joined(tree: And | Or | Near) -> str:
    if isinstance(tree, Near):
        joiner = f" {'ADJ' if tree.ordered else 'NEAR'}/{tree.distance} "
        return joiner.join(_closed(child) for child in tree.children)
    spelled = isinstance(tree, Or) or tree.spelled
    joiner = " OR " if isinstance(tree, Or) else " AND " if spelled else " "
    return joiner.join(_side(child, spelled) for child in tree.children)


def _side(node: Node, spelled: bool) -> str:
    """A child of an And or Or; brackets where they help the eye, even if they change nothing."""
    if spelled and isinstance(node, Not):
        return f"NOT {_closed(node.child)}"
    return f"({to_text(node)})" if isinstance(node, And | Or) else to_text(node)


def _closed(node: Node) -> str:
    """The text of a node with brackets unless it holds together by itself."""
    return f"({to_text(node)})" if isinstance(node, _BRACKETED) else to_text(node)


def _weighted(tree: Boost) -> str:
    inner = to_text(tree.child)
    simple = isinstance(tree.child, _SIMPLE) and inner != "*"
    if isinstance(tree.child, Word) and is_address(inner):
        simple = False  # an address may hold a ^ of its own
    return f"{inner if simple else f'({inner})'}^{tree.factor:g}"


def _value(value: str) -> str:
    plain = _BARE.fullmatch(value) and value.casefold() not in ("any", "all")
    return value if plain else f'"{value}"'
