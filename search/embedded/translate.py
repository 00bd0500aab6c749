"""A plan's clauses as a `whoosh.query` tree; nothing is analysed or looked up here."""

from __future__ import annotations

from datetime import date, datetime

from whoosh import query as wq

from search import plan
from search.embedded.queries import (
    AddedRange,
    AnyWord,
    Choices,
    DayRange,
    Near,
    OutsideRange,
    Pattern,
    Undated,
    Valueless,
)
from search.model import NONE, OUTSIDE
from search.stored import TITLE, WORD, day_number, microseconds


def to_whoosh(  # noqa: PLR0911, PLR0912 - one branch a kind
    clause: plan.Clause, today: date
) -> wq.Query:
    """The Whoosh query of a clause; `today` decides which dates lie in the future."""
    match clause:
        case plan.Nothing():
            return wq.NullQuery
        case plan.Everything():
            return wq.Every()
        case plan.AnyTerm(terms, scored):
            query = _term(terms[0]) if len(terms) == 1 else AnyWord(terms)
            return query if scored else wq.ConstantScoreQuery(query, 0.0)
        case plan.Pattern(pattern, title):
            return Pattern(_field(WORD, title), pattern)
        case plan.Alike(text, distance, title):
            return Pattern(_field(WORD, title), text, distance)
        case plan.Sequence(terms):
            return _phrase(terms)
        case plan.Within(children, distance, ordered):
            return Near(tuple(to_whoosh(c, today) for c in children), distance, ordered)
        case plan.AllOf(children):
            return wq.And([to_whoosh(c, today) for c in children])
        case plan.AnyOf(children):
            return _any([to_whoosh(c, today) for c in children])
        case plan.Except(child):
            return wq.Not(to_whoosh(child, today))
        case plan.Values(key, values):
            return _any([Valueless(key) if v == NONE else wq.Term(key, v) for v in values])
        case plan.Days():
            return _days(clause, today)
        case plan.AddedBetween(start, end):
            return AddedRange(_instant(start), _instant(end))
        case plan.Weighted(child, factor):
            return _boost(to_whoosh(child, today), factor)


def _any(queries: list[wq.Query]) -> wq.Query:
    return queries[0] if len(queries) == 1 else wq.Or(queries)


def _boost(query: wq.Query, factor: float) -> wq.Query:
    """And with one child and a boost of its own: every Whoosh node knows that one."""
    return wq.And([query], boost=factor)


def _field(stream: str, title: bool) -> str:
    return TITLE + stream if title else stream


def _term(term: plan.Term) -> wq.Term:
    return wq.Term(_field(term.stream.value, term.title), term.text)


def _phrase(places: tuple[plan.AnyTerm, ...]) -> wq.Query:
    """Whoosh's own phrase where it can tell it: one word a place, all of one stream."""
    fields = {_field(term.stream.value, term.title) for place in places for term in place.terms}
    if len(fields) == 1 and all(len(place.terms) == 1 for place in places):
        return wq.Phrase(fields.pop(), [place.terms[0].text for place in places])
    return Choices(tuple([place.terms for place in places]))


def _days(days: plan.Days, today: date) -> wq.Query:
    if days.only == NONE:
        return Undated()
    if days.only == OUTSIDE:
        return OutsideRange(day_number(today))
    return DayRange(
        None if days.start is None else day_number(days.start),
        None if days.end is None else day_number(days.end),
    )


def _instant(instant: datetime | None) -> int | None:
    return None if instant is None else microseconds(instant)
