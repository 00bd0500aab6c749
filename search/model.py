"""The values that travel between the packages: articles in, questions and answers out.

Frozen, hashable where they are keys, standard library only. What a value *means* to an engine
is decided elsewhere; nothing here reads, parses or computes beyond its own fields.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

NONE = "none"
"""The facet value of articles that have no value in a field."""

UNREAD_CURSOR = "cursor: it is no place to go on from in this order of hits"
"""How the message begins of the problem that an answer has which is the first page instead."""

OUTSIDE = "outside"
"""The date facet's value for articles dated before 1800 or after the day they were added."""


class Precision(StrEnum):
    """How much of a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Dating:
    """When an article is dated, how precisely, and where that came from.

    `day` is the first day of the period that is known (a month or a year is kept as its first
    day); it is None exactly if `precision` is NONE. `origin` is a short phrase for readers:
    "given", "date line", "file name", "metadata", "modification time", or "".
    """

    day: date | None = None
    precision: Precision = Precision.NONE
    origin: str = ""

    @property
    def last(self) -> date | None:
        """The last day of the known period."""
        if self.day is None:
            return None
        if self.precision is Precision.YEAR:
            return date(self.day.year, 12, 31)
        if self.precision is Precision.MONTH:
            return self.day.replace(day=calendar.monthrange(self.day.year, self.day.month)[1])
        return self.day

    @property
    def iso(self) -> str:
        """ISO 8601 at the known precision: `2014-03-05`, `2014-03`, `2014` or nothing."""
        if self.day is None:
            return ""
        length = {Precision.DAY: 10, Precision.MONTH: 7, Precision.YEAR: 4}[self.precision]
        return self.day.isoformat()[:length]


@dataclass(frozen=True, slots=True)
class Tag:
    """A country or organisation that an article speaks of.

    `value` is its id; `about` tells whether the article is about it or only mentions it;
    `given` marks a label that came with the article, which outranks anything found in its text.
    `evidence` is a half-open range of characters of the text: the sentence that shows it best.
    """

    value: str
    score: float = 1.0
    about: bool = True
    mentions: int = 1
    given: bool = False
    evidence: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Article:
    """One article, cleaned and tagged, ready to be indexed.

    `title` is the outlet's own; where there is none, `derived_title` is shown in its place,
    marked as derived, and is not indexed as a title. `source_country` is where the outlet sits,
    as its input gives it: neither what the article is about nor its dateline. `language` is a
    lower-case ISO 639-1 code or "" for unknown. `pairs` holds country pairs as `in.ru`, ids
    sorted. `added` and `changed` are aware UTC instants, set by the writer at its commit and never
    by the caller.
    """

    id: str
    text: str
    title: str = ""
    derived_title: str = ""
    dating: Dating = Dating()
    dateline: str = ""
    byline: str = ""
    url: str = ""
    source: str = ""
    source_country: str = ""
    language: str = ""
    countries: tuple[Tag, ...] = ()
    organisations: tuple[Tag, ...] = ()
    pairs: tuple[str, ...] = ()
    added: datetime | None = None
    changed: datetime | None = None

    @property
    def shown_title(self) -> str:
        """What stands in a list of hits: the title, else the derived one, else the id."""
        return self.title or self.derived_title or self.id


class Sort(StrEnum):
    """The order of the hits: by score, by the articles' dates, or latest first commit first."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"
    ADDED = "added"


class Match(StrEnum):
    """Whether a question without operators wants all of its words, or most of their weight."""

    AUTO = "auto"
    ALL = "all"
    MOST = "most"


@dataclass(frozen=True, slots=True)
class Selection:
    """What a reader ticked in one facet; both tuples are sorted and free of duplicates.

    Included values are OR-ed, or AND-ed where `every` is set; excluded ones are always out.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    every: bool = False

    def __bool__(self) -> bool:
        return bool(self.include or self.exclude)


@dataclass(frozen=True, slots=True)
class DateSpan:
    """A span of days, both ends inclusive; None leaves an end open.

    `rolling` keeps spans such as `last-30d` as they were typed: the ends are then None and are
    worked out against today's date when the question is asked. `only` is NONE or OUTSIDE for
    undated articles or those outside the range; the ends are then None as well.
    """

    start: date | None = None
    end: date | None = None
    rolling: str = ""
    only: str = ""

    def __bool__(self) -> bool:
        return bool(self.start or self.end or self.rolling or self.only)


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows an answer besides its text: selections by facet key, and dates.

    `selections` is sorted by key and holds no empty selection, so equal filters compare equal.
    `added_since` keeps articles whose first commit was at or after this aware UTC instant.
    """

    selections: tuple[tuple[str, Selection], ...] = ()
    span: DateSpan = DateSpan()
    added_since: datetime | None = None

    def of(self, key: str) -> Selection:
        """The selection in one facet; an empty one where nothing is ticked."""
        return dict(self.selections).get(key, Selection())

    def replace(self, key: str, selection: Selection) -> Filters:
        """The same filters with one facet's selection put in place of what was there."""
        kept = {k: s for k, s in self.selections if k != key}
        if selection:
            kept[key] = selection
        return Filters(tuple(sorted(kept.items())), self.span, self.added_since)

    def __bool__(self) -> bool:
        return bool(self.selections or self.span or self.added_since)


