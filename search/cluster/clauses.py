"""A plan's clauses as queries of a cluster that match and do not score; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from search.cluster.mapping import KEYWORD_KEYS
from search.cluster.nearness import NOTHING, expansions, field_of, phrase, within
from search.cluster.shapes import Json
from search.model import NONE, OUTSIDE
from search.plan import (
    AddedBetween,
    Alike,
    AllOf,
    AnyOf,
    AnyTerm,
    Clause,
    Days,
    Everything,
    Except,
    Nothing,
    Pattern,
    Sequence,
    Values,
    Weighted,
    Within,
)
from search.stored import day_number, microseconds, storable
from search.timeline import FIRST_DAY

EVERYTHING: Json = {"match_all": {}}


def matching(clause: Clause, today: date) -> Json:  # noqa: PLR0911, PLR0912 - one a kind
    """The articles that a clause matches; `today` decides which dates lie in the future."""
    match clause:
        case Nothing():
            return NOTHING
        case Everything():
            return EVERYTHING
        case AnyTerm():
            return _any_term(clause)
        case Pattern() | Alike():
            return any_of(expansions(clause))
        case Sequence():
            return phrase(clause)
        case Within():
            return within(clause)
        case AllOf(children):
            return _all_of(children, today)
        case AnyOf(children):
            return any_of([matching(child, today) for child in children])
        case Except(child):
            return {"bool": {"must_not": [matching(child, today)]}}
        case Values(key, values):
            return any_of(list(_values(key, values)))
        case Days():
            return _days(clause, today)
        case AddedBetween(start, end):
            return in_range(
                "added",
                gte=None if start is None else microseconds(start),
                lt=None if end is None else microseconds(end),
            )
        case Weighted(child):
            return matching(child, today)


def all_of(queries: Iterable[Json]) -> Json:
    """Articles that every query matches, without scores."""
    queries = list(queries)
    if not queries:
        return EVERYTHING
    return queries[0] if len(queries) == 1 else {"bool": {"filter": queries}}


def any_of(queries: list[Json]) -> Json:
    """Articles that any of the queries matches."""
    if not queries:
        return NOTHING
    return queries[0] if len(queries) == 1 else {"bool": {"should": queries}}


def in_range(field: str, **bounds: int | None) -> Json:
    """Articles whose number in a field lies within bounds (gte, gt, lte, lt); None is open."""
    return {"range": {field: {name: bound for name, bound in bounds.items() if bound is not None}}}


def _any_term(word: AnyTerm) -> Json:
    fields: dict[str, list[str]] = {}
    for term in word.terms:
        fields.setdefault(field_of(term), []).append(storable(term.text))
    return any_of([{"terms": {field: texts}} for field, texts in fields.items()])


def _all_of(children: tuple[Clause, ...], today: date) -> Json:
    kept = [matching(c, today) for c in children if not isinstance(c, Except)]
    dropped = [matching(c.child, today) for c in children if isinstance(c, Except)]
    return {"bool": {"filter": kept, "must_not": dropped}}


def _values(key: str, values: tuple[str, ...]) -> Iterator[Json]:
    if key not in KEYWORD_KEYS and key != "id":
        raise KeyError(f"{key!r} is not a keyword field")
    given = [storable(value) for value in values if value != NONE]
    if given:
        yield {"terms": {key: given}}
    if NONE in values:
        yield {"bool": {"must_not": [{"exists": {"field": key}}]}}


def _days(days: Days, today: date) -> Json:
    if days.only == NONE:
        return {"bool": {"must_not": [{"exists": {"field": "day"}}]}}
    if days.only == OUTSIDE:
        return any_of(
            [in_range("day", lt=day_number(FIRST_DAY)), in_range("day", gt=day_number(today))]
        )
    start = None if days.start is None else day_number(days.start)
    end = None if days.end is None else day_number(days.end)
    return all_of([in_range("day", gte=start), in_range("last_day", lte=end)])
