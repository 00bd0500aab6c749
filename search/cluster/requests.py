"""The searches that answer a question, as JSON; pure, so that they can be read and tested."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from search.cluster.articles import SHOWN
from search.cluster.clauses import EVERYTHING, all_of, in_range, matching
from search.cluster.shapes import Json
from search.fields import FACETS, GROUP_FACET, Kind
from search.model import Filters, Precision, Sort
from search.naming import Names
from search.plan import AddedBetween, Clause, Days, resolve_span, values_clause
from search.stored import PRECISIONS, day_number
from search.timeline import FIRST_DAY, MOST_BUCKETS

LISTED = 5_000
"""Values of a facet that are asked for at once; longer ones are read page by page."""

PAGE = 5_000
"""Values on one page of a long facet."""

LAST = -(1 << 31)
"""Where undated articles stand among days, newest first; its opposite with oldest first."""

OLDEST_BUCKET = date(1401, 1, 1)
"""Before it no bucket is ever shown: the 400 latest years of a span that ends in 1800 or later."""

DATE = "date"


# --- statistics


def count_of(query: Json) -> Json:
    """How many articles match."""
    return {"size": 0, "track_total_hits": True, "query": query}


def totals() -> Json:
    """How many articles there are, and their mean length."""
    return {**count_of(EVERYTHING), "aggs": {"length": {"avg": {"field": "length"}}}}


def counts(clauses: Iterable[Clause], today: date) -> list[Json]:
    """One count for each clause."""
    return [count_of(matching(clause, today)) for clause in clauses]


# --- filters


@dataclass(frozen=True, slots=True)
class Filtering:
    """The filters of a question as queries.

    `choices` are those a facet leaves out of its own counts, by facet: of the values ticked any
    may do. `always` narrows all counts: what is excluded, or asked for together.
    """

    choices: Mapping[str, Json] = field(default_factory=dict)
    always: tuple[Json, ...] = ()

    def but(self, *left_out: str) -> list[Json]:
        """All filters but the choices of some facets."""
        kept = [query for key, query in self.choices.items() if key not in left_out]
        return [*kept, *self.always]


def filtering(filters: Filters, names: Names, today: date) -> Filtering:
    """The filters of a question; values are what `search.plan.values_clause` makes of them."""

    def value(key: str, id: str) -> Json:
        return matching(values_clause(key, (id,), names, today), today)

    choices: dict[str, Json] = {}
    needed: list[Json] = []
    dropped: list[Json] = []
    for key, selection in filters.selections:
        kept = [value(key, id) for id in selection.include]
        if selection.every:
            needed += kept
        elif kept:
            choices[key] = {"bool": {"should": kept}}
        dropped += [value(key, id) for id in selection.exclude]
    if filters.span:
        choices[DATE] = matching(resolve_span(filters.span, today), today)
    if filters.added_since:
        needed.append(matching(AddedBetween(filters.added_since), today))
    if dropped:
        needed.append({"bool": {"must_not": dropped}})
    return Filtering(choices, tuple(needed))


# --- facets


@dataclass(frozen=True, slots=True)
class Counting:
    """What is counted besides the hits: facets by key, each without its own choices.

    `split` are the facets whose own choices must be left out of the main query; `ticked` holds,
    by facet, the queries of values that are told whatever their count.
    """

    keys: tuple[str, ...]
    filtering: Filtering
    span: Days
    today: date
    ticked: Mapping[str, Mapping[str, Json]]
    groups: Mapping[str, Iterable[str]]

    @property
    def split(self) -> frozenset[str]:
        """Facets that are counted and chosen from."""
        owners = {owner_of(key) for key in self.keys}
        return frozenset(owners & self.filtering.choices.keys())

    def aggregations(self) -> Json:
        """Of all facets, and of what all words have."""
        found: Json = {}
        for key in self.keys:
            if key == DATE:
                found["date"] = self._within(_date_buckets(self.span, self.today), "")
                found["undated"] = self._within(_odd_dates(self.today), DATE)
            elif key == GROUP_FACET:
                found[key] = self._within(self._groups(), "country")
            else:
                found[key] = self._within(self._values(key), key)
        return found

    def _within(self, inner: Json, left_out: str) -> Json:
        """Counted among what passes the split filters but one."""
        others = [q for k, q in self.filtering.choices.items() if k in self.split - {left_out}]
        return {"filter": all_of(others), "aggs": inner}

    def _values(self, key: str) -> Json:
        inner: Json = {
            "values": {"terms": {"field": key, "size": LISTED, "shard_size": LISTED}},
            "none": {"missing": {"field": key}},
        }
        return inner | self._ticked(key)

    def _ticked(self, key: str) -> Json:
        queries = self.ticked.get(key)
        return {"ticked": {"filters": {"filters": dict(queries)}}} if queries else {}

    def _groups(self) -> Json:
        members = {
            value: {"terms": {"country": sorted(states)}} for value, states in self.groups.items()
        }
        inner: Json = {"groups": {"filters": {"filters": members}}} if members else {}
        return inner | self._ticked(GROUP_FACET)


def owner_of(key: str) -> str:
    """The facet whose choices a facet leaves out."""
    return "country" if key == GROUP_FACET else key


def facet_keys(wanted: tuple[str, ...] | None) -> tuple[str, ...]:
    """The facets to count, in the order of the table of fields."""
    keys = [f.key for f in FACETS if f.kind in (Kind.KEYWORDS, Kind.DATE)] + [GROUP_FACET]
    return tuple(key for key in keys if wanted is None or key in wanted)


def _date_buckets(span: Days, today: date) -> Json:
    """The matches' own span, and counts by month: of all that are dated, and of those dated to
    a month at least."""
    first = OLDEST_BUCKET
    if span.end:
        first = date(max(span.end.year - MOST_BUCKETS + 1, 1), 1, 1)
    low = max(span.start or FIRST_DAY, first)
    high = span.end or today
    bounds = {
        "gte": day_number(low.replace(month=1, day=1)),
        "lte": day_number(high.replace(month=12, day=31)),
    }
    fine = in_range("precision", gte=PRECISIONS.index(Precision.MONTH))
    return {
        "ends": {
            "filter": in_range("day", gte=day_number(FIRST_DAY), lte=day_number(today)),
            "aggs": {"low": {"min": {"field": "day"}}, "high": {"max": {"field": "day"}}},
        },
        "shown": {
            "filter": in_range("day", **bounds),
            "aggs": {
                "months": {
                    "histogram": {"field": "month", "interval": 1, "min_doc_count": 1},
                    "aggs": {"fine": {"filter": fine}},
                }
            },
        },
    }


def _odd_dates(today: date) -> Json:
    return {
        "none": {"missing": {"field": "day"}},
        "outside": {"filter": matching(Days(only="outside"), today)},
    }


def days_within(query: Json, low: date, high: date) -> Json:
    """Counts by day of the articles dated to one."""
    needed = [query, in_range("day", gte=day_number(low), lte=day_number(high))]
    needed.append({"term": {"precision": PRECISIONS.index(Precision.DAY)}})
    days = {"histogram": {"field": "day", "interval": 1, "min_doc_count": 1}}
    return {"size": 0, "query": {"bool": {"filter": needed}}, "aggs": {"days": days}}


def values_page(query: Json, key: str, after: str | None) -> Json:
    """One page of all values of a field in the order of the values, exact however many."""
    sources = [{"value": {"terms": {"field": key}}}]
    composite: Json = {"size": PAGE, "sources": sources}
    if after is not None:
        composite["after"] = {"value": after}
    return {"size": 0, "query": query, "aggs": {"values": {"composite": composite}}}


# --- hits


def order_by(sort: Sort, *, scored: bool) -> list[Json | str]:
    """Sort keys: every order ends with the id, so that no two articles tie."""
    newest = {"day": {"order": "desc", "missing": LAST}}
    if sort is Sort.OLDEST:
        dates: Json = {"day": {"order": "asc", "missing": -LAST - 1}}
    else:
        dates = newest
    first: list[Json | str] = [{"_score": "desc"}] if sort is Sort.RELEVANCE and scored else []
    if sort is Sort.ADDED:
        first = [{"added": "desc"}]
    return [*first, dates, {"id": "asc"}]


@dataclass(frozen=True, slots=True)
class Window:
    """Which hits are fetched: so many from an offset, or behind the sort values of one."""

    size: int
    offset: int = 0
    after: tuple[object, ...] = ()
    text: bool = False

    def body(self) -> Json:
        """Its part of a search."""
        columns = [*SHOWN, "text"] if self.text else [*SHOWN]
        body: Json = {"size": self.size, "_source": columns if self.size else False}
        if self.after:
            return {**body, "search_after": list(self.after)}
        return {**body, "from": self.offset} if self.offset else body


def hits_of(
    query: Json, window: Window, sort: Sort, *, scored: bool, post: Iterable[Json] = ()
) -> Json:
    """A search for hits; `post` are filters that facets beside it leave out."""
    body: Json = {"track_total_hits": True, "query": query, **window.body()}
    post = list(post)
    if post:
        body["post_filter"] = all_of(post)
    if window.size:
        body["sort"] = order_by(sort, scored=scored)
        body["track_scores"] = scored and sort is Sort.RELEVANCE
    return body


def and_filters(query: Json, filters: Iterable[Json]) -> Json:
    """A query, scores and all, narrowed by filters."""
    filters = list(filters)
    return {"bool": {"must": [query], "filter": filters}} if filters else query
