"""A SearchPage as the templates show it: words, states and links, nothing left to decide.

It builds no HTML but the marks in snippets, and asks no engine anything.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from search.fields import BY_KEY
from search.model import (
    DEEPEST_HIT,
    NONE,
    DateSpan,
    Facet,
    Filters,
    Match,
    Problem,
    Query,
    SearchPage,
    Selection,
    Sort,
)
from search.permalink import to_params
from search.sentence import describe
from webapp.exports import FORMATS
from webapp.facets import GROUPS, KEYWORD_FACETS, FacetView, excluded, present_facet, toggled
from webapp.histogram import Histogram, present_dates, spanning
from webapp.hits import HitView, labels_in, named, present_hits
from webapp.labels import label_of
from webapp.links import Links, Pairs, pinned, whole
from webapp.modes import LIST, MODES
from webapp.reading import may_be_loose
from webapp.wording import counted, number, span_in_words

SORT_LABELS = {
    Sort.RELEVANCE: "Best match",
    Sort.NEWEST: "Newest",
    Sort.OLDEST: "Oldest",
    Sort.ADDED: "Latest added",
}

PAGES_AROUND = 2
"""Page numbers offered on either side of the one shown."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A link among alternatives; the chosen one is where the reader is."""

    label: str
    url: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """One active filter. `told` is its name for those who only hear it."""

    kind: str
    label: str
    url: str
    shut_out: bool = False

    @property
    def told(self) -> str:
        """`Country: not Iran`."""
        return f"{self.kind}: {'not ' if self.shut_out else ''}{self.label}"


@dataclass(frozen=True, slots=True)
class ProblemView:
    """Something that was repaired or could not be read, and the question as it should be."""

    message: str
    quoted: str
    repair: str
    repair_url: str


@dataclass(frozen=True, slots=True)
class Pager:
    """Where in the pages the reader is. A number None stands for a gap."""

    first: int
    last: int
    previous: str
    next: str
    numbers: tuple[tuple[int | None, str, bool], ...]
    deepest: bool


@dataclass(frozen=True, slots=True)
class PageView:
    """Everything that the page of a result shows."""

    text: str
    heading: str
    count: str
    sentence: str
    reading: str
    read_as: str
    matching: tuple[Choice, ...]
    problems: tuple[ProblemView, ...]
    did_you_mean: Choice | None
    chips: tuple[Chip, ...]
    start_over: str
    sorts: tuple[Choice, ...]
    hits: tuple[HitView, ...]
    pager: Pager
    dates: Histogram | None
    facets: tuple[FacetView, ...]
    box: Pairs
    exports: tuple[Choice, ...]
    feed: str
    save: str
    cite: str
    compare: str
    canonical: str
    modes: tuple[Choice, ...]


def present(
    page: SearchPage, links: Links, today: date, problems: tuple[Problem, ...] = ()
) -> PageView:
    """The view of an answer given `today`.

    `problems` are those of the address, shown before the question's.
    """
    query = pinned(page)
    return PageView(
        text=page.query.text,
        heading=page.query.text or "All articles",
        count=counted(page.total, "article"),
        sentence=_sentence(query),
        reading=_reading(page),
        read_as=page.read_as if worth_telling(page) else "",
        matching=_matching(page, links),
        problems=tuple(_problem(p, query, links) for p in (*problems, *page.problems)),
        did_you_mean=_suggestion(page, query, links),
        chips=chips(page.query, page, query, links),
        start_over=links.here if page.query.filters or page.query.text else "",
        sorts=_sorts(query, links),
        hits=present_hits(page, query, links),
        pager=_pager(page, query, links),
        dates=_dates(page.facets.get("date"), query, links, today),
        facets=_facets(page, query, links),
        box=_box(links.mode.told(page.query)),
        exports=tuple(Choice(f.label, links.view(query, f.name)) for f in FORMATS.values()),
        feed=links.view(query, "atom"),
        save=links.saving(query),
        cite=links.citing(query),
        compare=links.comparing(query) if query.text else "",
        canonical=links.in_mode(page.query, LIST),
        modes=_modes(query, links),
    )


def _facets(page: SearchPage, query: Query, links: Links) -> tuple[FacetView, ...]:
    """The keyword facets that have something to offer, groups of their values beside them."""
    facets = page.facets
    return tuple(
        present_facet(key, facets[key], query, links, groups=facets.get(GROUPS.get(key, "")))
        for key in KEYWORD_FACETS
        if _says_anything(facets.get(key))
    )


def _says_anything(facet: Facet | None) -> bool:
    """Whether a facet has more to offer than that no article has a value in it."""
    if facet is None:
        return False
    return any(v.value != NONE or v.selected or v.excluded for v in facet.values)


def worth_telling(page: SearchPage) -> bool:
    """Whether the question was read otherwise than it was typed."""
    typed, read = page.query.text.strip(), page.read_as.strip()
    return bool(read) and read.casefold() != typed.casefold()


def _reading(page: SearchPage) -> str:
    """How many hold all words, where that is not simply the total."""
    if page.matched is not Match.MOST or not page.total:
        return ""
    all_of_them = counted(page.all_words_total, "article")
    verb = "has" if page.all_words_total == 1 else "have"
    if not page.all_words_total:
        return f"No article has all the words; {number(page.total)} with most of them are shown."
    return f"{all_of_them} {verb} all the words; {number(page.total)} have most of them."


