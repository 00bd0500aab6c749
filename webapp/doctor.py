"""Ways out of an empty result: what could be dropped, and how many articles that would give."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.engine import Searcher
from search.fields import BY_KEY
from search.model import COUNTS_ONLY, DateSpan, Filters, Match, Query, SearchPage, Selection
from search.syntax import parse, to_text
from search.syntax.tree import And
from webapp.labels import shown_label
from webapp.links import Links, pinned
from webapp.reading import may_be_loose
from webapp.wording import counted, span_in_words

MOST_PARTS = 5
"""A question of more parts than that is seldom mended by leaving out one."""

MOST_TRIED = 12
"""Counts asked of the index for one empty page; beyond that an empty page would be dear."""

JUST_TOTAL = replace(COUNTS_ONLY, facets=())


@dataclass(frozen=True, slots=True)
class WayOut:
    """One repair, the articles it would show, and where it leads."""

    label: str
    count: str
    url: str


def find_ways_out(page: SearchPage, searcher: Searcher, links: Links) -> tuple[WayOut, ...]:
    """The repairs of an empty result that give articles, those that give most first."""
    tried = []
    for label, query in list(_repairs(page))[:MOST_TRIED]:
        total = searcher.search(query, JUST_TOTAL).total
        if total:
            tried.append((total, WayOut(label, counted(total, "article"), links.search(query))))
    return tuple(way for _, way in sorted(tried, key=lambda each: -each[0]))


def _repairs(page: SearchPage) -> Iterator[tuple[str, Query]]:
    """Questions near to one without an answer, each with the words for the step to it."""
    query = pinned(page)
    filters = query.filters
    if page.did_you_mean:
        meant = replace(query, text=page.did_you_mean, match=Match.AUTO)
        yield f"Search for {page.did_you_mean}", meant
    if page.matched is Match.ALL and may_be_loose(query.text):
        yield "Ask for most of the words, not all", replace(query, match=Match.MOST)
    for word, rest in _shortened(query.text):
        yield f"Leave out {word}", replace(query, text=rest)
    if filters.span:
        kept = replace(query, filters=replace(filters, span=DateSpan()))
        yield f"Drop the dates ({span_in_words(filters.span)})", kept
    if filters.added_since:
        kept = replace(query, filters=replace(filters, added_since=None))
        yield "Drop when it was added", kept
    for key, selection in filters.selections:
        kept = replace(query, filters=filters.replace(key, Selection()))
        yield f"Drop {BY_KEY[key].label.lower()} ({_named(page, key, selection)})", kept
    if len(filters.selections) + bool(filters.span) + bool(filters.added_since) > 1:
        yield "Drop every filter", replace(query, filters=Filters())


def _shortened(text: str) -> Iterator[tuple[str, str]]:
    """Each part of a question that wants all of several parts, and the question without it."""
    tree = parse(text).tree
    if not isinstance(tree, And) or len(tree.children) > MOST_PARTS:
        return
    for place, part in enumerate(tree.children):
        rest = (*tree.children[:place], *tree.children[place + 1 :])
        yield to_text(part), to_text(And(rest, tree.spelled) if len(rest) > 1 else rest[0])


def _named(page: SearchPage, key: str, selection: Selection) -> str:
    facet = page.facets.get(key)
    labels = {value.value: value.label for value in facet.values} if facet else {}
    names = [shown_label(key, v, labels.get(v, "")) for v in selection.include[:3]]
    names += [f"not {shown_label(key, v, labels.get(v, ''))}" for v in selection.exclude[:3]]
    return ", ".join(names)
