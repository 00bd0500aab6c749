"""A Searcher over a handful of articles in memory: enough to test what stands in front of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from search_samples import ARTICLES, INFO

from search.model import (
    Article,
    Facet,
    FacetValue,
    Hit,
    Match,
    Notice,
    NoticeKind,
    Problem,
    Query,
    SearchPage,
    Snippet,
    SourceRecord,
    Want,
)

DEFAULT = Want()


class FakeSearcher:
    """Finds articles that hold every word, as substrings; `asked` keeps what it was asked."""

    def __init__(self, articles: tuple[Article, ...] = ARTICLES, page_limit: int = 1_000) -> None:
        self.all = articles
        self.page_limit = page_limit
        self.asked: list[tuple[Query, Want]] = []
        self.closed = False

    def search(self, query: Query, want: Want = DEFAULT) -> SearchPage:
        """Cursors are the number of hits already given."""
        self.asked.append((query, want))
        words = [word for word in query.text.lower().split() if word not in ("*", "(")]
        found = [a for a in self.all if all(word in a.text.lower() for word in words)]
        size = min(query.size, self.page_limit)
        first = int(query.cursor) if query.cursor else (query.page - 1) * size
        last = first + size
        return SearchPage(
            query=query,
            read_as=" AND ".join(words),
            problems=(Problem("This bracket is never closed.", 0, 1, " ".join(words)),)
            if "(" in query.text
            else (),
            total=len(found),
            matched=Match.MOST if query.match is Match.MOST else Match.ALL,
            all_words_total=1,
            hits=tuple(_hit(article, words, want) for article in found[first:last]),
            facets=_facets(found) if want.facets is None else {},
            index=INFO,
            took_ms=1.5,
            pages=-(-len(found) // size),
            did_you_mean="sanctions" if query.text == "sanktions" else None,
            next_cursor=str(last) if last < len(found) else "",
        )

    def get(self, id: str) -> Article | None:
        """By id."""
        return next((article for article in self.all if article.id == id), None)

    def info(self) -> object:
        """The sample's."""
        return replace(INFO, notices=(Notice(NoticeKind.BEHIND, "The last run was cut short."),))

    def articles(self) -> Iterator[Article]:
        """All of them."""
        return iter(self.all)

    def sources(self) -> Iterator[SourceRecord]:
        """None."""
        return iter(())

    def refresh(self) -> bool:
        """Never changes."""
        return False

    def at_rest(self) -> FakeSearcher:
        """Itself: it never moves."""
        return self

    def close(self) -> None:
        """Remember that it was closed."""
        self.closed = True


def _hit(article: Article, words: list[str], want: Want) -> Hit:
    at = article.text.lower().find(words[0]) if words else -1
    marks = ((at, at + len(words[0])),) if at >= 0 else ()
    return Hit(
        article.id,
        1.0,
        article.shown_title,
        article.dating,
        title_derived=not article.title,
        source=article.source,
        countries=tuple(tag.value for tag in article.countries),
        snippets=(Snippet(article.text, marks),) if want.snippets else (),
    )


def _facets(found: list[Article]) -> dict[str, Facet]:
    values = tuple(
        FacetValue(f"c{number}", f"Country {number}", len(found), selected=number == 11)
        for number in range(12)
    )
    months = tuple(FacetValue(f"2012-{n:02}", f"2012-{n:02}", n) for n in range(1, 13))
    return {
        "country": Facet(values, 30),
        "date": Facet(months, 12, "month", ("2012",)),
        "source": Facet((FacetValue("X", "X", 0, excluded=True),), 1),
    }
