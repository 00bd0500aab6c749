"""Makes a plan of a tree: the strict reading, the loose words, and how it was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date

from search.analysis import is_caseless
from search.model import Problem
from search.naming import Names
from search.plan.clauses import AllOf, AnyTerm, Clause, Everything, Plan, Weighted
from search.plan.planner import Planner, join_all
from search.plan.reading import Naming, read_as
from search.plan.unknown import HasValueOf
from search.plan.wording import HasTerm, Setting, Wording
from search.syntax import tree
from search.syntax.tree import Node


def make_plan(
    question: Node,
    *,
    problems: tuple[Problem, ...] = (),
    languages: Sequence[str] = ("en",),
    names: Names | None = None,
    today: date,
    has_term: HasTerm | None = None,
    has_value: HasValueOf | None = None,
    text: str = "",
) -> Plan:
    """The plan of a tree from `search.syntax.parse` with that parse's `problems`.

    `languages` are those of the index, the main one first. `names` knows countries and the like:
    without it, values of fields are ids, and groups of states match nothing. `has_term` tells
    whether the index holds a term: with it, capitals that no article holds are read as ordinary
    words, and told. `has_value` tells whether any article has a value in a field: with it,
    values that nobody knows are told, and put right in `text`, the question as it was typed.
    """
    wording = _wording(question, languages, names, has_term)
    naming = Naming(names, has_value, text)
    planner = Planner(wording, naming, today)
    planned = [(part, planner.clause(part, Setting())) for part in _parts(question)]
    loose, narrowing = _loosely(planned) if _is_loose(question) else ((), ())
    return Plan(
        clause=join_all(clause for _, clause in planned if clause) or Everything(),
        loose=loose,
        narrowing=narrowing,
        words=tuple(wording.words),
        read_as=_told(question, problems, wording, naming),
        problems=(*problems, *naming.problems, *wording.problems),
    )


def _wording(
    question: Node, languages: Sequence[str], names: Names | None, has_term: HasTerm | None
) -> Wording:
    """How the words of this question are read."""
    typed = " ".join(n.text for n in _nodes(question) if isinstance(n, tree.Word | tree.Phrase))
    wording = Wording(tuple(languages), is_caseless(typed), has_term=has_term)
    wording.keep_stops = not _has_content(question, wording)
    parts = _parts(question)
    if names and _is_loose(question) and sum(_holds_word(p, wording) for p in parts) == 1:
        # Among other words it costs more than it gains: TIME's nDCG@10 falls from .790 to .767.
        wording.widen = names.vocabulary
    return wording


def _loosely(
    planned: Iterable[tuple[Node, Clause | None]],
) -> tuple[tuple[AnyTerm, ...], tuple[Clause, ...]]:
    """The terms of which most will do, and what all must pass besides."""
    plain: list[Clause] = []
    others: list[Clause] = []
    for part, clause in planned:
        if clause:
            (plain if _is_plain(part) else others).append(clause)
    return _terms(plain), tuple(others)


def _told(question: Node, problems: tuple[Problem, ...], wording: Wording, naming: Naming) -> str:
    return read_as(
        question,
        problems,
        gone=wording.gone,
        values=naming.read,
        omitted=wording.omitted,
        widened=wording.widened,
    )


def _parts(question: Node) -> tuple[Node, ...]:
    """What stands side by side at the top of a question."""
    return question.children if isinstance(question, tree.And) else (question,)


def _is_loose(question: Node) -> bool:
    """Whether it is nothing but plain words side by side, and fields among them."""
    if isinstance(question, tree.And) and question.spelled:
        return False
    parts = _parts(question)
    return any(map(_is_plain, parts)) and all(_is_plain(p) or _is_field(p) for p in parts)


def _is_plain(part: Node) -> bool:
    """A word, weighted or not."""
    inner = part.child if isinstance(part, tree.Boost) else part
    return isinstance(inner, tree.Word)


def _holds_word(part: Node, wording: Wording) -> bool:
    return _is_plain(part) and _has_content(part, wording)


def _is_field(part: Node) -> bool:
    """One field with one value or one word."""
    if isinstance(part, tree.InField):
        return _is_plain(part.child)
    return isinstance(part, tree.HasValue | tree.DateIs)


def _terms(clauses: Iterable[Clause]) -> tuple[AnyTerm, ...]:
    """The terms of planned plain words, each once."""
    found: dict[AnyTerm, None] = {}
    for clause in clauses:
        inner = clause.child if isinstance(clause, Weighted) else clause
        for part in inner.children if isinstance(inner, AllOf) else (inner,):
            if isinstance(part, AnyTerm):
                found[part] = None
    return tuple(found)


def _nodes(node: Node) -> Iterator[Node]:
    yield node
    for item in fields(node):
        value = getattr(node, item.name)
        for child in value if isinstance(value, tuple) else (value,):
            if isinstance(child, Node):
                yield from _nodes(child)


def _has_content(node: Node, wording: Wording) -> bool:
    """Whether something that is looked for is more than function words."""
    match node:
        case tree.Word():
            return wording.has_content(node)
        case tree.Phrase() | tree.Wildcard() | tree.Fuzzy() | tree.Near():
            return True
        case tree.Must(child=tree.Word()):
            return True
        case tree.Must() | tree.Boost() | tree.InField():
            return _has_content(node.child, wording)
        case tree.And() | tree.Or():
            return any(_has_content(child, wording) for child in node.children)
        case _:
            return False
