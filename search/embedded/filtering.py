"""Filters over matches: each one's articles once, so that every facet can leave out its own.

A facet leaves out what would hide its other choices, the values ticked of which any may do. What
is excluded, or asked for together, narrows the articles whatever else is chosen, and so counts.
"""

from __future__ import annotations

from datetime import date

from whoosh import query as wq

from search.embedded.evaluator import Evaluator
from search.embedded.found import Found
from search.embedded.translate import to_whoosh
from search.model import Filters, Selection
from search.naming import Names
from search.plan import AddedBetween, resolve_span, values_clause

DATE = "date"


class Filtering:
    """The filters of one question, evaluated over one snapshot."""

    def __init__(self, evaluator: Evaluator, filters: Filters, today: date, names: Names) -> None:
        self._evaluator = evaluator
        self._today = today
        self._names = names
        self._choices: dict[str, Found] = {}
        self._needed: list[Found] = []
        self._dropped: list[Found] = []
        for key, selection in filters.selections:
            self._read(key, selection)
        if filters.span:
            days = to_whoosh(resolve_span(filters.span, today), today)
            self._choices[DATE] = evaluator.evaluate(days)
        if filters.added_since:
            added = to_whoosh(AddedBetween(filters.added_since), today)
            self._needed.append(evaluator.evaluate(added))

    @property
    def keys(self) -> set[str]:
        """The facets that have something to leave out."""
        return set(self._choices)

    def count(self, key: str, found: Found, value: str) -> int:
        """How many of `found` have one value of a field."""
        return len(found.within(self._value(key, value)))

    def _read(self, key: str, selection: Selection) -> None:
        if selection.every:
            self._needed += [self._value(key, value) for value in selection.include]
        elif selection.include:
            either = wq.Or([self._query(key, value) for value in selection.include])
            self._choices[key] = self._evaluator.evaluate(either)
        self._dropped += [self._value(key, value) for value in selection.exclude]

    def _value(self, key: str, value: str) -> Found:
        return self._evaluator.evaluate(self._query(key, value))

    def _query(self, key: str, value: str) -> wq.Query:
        return to_whoosh(values_clause(key, (value,), self._names, self._today), self._today)

    def apply(self, found: Found, leave_out: str = "") -> Found:
        """The part of `found` that passes every filter but one facet's choices."""
        for key, choice in self._choices.items():
            if key != leave_out:
                found = found.within(choice)
        for part in self._needed:
            found = found.within(part)
        for part in self._dropped:
            found = found.without(part)
        return found
