"""How every engine reads a question before it looks for articles, and decides its mode."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from search.fields import CHOOSABLE
from search.model import Filters, IndexInfo, Match, Problem, Query, Sort, Want
from search.naming import Names, field_of_mention
from search.plan import (
    MOST_MEANT,
    AnyTerm,
    Everything,
    Plan,
    Term,
    find_meant,
    find_offers,
    in_filters,
    make_plan,
    unknown_value,
)
from search.syntax import parse
from search.syntax.limits import MAX_PROBLEMS
from search.syntax.tree import Node

ENOUGH = 10
"""With at least so many articles holding all words, a plain question means all of them."""

MOST_SHARE = 0.2
"""An article holds "most" with a fifth of the question's idf mass: a fifth of the hits of OR
at the same quality, by notes of measurements in docs/evaluation.md."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what of the answer is wanted, and the day it was asked on."""

    query: Query
    want: Want
    today: date


def plan_question(
    query: Query,
    info: IndexInfo,
    names: Names,
    today: date,
    has_term: Callable[[Term], bool],
    has_value: Callable[[str, str], bool],
) -> tuple[Node, Plan]:
    """Parse a question and plan it in the languages of an index, English always among them.

    What its words may have been meant as besides is told after all other problems.
    """
    parsed = parse(query.text)
    languages = [code for code, _ in info.languages if code]
    plan = make_plan(
        parsed.tree,
        problems=parsed.problems,
        languages=languages if "en" in languages else [*languages, "en"],
        names=names,
        today=today,
        has_term=has_term,
        has_value=has_value,
        text=query.text,
    )
    if offers := find_offers(query, parsed.tree, info, names):
        plan = replace(plan, problems=(*plan.problems, *offers))
    return parsed.tree, plan


def unknown_values(
    filters: Filters, names: Names, has_value: Callable[[str, str], bool]
) -> tuple[Problem, ...]:
    """Notices of filters by values that neither vocabulary nor index knows, with the filters
    as they were probably meant."""
    chosen = ((field.key, filters.of(field.key)) for field in CHOOSABLE)
    unknown = [
        (key, value)
        for key, selection in chosen
        for value in (*selection.include, *selection.exclude)
        if not names.knows(key, value) and not has_value(key, value)
    ]
    problems = []
    for count, (key, value) in enumerate(unknown[:MAX_PROBLEMS]):
        meant = find_meant(key, value, names, has_value) if count < MOST_MEANT else None
        instead = in_filters(filters, key, value, meant) if meant else None
        problems.append(replace(unknown_value(key, value, meant), filters=instead))
    return tuple(problems)


def stored_value(key: str, value: str) -> tuple[str, str]:
    """The field and value as an index holds them; what is mentioned lies in two fields."""
    return field_of_mention(value) if key == "mention" else (key, value)


def known_mode(plan: Plan, query: Query) -> Match | None:
    """All of a question's loose words or most of them; None where counts decide.

    They are of the words alone, in the whole index, whatever the filters. Orders by date mean all.
    """
    if not plan.loose:
        return Match.ALL
    if query.match is not Match.AUTO:
        return query.match
    return None if query.sort is Sort.RELEVANCE and len(plan.loose) > 1 else Match.ALL


def words_to_rerank(plan: Plan) -> tuple[AnyTerm, ...]:
    """The words whose places a second look at the best hits weighs."""
    return () if isinstance(plan.clause, Everything) else plan.words