def _matching(page: SearchPage, links: Links) -> tuple[Choice, ...]:
    """The switch between all and most of the words, where both can be had."""
    if page.matched is not Match.MOST and not may_be_loose(page.query.text):
        return ()
    query = whole(page.query)
    return tuple(
        Choice(label, links.search(replace(query, match=match)), page.matched is match)
        for match, label in ((Match.ALL, "All words"), (Match.MOST, "Most words"))
    )


def _problem(problem: Problem, query: Query, links: Links) -> ProblemView:
    repair, repaired = problem.repair or "", None
    if problem.filters is not None:
        repair = _newly_ticked(query.filters, problem.filters)
        repaired = replace(query, filters=problem.filters)
    elif repair:
        repaired = replace(query, text=repair, match=Match.AUTO)
    return ProblemView(
        message=problem.message,
        quoted=query.text[problem.start : problem.end],
        repair=repair,
        repair_url=links.search(repaired) if repaired else "",
    )


def _newly_ticked(before: Filters, after: Filters) -> str:
    """What is chosen, or shut out, in one of two filters and not in the other: "Country: Iran"."""
    told: list[str] = []
    for key, selection in after.selections:
        kind, was = BY_KEY[key].label, before.of(key)
        chosen = (v for v in selection.include if v not in was.include)
        shut_out = (v for v in selection.exclude if v not in was.exclude)
        told += (f"{kind}: {named(key, value, {})}" for value in chosen)
        told += (f"{kind}: not {named(key, value, {})}" for value in shut_out)
    return ", ".join(told)


def _suggestion(page: SearchPage, query: Query, links: Links) -> Choice | None:
    if not page.did_you_mean:
        return None
    meant = replace(query, text=page.did_you_mean, match=Match.AUTO)
    return Choice(page.did_you_mean, links.search(meant))


def chips(asked: Query, page: SearchPage | None, query: Query, links: Links) -> tuple[Chip, ...]:
    """Every filter of `asked` with the link that takes it away from `query`."""
    found: list[Chip] = []
    span = asked.filters.span
    if span:
        url = links.search(spanning(query, DateSpan()))
        found.append(Chip("Date", span_in_words(span), url))
    if asked.filters.added_since:
        kept = replace(query, filters=replace(query.filters, added_since=None))
        told = f"since {asked.filters.added_since:%Y-%m-%d %H:%M} UTC"
        found.append(Chip("Added", told, links.search(whole(kept))))
    for key, selection in asked.filters.selections:
        labels = labels_in(page, key)
        found.extend(_selection_chips(key, selection, labels, query, links))
    return tuple(found)


def _selection_chips(
    key: str, selection: Selection, labels: dict[str, str], query: Query, links: Links
) -> list[Chip]:
    kind = BY_KEY[key].label
    chips = [
        Chip(kind, named(key, v, labels), links.search(toggled(query, key, v)))
        for v in selection.include
    ]
    chips += [
        Chip(kind, named(key, v, labels), links.search(excluded(query, key, v)), shut_out=True)
        for v in selection.exclude
    ]
    return chips


def _sorts(query: Query, links: Links) -> tuple[Choice, ...]:
    return tuple(
        Choice(label, links.search(replace(query, sort=sort)), query.sort is sort)
        for sort, label in SORT_LABELS.items()
        if sort in (Sort.NEWEST, Sort.OLDEST) or links.mode.sort is Sort.RELEVANCE
    )


def _modes(query: Query, links: Links) -> tuple[Choice, ...]:
    return tuple(
        Choice(mode.label, links.in_mode(query, mode), mode is links.mode)
        for mode in MODES.values()
    )


def _pager(page: SearchPage, query: Query, links: Links) -> Pager:
    at, size = page.query.page, page.query.size
    reachable = min(page.pages, max(1, DEEPEST_HIT // size))

    def url(number: int) -> str:
        return links.search(replace(query, page=number))

    return Pager(
        first=(at - 1) * size + 1 if page.hits else 0,
        last=(at - 1) * size + len(page.hits),
        previous=url(min(at - 1, reachable)) if at > 1 and reachable else "",
        next=url(at + 1) if at < reachable else "",
        numbers=tuple(
            (n, url(n) if n else "", n == at) for n in _around(at, reachable) if reachable > 1
        ),
        deepest=at >= reachable and page.total > reachable * size,
    )


def _around(at: int, pages: int) -> list[int | None]:
    """First, last, and those near the page shown; None where some are left out."""
    near = {1, pages, *range(at - PAGES_AROUND, at + PAGES_AROUND + 1)}
    numbers: list[int | None] = []
    for number_ in sorted(n for n in near if 1 <= n <= pages):
        last = numbers[-1] if numbers else None
        if last is not None and number_ > last + 1:
            numbers.append(None)
        numbers.append(number_)
    return numbers


def _dates(facet: Facet | None, query: Query, links: Links, today: date) -> Histogram | None:
    if facet is None or not (facet.values or query.filters.span):
        return None
    carried = links.params(spanning(query, DateSpan()))
    return present_dates(facet, query, links, carried, today)


def _box(query: Query) -> Pairs:
    """What the search box sends along beside the words: filters and order, not the reading."""
    return to_params(replace(whole(query), text="", match=Match.AUTO))


def _sentence(query: Query) -> str:
    """What the question asks for, in English, to be read on from the count: `with both …`."""
    told = describe(query, label_of)
    return told.removeprefix("All articles").removeprefix("Articles").removeprefix(",").strip()
