"""An empty result examined: which part of the question finds nothing, and what would find some."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.engine import Searcher
from search.fields import BY_KEY, BY_OPERATOR
from search.harvest import count
from search.model import DateSpan, Filters, Match, Query, SearchPage, Selection
from search.sentence import describe
from search.syntax import parse, to_text
from search.syntax.tree import And, DateIs, HasValue, Near, Node, Not, Nothing, Phrase, Word
from webapp.labels import label_of, names, shown_label
from webapp.links import Links, pinned
from webapp.reading import may_be_loose
from webapp.wording import counted, span_in_words

MOST_PARTS = 5
"""A question of more parts than that is seldom mended by leaving out one."""

MOST_TRIED = 12
"""Repairs counted for one empty page; beyond that an empty page would be dear."""

NAMED = {
    "country": "country",
    "organisation": "organisation",
    "mention": "country or organisation",
    "source_country": "country",
}
"""Fields whose values have names, and of what; an id that has none is most likely mistyped."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class WayOut:
    """One repair, the articles it would show, and where it leads."""

    label: str
    count: str
    url: str


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why a result is empty, in sentences, and the ways out of it.

    `words` tells that the question has words, which might be other or fewer ones.
    """

    told: tuple[str, ...]
    ways: tuple[WayOut, ...]
    words: bool


def examine(page: SearchPage, searcher: Searcher, links: Links) -> Diagnosis:
    """What is the matter with a question without an answer."""
    parts = _parts(parse(page.query.text).tree)
    return Diagnosis(
        told=tuple(dict.fromkeys(_causes(page, parts, searcher))),
        ways=find_ways_out(page, searcher, links),
        words=any(not isinstance(part, HasValue | DateIs | Not | Nothing) for part in parts),
    )


def find_ways_out(page: SearchPage, searcher: Searcher, links: Links) -> tuple[WayOut, ...]:
    """The repairs of an empty result that give articles, those that give most first."""
    tried = []
    for label, query in list(_repairs(page))[:MOST_TRIED]:
        total = count(searcher, query)
        if total:
            tried.append((total, WayOut(label, counted(total, "article"), links.search(query))))
    return tuple(way for _, way in sorted(tried, key=lambda each: -each[0]))


# --- what is told


def _causes(page: SearchPage, all_parts: tuple[Node, ...], searcher: Searcher) -> Iterator[str]:
    """Sentences on the parts that find nothing by themselves, else on how they do not meet."""
    if not page.index.articles:
        yield "This index is empty."
        return
    parts = [part for part in all_parts if not isinstance(part, Not)]
    lost = [part for part in parts[:MOST_PARTS] if not _finds(part, searcher)]
    yield from map(_lack, lost)
    yield from _unknown(page.query.filters)
    if lost or len(parts) < 2 or len(parts) > MOST_PARTS:
        return
    under = " under these filters" if page.query.filters else ""
    if page.matched is Match.MOST:
        yield f"No article has all of the words, nor most of them{under}."
    else:
        what = "words" if all(isinstance(part, Word) for part in parts) else "parts"
        yield f"Each of these {what} is found, but no article has all of them{under}."


def _parts(tree: Node) -> tuple[Node, ...]:
    return tree.children if isinstance(tree, And) else (tree,)


def _finds(part: Node, searcher: Searcher) -> bool:
    text = to_text(part)
    return not text or count(searcher, Query(text, match=Match.ALL)) > 0


def _lack(part: Node) -> str:
    """That no article has one part of the question."""
    if isinstance(part, HasValue) and not _known(BY_OPERATOR[part.field].key, part.value):
        return _unheard_of(BY_OPERATOR[part.field].key, part.value)
    asked = describe(Query(to_text(part)), label_of)
    return f"This index holds no {asked[:1].lower()}{asked[1:]}."


def _unknown(filters: Filters) -> Iterator[str]:
    """That filters ask for ids that nobody knows."""
    for key, selection in filters.selections:
        for value in selection.include[:MOST_PARTS]:
            if not _known(key, value):
                yield _unheard_of(key, value)


def _unheard_of(key: str, value: str) -> str:
    return f"No {NAMED[key]} is known by the name or code “{value}”."


def _known(key: str, value: str) -> bool:
    if key not in NAMED:
        return True
    known = names()
    return all(known.knows(key, id) for id in known.values(key, value))


# --- what is offered


def _repairs(page: SearchPage) -> Iterator[tuple[str, Query]]:
    """Questions near to one without an answer, each with the words for the step to it."""
    query = pinned(page)
    filters = query.filters
    if page.did_you_mean:
        meant = replace(query, text=page.did_you_mean, match=Match.AUTO)
        yield f"Search for {page.did_you_mean}", meant
    if page.matched is Match.ALL and may_be_loose(query.text):
        yield "Ask for most of the words, not all", replace(query, match=Match.MOST)
    for label, text in _loosened(query.text):
        yield label, replace(query, text=text, match=Match.AUTO)
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


def _loosened(text: str) -> Iterator[tuple[str, str]]:
    """The question with a phrase, or words near each other, wanted anywhere in an article."""
    tree = parse(text).tree
    parts = _parts(tree)
    if len(parts) > MOST_PARTS:
        return
    for place, part in enumerate(parts):
        words = _words_of(part)
        if len(words) < 2:
            continue
        rest = (*parts[:place], *words, *parts[place + 1 :])
        spelled = isinstance(tree, And) and tree.spelled
        yield f"Look for {_told(words)} anywhere, not together", to_text(And(rest, spelled))


def _words_of(part: Node) -> tuple[Node, ...]:
    match part:
        case Phrase():
            return tuple(Word(word.lower()) for word in _WORD.findall(part.text)[: MOST_PARTS * 2])
        case Near():
            return part.children
        case _:
            return ()


def _told(words: tuple[Node, ...]) -> str:
    return ", ".join(map(to_text, words[:-1])) + " and " + to_text(words[-1])


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
    told = [shown_label(key, v, labels.get(v, "")) for v in selection.include[:3]]
    told += [f"not {shown_label(key, v, labels.get(v, ''))}" for v in selection.exclude[:3]]
    return ", ".join(told)
