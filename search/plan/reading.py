"""How a question was read: its canonical text, with ids for names and without idle words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from search.model import Problem
from search.naming import Names
from search.plan.conditions import chosen
from search.syntax import normalise, to_text, tree
from search.syntax.groups import group_of
from search.syntax.tree import HasValue, Node

HasValueOf = Callable[[str, str], bool]
"""Whether any article has a value in a field."""

Values = Mapping[int, tuple[str, ...]]
"""By the identity of a HasValue node, the canonical values that stand for the one typed."""


_LONGEST_SHOWN = 40


@dataclass(slots=True)
class Naming:
    """Looks up the names in the fields of one question, and keeps account of what they meant."""

    names: Names | None
    has_value: HasValueOf | None = None
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
                    self.problems.append(unknown_value(node.field, value, node.at))
        return key, values


def unknown_value(field: str, value: str, at: tuple[int, int] = (0, 0)) -> Problem:
    """The notice of a value that neither the vocabulary nor the index knows."""
    shown = value if len(value) <= _LONGEST_SHOWN else value[: _LONGEST_SHOWN - 1] + "…"
    if group := group_of(value):
        return Problem(f"“{group.name}” is no group of states whose members are known.", *at)
    return Problem(f"No article has {field}:{shown}, and the vocabulary does not know it.", *at)


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
