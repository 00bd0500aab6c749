"""Example questions for the first page: of each kind, one that finds something in this index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from search.engine import Searcher
from search.harvest import count
from search.model import NONE, OUTSIDE, Facet, FacetValue, Match, Query, SearchPage
from webapp.facets import is_group
from webapp.labels import shown_label
from webapp.links import Links
from webapp.wording import counted


@dataclass(frozen=True, slots=True)
class Example:
    """One question, what it teaches, and how many articles it finds."""

    asked: str
    told: str
    count: str
    url: str


def find_examples(page: SearchPage, searcher: Searcher, links: Links) -> tuple[Example, ...]:
    """Examples for an index of which `page` is the answer to the empty question."""
    found = (_first(told, asked, searcher, links) for told, asked in _kinds(page))
    return tuple(example for example in found if example)


def _first(
    told: str, candidates: tuple[str, ...], searcher: Searcher, links: Links
) -> Example | None:
    for text in candidates:
        total = count(searcher, Query(text=text, match=Match.ALL))
        if total:
            return Example(text, told, counted(total, "article"), links.search(Query(text=text)))
    return None


def _kinds(page: SearchPage) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What each kind teaches, with questions of it: likely ones, then some of this index's own."""
    words = _title_words(page)
    two, phrase = " ".join(words[:2]).lower(), f'"{" ".join(words[:2])}"'
    yield (
        "articles with both words, best first",
        ("sanctions Iran", "oil prices", "trade talks", two),
    )
    yield (
        "exactly these words, in this order",
        ('"security council"', '"foreign minister"', '"central bank"', phrase),
    )
    yield (
        "either word, and any that begins with the last",
        (
            "(WTO OR GATT) tariff*",
            "(treaty OR accord) sign*",
            "(oil OR gas) price*",
        ),
    )
    yield "without a word", ("summit -NATO", "talks -war", "trade -oil")
    yield "at most eight words apart", ("sanctions NEAR/8 oil", "trade NEAR/8 talks")
    yield from _of_facets(page)


def _of_facets(page: SearchPage) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Questions about what this index has most of."""
    countries = _top(page.facets.get("country"))
    if len(countries) > 1:
        first, second = countries[:2]
        told = f"about {_label('country', first)}, and not about {_label('country', second)}"
        yield told, (f"country:{first.value} -country:{second.value}",)
    for organisation in _top(page.facets.get("organisation"))[:1]:
        years = [v for v in _top(page.facets.get("date")) if len(v.value) >= 4]
        if years:
            year = max(years, key=lambda v: v.count).value[:4]
            told = f"about {_label('organisation', organisation)}, in one year"
            yield told, (f"org:{organisation.value} date:{year}",)
    for pair in _top(page.facets.get("pair"))[:1]:
        told = f"between two countries: {_label('pair', pair)}"
        yield told, (f"pair:{pair.value.replace('.', '+')}",)


def _top(facet: Facet | None) -> tuple[FacetValue, ...]:
    values = facet.values if facet else ()
    return tuple(
        v for v in values if v.count and v.value not in (NONE, OUTSIDE) and not is_group(v.value)
    )


def _label(key: str, value: FacetValue) -> str:
    return shown_label(key, value.value, value.label)


def _title_words(page: SearchPage) -> list[str]:
    """The first words of a title of this index, for one in another language or on other things."""
    title = next((hit.title for hit in page.hits if not hit.title_derived), "")
    words = re.findall(r"[^\W\d_]{2,30}", title[:300])
    return words if len(words) > 1 else ["prime", "minister"]
