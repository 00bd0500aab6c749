"""Filters over matches: each one's articles once, so that every facet can leave out its own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from whoosh import query as wq

from search.embedded.evaluator import Evaluator
from search.embedded.found import Found
from search.embedded.translate import to_whoosh
from search.model import Filters, Selection
from search.naming import Names
from search.plan import AddedBetween, resolve_span, values_clause

DATE = "date"
ADDED = "added"


class Filtering:
    """The filters of one question, evaluated over one snapshot."""

    def __init__(self, evaluator: Evaluator, filters: Filters, today: date, names: Names) -> None:
        self._evaluator = evaluator
        self._today = today
        self._names = names
        self._kept: dict[str, list[Found]] = {}
        self._dropped: dict[str, list[Found]] = {}
        for key, selection in filters.selections:
            self._kept[key] = list(self._included(key, selection))
            self._dropped[key] = [self._value(key, value) for value in selection.exclude]
        if filters.span:
            days = to_whoosh(resolve_span(filters.span, today), today)
            self._kept[DATE] = [evaluator.evaluate(days)]
        if filters.added_since:
            added = to_whoosh(AddedBetween(filters.added_since), today)
            self._kept[ADDED] = [evaluator.evaluate(added)]

    @property
    def keys(self) -> set[str]:
        """The facets that have a filter."""
        return {*self._kept, *self._dropped}

    def count(self, key: str, found: Found, value: str) -> int:
        """How many of `found` have one value of a field."""
        return len(found.within(self._value(key, value)))

    def _included(self, key: str, selection: Selection) -> Iterable[Found]:
        """One set for all values, or one a value where an article must have every one."""
        values = [self._query(key, value) for value in selection.include]
        if selection.every:
            return [self._evaluator.evaluate(value) for value in values]
        return [self._evaluator.evaluate(wq.Or(values))] if values else []

    def _value(self, key: str, value: str) -> Found:
        return self._evaluator.evaluate(self._query(key, value))

    def _query(self, key: str, value: str) -> wq.Query:
        return to_whoosh(values_clause(key, (value,), self._names, self._today), self._today)

    def apply(self, found: Found, leave_out: str = "") -> Found:
        """The part of `found` that passes every filter but one facet's own."""
        for key, parts in self._kept.items():
            for part in parts if key != leave_out else ():
                found = found.within(part)
        for key, parts in self._dropped.items():
            for part in parts if key != leave_out else ():
                found = found.without(part)
        return found
