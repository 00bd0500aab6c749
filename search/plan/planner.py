"""Turns each part of a tree into a clause; None stands for a part that was left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from search.model import Problem
from search.plan.clauses import (
    Alike,
    AllOf,
    AnyOf,
    AnyTerm,
    Clause,
    Everything,
    Except,
    Pattern,
    Weighted,
    Within,
)
from search.plan.clauses import Sequence as Places
from search.plan.conditions import join_any, plan_dates, values_clause
from search.plan.reading import Naming
from search.plan.wording import Setting, Wording, in_row
from search.syntax import tree
from search.syntax.tree import Node

_SCORED = (AnyTerm, Pattern, Alike, Places, Within, AllOf, AnyOf, Weighted)


def join_all(clauses: Iterable[Clause]) -> Clause | None:
    """All of the clauses, each once (weighted if it is so anywhere); Everything adds nothing."""
    flat: list[Clause] = []
    for clause in clauses:
        flat += clause.children if isinstance(clause, AllOf) else (clause,)
    once = list(dict.fromkeys(flat))
    weighted = {clause.child for clause in once if isinstance(clause, Weighted)}
    once = [clause for clause in once if clause not in weighted]
    telling = [clause for clause in once if not isinstance(clause, Everything)] or once[:1]
    if len(telling) < 2:
        return telling[0] if telling else None
    return AllOf(tuple(telling))


@dataclass(frozen=True, slots=True)
class Planner:
    """Makes the clauses of one question."""

    wording: Wording
    naming: Naming
    today: date

    def clause(self, node: Node, setting: Setting) -> Clause | None:
        """The clause of a node."""
        match node:
            case tree.And():
                return join_all(self._each(node.children, setting))
            case tree.Or():
                return join_any(self._each(node.children, setting))
            case tree.Near():
                return self._near(node, setting)
            case tree.Not() | tree.Must() | tree.Boost() | tree.InField():
                return self._around(node, setting)
            case _:
                return self._leaf(node, setting)

    def _each(self, nodes: tuple[Node, ...], setting: Setting) -> list[Clause]:
        return [clause for node in nodes if (clause := self.clause(node, setting))]

    def _around(
        self, node: tree.Not | tree.Must | tree.Boost | tree.InField, setting: Setting
    ) -> Clause | None:
        if isinstance(node, tree.Must):
            return self.clause(node.child, replace(setting, exact=True))
        if isinstance(node, tree.InField):
            return self.clause(node.child, replace(setting, title=node.field == "title"))
        if isinstance(node, tree.Not):
            child = self.clause(node.child, replace(setting, denied=not setting.denied))
            return Except(child) if child else None
        child = self.clause(node.child, setting)
        return Weighted(child, node.factor) if isinstance(child, _SCORED) else child

    def _leaf(self, node: Node, setting: Setting) -> Clause | None:
        if isinstance(node, tree.HasValue):
            return values_clause(*self.naming.values(node), self.naming.names, self.today)
        if isinstance(node, tree.DateIs):
            return plan_dates(node, self.today)
        if isinstance(node, tree.Everything):
            return Everything()
        if isinstance(node, tree.Phrase):
            return self.wording.phrase(node, setting)
        return join_all(self._wordings(node, setting))

    def _wordings(self, node: Node, setting: Setting) -> list[Clause]:
        if isinstance(node, tree.Word):
            return [*self.wording.word(node, setting)]
        if isinstance(node, tree.Wildcard):
            return self.wording.pattern(node, setting)
        return self.wording.alike(node, setting) if isinstance(node, tree.Fuzzy) else []

    def _near(self, node: tree.Near, setting: Setting) -> Clause | None:
        inside = replace(setting, near=True)
        found = [clause for child in node.children if (clause := self._beside(child, inside))]
        if len(found) < 2:
            return found[0] if found else None
        if all(map(_may_stand_near, found)):
            return Within(tuple(found), node.distance, node.ordered)
        message = (
            "NEAR and ADJ take words, quotations without ~, and patterns without hyphens; "
            "this part was read as AND."
        )
        self.wording.problems.append(Problem(message, *node.at))
        return join_all(found)

    def _beside(self, node: Node, setting: Setting) -> Clause | None:
        """An operand of NEAR: the parts of one word stand in a row."""
        if isinstance(node, tree.Word):
            terms = self.wording.word(node, setting)
            return in_row(terms) if len(terms) > 1 else terms[0] if terms else None
        if isinstance(node, tree.Or):
            return join_any(c for child in node.children if (c := self._beside(child, setting)))
        return self.clause(node, setting)


def _may_stand_near(clause: Clause) -> bool:
    if isinstance(clause, AnyOf):
        return all(map(_may_stand_near, clause.children))
    return isinstance(clause, AnyTerm | Pattern | Alike | Places)
