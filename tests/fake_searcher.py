"""A Searcher over a handful of articles in memory that counts by brute force."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

from search.budget import Budget
from search.engine import DEFAULT_WANT
from search.fields import KEYWORDS, keyword_values
from search.model import (
    NONE,
    Article,
    DateSpan,
    Dating,
    Facet,
    FacetValue,
    Filters,
    Hit,
    IndexInfo,
    Match,
    Precision,
    Problem,
    Query,
    SearchPage,
    Selection,
    Snippet,
    Sort,
    SourceRecord,
    Tag,
    Want,
)
from search.timeline import FIRST_DAY

TODAY = date(2026, 11, 20)

LABELS = {
    "ir": "Iran",
    "us": "United States",
    "cn": "China",
    "fr": "France",
    "un": "United Nations",
    "nato": "NATO",
    "iaea": "IAEA",
    "en": "English",
    "de": "German",
}


def _article(id: str, day: str, title: str, text: str, countries: str, orgs: str, **more: str):
    known = Dating(date.fromisoformat(day), Precision.DAY, "given") if day else Dating()
    return Article(
        id=id,
        title=title,
        text=text,
        dating=known,
        countries=tuple(Tag(c, evidence=(0, 20)) for c in countries.split()),
        organisations=tuple(Tag(o) for o in orgs.split()),
        source=more.get("source", "The Daily Herald"),
        url=more.get("url", ""),
        added=datetime(2026, 11, int(re.sub(r"\D", "", id)), tzinfo=UTC),
        pairs=tuple(more.get("pairs", "").split()),
        language=more.get("language", "en"),
        dateline=more.get("dateline", ""),
    )


ARTICLES = (
    _article(
        "a1",
        "2012-01-23",
        "Europe agrees an oil embargo on Iran",
        "The ministers agreed on sanctions against Iran.\n\nOil contracts end in July.",
        "ir fr",
        "",
        url="https://news.example/2012/oil",
        dateline="BRUSSELS",
    ),
    _article(
        "a2",
        "2012-06-09",
        "Security Council extends sanctions panel",
        "The United Nations panel on Iran sanctions works on for a year.",
        "ir",
        "un",
    ),
    _article(
        "a3",
        "2013-11-24",
        "Interim accord in Geneva",
        "Iran and six powers agreed on an interim accord; some sanctions fall.",
        "ir us cn fr",
        "iaea",
    ),
    _article(
        "a4",
        "2015-07-14",
        "Accord in Vienna",
        "The accord ends most sanctions on Iran in return for inspections.",
        "ir us",
        "iaea un",
        pairs="ir.us",
    ),
    _article(
        "a5",
        "2015-07-20",
        "Council endorses the accord",
        "The Security Council endorsed the Vienna accord.",
        "us cn",
        "un",
    ),
    _article("a6", "2014-09-05", "Summit in Wales", "Leaders met at a summit.", "us fr", "nato"),
    _article(
        "a7",
        "2018-05-08",
        "Washington leaves the accord",
        "The United States leaves the accord and its sanctions return.",
        "us ir",
        "",
    ),
    _article(
        "a8",
        "2023-04-04",
        "Finland joins the alliance",
        "Finland became the thirty-first member.",
        "",
        "nato",
        source="Baltic Wire",
    ),
    _article(
        "a9",
        "2023-05-20",
        "Gipfel in Hiroshima",
        "Der Gipfel sprach über Sanktionen.",
        "us",
        "",
        language="de",
        source="Tagesbote",
    ),
    _article("a10", "", "A note without a date", "Sanctions were discussed.", "ir", ""),
    _article(
        "https://news.example/odd?id=1&x=<y>",
        "2020-02-29",
        "<script>alert(1)</script> & “quotes”",
        "Sanctions <img src=x onerror=alert(1)> were discussed & noted.",
        "cn",
        "",
        url="javascript:alert(1)",
        source='"><b>Bold</b>',
        dateline="<i>X</i>",
    ),
    _article("a12", "1623-01-01", "An old avviso", "Letters of sanctions long past.", "", ""),
)


class FakeSearcher:
    """Answers by looking at every article; knows plain words only."""

    def __init__(self, articles: tuple[Article, ...] = ARTICLES, generation: int = 1) -> None:
        self._articles = articles
        self._generation = generation
        self.asked: list[Query] = []
        self.wants: list[Want] = []
        self.closed = False

    def put(self, *articles: Article) -> None:
        """Hold these articles from now on."""
        self._articles = articles
        self._generation += 1

    def search(
        self, query: Query, want: Want = DEFAULT_WANT, budget: Budget | None = None
    ) -> SearchPage:
        self.asked.append(query)
        self.wants.append(want)
        words = [w.casefold() for w in re.findall(r"\w+", query.text)]
        every = [a for a in self._articles if all(w in _words(a) for w in words)]
        some = [a for a in self._articles if not words or any(w in _words(a) for w in words)]
        loose = query.match is Match.MOST or (
            query.match is Match.AUTO and query.sort is Sort.RELEVANCE and not every
        )
        loose = loose and len(words) > 1
        found = some if loose else every
        kept = [a for a in found if passes(a, query.filters)]
        kept.sort(key=lambda a: _order(a, words, query.sort))
        start = int(query.cursor) if query.cursor.isdigit() else (query.page - 1) * query.size
        end = start + query.size
        known = {w for a in self._articles for w in _words(a)}
        return SearchPage(
            query=query,
            read_as=" ".join(words) if words else "",
            problems=_problems(query.text),
            total=len(kept),
            matched=Match.MOST if loose else Match.ALL,
            all_words_total=len([a for a in every if passes(a, query.filters)]),
            hits=tuple(_hit(a, words, want) for a in kept[start:end]) if want.hits else (),
            facets=self._facets(found, query, want),
            index=self.info(),
            took_ms=0.5,
            pages=-(-len(kept) // query.size),
            did_you_mean="sanctions" if "sanktions" in words and "sanctions" in known else None,
            next_cursor=str(end) if end < len(kept) else "",
        )

    def get(self, id: str) -> Article | None:
        return next((a for a in self._articles if a.id == id), None)

    def similar(self, id: str, count: int = 5, budget: Budget | None = None) -> tuple[Hit, ...]:
        article = self.get(id)
        if article is None:
            return ()
        own = _words(article)
        others = [a for a in self._articles if a.id != id]
        others.sort(key=lambda a: (-len(own & _words(a)), a.id))
        return tuple(_hit(a, [], DEFAULT_WANT) for a in others[:count])

    def info(self) -> IndexInfo:
        days = [a.dating.day for a in self._articles if a.dating.day]
        return IndexInfo(
            "fake",
            self._generation,
            len(self._articles),
            1,
            first=min(days, default=None),
            last=max(days, default=None),
        )

    def articles(self) -> Iterator[Article]:
        yield from self._articles

    def sources(self) -> Iterator[SourceRecord]:
        return iter(())

    def refresh(self) -> bool:
        return False

    def at_rest(self) -> FakeSearcher:
        return self

    def close(self) -> None:
        self.closed = True

    def _facets(self, found: list[Article], query: Query, want: Want) -> dict[str, Facet]:
        keys = ("date", "country", "organisation", "source", "language", "pair", "country_group")
        wanted = keys if want.facets is None else want.facets
        return {
            key: _groups(found, query.filters)
            if key == "country_group"
            else _dates(found, query.filters)
            if key == "date"
            else _facet(found, key, query.filters, want.facet_values)
            for key in wanted
        }


def _problems(text: str) -> tuple[Problem, ...]:
    if text.count('"') % 2 == 0:
        return ()
    at = text.rindex('"')
    return (Problem("A quotation mark stands alone.", at, at + 1, text.replace('"', "")),)


def _words(article: Article) -> set[str]:
    return {w.casefold() for w in re.findall(r"\w+", f"{article.title} {article.text}")}


def _order(article: Article, words: list[str], sort: Sort):
    day = article.dating.day.toordinal() if article.dating.day else None
    newest = (day is None, -(day or 0), article.id)
    if sort is Sort.ADDED:
        return (-(article.added.timestamp() if article.added else 0), *newest)
    if sort is Sort.NEWEST:
        return newest
    if sort is Sort.OLDEST:
        return (day is None, day or 0, article.id)
    return (-sum(w in _words(article) for w in words), *newest)


def _hit(article: Article, words: list[str], want: Want) -> Hit:
    text = article.text[:160]
    marks = tuple(m.span() for m in re.finditer(r"\w+", text) if m[0].casefold() in words)
    return Hit(
        id=article.id,
        score=1.0,
        title=article.shown_title,
        title_derived=not article.title,
        dating=article.dating,
        source=article.source,
        url=article.url,
        dateline=article.dateline,
        language=article.language,
        countries=keyword_values(article, "country"),
        organisations=keyword_values(article, "organisation"),
        snippets=(Snippet(text, marks),) if want.snippets else (),
        added=article.added,
    )


def _outside(article: Article) -> bool:
    day = article.dating.day
    return day is not None and not FIRST_DAY <= day <= TODAY


def _passes_span(article: Article, span: DateSpan) -> bool:
    day = article.dating.day
    if span.only == NONE:
        return day is None
    if span.only:
        return _outside(article)
    if not (span.start or span.end):
        return True
    return day is not None and (span.start or date.min) <= day <= (span.end or date.max)


def _passes_selection(values: tuple[str, ...], selection: Selection) -> bool:
    has = set(values) or {NONE}
    has |= {group for group, of in MEMBERS.items() if has & of}
    if has & set(selection.exclude):
        return False
    if not selection.include:
        return True
    if selection.every:
        return set(selection.include) <= has
    return bool(has & set(selection.include))


def passes(article: Article, filters: Filters, but: str = "") -> bool:
    """Whether an article passes every filter, save that of the facet `but`."""
    if but != "date" and not _passes_span(article, filters.span):
        return False
    since = filters.added_since
    if since is not None and (article.added is None or article.added < since):
        return False
    return all(
        _passes_selection(keyword_values(article, field.key), filters.of(field.key))
        for field in KEYWORDS
        if field.key != but
    )


def _facet(found: list[Article], key: str, filters: Filters, most: int | None) -> Facet:
    selection = filters.of(key)
    open_ = replace(selection, include=()) if not selection.every else selection
    counts: Counter[str] = Counter()
    for article in found:
        values = keyword_values(article, key)
        if not passes(article, filters, key):
            continue
        if selection.every and not _passes_selection(values, selection):
            continue
        if set(values) & set(open_.exclude):
            continue
        counts.update(values or (NONE,))
    for value in (*selection.include, *selection.exclude):
        counts.setdefault(value, 0)
    listed = [
        FacetValue(v, LABELS.get(v, v), n, v in selection.include, v in selection.exclude)
        for v, n in counts.items()
    ]
    listed.sort(key=lambda v: (-v.count, v.label))
    shown = (
        listed[:most] + [v for v in listed[most:] if v.selected or v.excluded] if most else listed
    )
    return Facet(tuple(shown), sum(1 for v in listed if v.count))


MEMBERS = {"any(p5)": {"us", "cn", "fr"}, "any(asean)": {"id"}}
LABELS |= {"any(p5)": "Permanent five", "any(asean)": "ASEAN members"}


def _groups(found: list[Article], filters: Filters) -> Facet:
    kept = [set(keyword_values(a, "country")) for a in found if passes(a, filters, "country")]
    counts = {group: sum(bool(s & of) for s in kept) for group, of in MEMBERS.items()}
    chosen = filters.of("country").include
    values = [FacetValue(g, LABELS[g], n, g in chosen) for g, n in counts.items() if n]
    return Facet(tuple(values), len(values))


def _dates(found: list[Article], filters: Filters) -> Facet:
    kept = [a for a in found if passes(a, filters)]
    beside = [a for a in found if passes(a, filters, "date")]
    span = filters.span
    level, length = "year", 4
    parents: tuple[str, ...] = ()
    if span.start and span.end:
        if (span.end - span.start).days < 32:
            level, length = "day", 10
            parents = (span.start.isoformat()[:4], span.start.isoformat()[:7])
        elif (span.end - span.start).days < 400:
            level, length = "month", 7
            parents = (span.start.isoformat()[:4],)
    counts = Counter(
        a.dating.day.isoformat()[:length] for a in kept if a.dating.day and not _outside(a)
    )
    values = [FacetValue(v, v, n) for v, n in sorted(counts.items())]
    for value, n in (
        (NONE, sum(a.dating.day is None for a in beside)),
        ("outside", sum(_outside(a) for a in beside)),
    ):
        if n:
            values.append(FacetValue(value, value, n, span.only == value))
    return Facet(tuple(values), len(counts), level, parents)
