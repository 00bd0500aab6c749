"""From a question to its page: read, match, filter, count, order, show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

from search.asked import Asked, plan_question, stored_value, unknown_values
from search.budget import Budget
from search.correcting import FEW
from search.embedded.evaluator import Evaluator
from search.embedded.facets import date_facet, group_counter, group_facet, keyword_facet
from search.embedded.filtering import DATE, Filtering
from search.embedded.found import Found
from search.embedded.matching import Matched, match_plan
from search.embedded.paging import NO_HITS, order
from search.embedded.showing import show
from search.embedded.snapshot import Snapshot
from search.embedded.suggestion import did_you_mean
from search.fields import FACETS, GROUP_FACET, Kind
from search.model import (
    DEEPEST_HIT,
    NONE,
    DateSpan,
    Facet,
    IndexInfo,
    SearchPage,
)
from search.naming import Names
from search.plan import Term, resolve_span


def answer(evaluator: Evaluator, asked: Asked, info: IndexInfo, names: Names) -> SearchPage:
    """The page of a question; `took_ms` is left to the caller. Raises TookTooLong."""
    query, want, snapshot = asked.query, asked.want, evaluator.snapshot
    budget = evaluator.budget
    budget.check()
    has_term, has_value = partial(_has_term, evaluator), partial(_has_value, snapshot)
    question, plan = plan_question(query, info, names, asked.today, has_term, has_value)
    matched = match_plan(evaluator, plan, query, asked.today)
    filtering = Filtering(evaluator, query.filters, asked.today, names)
    found = filtering.apply(matched.found)
    total = len(found)
    budget.check()
    ordered = order(snapshot, plan, query, found) if want.hits else NO_HITS
    hits = show(snapshot, plan, ordered, want, budget)
    counting = _Counting(snapshot, asked, names, filtering, matched.found, found)
    unknown = unknown_values(query.filters, names, has_value)
    suggest = want.suggestions and total < FEW and bool(query.text)
    return SearchPage(
        query=query,
        read_as=plan.read_as,
        problems=(*plan.problems, *unknown, *ordered.problems),
        total=total,
        matched=matched.mode,
        all_words_total=_count_all_words(matched, filtering, total),
        hits=hits,
        facets=counting.all_wanted(budget),
        index=info,
        took_ms=0.0,
        pages=-(-min(total, DEEPEST_HIT) // query.size),
        did_you_mean=did_you_mean(snapshot, query.text, question, budget) if suggest else None,
        next_cursor=ordered.next_cursor,
    )


def _has_term(evaluator: Evaluator, term: Term) -> bool:
    evaluator.budget.check()
    return len(evaluator.snapshot.scores(term)) > 0


def _has_value(snapshot: Snapshot, key: str, value: str) -> bool:
    key, value = stored_value(key, value)
    return value == NONE or value in snapshot.keyword(key).rank_of


def _count_all_words(matched: Matched, filtering: Filtering, total: int) -> int:
    if matched.all_words is matched.found:
        return total
    return len(filtering.apply(matched.all_words))


# --- counts


@dataclass(frozen=True, slots=True)
class _Counting:
    """What facets are counted among: the matches, and those of them that pass every filter."""

    snapshot: Snapshot
    asked: Asked
    names: Names
    filtering: Filtering
    matched: Found
    found: Found

    def all_wanted(self, budget: Budget) -> dict[str, Facet]:
        """The facets that are wanted, each under every filter but its own."""
        wanted = self.asked.want.facets
        facets: dict[str, Facet] = {}
        for field in FACETS:
            if wanted is None or field.key in wanted:
                budget.check()
                count = self._dates if field.kind is Kind.DATE else self._keyword
                facets[field.key] = count(field.key)
        if wanted is None or GROUP_FACET in wanted:
            budget.check()
            facets[GROUP_FACET] = self._groups("country")
        return facets

    def _among(self, key: str) -> Found:
        if key not in self.filtering.keys:
            return self.found
        return self.filtering.apply(self.matched, leave_out=key)

    def _dates(self, key: str) -> Facet:
        days = resolve_span(self.asked.query.filters.span, self.asked.today)
        span = DateSpan(days.start, days.end, only=days.only)
        return date_facet(self.snapshot, self.found, self._among(key), span, self.asked.today)

    def _keyword(self, key: str) -> Facet:
        among = self._among(key)
        return keyword_facet(
            self.snapshot.keyword(key),
            among,
            self.asked.query.filters.of(key),
            self.asked.want.facet_values,
            partial(self.names.label, key),
            partial(self.filtering.count, key, among),
        )

    def _groups(self, key: str) -> Facet:
        among = self._among(key)
        return group_facet(
            self.snapshot.keyword(key),
            among,
            self.asked.query.filters.of(key),
            self.names,
            self.asked.today,
            partial(self.filtering.count, key, among),
        )


def warm(snapshot: Snapshot, names: Names, today: date) -> None:
    """Make what the first question would wait for."""
    _ = snapshot.norms, snapshot.last_days, snapshot.added, snapshot.id_ranks, snapshot.titles
    snapshot.calendar.prepare()
    for field in FACETS:
        if field.key != DATE:
            index = snapshot.keyword(field.key)
            index.prepare()
            index.ranks_by(partial(names.label, field.key))
    group_counter(snapshot.keyword("country"), names, today)
