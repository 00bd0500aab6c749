"""From a question to its page: read, ask for counts, search, count, order, show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial

from search.asked import Asked, unknown_values
from search.cluster import requests
from search.cluster.articles import read_dating
from search.cluster.asking import Matched, Presence, Reading, match_plan, read_question, settle
from search.cluster.clauses import all_of, matching
from search.cluster.client import Cluster, TooManyClauses
from search.cluster.counting import (
    Counts,
    keyword_facet,
    read_counts,
    read_days,
    read_groups,
    read_timeline,
)
from search.cluster.fetching import Fetching, Found, begin_page, cursor_after
from search.cluster.requests import DATE, Counting, Filtering, Window, facet_keys
from search.cluster.shapes import Json
from search.cluster.suggestion import did_you_mean
from search.correcting import FEW
from search.engine import EngineUnavailable
from search.fields import GROUP_FACET
from search.model import (
    DEEPEST_HIT,
    NONE,
    Facet,
    Hit,
    IndexInfo,
    Match,
    SearchPage,
    Snippet,
)
from search.naming import Names
from search.plan import Plan, resolve_span, values_clause
from search.snippets import Marker, snippets_of
from search.stored import instant_of
from search.syntax.groups import group_of


def answer(cluster: Cluster, asked: Asked, info: IndexInfo, names: Names) -> SearchPage:
    """The page of a question; `took_ms` is left to the caller.

    A question that stands for too many words for one request is asked again with fewer: first
    with patterns that count once in a score, then with every NEAR worked out beforehand.
    """
    reading, presence = read_question(cluster, asked.query, info, names, asked.today)
    try:
        return _Answering(cluster, asked, info, names, reading, presence).page(coarse=False)
    except TooManyClauses:
        pass
    try:
        return _Answering(cluster, asked, info, names, reading, presence).page(coarse=True)
    except TooManyClauses:
        reading = settle(cluster, reading, asked.today, every=True)
    try:
        return _Answering(cluster, asked, info, names, reading, presence).page(coarse=True)
    except TooManyClauses as error:
        raise EngineUnavailable(
            f"{cluster.address.shown}: the question stands for more words than the cluster takes. "
            "Raise indices.query.bool.max_clause_count on its nodes, or ask for fewer."
        ) from error


@dataclass(frozen=True, slots=True)
class _Answering:
    """One question on its way."""

    cluster: Cluster
    asked: Asked
    info: IndexInfo
    names: Names
    reading: Reading
    presence: Presence

    def page(self, *, coarse: bool) -> SearchPage:
        query, want, today = self.asked.query, self.asked.want, self.asked.today
        plan = self.reading.plan
        matched = match_plan(self.cluster, plan, query, today, coarse=coarse)
        filtering = requests.filtering(query.filters, self.names, today)
        counting = self._counting(filtering)
        place = begin_page(query, self.info.generation, scored=matched.has_scores)
        narrowed = requests.and_filters(matched.scored, filtering.but())
        fetching = Fetching(self.cluster, plan, matched, place, want.snippets, narrowed)
        main = self.cluster.search(self._main(matched, filtering, counting, fetching))
        total = int(main["hits"]["total"]["value"])
        found, more = fetching.finish(main["hits"]["hits"]) if want.hits else ([], False)
        if found and not place.after:
            more = total > place.offset + len(found)
        unknown = unknown_values(query.filters, self.names, self.presence.has_value)
        suggest = want.suggestions and total < FEW and bool(query.text)
        return SearchPage(
            query=query,
            read_as=plan.read_as,
            problems=(*self.reading.problems, *unknown, *place.problems),
            total=total,
            matched=matched.mode,
            all_words_total=_all_words(matched, main, total),
            hits=self._show(plan, found),
            facets=self._facets(matched, filtering, counting, main["aggregations"]),
            index=self.info,
            took_ms=0.0,
            pages=-(-min(total, DEEPEST_HIT) // query.size),
            did_you_mean=self._suggestion() if suggest else None,
            next_cursor=cursor_after(place, found, self.info.generation) if more else "",
        )

    def _main(
        self, matched: Matched, filtering: Filtering, counting: Counting, fetching: Fetching
    ) -> Json:
        """One search for hits, total and facets, so that they tell of one moment."""
        window = fetching.first_window() if self.asked.want.hits else Window(0)
        base = matched.scored if window.size and fetching.scored else matched.found
        query = requests.and_filters(base, filtering.but(*counting.split))
        post = [filtering.choices[key] for key in sorted(counting.split)]
        sort = self.asked.query.sort
        body = requests.hits_of(query, window, sort, scored=fetching.scored, post=post)
        aggregations = counting.aggregations()
        if matched.mode is Match.MOST:
            aggregations["all_words"] = {"filter": all_of([matched.all_words, *post])}
        # An empty aggregation keeps the shape of the answer the same.
        return {**body, "aggs": aggregations or {"all": {"filter": matched.found}}}

    # --- facets

    def _counting(self, filtering: Filtering) -> Counting:
        filters, today = self.asked.query.filters, self.asked.today
        keys = facet_keys(self.asked.want.facets)
        ticked: dict[str, Mapping[str, Json]] = {}
        for key in keys:
            chosen = filters.of(requests.owner_of(key))
            values = [v for v in (*chosen.include, *chosen.exclude) if v != NONE]
            ticked[key] = {
                value: matching(
                    values_clause(requests.owner_of(key), (value,), self.names, today), today
                )
                for value in values
            }
        groups = self.names.groups_on(today) if GROUP_FACET in keys else {}
        span = resolve_span(filters.span, today)
        return Counting(keys, filtering, span, today, ticked, groups)

    def _facets(
        self, matched: Matched, filtering: Filtering, counting: Counting, answers: Json
    ) -> dict[str, Facet]:
        facets: dict[str, Facet] = {}
        for key in counting.keys:
            if key == DATE:
                facets[key] = self._dates(matched, filtering, counting, answers)
            elif key == GROUP_FACET:
                facets[key] = self._groups(read_groups(answers[key]))
            else:
                counts = read_counts(answers[key])
                if not counts.whole:
                    counts = self._long(matched, filtering, key, counts)
                facets[key] = keyword_facet(
                    counts,
                    self.asked.query.filters.of(key),
                    self.asked.want.facet_values,
                    partial(self.names.label, key),
                )
        return facets

    def _groups(self, counts: Counts) -> Facet:
        """Groups of states; of what is ticked among countries, the groups alone."""
        chosen = self.asked.query.filters.of("country")
        include = tuple(v for v in chosen.include if group_of(v))
        exclude = tuple(v for v in chosen.exclude if group_of(v))
        selection = replace(chosen, include=include, exclude=exclude)
        return keyword_facet(counts, selection, None, partial(self.names.label, "country"))

    def _dates(
        self, matched: Matched, filtering: Filtering, counting: Counting, answers: Json
    ) -> Facet:
        timeline = read_timeline(answers["date"], answers["undated"], counting.span)
        if not timeline.by_day or timeline.shown is None:
            return timeline.facet({})
        query = all_of([matched.found, *filtering.but()])
        body = requests.days_within(query, *timeline.shown)
        return timeline.facet(read_days(self.cluster.search(body)))

    def _long(self, matched: Matched, filtering: Filtering, key: str, counts: Counts) -> Counts:
        """Every value of a facet with more than one answer holds, page after page."""
        query = all_of([matched.found, *filtering.but(key)])
        found = {NONE: counts.values[NONE]} if NONE in counts.values else {}
        after: str | None = None
        while True:
            answer = self.cluster.search(requests.values_page(query, key, after))
            buckets = answer["aggregations"]["values"]["buckets"]
            found |= {b["key"]["value"]: int(b["doc_count"]) for b in buckets}
            if len(buckets) < requests.PAGE:
                return Counts(found, counts.ticked)
            after = buckets[-1]["key"]["value"]

    # --- what is told

    def _suggestion(self) -> str | None:
        question = self.reading.question
        return did_you_mean(self.cluster, self.asked.query.text, question, self.asked.today)

    def _show(self, plan: Plan, found: list[Found]) -> tuple[Hit, ...]:
        marker = Marker(plan) if self.asked.want.snippets and found else None
        hits = []
        for one in found:
            self.cluster.budget.check()
            hits.append(hit(one, marker))
        return tuple(hits)


def _all_words(matched: Matched, main: Json, total: int) -> int:
    if matched.mode is not Match.MOST:
        return total
    return int(main["aggregations"]["all_words"]["doc_count"])


def hit(found: Found, marker: Marker | None = None) -> Hit:
    """One article as a list shows it; with a marker, its best passages."""
    document = found.document
    language = "".join(document.get("language", ()))
    snippets: tuple[Snippet, ...] = ()
    if marker is not None:
        snippets = snippets_of(document["text"], marker, language)
    return Hit(
        id=document["id"],
        score=found.score,
        title=document["title"] or document["derived_title"] or document["id"],
        title_derived=not document["title"],
        dating=read_dating(document),
        source="".join(document.get("source", ())),
        url=document["url"],
        dateline=document["dateline"],
        byline=document["byline"],
        language=language,
        countries=tuple(document.get("country", ())),
        organisations=tuple(document.get("organisation", ())),
        snippets=snippets,
        added=instant_of(document["added"]),
    )
