"""Hits as the list shows them."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from search.model import NONE, Hit, Query, SearchPage, Snippet
from webapp.facets import toggle
from webapp.labels import shown_label
from webapp.links import Links, outside
from webapp.markup import marked
from webapp.wording import dating_in_words, place_in_words


@dataclass(frozen=True, slots=True)
class TagView:
    """A country or organisation beside a hit; its link narrows the question to it."""

    label: str
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class HitView:
    """One hit of the list."""

    id: str
    title: str
    title_derived: bool
    url: str
    outside_url: str | None
    date: str
    iso: str
    source: str
    dateline: str
    byline: str
    language: str
    snippets: tuple[Markup, ...]
    countries: tuple[TagView, ...]
    organisations: tuple[TagView, ...]


def present_hits(page: SearchPage, query: Query, links: Links) -> tuple[HitView, ...]:
    """The views of the hits of an answer; `query` is its question with the reading pinned."""
    tags = _Tags(page, query, links)
    address = links.articles_of(query)
    return tuple(_hit(hit, address(hit.id), tags) for hit in page.hits)


def telling_snippets(hit: Hit) -> tuple[Snippet, ...]:
    """The snippets that tell more than the title does: a headline without a text has none."""
    title = _flat(hit.title)
    return tuple(s for s in hit.snippets if not title.startswith(_flat(s.text)))


def _flat(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .…")


def labels_in(page: SearchPage | None, key: str) -> dict[str, str]:
    """The labels that an answer brought along for the values of one facet."""
    facet = page.facets.get(key) if page else None
    return {value.value: value.label for value in facet.values} if facet else {}


def named(key: str, value: str, labels: dict[str, str]) -> str:
    """What readers call a value."""
    if value == NONE:
        return "none"
    return shown_label(key, value, labels.get(value, ""))


class _Tags:
    """The tags of one page of hits, each made once: neighbours are about the same countries."""

    def __init__(self, page: SearchPage, query: Query, links: Links) -> None:
        keys = ("country", "organisation")
        self._labels = {key: labels_in(page, key) for key in keys}
        self._ticked = {key: query.filters.of(key) for key in keys}
        self._address = {key: links.choosing(query, key) for key in keys}
        self._made: dict[tuple[str, str], TagView] = {}

    def of(self, key: str, values: tuple[str, ...]) -> tuple[TagView, ...]:
        return tuple(self._one(key, value) for value in values)

    def _one(self, key: str, value: str) -> TagView:
        made = self._made.get((key, value))
        if made is None:
            label, ticked = named(key, value, self._labels[key]), self._ticked[key]
            url = self._address[key](toggle(ticked, value))
            made = TagView(label, url, value in ticked.include)
            self._made[key, value] = made
        return made


def _hit(hit: Hit, url: str, tags: _Tags) -> HitView:
    return HitView(
        id=hit.id,
        title=hit.title,
        title_derived=hit.title_derived,
        url=url,
        outside_url=outside(hit.url),
        date=dating_in_words(hit.dating),
        iso=hit.dating.iso,
        source=hit.source,
        dateline=place_in_words(hit.dateline),
        byline=hit.byline,
        language=hit.language,
        snippets=tuple(marked(s.text, s.marks) for s in telling_snippets(hit)),
        countries=tags.of("country", hit.countries),
        organisations=tags.of("organisation", hit.organisations),
    )
