"""Walks a `whoosh.query` tree over arrays: every match with its score, no loop over articles.

Nodes it does not know run on stock Whoosh matchers over the same columns, counted and under a
deadline; an unknown node is thus slow, never wrong.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from numpy.typing import NDArray
from whoosh import query as wq

from search.budget import ENDLESS, Budget
from search.embedded import spans
from search.embedded.documents import UNDATED
from search.embedded.expansion import find_alike, find_pattern
from search.embedded.found import Found, intersect, unite
from search.embedded.lexicon import Finder, TermPositions
from search.embedded.nearness import near
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
from search.embedded.scoring import Scored
from search.embedded.snapshot import Snapshot
from search.embedded.spans import Occurrences
from search.engine import TookTooLong
from search.plan import Stream, Term
from search.stored import STEM, TEXT_FIELDS, TITLE, day_number
from search.timeline import FIRST_DAY

Docs = NDArray[np.int32]

_FIRST_DAY = day_number(FIRST_DAY)

FALLBACK_SECONDS = 5.0
"""How long a query on stock matchers may run before it is given up."""


class Evaluator:
    """Evaluates queries over one snapshot, as long as the budget lasts.

    `fallbacks` counts what went to stock matchers.
    """

    def __init__(self, snapshot: Snapshot, budget: Budget = ENDLESS) -> None:
        self.snapshot = snapshot
        self.budget = budget
        self.fallbacks = 0
        self._known: dict[type, Callable[..., Found]] = {
            wq.Term: self._term,
            wq.And: self._and,
            wq.Or: self._or,
            wq.Not: self._not,
            wq.AndNot: self._and_not,
            wq.AndMaybe: self._and_maybe,
            wq.Require: self._require,
            wq.Every: self._every,
            type(wq.NullQuery): self._null,
            wq.ConstantScoreQuery: self._unscored,
            wq.Phrase: self._phrase,
            wq.Prefix: self._prefix,
            wq.Wildcard: self._wildcard,
            AnyWord: self._any_word,
            Choices: self._choices,
            Near: self._near,
            Pattern: self._pattern,
            DayRange: self._day_range,
            Undated: self._undated,
            OutsideRange: self._outside,
            AddedRange: self._added_range,
            Valueless: self._valueless,
        }

    def evaluate(self, query: wq.Query) -> Found:
        """All live articles that match, with scores. Raises TookTooLong."""
        self.budget.check()
        known = self._known.get(type(query))
        found = known(query) if known is not None else self._fall_back(query)
        return found.times(getattr(query, "boost", 1.0))

    # --- leaves

    def _term(self, query: wq.Term) -> Found:
        if query.fieldname not in TEXT_FIELDS:
            if query.fieldname == "id":
                return self._id(query.text)
            return Found(self.size, self.snapshot.keyword(query.fieldname).docs(query.text))
        return self._scored(self.snapshot.scores(as_term(query)))

    def _any_word(self, query: AnyWord) -> Found:
        return self._scored(self.snapshot.word(query.terms))

    @property
    def size(self) -> int:
        """Article numbers run below it."""
        return self.snapshot.size

    def _scored(self, term: Scored) -> Found:
        return Found.of_term(self.size, term)

    def _id(self, id: str) -> Found:
        doc = self.snapshot.find(id)
        docs = [] if doc is None else [doc]
        return Found(self.size, np.array(docs, dtype=np.int32))

    def _null(self, _: wq.Query) -> Found:
        return Found.nothing(self.size)

    def _every(self, query: wq.Every) -> Found:
        if query.fieldname in (None, "*", *TEXT_FIELDS):
            return self._all()
        index = self.snapshot.keyword(query.fieldname)
        return self._all().without(Found(self.size, mask=index.without))

    def _all(self) -> Found:
        live = self.snapshot.live
        return Found(self.size, mask=np.ones(self.size, dtype=bool) if live is None else live)

    def _alive(self, mask: NDArray[np.bool_]) -> Found:
        live = self.snapshot.live
        return Found(self.size, mask=mask if live is None else mask & live)

    # --- connectives

    def _and(self, query: wq.And) -> Found:
        kept = [q for q in query.subqueries if not isinstance(q, wq.Not)]
        dropped = [self.evaluate(q.query) for q in query.subqueries if isinstance(q, wq.Not)]
        parts = self._in_order_of_cost(kept)
        if not parts:
            lead = self._all() if not kept else Found.nothing(self.size)
        else:
            lead = intersect(parts) if len(parts) > 1 else parts[0]
        for part in dropped:
            lead = lead.without(part)
        return lead

    def _in_order_of_cost(self, queries: Sequence[wq.Query]) -> list[Found]:
        """Evaluate all parts of an AND; none at all as soon as one part is empty."""
        parts = []
        for query in queries:
            part = self.evaluate(query)
            if not len(part):
                return []
            parts.append(part)
        return parts

    def _or(self, query: wq.Or) -> Found:
        return unite([self.evaluate(q) for q in query.subqueries], self.size)

    def _not(self, query: wq.Not) -> Found:
        return self._alive(~self.evaluate(query.query).mask)

    def _and_not(self, query: wq.AndNot) -> Found:
        return self.evaluate(query.a).without(self.evaluate(query.b))

    def _and_maybe(self, query: wq.AndMaybe) -> Found:
        lead, extra = self.evaluate(query.a), self.evaluate(query.b)
        common = intersect([Found(self.size, lead.docs), extra])
        return unite([lead, common], self.size) if len(common) else lead

    def _require(self, query: wq.Require) -> Found:
        return self.evaluate(query.a).within(self.evaluate(query.b))

    def _unscored(self, query: wq.ConstantScoreQuery) -> Found:
        found = self.evaluate(query.child)
        if not query.score:
            return Found(self.size, found.docs)
        scores = np.full(len(found.docs), query.score, dtype=np.float32)
        return Found(self.size, found.docs, scores)

    # --- words expanded through the dictionary

    def _prefix(self, query: wq.Prefix) -> Found:
        return self._pattern(Pattern(query.fieldname, query.text + "*"))

    def _wildcard(self, query: wq.Wildcard) -> Found:
        return self._pattern(Pattern(query.fieldname, query.text))

    def _pattern(self, query: Pattern) -> Found:
        find = self._finder(query)
        return self._scored(
            self.snapshot.lexicon.scores_of(query, find, query.fieldname.startswith(TITLE))
        )

    # --- positions

    def _phrase(self, query: wq.Phrase) -> Found:
        if query.slop != 1:
            return self._fall_back(query)
        return self._choices(_as_choices(query))

    def _choices(self, query: Choices) -> Found:
        places = [self._any_word(AnyWord(terms)) for terms in query.places]
        both = intersect(places)
        if not len(both) or len(places) == 1:
            return both
        return _restrict(both, self._choices_occurrences(query, both.docs).docs)

    def _choices_occurrences(self, query: Choices, docs: Docs) -> Occurrences:
        words = [AnyWord(terms) for terms in query.places]
        rarest_first = sorted(
            range(len(words)), key=lambda place: len(self.snapshot.word(words[place].terms))
        )
        return spans.phrase(
            [(place, partial(self._occurrences, words[place])) for place in rarest_first], docs
        )

    def _near(self, query: Near) -> Found:
        parts = [self.evaluate(child) for child in query.children_]
        both = intersect(parts)
        if not len(both):
            return both
        occurrences = [self._occurrences(child, both.docs) for child in query.children_]
        docs = near(occurrences, query.distance, query.ordered, self.budget)
        return _restrict(both, docs)

    def _occurrences(self, query: wq.Query, docs: Docs) -> Occurrences:
        """Where a query's words stand in candidate articles."""
        self.budget.check()
        match query:
            case wq.Or() | wq.And():
                parts = [self._occurrences(q, docs) for q in query.subqueries]
            case wq.ConstantScoreQuery():
                parts = [self._occurrences(query.child, docs)]
            case wq.Phrase():
                parts = [self._choices_occurrences(_as_choices(query), docs)]
            case Choices():
                parts = [self._choices_occurrences(query, docs)]
            case AnyWord():
                parts = [spans.of_term(self.snapshot.positions(t), docs) for t in query.terms]
            case wq.Term() | Pattern():
                parts = [spans.of_term(self._positions(query), docs)]
            case _:
                raise TypeError(f"{type(query).__name__} has no places in a text")
        return spans.unite_occurrences(parts)

    def _positions(self, query: wq.Term | Pattern) -> TermPositions:
        if isinstance(query, Pattern):
            title = query.fieldname.startswith(TITLE)
            return self.snapshot.lexicon.positions_of(query, self._finder(query), title)
        return self.snapshot.positions(as_term(query))

    def _finder(self, query: Pattern) -> Finder:
        budget = self.budget
        if query.distance:
            return partial(find_alike, word=query.text, distance=query.distance, budget=budget)
        return partial(find_pattern, pattern=query.text, budget=budget)

    # --- columns

    def _day_range(self, query: DayRange) -> Found:
        first, last = self.snapshot.first_days, self.snapshot.last_days
        mask = first != UNDATED
        if query.start is not None:
            mask &= first >= query.start
        if query.end is not None:
            mask &= last <= query.end
        return self._alive(mask)

    def _undated(self, _: Undated) -> Found:
        return self._alive(self.snapshot.first_days == UNDATED)

    def _outside(self, query: OutsideRange) -> Found:
        first = self.snapshot.first_days
        return self._alive((first != UNDATED) & ((first < _FIRST_DAY) | (first > query.today)))

    def _added_range(self, query: AddedRange) -> Found:
        mask = np.ones(self.size, dtype=bool)
        if query.start is not None:
            mask &= self.snapshot.added >= query.start
        if query.end is not None:
            mask &= self.snapshot.added < query.end
        return self._alive(mask)

    def _valueless(self, query: Valueless) -> Found:
        return Found(self.size, mask=self.snapshot.keyword(query.fieldname).without)

    # --- everything else

    def _fall_back(self, query: wq.Query) -> Found:
        """Stock matchers, segment by segment; what they have not ended in time is given up."""
        from search.embedded.stock import stock_matches  # noqa: PLC0415 - rarely needed

        self.fallbacks += 1
        until = time.monotonic() + min(FALLBACK_SECONDS, self.budget.left)
        docs, scores = stock_matches(self.snapshot, query, until)
        if time.monotonic() >= until:  # a part of the matches would look like all of them
            raise TookTooLong(min(FALLBACK_SECONDS, self.budget.seconds))
        return Found(self.size, docs, scores)


def as_term(query: wq.Term) -> Term:
    """Whoosh's field names as our streams."""
    name = query.fieldname
    title = name.startswith(TITLE)
    return Term(Stream.STEM if name.endswith(STEM) else Stream.WORD, query.text, title)


def _as_choices(query: wq.Phrase) -> Choices:
    terms = [as_term(wq.Term(query.fieldname, word)) for word in query.words]
    return Choices(tuple([(term,) for term in terms]))


def _restrict(found: Found, docs: Docs) -> Found:
    """The part of `found` that is among `docs`, a subset of it."""
    return found if len(docs) == len(found) else found.within(Found(found.size, docs))
