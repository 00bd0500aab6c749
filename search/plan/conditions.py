"""Conditions on keyword and date fields, from what was typed to values and days."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from search.fields import BY_OPERATOR, MENTIONS
from search.model import NONE, DateSpan
from search.naming import Names, Period, as_typed, field_of_mention
from search.plan.clauses import AddedBetween, AllOf, AnyOf, Clause, Days, Nothing, Values
from search.plan.spans import added_between, resolve_span
from search.syntax.groups import DOC, Group, group_of
from search.syntax.tree import DateIs, HasValue


def chosen(node: HasValue, names: Names | None) -> tuple[str, tuple[str, ...]]:
    """The field's key and the canonical values that are asked for, any of them."""
    key = BY_OPERATOR[node.field].key
    return key, names.values(key, node.value) if names else as_typed(key, node.value)


def values_clause(key: str, values: Sequence[str], names: Names | None, today: date) -> Clause:
    """The articles with any of some canonical values in a field.

    Groups become the states that belonged to them: on `today`, at a time, or on the day of each
    article; mentions become values of the two fields that hold them.
    """
    found: dict[str, list[str]] = {}
    clauses: list[Clause] = []
    for value in values:
        group = group_of(value) if key in ("country", "mention") else None
        if group:
            states = "country" if key == "country" else "country_mention"
            clauses.append(_members(states, group, names, today))
        elif key == "mention" and value == NONE:
            clauses.append(AllOf(tuple(Values(field, (NONE,)) for field in MENTIONS)))
        else:
            field, id = field_of_mention(value) if key == "mention" else (key, value)
            found.setdefault(field, []).append(id)
    plain = [Values(field, tuple(dict.fromkeys(ids))) for field, ids in found.items()]
    return join_any([*plain, *clauses]) or Nothing()


def _members(key: str, group: Group, names: Names | None, today: date) -> Clause:
    if names is None:
        return Nothing()
    if group.when != DOC:
        states = names.members(group, today)
        return Values(key, states) if states else Nothing()
    by_span: dict[Period, list[str]] = {}
    for id, span in names.spans(group.name):
        by_span.setdefault(span, []).append(id)
    return join_any(_during(key, ids, span) for span, ids in sorted(by_span.items())) or Nothing()


def _during(key: str, states: Iterable[str], span: Period) -> Clause:
    """Articles about a state whose whole date lies within its membership."""
    first, last = span
    days = Days(None if first == date.min else first, None if last == date.max else last)
    return AllOf((Values(key, tuple(states)), days))


def plan_dates(node: DateIs, today: date) -> Days | AddedBetween:
    """The days a `date:` states, or the instants of an `added:`."""
    days = resolve_span(DateSpan(node.start, node.end, node.rolling, node.only), today)
    return days if node.field == "date" else added_between(days)


def join_any(clauses: Iterable[Clause]) -> Clause | None:
    """Any of the clauses, each once; Ors in it opened; values of one field become one clause."""
    flat: list[Clause] = []
    for clause in clauses:
        flat += clause.children if isinstance(clause, AnyOf) else (clause,)
    once = list(dict.fromkeys(flat))
    keys = {clause.key if isinstance(clause, Values) else None for clause in once}
    if len(once) > 1 and len(keys) == 1 and None not in keys:
        values = [v for clause in once if isinstance(clause, Values) for v in clause.values]
        return Values(str(keys.pop()), tuple(dict.fromkeys(values)))
    if len(once) < 2:
        return once[0] if once else None
    return AnyOf(tuple(once))
