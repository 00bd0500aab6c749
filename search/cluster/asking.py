"""What is asked of a cluster before a question is answered: its words, their counts, its mode."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from search.asked import ENOUGH, known_mode, plan_question, stored_value
from search.cluster import requests
from search.cluster.clauses import all_of, matching
from search.cluster.client import Cluster
from search.cluster.mapping import KEYWORD_KEYS
from search.cluster.nearby import MOST_CANDIDATES, Settling
from search.cluster.nearness import is_told
from search.cluster.scoring import Scoring, is_scored, most_of
from search.cluster.shapes import Json
from search.cluster.statistics import Statistics, counted
from search.model import NONE, IndexInfo, Match, Problem, Query
from search.naming import Names
from search.plan import AllOf, AnyTerm, Clause, Plan, Term, Within
from search.syntax.tree import Node


@dataclass(slots=True)
class Presence:
    """Whether any article holds a term or a value; each is asked for once a question."""

    cluster: Cluster
    today: date
    known: dict[object, bool] = field(default_factory=dict)

    def has_term(self, term: Term) -> bool:
        """Whether an article holds a term."""
        return self._any(term, matching(AnyTerm((term,)), self.today))

    def has_value(self, key: str, value: str) -> bool:
        """Whether an article has a value in a keyword field."""
        key, value = stored_value(key, value)
        if value == NONE or key not in KEYWORD_KEYS:
            return value == NONE
        return self._any((key, value), {"term": {key: value}})

    def _any(self, key: object, query: Json) -> bool:
        if key not in self.known:
            body = {**requests.count_of(query), "terminate_after": 1}
            self.known[key] = bool(self.cluster.search(body)["hits"]["total"]["value"])
        return self.known[key]


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it was read, with whether its places were worked out beforehand."""

    question: Node
    plan: Plan
    problems: tuple[Problem, ...]


def read_question(
    cluster: Cluster, query: Query, info: IndexInfo, names: Names, today: date
) -> tuple[Reading, Presence]:
    """Parse a question and plan it over what the index holds."""
    presence = Presence(cluster, today)
    asked_of = presence.has_term, presence.has_value
    question, plan = plan_question(query, info, names, today, *asked_of)
    reading = Reading(question, plan, plan.problems)
    return settle(cluster, reading, today, every=False), presence


def settle(cluster: Cluster, reading: Reading, today: date, *, every: bool) -> Reading:
    """Work out each NEAR that a cluster cannot be asked for, or `every` one."""

    def is_hard(clause: Within) -> bool:
        return every or not is_told(clause)

    def document(hit: Json) -> Json:
        cluster.budget.check()
        return hit["_source"]  # type: ignore[no-any-return] # JSON

    def candidates(clause: Clause) -> Iterable[Json] | None:
        query = matching(clause, today)
        total = cluster.search(requests.count_of(query))["hits"]["total"]["value"]
        if total > MOST_CANDIDATES:
            return None
        columns = ["id", "title", "text", "language"]
        body = {"query": query, "_source": columns, "sort": [{"id": "asc"}]}
        return map(document, cluster.scroll(body))

    settling = Settling(is_hard, candidates)
    clause = settling.settle(reading.plan.clause)
    if clause == reading.plan.clause:
        return reading
    problems = (*reading.problems, *dict.fromkeys(settling.problems))
    return replace(reading, plan=replace(reading.plan, clause=clause), problems=problems)


# --- counts and mode


@dataclass(frozen=True, slots=True)
class Matched:
    """What a question's text matches, before any filter: with scores, without, and all words."""

    mode: Match
    scored: Json
    found: Json
    all_words: Json
    statistics: Statistics
    has_scores: bool


def match_plan(
    cluster: Cluster, plan: Plan, query: Query, today: date, *, coarse: bool = False
) -> Matched:
    """Ask for the counts of a plan's words, decide the mode by its text alone, make queries."""
    statistics, together = _ask(cluster, plan, query, today)
    scoring = Scoring(statistics, today, coarse)
    mode = known_mode(plan, query) or (Match.MOST if together < ENOUGH else Match.ALL)
    every = matching(plan.clause, today)
    if mode is Match.ALL:
        scored = is_scored(plan.clause)
        with_scores = scoring.query(plan.clause) if scored else every
        return Matched(mode, with_scores, every, every, statistics, scored)
    narrowing = [matching(clause, today) for clause in plan.narrowing]
    words = [matching(word, today) for word in plan.loose]
    return Matched(
        mode,
        scoring.most(plan.loose, plan.narrowing),
        all_of([most_of(plan.loose, statistics), *narrowing]),
        all_of([*words, *narrowing]),
        statistics,
        True,
    )


def _ask(cluster: Cluster, plan: Plan, query: Query, today: date) -> tuple[Statistics, int]:
    """The statistics of a plan, and how many articles hold all of its loose words."""
    clauses = counted(plan)
    if not clauses:
        return Statistics(0, 1.0, {}), 0
    together = [AllOf(plan.loose)] if known_mode(plan, query) is None else []
    bodies = [requests.totals(), *requests.counts([*clauses, *together], today)]
    totals, *answers = cluster.searches(bodies)
    counts = [int(answer["hits"]["total"]["value"]) for answer in answers]
    found = dict(zip(clauses, counts, strict=False))
    mean = totals["aggregations"]["length"]["value"]
    articles = int(totals["hits"]["total"]["value"])
    return Statistics(articles, mean or 1.0, found), counts[-1] if together else 0
