"""Addresses: of questions, articles, downloads, and of the outlets' own pages where safe."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlencode, urlsplit

from search.model import PAGE_SIZE, DateSpan, Match, Query, SearchPage, Selection, Sort
from search.permalink import pin, selection_to_params, span_to_params, to_params
from webapp.modes import LIST, Mode

Pairs = tuple[tuple[str, str], ...]

LONGEST_OUTSIDE_URL = 2_000
"""Longer addresses are shown by no browser and are more often junk than links."""

_LAST_CONTROL = " "


@dataclass(frozen=True, slots=True)
class Links:
    """Builds every address of the site below `root`, the path it lives at ("" or "/news").

    `mode` is the one that the reader looks at a result in.
    """

    root: str = ""
    mode: Mode = LIST

    @property
    def here(self) -> str:
        """Where forms lead that ask again in the same mode."""
        return f"{self.root}/{self.mode.name}"

    def search(self, query: Query) -> str:
        """The page of a question, in the mode that the reader is in."""
        return self._with(f"/{self.mode.name}", self.params(query))

    def over(self, query: Query) -> Callable[[DateSpan], str]:
        """Gives `search` of the question over other spans of days, from its first page.

        For many spans: what they have in common is worked out once.
        """
        any_day = replace(query, filters=replace(query.filters, span=DateSpan()))
        address = self._varying(any_day)
        return lambda span: address(span_to_params(span))

    def choosing(self, query: Query, key: str) -> Callable[[Selection], str]:
        """Gives `search` of the question with other values ticked in one facet, from its first
        page; see `over`."""
        free = replace(query, filters=query.filters.replace(key, Selection()))
        address = self._varying(free)
        return lambda selection: address(selection_to_params(key, selection))

    def in_mode(self, query: Query, mode: Mode) -> str:
        """The page of a question in another mode, which may not have its order."""
        asked = mode.canonical(self.mode.told(whole(query)))
        return self._with(f"/{mode.name}", to_params(asked))

    def params(self, query: Query) -> Pairs:
        """The parameters that an address tells a question by."""
        return to_params(self.mode.told(query))

    def view(self, query: Query, name: str) -> str:
        """Another form of the whole answer: `csv`, `atom` and so on, never one page of it."""
        return self._with(f"/search.{name}", self.params(whole(query)))

    def saving(self, query: Query) -> str:
        """The form that saves a question."""
        return self._with("/saved/new", self.params(whole(query)))

    def citing(self, query: Query) -> str:
        """How a question is cited."""
        return self._with("/cite", self.params(whole(query)))

    def comparing(self, query: Query) -> str:
        """A question over time, beside which others can be put."""
        asked = replace(whole(query), match=Match.AUTO, sort=Sort.RELEVANCE, size=PAGE_SIZE)
        return self._with("/compare", to_params(asked))

    def facet(self, query: Query, key: str, form: str = "") -> str:
        """All values of one facet, as a page or (`.csv`) as a file."""
        return self._with(f"/facet/{key}{form}", self.params(whole(query)))

    def table_csv(self, query: Query) -> str:
        """The table of countries by time as a file."""
        return self._with("/table.csv", self.params(whole(query)))

    def lines_csv(self, query: Query, by: str) -> str:
        """Words in context as a file, in one order."""
        order = (("by", by),) if by else ()
        return self._with("/lines.csv", (*order, *self.params(whole(query))))

    def article(self, id: str, query: Query | None = None) -> str:
        """The page of an article, remembering the question it was found by."""
        pairs = self.params(query) if query is not None else ()
        return self._with("/article", (("id", id), *pairs))

    def articles_of(self, query: Query) -> Callable[[str], str]:
        """Gives `article` for the ids of many articles found by one question."""
        pairs = self.params(query)
        return lambda id: self._with("/article", (("id", id), *pairs))

    def articles(self, ids: tuple[str, ...], form: str = "") -> str:
        """A list of articles, as a page or as a file."""
        return self._with(f"/list{form}", tuple(("id", id) for id in ids))

    def to(self, path: str) -> str:
        """Another page of the site; `path` starts with a slash."""
        return self.root + path

    def _varying(self, query: Query) -> Callable[[Iterable[tuple[str, str]]], str]:
        """Gives the question's address from its first page on, with further parameters."""
        path, common = f"/{self.mode.name}", self.params(whole(query))
        return lambda own: self._with(path, tuple(sorted((*common, *own))))

    def _with(self, path: str, pairs: Pairs) -> str:
        return self.root + path + ("?" + encode(pairs) if pairs else "")


def encode(pairs: Pairs) -> str:
    """Parameters as the part of an address after the question mark; never raises."""
    return "&".join(map(_encoded, pairs))


@lru_cache(maxsize=4096)
def _encoded(pair: tuple[str, str]) -> str:
    """One parameter; a page holds the same few in a hundred addresses."""
    return urlencode((pair,), errors="replace", safe=":")


def whole(query: Query) -> Query:
    """The question without its place in the pages."""
    if query.page == 1 and not query.cursor:
        return query
    return replace(query, page=1, cursor="")


def pinned(page: SearchPage) -> Query:
    """The question from its first page on, with the reading that this answer used fixed.

    So that following a link never switches between all and most of the words.
    """
    return whole(pin(page.query, page.matched))


def outside(url: str) -> str | None:
    """The address if it is a plain web address that is safe to link to, else None."""
    if len(url) > LONGEST_OUTSIDE_URL or any(c <= _LAST_CONTROL or c == "\x7f" for c in url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and host else None