PAGE_SIZE = 10
"""Hits on a page unless a question says otherwise."""

DEEPEST_HIT = 10_000
"""Paging by number ends here; beyond it, cursors go on."""


@dataclass(frozen=True, slots=True)
class Query:
    """A whole question: text, filters, order and page. One Query is one canonical URL."""

    text: str = ""
    filters: Filters = Filters()
    sort: Sort = Sort.RELEVANCE
    match: Match = Match.AUTO
    page: int = 1
    size: int = PAGE_SIZE
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a question that was repaired or could not be read.

    `start` and `end` are a half-open range of characters of the question's text (0, 0 where it
    lies elsewhere, such as in a filter); `repair` is the whole question as it should be typed,
    or None where there is no obvious one; `filters` are those that should be ticked instead, where
    the trouble lies in them.
    """

    message: str
    start: int = 0
    end: int = 0
    repair: str | None = None
    filters: Filters | None = None


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage of a hit; `marks` are half-open character ranges of `text`, in order."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """One article in an answer, as a list of results shows it."""

    id: str
    score: float
    title: str
    dating: Dating
    title_derived: bool = False
    source: str = ""
    url: str = ""
    dateline: str = ""
    byline: str = ""
    language: str = ""
    countries: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    snippets: tuple[Snippet, ...] = ()
    added: datetime | None = None


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet with its exact count over all matches."""

    value: str
    label: str
    count: int
    selected: bool = False
    excluded: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """The counted values of one field, listed by count, then label (dates: by time).

    `distinct` is the number of values with a count, listed or not. For dates, `level` is
    "year", "month" or "day" and `parents` are the wider buckets around the listed ones
    (`2023`, `2023-05`), outermost first; elsewhere both are empty.
    """

    values: tuple[FacetValue, ...] = ()
    distinct: int = 0
    level: str = ""
    parents: tuple[str, ...] = ()


class NoticeKind(StrEnum):
    """What a notice is about: tags of earlier names or rules; a newest commit that cannot be read,
    so that answers come from one before."""

    OLDER_TAGS = "older tags"
    BEHIND = "behind"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that an operator should know of an index, in words."""

    kind: NoticeKind
    text: str


@dataclass(frozen=True, slots=True)
class IndexInfo:
    """What an index is and holds. `generation` grows with every commit."""

    name: str
    generation: int
    articles: int
    schema_version: int
    segments: int = 0
    deleted: int = 0
    bytes: int = 0
    first: date | None = None
    last: date | None = None
    languages: tuple[tuple[str, int], ...] = ()
    fingerprints: tuple[tuple[str, str], ...] = ()
    changed: datetime | None = None
    notices: tuple[Notice, ...] = ()
    fallbacks: int = 0


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The answer to one Query: hits, exact counts, and how the question was read.

    `matched` is ALL or MOST; `all_words_total` counts the articles that hold all words under
    the same filters. `total` and every facet count are exact. `next_cursor` is "" on the last
    page. `stories_total` is reserved for wire copies counted once.
    """

    query: Query
    read_as: str
    problems: tuple[Problem, ...]
    total: int
    matched: Match
    all_words_total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, Facet]
    index: IndexInfo
    took_ms: float
    pages: int
    did_you_mean: str | None = None
    stories_total: int | None = None
    next_cursor: str = ""


@dataclass(frozen=True, slots=True)
class Want:
    """What of an answer a caller needs; leaving parts out saves their work, not their exactness.

    `facet_values` bounds how many values of a facet are *listed* (selected ones always are),
    None for all; counts are exact whatever it is. `facets` names the facet keys, None for all.
    """

    snippets: bool = True
    hits: bool = True
    facets: tuple[str, ...] | None = None
    facet_values: int | None = 20
    suggestions: bool = True


EVERYTHING = Want(facet_values=None)
COUNTS_ONLY = Want(snippets=False, hits=False, suggestions=False)
HITS_ONLY = Want(snippets=False, facets=(), suggestions=False)
TOTAL_ONLY = Want(snippets=False, hits=False, facets=(), suggestions=False)


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """What an index remembers of one input file: a fingerprint of its bytes and its articles.

    `size` and `mtime_ns` let an unchanged file be recognised without reading it.
    """

    source: str
    fingerprint: str
    ids: tuple[str, ...] = field(default=())
    size: int = -1
    mtime_ns: int = -1
