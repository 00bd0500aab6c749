"""The hits of a page: windows of the cluster's order, the first ones looked at twice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from search.asked import words_to_rerank
from search.cluster import cursors, requests
from search.cluster.asking import Matched
from search.cluster.client import Cluster
from search.cluster.requests import Window, hits_of
from search.cluster.reranking import Reranker, weigh
from search.cluster.shapes import Json
from search.model import UNREAD_CURSOR, Problem, Query, Sort
from search.plan import Plan
from search.second_look import DEPTH

DEEPEST = 10_000
"""Hits that a cluster counts from the first; beyond them it goes on behind sort values."""


@dataclass(frozen=True, slots=True)
class Found:
    """One hit: its document, its score as shown, and the cluster's sort values of it."""

    document: Json
    score: float
    place: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page begins and how its hits are ordered.

    `after` are sort values to go on behind; without them `offset` counts from the first hit.
    """

    query: Query
    offset: int
    after: tuple[object, ...] = ()
    problems: tuple[Problem, ...] = ()
    cursor: cursors.Cursor | None = None

    @property
    def end(self) -> int:
        """How many hits lie before the page's end."""
        return self.offset + self.query.size


def begin_page(query: Query, generation: int, *, scored: bool) -> Page:
    """The page that a question asks for, by number or by cursor."""
    if not query.cursor:
        return Page(query, (query.page - 1) * query.size)
    cursor = cursors.decode(query.cursor)
    if cursor is None or cursor.sort is not query.sort:
        told = Problem(f"{UNREAD_CURSOR}; this is the first page")
        return Page(query, 0, problems=(told,))
    by_relevance = query.sort is Sort.RELEVANCE
    problems: tuple[Problem, ...] = ()
    if by_relevance and cursor.generation != generation:
        told = Problem("The index has changed since the last page: hits may repeat or be missing.")
        problems = (told,)
    near = by_relevance and cursor.offset + query.size <= DEEPEST
    after = () if near else cursor.after(scored=scored)
    return Page(query, cursor.offset, after, problems, cursor)


@dataclass(slots=True)
class Fetching:
    """Fetches the hits of one page; the first window rides on the request that counts."""

    cluster: Cluster
    plan: Plan
    matched: Matched
    page: Page
    text: bool
    narrowed: Json = field(default_factory=dict)

    @property
    def scored(self) -> bool:
        """Whether hits are ordered by score."""
        return self.matched.has_scores and self.page.query.sort is Sort.RELEVANCE

    @property
    def looks_again(self) -> bool:
        """Whether the page reaches into the hits that are looked at twice."""
        return self.scored and not self.page.after and self.page.offset < DEPTH

    def first_window(self) -> Window:
        """What is fetched together with the counts."""
        if self.looks_again:
            return Window(DEPTH, text=True)
        if self.page.after:
            return Window(min(self.page.query.size + 1, DEEPEST), 0, self.page.after, self.text)
        if self.page.end > DEEPEST:
            return Window(0)
        return Window(self.page.query.size, self.page.offset, text=self.text)

    def finish(self, first: list[Json]) -> tuple[list[Found], bool]:
        """The page's hits, given those of the first window; whether more follow by sort values."""
        size = self.page.query.size
        if self.looks_again:
            found = self._look_again([self._found(hit) for hit in first])
            if self.page.end > DEPTH and len(first) == DEPTH:
                found += self._window(DEPTH, self.page.end - DEPTH, first[-1])
            return found[self.page.offset : self.page.end], False
        if self.page.after:
            return [self._found(hit) for hit in first[:size]], len(first) > size
        if self.page.end > DEEPEST:
            return self._window(self.page.offset, size, None), False
        return [self._found(hit) for hit in first], False

    def _found(self, hit: Json) -> Found:
        score = float(hit.get("_score") or 0.0) if self.scored else 0.0
        return Found(hit["_source"], score, tuple(hit["sort"]))

    def _look_again(self, best: list[Found]) -> list[Found]:
        reranker = Reranker(weigh(words_to_rerank(self.plan), self.matched.statistics))
        better = []
        for one in best:
            self.cluster.budget.check()
            score = one.score + reranker.bonus(*_words_of(one.document))
            better.append(Found(one.document, score, one.place))
        # Equal but for the last bits of 32 counts as equal, as it does between two engines.
        return sorted(better, key=lambda one: (-round(one.score, 6), *_by_date(one)))

    def _window(self, offset: int, size: int, last: Json | None) -> list[Found]:
        """So many hits from an offset; those before the deepest by number, others one by one."""
        if offset + size <= DEEPEST:
            return [self._found(hit) for hit in self._ask(Window(size, offset, text=self.text))]
        after: tuple[object, ...] = tuple(last["sort"]) if last else ()
        skip = 0 if last else offset
        found: list[Found] = []
        for hit in self._walk(after, skip + size):
            if skip:
                skip -= 1
            else:
                found.append(self._found(hit))
        return found

    def _walk(self, after: tuple[object, ...], count: int) -> Iterator[Json]:
        while count > 0:
            hits = self._ask(Window(min(count, 1_000), 0, after, text=self.text))
            yield from hits
            if not hits:
                return
            count -= len(hits)
            after = tuple(hits[-1]["sort"])

    def _ask(self, window: Window) -> list[Json]:
        body = hits_of(self.narrowed, window, self.page.query.sort, scored=self.scored)
        return list(self.cluster.search({**body, "track_total_hits": False})["hits"]["hits"])


def _words_of(document: Json) -> tuple[str, str, str]:
    return document["title"], document["text"], "".join(document.get("language", ()))


def _by_date(one: Found) -> tuple[int, str]:
    """Newer first, then by id; undated last."""
    day = one.document.get("day")
    return (-requests.LAST if day is None else -int(day)), str(one.document["id"])


def cursor_after(page: Page, found: list[Found], generation: int) -> str:
    """The place to go on from behind the last of some hits."""
    last = found[-1]
    score = last.place[0] if len(last.place) > 2 else 0.0
    day, id = last.place[-2:]
    offset = page.offset + len(found)
    cursor = cursors.Cursor(
        page.query.sort, generation, offset, float(str(score)), int(str(day)), str(id)
    )
    return cursors.encode(cursor)
