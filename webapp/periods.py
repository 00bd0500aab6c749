"""The periods that stand as columns of a table: days, months, years, decades or centuries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from search.model import NONE, OUTSIDE, DateSpan, Facet
from search.plan import Days
from webapp.histogram import overlap, span_of
from webapp.wording import abbreviated, bucket_in_words

LENGTHS = (10, 7, 4, 3, 2)
"""Letters of an ISO date that name a day, a month, a year, a decade, a century."""

UNKNOWN = {10: "Day unknown", 7: "Month unknown"}
"""What is said of articles that are dated less exactly than the columns."""


@dataclass(frozen=True, slots=True)
class Period:
    """One column: `name` for files, `short` and `full` for readers, `span` as it is asked for."""

    name: str
    short: str
    full: str
    span: DateSpan


def periods_of(facet: Facet, span: DateSpan, days: Days, most: int) -> tuple[Period, ...]:
    """The finest periods that cover a date facet in at most `most` columns, oldest first.

    Empty ones at either end are left out; after the periods come the undated articles and those
    outside the range, where there are any. `days` are those that the chosen `span` stands for.
    """
    buckets = [v.value for v in facet.values if v.value not in (NONE, OUTSIDE)]
    held = [v.value for v in facet.values if v.count]
    first = next((at for at, value in enumerate(buckets) if value in held), len(buckets))
    last = next((at for at, value in enumerate(reversed(buckets)) if value in held), 0)
    within = buckets[first : len(buckets) - last]
    dated = tuple(_period(key, days) for key in _joined(within, most))
    return (*dated, *(_beside(v) for v in (NONE, OUTSIDE) if _is_told(v, held, span)))


def vague_of(periods: tuple[Period, ...]) -> str:
    """What the articles of a result that are in none of its columns have in common."""
    length = len(periods[0].name) if periods and periods[0].span.start else 0
    return UNKNOWN.get(length, "Other dates")


def _joined(buckets: list[str], most: int) -> tuple[str, ...]:
    """The beginnings of ISO dates that name the periods."""
    joined: tuple[str, ...] = ()
    for length in LENGTHS:
        joined = tuple(dict.fromkeys(bucket[:length] for bucket in buckets))
        if len(joined) <= most:
            break
    return joined


def _period(key: str, days: Days) -> Period:
    if len(key) >= len("2014"):
        whole = span_of(key)
        return Period(key, abbreviated(key), bucket_in_words(key), overlap(whole, days))
    begin, end = int(key.ljust(4, "0")), int(key.ljust(4, "9"))
    whole = DateSpan(date(max(begin, 1), 1, 1), date(end, 12, 31))
    full = f"{begin} to {end}"
    short = f"{begin}s" if len(key) == len("197") else f"{begin}–"
    return Period(f"{begin:04}/{end:04}", short, full, overlap(whole, days))


def _beside(value: str) -> Period:
    name = {NONE: "undated", OUTSIDE: "outside the range"}[value]
    return Period(name, name.partition(" ")[0].capitalize(), name, DateSpan(only=value))


def _is_told(value: str, held: list[str], span: DateSpan) -> bool:
    """A span leaves out the undated articles, unless it asks for nothing else."""
    return value in held and (not span or span.only == value)
