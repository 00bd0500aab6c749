"""From a question to its page: read, match, filter, count, order, show."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial

import numpy as np
from numpy.typing import NDArray

from search.embedded import cursors, ordering
from search.embedded.documents import UNDATED, decode_record, instant_of
from search.embedded.evaluator import Evaluator
from search.embedded.facets import date_facet, group_counter, group_facet, keyword_facet
from search.embedded.filtering import DATE, Filtering
from search.embedded.found import Found
from search.embedded.matching import Matched, match_plan, words_to_rerank
from search.embedded.reranking import DEPTH, bonuses
from search.embedded.snapshot import Snapshot
from search.embedded.suggestion import FEW, did_you_mean
from search.fields import CHOOSABLE, FACETS, GROUP_FACET, Kind
from search.model import (
    DEEPEST_HIT,
    NONE,
    DateSpan,
    Facet,
    Hit,
    IndexInfo,
    Problem,
    Query,
    SearchPage,
    Snippet,
    Sort,
    Want,
)
from search.naming import Names, field_of_mention
from search.plan import Plan, Term, make_plan, resolve_span, unknown_value
from search.snippets import Marker, snippets_of
from search.syntax import parse
from search.syntax.limits import MAX_PROBLEMS
from search.syntax.tree import Node

Docs = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what of the answer is wanted, and the day it was asked on."""

    query: Query
    want: Want
    today: date


@dataclass(frozen=True, slots=True)
class Ordered:
    """The articles of one page with their scores, and where to go on."""

    docs: Docs
    scores: NDArray[np.float64]
    next_cursor: str = ""
    problems: tuple[Problem, ...] = ()


