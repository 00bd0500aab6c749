"""Builds the parts of a tree in normal form, so that equal questions have equal trees."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from search.syntax.tree import (
    And,
    Boost,
    DateIs,
    Everything,
    HasValue,
    InField,
    Must,
    Near,
    Node,
    Not,
    Nothing,
    Or,
    Span,
)


def around(nodes: Iterable[Node]) -> Span:
    """The range of characters that holds all of `nodes`."""
    spans = [node.at for node in nodes]
    return (min(s for s, _ in spans), max(e for _, e in spans)) if spans else (0, 0)


def make_and(nodes: Iterable[Node], spelled: bool) -> Node | None:
    """All of `nodes`: nested Ands are opened, one alone stands for itself, none is None."""
    flat: list[Node] = []
    for node in nodes:
        if isinstance(node, And):
            flat += node.children
            spelled = spelled or node.spelled
        else:
            flat.append(node)
    if len(flat) < 2:
        return flat[0] if flat else None
    return And(tuple(flat), spelled, at=around(flat))


def make_or(nodes: Iterable[Node]) -> Node | None:
    """Any of `nodes`, by the same rules."""
    flat: list[Node] = []
    for node in nodes:
        flat += node.children if isinstance(node, Or) else (node,)
    if len(flat) < 2:
        return flat[0] if flat else None
    return Or(tuple(flat), at=around(flat))


def make_not(node: Node, at: Span) -> Node:
    """The opposite; two of them cancel out."""
    return node.child if isinstance(node, Not) else Not(node, at=at)


def make_must(node: Node, at: Span) -> Node:
    """The node required as typed; what is excluded cannot be required."""
    return node if isinstance(node, Must | Not) else Must(node, at=at)


def make_in_field(field: str, node: Node, at: Span) -> Node:
    """The node looked for in a text field; what is no text, or has its own field, stays alone."""
    alone = isinstance(node, InField | HasValue | DateIs | Everything)
    return node if alone else InField(field, node, at=at)


def normalise(tree: Node) -> Node:
    """The same question in normal form, the form that `parse` gives."""
    match tree:
        case And():
            return make_and(_kept(tree.children), tree.spelled) or Nothing(at=tree.at)
        case Or():
            return make_or(_kept(tree.children)) or Nothing(at=tree.at)
        case Near() if len(tree.children) < 2:
            return normalise(tree.children[0]) if tree.children else Nothing(at=tree.at)
        case Near():
            return replace(tree, children=tuple(normalise(child) for child in tree.children))
        case Not() | Must() | Boost() | InField():
            return _around_one(tree, normalise(tree.child))
        case _:
            return tree


def _kept(nodes: tuple[Node, ...]) -> list[Node]:
    normal = [normalise(node) for node in nodes]
    return [node for node in normal if not isinstance(node, Nothing)]


def _around_one(tree: Not | Must | Boost | InField, child: Node) -> Node:
    if isinstance(child, Nothing):
        return child
    if isinstance(tree, Not):
        return make_not(child, tree.at)
    if isinstance(tree, Must):
        return make_must(child, tree.at)
    if isinstance(tree, InField):
        return make_in_field(tree.field, child, tree.at)
    if tree.factor == 1 or isinstance(child, Everything):
        return child
    return replace(tree, child=child)
