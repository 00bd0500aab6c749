"""What an index should answer, worked out article by article in plain Python: the oracle.

An index is a list of articles. Nothing here knows segments, arrays or engines; only the analysis
and the plan of a question are shared with them. Scores are BM25F as a plain loop, facets are
dictionaries, orders are sorts. Slow on purpose: what it does should be plain to the eye.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from itertools import pairwise, permutations, product

from search import plan as p
from search.analysis import Analyser, WordForm
from search.fields import FACETS, GROUP_FACET, KEYWORDS, Kind, keyword_values
from search.model import (
    NONE,
    OUTSIDE,
    Article,
    DateSpan,
    Filters,
    Match,
    Precision,
    Query,
    Sort,
)
from search.naming import Names
from search.syntax import parse
from search.vocabulary import load_vocabulary

K1, B, TITLE_WEIGHT = 1.2, 0.75, 3
ENOUGH, MOST_SHARE = 10, 0.2
RERANKED, WINDOW, MOST_WORDS = 200, 30, 8
FAR = 1_000
"""Places between a title and its text: more than any NEAR reaches."""

Place = tuple[int, int]
NAMES = Names(load_vocabulary())


@dataclass(frozen=True)
class Doc:
    """An article with its words: `(place, in the title?, form)`."""

    article: Article
    words: tuple[tuple[int, bool, WordForm], ...]
    title_length: int

    @cached_property
    def length(self) -> int:
        """Scored words, those of the title counted three times."""
        return sum(TITLE_WEIGHT if titled else 1 for _, titled, f in self.words if not f.stop)

    @property
    def first(self) -> date | None:
        return self.article.dating.day

    @property
    def last(self) -> date | None:
        return self.article.dating.last


def read(article: Article) -> Doc:
    analyser, language = Analyser(), article.language or "en"
    title = [token.form for token in analyser.tokens(article.title, language)]
    body = [token.form for token in analyser.tokens(article.text, language)]
    start = len(title) + FAR if title else 0
    words = [(i, True, form) for i, form in enumerate(title)]
    words += [(start + i, False, form) for i, form in enumerate(body)]
    return Doc(article, tuple(words), len(title))


@dataclass(frozen=True)
class Answer:
    """What a page should hold; `ids` is the whole order, not one page of it."""

    ids: tuple[str, ...]
    scores: dict[str, float]
    matched: Match
    all_words: int
    facets: dict[str, dict[str, int]]
    level: str = ""
    problems: tuple[str, ...] = field(default=(), compare=False)

    @property
    def total(self) -> int:
        return len(self.ids)


class BruteForce:
    """Articles by id, the later of two with one id winning."""

    def __init__(self, articles: Sequence[Article], *, today: date) -> None:
        self.docs = [read(a) for a in {a.id: a for a in articles}.values()]
        self.today = today
        self._dfs: dict[object, int] = {}
        self._places_of: dict[object, set[Place]] = {}

    # --- words

    def occurrences(self, doc: Doc, clause: p.Clause) -> set[Place]:
        """Where a clause of words stands: first and last place, both inclusive."""
        key = doc.article.id, clause
        if key not in self._places_of:
            self._places_of[key] = self._look(doc, clause)
        return self._places_of[key]

    def _look(self, doc: Doc, clause: p.Clause) -> set[Place]:
        match clause:
            case p.AnyTerm(terms):
                return {x for term in terms for x in self._places(doc, term.title, is_term(term))}
            case p.Pattern(pattern, title):
                return self._places(doc, title, is_like(pattern))
            case p.Alike(text, distance, title):
                return self._places(doc, title, is_alike(text, distance))
            case p.Sequence(terms, offsets):
                return set(self._rows(doc, terms, offsets))
            case p.AnyOf(children) | p.AllOf(children):
                return {x for child in children for x in self.occurrences(doc, child)}
        raise TypeError(clause)

    def _places(self, doc: Doc, title: bool, wanted: Callable[[WordForm], bool]) -> set[Place]:
        return {(i, i) for i, titled, f in doc.words if wanted(f) and (titled or not title)}

    def _rows(
        self, doc: Doc, terms: Sequence[p.AnyTerm], offsets: Sequence[int]
    ) -> Iterator[Place]:
        standing = [{first for first, _ in self.occurrences(doc, term)} for term in terms]
        for start in standing[0]:
            ends = [start + offset for offset in offsets]
            if all(end in places for end, places in zip(ends, standing, strict=True)):
                yield start, ends[-1]

    def _within(self, doc: Doc, clause: p.Within) -> bool:
        parts = [sorted(self.occurrences(doc, child)) for child in clause.children]
        orders = [parts] if clause.ordered else permutations(parts)
        return any(
            all(0 < b[0] - a[1] <= clause.distance for a, b in pairwise(row))
            for order in orders
            for row in product(*order)
        )

    # --- matches

    def matches(self, doc: Doc, clause: p.Clause) -> bool:
        match clause:
            case p.Nothing():
                return False
            case p.Everything():
                return True
            case p.AnyTerm() | p.Pattern() | p.Alike() | p.Sequence():
                return bool(self.occurrences(doc, clause))
            case p.Within():
                return self._within(doc, clause)
            case p.AllOf(children):
                return all(self.matches(doc, child) for child in children)
            case p.AnyOf(children):
                return any(self.matches(doc, child) for child in children)
            case p.Except(child):
                return not self.matches(doc, child)
            case p.Weighted(child):
                return self.matches(doc, child)
            case p.Values(key, values):
                own = keyword_values(doc.article, key)
                return any(v in own or (v == NONE and not own) for v in values)
            case p.Days(start, end, only):
                return self.in_days(doc, start, end, only)
            case p.AddedBetween(start, end):
                return self._in_instants(doc.article.added, start, end)
        raise TypeError(clause)

    def in_days(self, doc: Doc, start: date | None, end: date | None, only: str = "") -> bool:
        if only == NONE or doc.first is None or doc.last is None:
            return only == NONE and doc.first is None
        if only == OUTSIDE:
            return doc.first < date(1800, 1, 1) or doc.first > self.today
        return (start is None or doc.first >= start) and (end is None or doc.last <= end)

    def _in_instants(
        self, added: datetime | None, start: datetime | None, end: datetime | None
    ) -> bool:
        assert added is not None
        return (start is None or added >= start) and (end is None or added < end)

    def select(self, clause: p.Clause) -> list[Doc]:
        return [doc for doc in self.docs if self.matches(doc, clause)]

    # --- scores

    def idf(self, df: int) -> float:
        return math.log(1 + (len(self.docs) - df + 0.5) / (df + 0.5))

    def df(self, clause: p.Clause) -> int:
        if clause not in self._dfs:
            self._dfs[clause] = len(self.select(clause))
        return self._dfs[clause]

    @cached_property
    def average(self) -> float:
        total = sum(doc.length for doc in self.docs)
        return total / len(self.docs) if total else 1.0

    def _bm25f(self, doc: Doc, clause: p.Clause) -> float:
        """Of one term, or of all words of a pattern taken together."""
        titled = {i for i, in_title, _ in doc.words if in_title}
        places = [first for first, _ in self.occurrences(doc, clause)]
        tf = sum(TITLE_WEIGHT if i in titled else 1 for i in places)
        norm = K1 * (1 - B + B * doc.length / self.average)
        return self.idf(self.df(clause)) * tf * (K1 + 1) / (tf + norm)

    def score(self, doc: Doc, clause: p.Clause) -> float:
        """Of an article that matches; what it does not hold adds nothing."""
        if not self.matches(doc, clause):
            return 0.0
        match clause:
            case p.AnyTerm(terms, scored):
                singles = [p.AnyTerm((term,)) for term in terms]
                return sum(self._bm25f(doc, x) for x in singles if self.df(x)) if scored else 0.0
            case p.Pattern() | p.Alike():
                return self._bm25f(doc, clause)
            case p.Sequence(terms):
                return sum(self.score(doc, term) for term in terms)
            case p.Within(children) | p.AllOf(children) | p.AnyOf(children):
                return sum(self.score(doc, child) for child in children)
            case p.Weighted(child, factor):
                return factor * self.score(doc, child)
        return 0.0

    def bonus(self, doc: Doc, words: Sequence[p.AnyTerm]) -> float:
        """Of words early in the title or text, and of words close to each other."""
        weighed = [(w, self._widest_idf(w)) for w in words if self.df(w)]
        weighed = sorted(weighed, key=lambda pair: -pair[1])[:MOST_WORDS]
        standing = sorted(
            (first, n) for n, (w, _) in enumerate(weighed) for first, _ in self.occurrences(doc, w)
        )
        early = {n for place, n in standing if self._in_text(doc, place) < WINDOW}
        closest: dict[tuple[int, int], float] = {}
        for (a, m), (b, n) in pairwise(standing):
            if m != n and b - a <= WINDOW:
                worth = (1 - (max(b - a, 1) - 1) / WINDOW) * min(weighed[m][1], weighed[n][1])
                pair = (min(m, n), max(m, n))
                closest[pair] = max(closest.get(pair, 0.0), worth)
        return 0.25 * sum(weighed[n][1] for n in early) + 0.5 * sum(closest.values())

    def _widest_idf(self, word: p.AnyTerm) -> float:
        return self.idf(max(self.df(p.AnyTerm((term,))) for term in word.terms))

    def _in_text(self, doc: Doc, place: int) -> int:
        start = FAR + doc.title_length if doc.title_length else 0
        return place - start if place >= start else place

    # --- questions

    def languages(self) -> list[str]:
        spoken = Counter(d.article.language for d in self.docs if d.article.language)
        ranked = sorted(spoken, key=lambda code: (-spoken[code], code))
        return ranked if "en" in ranked else [*ranked, "en"]

    def plan(self, text: str) -> p.Plan:
        parsed = parse(text)
        return p.make_plan(
            parsed.tree,
            problems=parsed.problems,
            languages=self.languages(),
            names=NAMES,
            today=self.today,
            has_term=lambda term: bool(self.df(p.AnyTerm((term,)))),
        )

    def mode(self, plan: p.Plan, query: Query) -> Match:
        """Decided by the text alone, over the whole index."""
        if not plan.loose:
            return Match.ALL
        if query.match is not Match.AUTO:
            return query.match
        if query.sort is not Sort.RELEVANCE or len(plan.loose) < 2:
            return Match.ALL
        return Match.ALL if len(self.select(p.AllOf(plan.loose))) >= ENOUGH else Match.MOST

    def _has_most(self, doc: Doc, words: Sequence[p.AnyTerm]) -> bool:
        held = sum(self.idf(self.df(w)) for w in words if self.matches(doc, w))
        return held > 0 and held >= MOST_SHARE * sum(self.idf(self.df(w)) for w in words) - 1e-9

    def answer(self, query: Query) -> Answer:
        plan = self.plan(query.text)
        mode = self.mode(plan, query)
        if mode is Match.ALL:
            scored, found = plan.clause, self.select(plan.clause)
            every = found
        else:
            scored = p.AnyOf(plan.loose)
            inside = [d for d in self.docs if all(self.matches(d, c) for c in plan.narrowing)]
            found = [d for d in inside if self._has_most(d, plan.loose)]
            every = [d for d in inside if self.matches(d, p.AllOf(plan.loose))]
        hits = self.filter(found, query.filters)
        scores = {d.article.id: self.score(d, scored) for d in hits}
        facets, level = self.facets(found, hits, query.filters)
        ordered = self._order(hits, scores, plan, query.sort)
        return Answer(
            ids=tuple(d.article.id for d in ordered),
            scores=scores if query.sort is Sort.RELEVANCE else dict.fromkeys(scores, 0.0),
            matched=mode,
            all_words=len(self.filter(every, query.filters)),
            facets=facets,
            level=level,
            problems=tuple(problem.message for problem in plan.problems),
        )

    def _order(
        self, hits: list[Doc], scores: dict[str, float], plan: p.Plan, sort: Sort
    ) -> list[Doc]:
        """In place of `scores`, the re-ranked ones of the first RERANKED."""
        if sort is not Sort.RELEVANCE:
            return sorted(hits, key=partial(self._dated, sort))
        ranked = sorted(
            hits, key=lambda d: (-round(scores[d.article.id], 9), *self._dated(sort, d))
        )
        words = () if isinstance(plan.clause, p.Everything) else plan.words
        top = ranked[:RERANKED]
        for doc in top:
            if any(scores.values()):
                scores[doc.article.id] += self.bonus(doc, words)
        top.sort(key=lambda d: (-round(scores[d.article.id], 9), *self._dated(sort, d)))
        return top + ranked[RERANKED:]

    def _dated(self, sort: Sort, doc: Doc) -> tuple[float, bool, int, str]:
        """Latest added first if asked; newest first (oldest first if asked), undated last; id."""
        day = doc.first.toordinal() if doc.first else 0
        added = doc.article.added if sort is Sort.ADDED else None
        arrival = -added.timestamp() if added else 0.0
        return arrival, doc.first is None, day if sort is Sort.OLDEST else -day, doc.article.id

    # --- filters and facets

    def filter(self, docs: Sequence[Doc], filters: Filters, leave_out: str = "") -> list[Doc]:
        return [doc for doc in docs if self._passes(doc, filters, leave_out)]

    def _passes(self, doc: Doc, filters: Filters, leave_out: str) -> bool:
        for key, selection in filters.selections:
            has = [self.has(doc, key, v) for v in selection.include]
            if selection.every and not all(has):
                return False
            if has and key != leave_out and not any(has):
                return False
            if any(self.has(doc, key, v) for v in selection.exclude):
                return False
        if filters.span and leave_out != "date":
            days = p.resolve_span(filters.span, self.today)
            if not self.matches(doc, days):
                return False
        since = filters.added_since
        return since is None or self._in_instants(doc.article.added, since, None)

    def has(self, doc: Doc, key: str, value: str) -> bool:
        """Whether an article has a value that can be ticked."""
        return self.matches(doc, p.values_clause(key, (value,), NAMES, self.today))

    def facets(
        self, matched: list[Doc], hits: list[Doc], filters: Filters
    ) -> tuple[dict[str, dict[str, int]], str]:
        """Counts above 0 of each keyword facet; all buckets of the date facet, and its level."""
        counts: dict[str, dict[str, int]] = {}
        for row in (f for f in FACETS if f.kind is Kind.KEYWORDS):
            among = self.filter(matched, filters, leave_out=row.key)
            counts[row.key] = Counter(
                v for d in among for v in keyword_values(d.article, row.key) or (NONE,)
            )
        among = self.filter(matched, filters, leave_out="country")
        groups = [f"any({id})" for id in NAMES.vocabulary.groups()]
        counts[GROUP_FACET] = Counter(g for d in among for g in groups if self.has(d, "country", g))
        ticked = filters.of("country")
        for value in (*ticked.include, *ticked.exclude):
            if value.startswith("any("):
                number = sum(self.has(d, "country", value) for d in among)
                counts["country"][value] = counts[GROUP_FACET][value] = number
        among = self.filter(matched, filters, leave_out="date")
        counts["date"], level = self.buckets(hits, filters.span)
        for only in (NONE, OUTSIDE):
            number = sum(self.in_days(d, None, None, only) for d in among)
            if number or filters.span.only == only:
                counts["date"][only] = number
        return counts, level

    def buckets(self, hits: list[Doc], span: DateSpan) -> tuple[dict[str, int], str]:
        days = p.resolve_span(span, self.today)
        inside = [d.first for d in hits if d.first and date(1800, 1, 1) <= d.first <= self.today]
        start, end = days.start or min(inside, default=None), days.end or max(inside, default=None)
        if start is None or end is None or start > end:
            return {}, ""
        start = max(start, date(max(end.year - 399, 1), 1, 1))
        every = [start + timedelta(n) for n in range((end - start).days + 1)]
        months = len({day.isoformat()[:7] for day in every})
        level = "day" if len(every) <= 92 else "month" if months <= 120 else "year"
        length = {"day": 10, "month": 7, "year": 4}[level]
        counts = dict.fromkeys((day.isoformat()[:length] for day in every), 0)
        for doc in hits:
            if doc.first and doc.last and doc.article.dating.precision is not Precision.NONE:
                names = {doc.first.isoformat()[:length], doc.last.isoformat()[:length]}
                if len(names) == 1 and (name := names.pop()) in counts:
                    counts[name] += 1
        return counts, level

    def span_of(self, bucket: str, span: DateSpan) -> DateSpan:
        """What a bucket stands for when it is chosen: its days inside the selected span."""
        if bucket in (NONE, OUTSIDE):
            return DateSpan(only=bucket)
        days = p.resolve_span(span, self.today)
        year, month, day = (*map(int, bucket.split("-")), 0, 0)[:3]
        low = date(year, month or 1, day or 1)
        high = date(year, month or 12, 28) if not day else low
        while not day and (high + timedelta(1)).isoformat().startswith(bucket):
            high += timedelta(1)
        return DateSpan(max(low, days.start or low), min(high, days.end or high))


KEYWORD_KEYS = tuple(row.key for row in KEYWORDS)


def is_term(term: p.Term) -> Callable[[WordForm], bool]:
    if term.stream is p.Stream.STEM:
        return lambda form: form.stem == term.text
    return lambda form: form.surface == term.text


def is_like(pattern: str) -> Callable[[WordForm], bool]:
    """As typed; a pattern in small letters stands for acronyms too."""
    spellings = {pattern, pattern.upper()} if pattern == pattern.lower() else {pattern}
    compiled = [
        re.compile("".join({"*": ".*", "?": "."}.get(c, re.escape(c)) for c in s), re.DOTALL)
        for s in spellings
    ]
    return lambda form: any(regex.fullmatch(form.surface) for regex in compiled)


def is_alike(text: str, distance: int) -> Callable[[WordForm], bool]:
    return lambda form: form.surface[:1] == text[:1] and edits(text, form.surface) <= distance


def edits(a: str, b: str) -> int:
    """Fewest insertions, deletions, replacements and swaps of neighbours (each letter once)."""
    table = {(i, 0): i for i in range(len(a) + 1)} | {(0, j): j for j in range(len(b) + 1)}
    for i, j in product(range(1, len(a) + 1), range(1, len(b) + 1)):
        best = min(table[i - 1, j], table[i, j - 1]) + 1
        best = min(best, table[i - 1, j - 1] + (a[i - 1] != b[j - 1]))
        if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
            best = min(best, table[i - 2, j - 2] + 1)
        table[i, j] = best
    return table[len(a), len(b)]