def answer(evaluator: Evaluator, asked: Asked, info: IndexInfo, names: Names) -> SearchPage:
    """The page of a question; `took_ms` is left to the caller."""
    query, want, snapshot = asked.query, asked.want, evaluator.snapshot
    question, plan = _read(asked, snapshot, info, names)
    matched = match_plan(evaluator, plan, query, asked.today)
    filtering = Filtering(evaluator, query.filters, asked.today, names)
    found = filtering.apply(matched.found)
    total = len(found)
    ordered = _order(snapshot, plan, query, found) if want.hits else _NOTHING
    hits = _show(snapshot, plan, ordered, want)
    suggest = want.suggestions and total < FEW and bool(query.text)
    return SearchPage(
        query=query,
        read_as=plan.read_as,
        problems=(*plan.problems, *_unknown(snapshot, query, names), *ordered.problems),
        total=total,
        matched=matched.mode,
        all_words_total=_count_all_words(matched, filtering, total),
        hits=hits,
        facets=_count(snapshot, asked, filtering, matched.found, found, names),
        index=info,
        took_ms=0.0,
        pages=-(-min(total, DEEPEST_HIT) // query.size),
        did_you_mean=did_you_mean(snapshot, query.text, question) if suggest else None,
        next_cursor=ordered.next_cursor,
    )


def _read(asked: Asked, snapshot: Snapshot, info: IndexInfo, names: Names) -> tuple[Node, Plan]:
    parsed = parse(asked.query.text)
    languages = [code for code, _ in info.languages if code] or ["en"]
    return parsed.tree, make_plan(
        parsed.tree,
        problems=parsed.problems,
        languages=languages if "en" in languages else [*languages, "en"],
        names=names,
        today=asked.today,
        has_term=partial(_has_term, snapshot),
        has_value=partial(_has_value, snapshot),
    )


def _has_term(snapshot: Snapshot, term: Term) -> bool:
    return len(snapshot.scores(term)) > 0


def _has_value(snapshot: Snapshot, key: str, value: str) -> bool:
    if key == "mention":
        key, value = field_of_mention(value)
    return value == NONE or value in snapshot.keyword(key).rank_of


def _unknown(snapshot: Snapshot, query: Query, names: Names) -> tuple[Problem, ...]:
    """Filters by values that neither the vocabulary nor the index knows."""
    chosen = ((field, query.filters.of(field.key)) for field in CHOOSABLE)
    return tuple(
        unknown_value(field.param, value)
        for field, selection in chosen
        for value in (*selection.include, *selection.exclude)
        if not names.knows(field.key, value) and not _has_value(snapshot, field.key, value)
    )[:MAX_PROBLEMS]


def _count_all_words(matched: Matched, filtering: Filtering, total: int) -> int:
    if matched.all_words is matched.found:
        return total
    return len(filtering.apply(matched.all_words))


# --- order


_NOTHING = Ordered(np.empty(0, dtype=np.int32), np.empty(0))


def _order(snapshot: Snapshot, plan: Plan, query: Query, found: Found) -> Ordered:
    """One page of the hits, by number or by cursor."""
    if not query.cursor:
        return _window(snapshot, plan, query, found, (query.page - 1) * query.size)
    cursor = cursors.decode(query.cursor)
    if cursor is None or cursor.sort is not query.sort:
        told = Problem("The place to go on from cannot be read; this is the first page.")
        return _told(_window(snapshot, plan, query, found, 0), told)
    if query.sort is not Sort.RELEVANCE:
        return _window(snapshot, plan, query, _after(snapshot, found, cursor), 0)
    page = _window(snapshot, plan, query, found, cursor.offset)
    if cursor.generation != snapshot.catalogue.generation:
        told = Problem("The index has changed since the last page: hits may repeat or be missing.")
        return _told(page, told)
    return page


def _told(ordered: Ordered, problem: Problem) -> Ordered:
    return Ordered(ordered.docs, ordered.scores, ordered.next_cursor, (problem,))


def _window(snapshot: Snapshot, plan: Plan, query: Query, found: Found, offset: int) -> Ordered:
    """The hits from `offset` on."""
    end = offset + query.size
    if query.sort is not Sort.RELEVANCE or not found.scored:
        docs = ordering.best(snapshot, found, query.sort, end)[offset:]
        scores = np.zeros(len(docs))
    else:
        docs, scores = _by_relevance(snapshot, plan, found, end)
        docs, scores = docs[offset:], scores[offset:]
    more = len(found) > offset + len(docs) and len(docs)
    return Ordered(docs, scores, _cursor_after(snapshot, query.sort, docs, end) if more else "")


def _by_relevance(
    snapshot: Snapshot, plan: Plan, found: Found, count: int
) -> tuple[Docs, NDArray[np.float64]]:
    """By score; the first DEPTH once more by score and bonuses, the others behind them."""
    docs = ordering.best(snapshot, found, Sort.RELEVANCE, max(count, DEPTH))
    scores = found.scores_of(docs).astype(np.float64)
    ascending = np.sort(docs[:DEPTH])
    better = found.scores_of(ascending) + bonuses(snapshot, ascending, words_to_rerank(plan))
    top = ordering.rank(
        snapshot, ascending, [better, snapshot.first_days[ascending]], len(ascending)
    )
    scores[:DEPTH] = better[np.searchsorted(ascending, top)]
    docs[:DEPTH] = top
    return docs[:count], scores[:count]


def _cursor_after(snapshot: Snapshot, sort: Sort, docs: Docs, offset: int) -> str:
    generation = snapshot.catalogue.generation
    if sort is Sort.RELEVANCE:
        return cursors.encode(cursors.Cursor(sort, generation, offset))
    last = int(docs[-1])
    day = int(snapshot.first_days[last])
    return cursors.encode(cursors.Cursor(sort, generation, 0, day, snapshot.id(last)))


def _after(snapshot: Snapshot, found: Found, cursor: cursors.Cursor) -> Found:
    """What comes behind an article in an order by date."""
    days = snapshot.first_days[found.docs].astype(np.int64)
    if cursor.sort is Sort.NEWEST:
        later = days < cursor.day
    elif cursor.day == UNDATED:
        later = np.zeros(len(days), dtype=bool)
    else:
        later = (days > cursor.day) | (days == UNDATED)
    tied = np.flatnonzero(days == cursor.day)
    later[tied] = [snapshot.id(doc) > cursor.id for doc in found.docs[tied].tolist()]
    return found.only(later)


# --- counts


def _count(
    snapshot: Snapshot,
    asked: Asked,
    filtering: Filtering,
    matched: Found,
    found: Found,
    names: Names,
) -> dict[str, Facet]:
    """The facets that are wanted, each under every filter but its own."""
    wanted = asked.want.facets
    filters = asked.query.filters
    facets: dict[str, Facet] = {}
    for field in FACETS:
        if wanted is not None and field.key not in wanted:
            continue
        own = field.key in filtering.keys
        among = filtering.apply(matched, leave_out=field.key) if own else found
        if field.kind is Kind.DATE:
            days = resolve_span(filters.span, asked.today)
            span = DateSpan(days.start, days.end, only=days.only)
            facets[field.key] = date_facet(snapshot, found, among, span, asked.today)
        else:
            facets[field.key] = keyword_facet(
                snapshot.keyword(field.key),
                among,
                filters.of(field.key),
                asked.want.facet_values,
                partial(names.label, field.key),
                partial(filtering.count, field.key, among),
            )
    if wanted is None or GROUP_FACET in wanted:
        own = "country" in filtering.keys
        among = filtering.apply(matched, leave_out="country") if own else found
        facets[GROUP_FACET] = group_facet(
            snapshot.keyword("country"),
            among,
            filters.of("country"),
            names,
            asked.today,
            partial(filtering.count, "country", among),
        )
    return facets


def warm(snapshot: Snapshot, names: Names, today: date) -> None:
    """Make what the first question would wait for."""
    _ = snapshot.norms, snapshot.last_days, snapshot.calendar, snapshot.added, snapshot.id_ranks
    for field in FACETS:
        if field.key != DATE:
            index = snapshot.keyword(field.key)
            _ = index.owners, index.totals
    group_counter(snapshot.keyword("country"), names, today)


# --- hits


def _show(snapshot: Snapshot, plan: Plan, ordered: Ordered, want: Want) -> tuple[Hit, ...]:
    marker = Marker(plan) if want.snippets and len(ordered.docs) else None
    return tuple(
        _hit(snapshot, doc, score, marker)
        for doc, score in zip(ordered.docs.tolist(), ordered.scores.tolist(), strict=True)
    )


def _hit(snapshot: Snapshot, doc: int, score: float, marker: Marker | None) -> Hit:
    documents, local = snapshot.locate(doc)
    head = documents.head(local)
    language = "".join(snapshot.keyword("language").of(doc))
    snippets: tuple[Snippet, ...] = ()
    if marker is not None:
        _, text = decode_record(documents.record(local))
        snippets = snippets_of(text, marker, language)
    return Hit(
        id=head.id,
        score=score,
        title=head.title or head.derived_title or head.id,
        title_derived=not head.title,
        dating=snapshot.dating(doc),
        source="".join(snapshot.keyword("source").of(doc)),
        url=head.url,
        dateline=head.dateline,
        byline=head.byline,
        language=language,
        countries=snapshot.keyword("country").of(doc),
        organisations=snapshot.keyword("organisation").of(doc),
        snippets=snippets,
        added=instant_of(int(snapshot.added[doc])),
    )
