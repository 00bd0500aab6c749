"""Conditions on keyword and date fields, from what was typed to values and days."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date

from search.fields import BY_OPERATOR
from search.model import NONE, DateSpan
from search.plan.clauses import AddedBetween, AnyOf, Clause, Days, Values
from search.plan.spans import added_between, resolve_span
from search.syntax.tree import DateIs, HasValue

Resolve = Callable[[str, str], tuple[str, ...] | None]
"""From a field's key and a typed name to ids; None or an empty tuple where it is not known."""

_AS_STORED = ("source",)
"""Fields whose values are kept as the article gave them; elsewhere ids are in small letters."""

_PAIR = re.compile(r"([^+.]{1,80})[+.]([^+.]{1,80})")


def plan_values(node: HasValue, resolve: Resolve | None) -> Values:
    """The articles with that value; a pair is written as its two ids, sorted, with a dot."""
    key = BY_OPERATOR[node.field].key
    if node.value.casefold() == NONE:
        return Values(key, (NONE,))
    pair = _PAIR.fullmatch(node.value) if key == "pair" else None
    if pair:
        first, second = (_ids("country", part.strip(), resolve)[0] for part in pair.groups())
        return Values(key, (".".join(sorted((first, second))),))
    return Values(key, _ids(key, node.value, resolve))


def _ids(key: str, value: str, resolve: Resolve | None) -> tuple[str, ...]:
    known = resolve(key, value) if resolve else None
    return known or (value if key in _AS_STORED else value.casefold(),)


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
