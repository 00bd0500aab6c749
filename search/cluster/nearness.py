"""Phrases and words near each other as span queries of a cluster; pure, no scores.

A span query takes words of one field; terms of the other stream, whose places are the same, are
let in under its name. Words in any order are tried in every order.
"""

from __future__ import annotations

from collections.abc import Sequence as Row
from itertools import pairwise

from search.cluster.shapes import Json
from search.plan import Alike, AnyOf, AnyTerm, Clause, Pattern, Sequence, Term, Within
from search.stored import TITLE, WORD, storable

MOST_UNORDERED = 4
"""Words near each other in any order that are told as spans: 64 places in a query for four of
them, 325 for five, and a cluster takes 1,024 in one request."""

NOTHING: Json = {"match_none": {}}


def field_of(term: Term) -> str:
    """The field that holds a term."""
    return (TITLE if term.title else "") + term.stream.value


def phrase(clause: Sequence) -> Json:
    """Articles with the words of a sequence at their places."""
    plain = all(len(word.terms) == 1 for word in clause.terms)
    fields = {field_of(term) for word in clause.terms for term in word.terms}
    if plain and len(fields) == 1 and clause.offsets == tuple(range(len(clause.terms))):
        text = " ".join(storable(word.terms[0].text) for word in clause.terms)
        return {"match_phrase": {fields.pop(): text}}
    return _span(clause, _main_field(clause))


def within(clause: Within) -> Json:
    """Articles with the children of a clause near each other; see search.plan.Within."""
    name = _main_field(clause)
    parts = [_by_width(child, name) for child in clause.children]
    if clause.ordered:
        return _chain(parts, clause.distance)
    return _any_order(parts, clause.distance)


def is_told(clause: Within) -> bool:
    """Whether a cluster can be asked for it within its limits."""
    return clause.ordered or len(clause.children) <= MOST_UNORDERED


def _main_field(clause: Clause) -> str:
    """The field that spans go by: that of the surface words, in titles if all is."""
    return (TITLE if _in_title(clause) else "") + WORD


def _in_title(clause: Clause) -> bool:
    match clause:
        case AnyTerm(terms):
            return all(term.title for term in terms)
        case Pattern(title=title) | Alike(title=title):
            return title
        case Sequence(terms):
            return all(map(_in_title, terms))
        case Within(children) | AnyOf(children):
            return all(map(_in_title, children))
    raise TypeError(f"{type(clause).__name__} has no places in a text")


def _by_width(clause: Clause, name: str) -> list[Json]:
    """Spans that match together what a clause does, each of one width alone.

    A cluster walks the spans in front once and those behind never back, so that a long one in
    front would hide what stands within it from a shorter one.
    """
    widths: dict[int, list[Json]] = {}
    for child in clause.children if isinstance(clause, AnyOf) else (clause,):
        width = child.offsets[-1] if isinstance(child, Sequence) else 0
        widths.setdefault(width, []).append(_span(child, name))
    return [_or(spans) for spans in widths.values()]


def _chain(parts: Row[list[Json]], distance: int) -> Json:
    """In this order. Nested from the right, each place of a word is tried with the nearest that
    follows it, which is enough: if the nearest is too far, so are the others."""
    first, *rest = parts
    return _before(first, _chain(rest, distance), distance) if rest else _or(first)


def _any_order(parts: Row[list[Json]], distance: int) -> Json:
    if len(parts) == 1:
        return _or(parts[0])
    others = [[*parts[:i], *parts[i + 1 :]] for i in range(len(parts))]
    return _or(
        [
            _before(first, _any_order(rest, distance), distance)
            for first, rest in zip(parts, others, strict=True)
        ]
    )


def _before(first: Row[Json], second: Json, distance: int) -> Json:
    return _or([_next_to(span, second, distance) for span in first])


def _next_to(first: Json, second: Json, distance: int) -> Json:
    return {"span_near": {"clauses": [first, second], "slop": distance - 1, "in_order": True}}


def _or(spans: Row[Json]) -> Json:
    return spans[0] if len(spans) == 1 else {"span_or": {"clauses": list(spans)}}


def _span(clause: Clause, name: str) -> Json:
    match clause:
        case AnyTerm(terms):
            return _or([_masked(field_of(t), _term(t), name) for t in terms])
        case Pattern() | Alike():
            shown = [{"span_multi": {"match": query}} for query in expansions(clause)]
            return _or([_masked(_field_of_word(clause.title), span, name) for span in shown])
        case Sequence(terms, offsets):
            return _row([_span(word, name) for word in terms], offsets, name)
        case AnyOf(children):
            return _or([_span(child, name) for child in children])
    raise TypeError(f"{type(clause).__name__} has no places in a text")


def _row(spans: list[Json], offsets: tuple[int, ...], name: str) -> Json:
    clauses = spans[:1]
    for span, (before, after) in zip(spans[1:], pairwise(offsets), strict=True):
        if after > before + 1:
            clauses.append({"span_gap": {name: after - before - 1}})
        clauses.append(span)
    if len(clauses) == 1:
        return clauses[0]
    return {"span_near": {"clauses": clauses, "slop": 0, "in_order": True}}


def _term(term: Term) -> Json:
    return {"span_term": {field_of(term): storable(term.text)}}


def _masked(field: str, span: Json, name: str) -> Json:
    """A span of another field under the name of the main one."""
    if field == name:
        return span
    return {"field_masking_span": {"query": span, "field": name}}


def _field_of_word(title: bool) -> str:
    return (TITLE if title else "") + WORD


# --- words that stand for others


def expansions(clause: Pattern | Alike, rewrite: str = "constant_score") -> list[Json]:
    """The queries that find the words of a pattern or a fuzzy word.

    `rewrite` is "scoring_boolean" where occurrences are to be counted, as far as a cluster does.
    """
    field = _field_of_word(clause.title)
    if isinstance(clause, Alike):
        alike = {"value": storable(clause.text), "fuzziness": clause.distance}
        alike |= {"prefix_length": 1, "transpositions": True, "rewrite": rewrite}
        return [{"fuzzy": {field: alike}}]
    return [_pattern(field, text, rewrite) for text in _spellings(clause.pattern)]


def _spellings(pattern: str) -> list[str]:
    """As typed; a pattern in small letters stands for acronyms too."""
    capitals = pattern.upper()
    return [pattern] if pattern != pattern.lower() or capitals == pattern else [pattern, capitals]


def _pattern(field: str, pattern: str, rewrite: str) -> Json:
    pattern = storable(pattern)
    fixed = pattern[:-1]
    if pattern.endswith("*") and not set(fixed) & {"*", "?"}:
        return {"prefix": {field: {"value": fixed, "rewrite": rewrite}}}
    return {"wildcard": {field: {"value": pattern.replace("\\", "\\\\"), "rewrite": rewrite}}}
