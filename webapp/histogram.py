"""The date facet as a row of bars that are links, finer with each one followed."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from search.model import NONE, OUTSIDE, DateSpan, Facet, FacetValue, Query
from search.plan import Days, resolve_span
from search.timeline import FIRST_DAY
from webapp.axis import label_periods, spare_places
from webapp.links import Links, Pairs
from webapp.wording import bucket_in_words, counted, number

HEIGHT = 64
"""Height of the drawing in its own units; its width is one unit a bucket."""

LOWEST = 2.0
"""A bucket that holds anything is never drawn lower than this, or it could not be seen."""

EDGE = 6.0
"""Labels nearer to an edge than so many per cent begin or end at their bar, not to stand over."""


OUT_OF_RANGE = f"Dated before {FIRST_DAY.year}, or after the day they were added"


@dataclass(frozen=True, slots=True)
class Bar:
    """One bucket: drawn from `top`, `height` high; `url` narrows the question to it."""

    value: str
    label: str
    count: int
    count_text: str
    told: str
    at: int
    top: str
    height: str
    url: str
    selected: bool


@dataclass(frozen=True, slots=True)
class Tick:
    """A label below its bar, `at` so many per cent of the width; a `spare` one can be left out."""

    label: str
    at: str
    anchor: str
    spare: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the breadcrumb; `url` is "" for where the reader is."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Aside:
    """Articles that no bar can hold: undated or outside the range."""

    label: str
    url: str
    selected: bool
    told: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """The whole picture with its table, breadcrumb, date inputs and what lies beside it."""

    bars: tuple[Bar, ...]
    level: str
    highest: str
    trail: tuple[Step, ...]
    ticks: tuple[Tick, ...]
    asides: tuple[Aside, ...]
    start: str
    end: str
    carried: Pairs
    csv_url: str
    height: int = HEIGHT

    @property
    def width(self) -> int:
        """Width of the drawing in its own units."""
        return max(1, len(self.bars))


def span_of(value: str) -> DateSpan:
    """The days of a bucket: `2014`, `2014-03` or `2014-03-05`; NONE and OUTSIDE as they are.

    Raises ValueError for anything else.
    """
    if value in (NONE, OUTSIDE):
        return DateSpan(only=value)
    parts = [int(part) for part in value.split("-")]
    match parts:
        case [year]:
            return DateSpan(date(year, 1, 1), date(year, 12, 31))
        case [year, month]:
            last = calendar.monthrange(year, month)[1]
            return DateSpan(date(year, month, 1), date(year, month, last))
        case [year, month, day]:
            return DateSpan(date(year, month, day), date(year, month, day))
    raise ValueError(f"{value!r} is no bucket of dates")


def spanning(query: Query, span: DateSpan) -> Query:
    """The question over another span of days, from its first page."""
    return replace(query, filters=replace(query.filters, span=span), page=1, cursor="")


def narrowed(query: Query, value: str, today: date) -> Query:
    """The question over the days of a bucket that lie in the selected span: what it counted.

    A bucket at the edge of the span is wider than its count; a rolling span ends `today`.
    """
    return spanning(query, overlap(span_of(value), resolve_span(query.filters.span, today)))


def overlap(bucket: DateSpan, days: Days) -> DateSpan:
    """The days of a bucket that lie in a span; the whole bucket where none do."""
    if bucket.start is None or bucket.end is None or not (days.start or days.end):
        return bucket
    start = max(bucket.start, days.start or bucket.start)
    end = min(bucket.end, days.end or bucket.end)
    return DateSpan(start, end) if start <= end else bucket


def present_dates(
    facet: Facet, query: Query, links: Links, carried: Pairs, today: date
) -> Histogram:
    """The date facet of a question whose reading is pinned, asked `today`.

    `carried` is what the form of the two date inputs must send along unchanged.
    """
    buckets = tuple(v for v in facet.values if v.value not in (NONE, OUTSIDE))
    beside = tuple(v for v in facet.values if v.value in (NONE, OUTSIDE) and v.count)
    highest = max((v.count for v in buckets), default=0)
    span = query.filters.span
    days = resolve_span(span, today)
    address = links.over(query)
    return Histogram(
        bars=tuple(_bar(at, v, highest, span, days, address) for at, v in enumerate(buckets)),
        level=facet.level,
        highest=f"tallest bar: {counted(highest, 'article')}" if highest else "",
        trail=_trail(facet, query, links),
        ticks=_ticks(buckets),
        asides=tuple(_aside(v, query, links) for v in beside),
        start=span.start.isoformat() if span.start else "",
        end=span.end.isoformat() if span.end else "",
        carried=carried,
        csv_url=links.facet(query, "date", ".csv"),
    )


def _bar(
    at: int,
    value: FacetValue,
    highest: int,
    span: DateSpan,
    days: Days,
    address: Callable[[DateSpan], str],
) -> Bar:
    height = max(LOWEST, HEIGHT * value.count / highest) if value.count else 0.0
    label, whole = _bucket(value.value)
    inside = overlap(whole, days)
    return Bar(
        value=value.value,
        label=label,
        count=value.count,
        count_text=number(value.count),
        told=f"{label}: {counted(value.count, 'article')}",
        at=at,
        top=f"{HEIGHT - height:.1f}",
        height=f"{height:.1f}",
        url=address(inside),
        selected=span == inside,
    )


@lru_cache(maxsize=2048)
def _bucket(value: str) -> tuple[str, DateSpan]:
    """A bucket's name and days; most pages show the same years."""
    return bucket_in_words(value), span_of(value)


def _trail(facet: Facet, query: Query, links: Links) -> tuple[Step, ...]:
    span = query.filters.span
    if not span:
        return ()
    steps = [Step("All dates", links.search(spanning(query, DateSpan())))]
    for parent in facet.parents:
        wider = span_of(parent)
        here = wider == span
        url = "" if here else links.search(spanning(query, wider))
        steps.append(Step(bucket_in_words(parent), url))
    return tuple(steps)


def _aside(value: FacetValue, query: Query, links: Links) -> Aside:
    span = query.filters.span
    here = span.only == value.value
    wanted = DateSpan() if here else DateSpan(only=value.value)
    words = bucket_in_words(value.value)
    return Aside(
        f"{number(value.count)} {words}",
        links.search(spanning(query, wanted)),
        here,
        OUT_OF_RANGE if value.value == OUTSIDE else "",
    )


def _ticks(buckets: tuple[FacetValue, ...]) -> tuple[Tick, ...]:
    """Labels below the bars of round periods."""
    labels = label_periods([bucket.value for bucket in buckets])
    spare = spare_places(labels)
    return tuple(_tick(label, at, len(buckets), spare=at in spare) for at, label in labels)


def _tick(label: str, place: int, count: int, *, spare: bool) -> Tick:
    """The label at the middle of its bar, or flush with the bar where it would stand over."""
    middle = 100 * (place + 0.5) / count
    if count > 3 and middle < EDGE:
        return Tick(label, f"{100 * place / count:.2f}", "start", spare)
    if count > 3 and middle > 100 - EDGE:
        return Tick(label, f"{100 * (place + 1) / count:.2f}", "end", spare)
    return Tick(label, f"{middle:.2f}", "middle", spare)
