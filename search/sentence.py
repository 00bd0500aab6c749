"""Tells a whole question, text and filters, as a plain English sentence for people to check."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time

from search.analysis import question_forms
from search.model import NONE, OUTSIDE, DateSpan, Filters, Match, Query, Selection, Sort
from search.plan.conditions import chosen
from search.syntax import parse, to_text, tree
from search.syntax.dates import write_dates
from search.syntax.tree import Node

Label = Callable[[str, str], str]
"""From a field's key and a value to what readers call it; the value itself where unknown."""

ORDERS = {
    Sort.NEWEST: ["newest first"],
    Sort.OLDEST: ["oldest first"],
    Sort.ADDED: ["latest added first"],
}

_FIELDS = {
    "country": ("about {}", "about no country"),
    "organisation": ("about {}", "about no organisation"),
    "mention": ("mentioning {}", "mentioning no country or organisation"),
    "source_country": ("published in {}", "of an outlet of unknown country"),
    "place": ("from {}", "without a dateline"),
    "source": ("published by {}", "of unknown source"),
    "language": ("in {}", "in an unknown language"),
    "pair": ("about {} together", "about no pair of countries"),
}
_UNITS = {"d": "day", "w": "week", "m": "month", "y": "year"}
_ROLLING = re.compile(r"last-(\d+)([dwmy])")


def describe(query: Query, labels: Label) -> str:
    """The question as one sentence without a full stop.

    "Articles with all of the words sanctions and Iran, about Iran or the United States, not
    about China, from 1 January 2012 to 31 December 2015, newest first". What is too involved for
    a sentence is quoted in the question language. Nothing typed raises.
    """
    conditions = [*_text(query, labels), *_filters(query.filters, labels)]
    order = ORDERS.get(query.sort, [])
    opening = "Articles " if conditions else "All articles" + (", " if order else "")
    return opening + ", ".join([*conditions, *order])


