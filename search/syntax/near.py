"""Builds NEAR and ADJ, which take words, quotations, patterns and Ors of these, nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from search.syntax.forms import around, make_and
from search.syntax.limits import MAX_NEAR
from search.syntax.remarks import Remarks
from search.syntax.scanner import Kind, Token
from search.syntax.tree import Boost, Fuzzy, Near, Node, Or, Phrase, Wildcard, Word

_SINGLE = (Word, Phrase, Wildcard, Fuzzy)


def make_near(
    nodes: Sequence[Node | None], operators: Sequence[Token], remarks: Remarks
) -> Node | None:
    """The Near of `nodes` with `operators` between them; a single node is left as it is."""
    if not operators:
        return nodes[0]
    at = (operators[0].start, operators[-1].end)
    kept = [_unweighted(node, remarks) for node in nodes if node]
    if len(kept) < len(nodes) or not all(_fits(node) for node in kept):
        remarks.repaired(
            f"{operators[0].text} works on words, quotations and (a OR b) of these; it was read "
            "as AND.",
            *at,
        )
        return make_and(kept, spelled=True)
    runs = _runs(kept, operators)
    if any(isinstance(run, Near) and _is_long(run) for run in runs):
        remarks.repaired(f"NEAR takes at most {MAX_NEAR} words; it was read as AND.", *at)
        return make_and(kept, spelled=True)
    if len(runs) > 1:
        remarks.repaired(
            "Different distances in a row were read pair by pair: "
            "a NEAR/2 b NEAR/5 c is (a NEAR/2 b) AND (b NEAR/5 c).",
            *at,
        )
    return make_and(runs, spelled=True)


def _unweighted(node: Node, remarks: Remarks) -> Node:
    if not isinstance(node, Boost):
        return node
    remarks.repaired("Words beside NEAR or ADJ have no weight of their own.", *node.at)
    return _unweighted(node.child, remarks)


def _fits(node: Node) -> bool:
    if isinstance(node, Or):
        return all(isinstance(child, _SINGLE) for child in node.children)
    return isinstance(node, _SINGLE)


def _is_long(near: Near) -> bool:
    return len(near.children) > MAX_NEAR and not near.ordered


def _runs(nodes: Sequence[Node], operators: Sequence[Token]) -> list[Node]:
    """One Near for each run of equal operators; neighbouring runs share the node between."""
    runs: list[Node] = []
    start = 0
    for index, operator in enumerate(operators):
        following = operators[index + 1] if index + 1 < len(operators) else None
        if following and (following.kind, following.number) == (operator.kind, operator.number):
            continue
        members = tuple(nodes[start : index + 2])
        ordered = operator.kind is Kind.ADJ
        runs.append(Near(members, operator.number, ordered, at=around(members)))
        start = index + 1
    return runs
