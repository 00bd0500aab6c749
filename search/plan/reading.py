"""How a question was read: its canonical text, with ids for names and without idle words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from search.model import Problem
from search.naming import Names
from search.plan.conditions import chosen
from search.plan.unknown import MOST_MEANT, HasValueOf, find_meant, in_question, unknown_value
from search.syntax import normalise, to_text, tree
from search.syntax.tree import HasValue, Node

Values = Mapping[int, tuple[str, ...]]
"""By the identity of a HasValue node, the canonical values that stand for the one typed."""


@dataclass(slots=True)
class Naming:
    """Looks up the names in the fields of one question, and keeps account of what they meant.

    `text` is the question as typed, in which unknown names are put right.
    """

    names: Names | None
    has_value: HasValueOf | None = None
    text: str = ""
    sought: int = 0
    problems: list[Problem] = field(default_factory=list)
    read: dict[int, tuple[str, ...]] = field(default_factory=dict)

    def values(self, node: HasValue) -> tuple[str, tuple[str, ...]]:
        """The field's key and the canonical values of a condition; names are told as ids."""
        key, values = chosen(node, self.names)
        if self.names is not None and values != chosen(node, None)[1]:
            labels = [f"{self.names.label(key, v)} ({node.field}:{v})" for v in values]
            told = f"“{node.value}” was read as {' or '.join(labels)}."
            self.problems.append(Problem(told, *node.at))
            self.read[id(node)] = values
        if self.has_value is not None and self.names is not None:
            for value in values:
                if not self.names.knows(key, value) and not self.has_value(key, value):
                    self.problems.append(self._unknown(node, key, value))
        return key, values

    def _unknown(self, node: HasValue, key: str, value: str) -> Problem:
        """The notice of an unknown value, with the question as it was probably meant."""
        self.sought += 1
        if self.names is None or self.has_value is None or self.sought > MOST_MEANT:
            return unknown_value(key, value, None, node.at)
        meant = find_meant(key, value, self.names, self.has_value)
        problem = unknown_value(key, value, meant, node.at)
        repair = in_question(self.text, key, node.at, meant) if meant and self.text else None
        return replace(problem, repair=repair)


def read_as(
    question: Node,
    problems: Sequence[Problem],
    *,
    gone: set[int],
    values: Values,
    omitted: Sequence[str],
    widened: Sequence[str],
) -> str:
    """The question as it was read, or "" if that is just what was typed.

    `gone` are the identities of words that left no term, `omitted` what is told of them;
    `widened` are other names that were looked for beside its one word.
    """
    canonical = to_text(question)
    repaired = any(problem.repair == canonical for problem in problems)
    if not omitted and not values and not widened:
        return canonical if repaired else ""
    told = [to_text(normalise(_reread(question, gone, values)))]
    if omitted:
        told.append(f"(without: {', '.join(dict.fromkeys(omitted))})")
    if widened:
        told.append(f"(also: {', '.join(widened)})")
    return " ".join(filter(None, told))


def _reread(node: Node, gone: set[int], values: Values) -> Node:
    if id(node) in gone:
        return tree.Nothing(at=node.at)
    match node:
        case tree.HasValue() if id(node) in values:
            each = tuple(replace(node, value=value) for value in values[id(node)])
            return each[0] if len(each) == 1 else tree.Or(each, at=node.at)
        case tree.And() | tree.Or() | tree.Near():
            children = tuple(_reread(child, gone, values) for child in node.children)
            return replace(node, children=children)
        case tree.Not() | tree.Must() | tree.Boost() | tree.InField():
            return replace(node, child=_reread(node.child, gone, values))
        case _:
            return node