def listed(items: Sequence[str], word: str) -> str:
    """`a`, `a and b`, `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"


def _text(query: Query, labels: Label) -> Iterator[str]:
    """What the typed text asks for: words first, then what is excluded, then its fields."""
    question = parse(query.text).tree
    parts = question.children if isinstance(question, tree.And) else (question,)
    fields = [part for part in parts if _is_condition(part)]
    words = [part for part in parts if part not in fields]
    denied = [part for part in words if isinstance(part, tree.Not)]
    wanted = _telling(part for part in words if not isinstance(part, tree.Not))
    if wanted:
        yield _wanted(wanted, _quantity(query, question))
    yield from (f"without {_thing(part.child)}" for part in denied)
    for part in fields:
        yield _condition(part, labels)


def _telling(parts: Iterable[Node]) -> list[Node]:
    """The parts that narrow the answer: function words do only where nothing else is left."""
    found = [part for part in parts if not isinstance(part, tree.Nothing | tree.Everything)]
    return [part for part in found if not _is_function_word(part)] or found


def _is_function_word(part: Node) -> bool:
    return isinstance(part, tree.Word) and all(form.stop for form in question_forms(part.text))


def _quantity(query: Query, question: Node) -> str:
    strict = isinstance(question, tree.And) and question.spelled
    if strict or query.match is Match.ALL or query.sort is not Sort.RELEVANCE:
        return "all of the words"
    return "most of the words" if query.match is Match.MOST else "the words"


def _wanted(parts: Sequence[Node], quantity: str) -> str:
    things = list(dict.fromkeys(map(_thing, parts)))
    if all(isinstance(part, tree.Word) for part in parts):
        return f"with {quantity if len(things) > 1 else 'the word'} {listed(things, 'and')}"
    return f"with {listed(things, 'and')}"


def _thing(node: Node) -> str:
    """What is looked for, as a noun; quoted in the question language if it has parts of parts."""
    text = ""
    match node:
        case tree.Word():
            text = node.text
        case tree.Phrase():
            near = f" within {node.within} words of each other" if node.within else ""
            text = f"“{node.text}”{near}"
        case tree.Wildcard():
            text = f"a word like {node.pattern}"
        case tree.Fuzzy():
            text = f"a word spelt like {node.text}"
        case tree.Must(child=tree.Word()):
            text = f"exactly {to_text(node.child)}"
        case tree.Must() | tree.Boost():
            text = _thing(node.child)
    return text or _composed(node)


def _composed(node: Node) -> str:
    if isinstance(node, tree.InField) and _is_simple(node.child):
        return f"{_thing(node.child)} in the {node.field}"
    if isinstance(node, tree.Or) and all(map(_is_simple, node.children)):
        return listed([_thing(child) for child in node.children], "or")
    if isinstance(node, tree.Near):
        order = " in this order" if node.ordered else ""
        names = listed([_thing(child) for child in node.children], "and")
        apart = f"{node.distance} word{'s' if node.distance > 1 else ''}"
        return f"{names} within {apart} of each other{order}"
    return f"a match for [{to_text(node)}]"


def _is_simple(node: Node) -> bool:
    inner = node.child if isinstance(node, tree.Must | tree.Boost) else node
    return isinstance(inner, tree.Word | tree.Phrase | tree.Wildcard | tree.Fuzzy)


def _is_condition(node: Node) -> bool:
    inner = node.child if isinstance(node, tree.Not) else node
    if isinstance(inner, tree.Or):
        fields = {child.field for child in inner.children if isinstance(child, tree.HasValue)}
        return len(fields) == 1 and all(isinstance(c, tree.HasValue) for c in inner.children)
    return isinstance(inner, tree.HasValue | tree.DateIs)


def _condition(node: Node, labels: Label) -> str:
    """One condition on a field, as typed among the words."""
    if isinstance(node, tree.Not):
        return f"not {_condition(node.child, labels)}"
    if isinstance(node, tree.DateIs):
        span = DateSpan(node.start, node.end, node.rolling, node.only)
        return _dates(span) if node.field == "date" else f"added {_dates(span)}"
    found = [
        n for n in (getattr(node, "children", None) or (node,)) if isinstance(n, tree.HasValue)
    ]
    values = [value for one in found for value in chosen(one, None)[1]]
    return _values(chosen(found[0], None)[0], values, labels, "or")


def _filters(filters: Filters, labels: Label) -> Iterator[str]:
    for key, selection in filters.selections:
        yield from _selection(key, selection, labels)
    if filters.span:
        yield _dates(filters.span)
    if filters.added_since:
        yield f"added since {_instant(filters.added_since)}"


def _selection(key: str, selection: Selection, labels: Label) -> Iterator[str]:
    if selection.include:
        yield _values(key, selection.include, labels, "and" if selection.every else "or")
    if selection.exclude:
        yield f"not {_values(key, selection.exclude, labels, 'or')}"


def _values(key: str, values: Sequence[str], labels: Label, word: str) -> str:
    some, none = _FIELDS.get(key, (f"with {key} {{}}", f"with no {key}"))
    names = [labels(key, value) for value in values if value != NONE]
    said = [some.replace("{}", listed(names, word))] if names else []
    return f" {word} ".join([*said, *([none] if NONE in values else [])])


def _dates(span: DateSpan) -> str:
    if span.only:
        return "outside the range of dates" if span.only == OUTSIDE else "without a date"
    if span.rolling:
        return _rolling(span.rolling)
    if span.start and span.end:
        period = _period(span.start, span.end)
        return period or f"from {_day(span.start)} to {_day(span.end)}"
    if span.start:
        return f"since {_day(span.start)}"
    return f"until {_day(span.end)}" if span.end else "at any time"


def _period(start: date, end: date) -> str:
    """A single year, month or day by its name; "" for any other span."""
    parts = write_dates(tree.DateIs("date", start, end)).split("-")
    if ".." in "-".join(parts):
        return ""
    if len(parts) == 3:
        return f"on {_day(start)}"
    return f"in {month_name[start.month]} {start.year}" if len(parts) == 2 else f"in {start.year}"


def _rolling(name: str) -> str:
    found = _ROLLING.fullmatch(name)
    if found is None:
        return name.replace("-", " ")
    count, unit = int(found[1]), _UNITS[found[2]]
    return f"in the last {unit}" if count == 1 else f"in the last {count} {unit}s"


def _instant(instant: datetime) -> str:
    """A day, with the time where that is not its first moment: it goes into citations."""
    here = instant.astimezone(UTC)
    if here.time() == time():
        return _day(here.date())
    exact = here.second or here.microsecond
    return (
        f"{_day(here.date())}, {here:%H:%M:%S} UTC"
        if exact
        else f"{_day(here.date())}, {here:%H:%M} UTC"
    )


def _day(day: date) -> str:
    return f"{day.day} {month_name[day.month]} {day.year}"
