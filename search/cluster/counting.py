"""From a cluster's aggregations to facets with exact counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from search.cluster.shapes import Json
from search.listing import list_rows, place
from search.model import NONE, DateSpan, Facet, Selection
from search.naming import NONE_LABEL
from search.plan import Days
from search.stored import day_of
from search.syntax.groups import group_of
from search.timeline import ends_shown, level_of, special_values, timeline_facet


@dataclass(slots=True)
class Counts:
    """How often each value of a facet occurs; `whole` tells whether all values are there."""

    values: dict[str, int] = field(default_factory=dict)
    ticked: dict[str, int] = field(default_factory=dict)
    whole: bool = True


def read_counts(answer: Json) -> Counts:
    """The counts in the aggregation of one keyword facet."""
    listed = answer["values"]
    counts = {bucket["key"]: int(bucket["doc_count"]) for bucket in listed["buckets"]}
    if none := int(answer["none"]["doc_count"]):
        counts[NONE] = none
    short = listed["sum_other_doc_count"] or listed["doc_count_error_upper_bound"]
    return Counts(counts, _filters(answer.get("ticked")), whole=not short)


def read_groups(answer: Json) -> Counts:
    """The counts in the aggregation of groups of states."""
    ticked = {v: n for v, n in _filters(answer.get("ticked")).items() if group_of(v)}
    counts = _filters(answer.get("groups")) | ticked
    return Counts({value: count for value, count in counts.items() if count}, ticked)


def _filters(answer: Json | None) -> dict[str, int]:
    if not answer:
        return {}
    return {value: int(bucket["doc_count"]) for value, bucket in answer["buckets"].items()}


def keyword_facet(
    counts: Counts, selection: Selection, listed: int | None, label: Callable[[str], str]
) -> Facet:
    """The values by count, then label; at most `listed` of them, and ticked ones always."""

    def labelled(value: str) -> str:
        return NONE_LABEL if value == NONE else label(value)

    every = [(value, labelled(value), count) for value, count in counts.values.items()]
    rows = sorted(every, key=place)[:listed]
    ticked = {*selection.include, *selection.exclude}
    for value in ticked.difference([value for value, _, _ in rows]):
        count = counts.values.get(value, counts.ticked.get(value, 0))
        rows.append((value, labelled(value), count))
    return list_rows(sorted(rows, key=place), selection, distinct=len(every))


# --- dates


@dataclass(frozen=True, slots=True)
class Timeline:
    """What the first answer tells of the dates; days are counted by a second question."""

    span: Days
    shown: tuple[date, date] | None
    months: Mapping[str, int]
    years: Mapping[str, int]
    undated: int
    outside: int

    @property
    def by_day(self) -> bool:
        """Whether the buckets are days."""
        return self.shown is not None and level_of(*self.shown)[0] == "day"

    def facet(self, days: Mapping[str, int]) -> Facet:
        """The date facet; `days` are counts by day where the buckets are days."""
        span = DateSpan(self.span.start, self.span.end, only=self.span.only)
        special = special_values(span, self.undated, self.outside)
        level = level_of(*self.shown)[0] if self.shown else ""
        counts = {"day": days, "month": self.months, "year": self.years}.get(level, {})
        return timeline_facet(span, self.shown, counts, special)


def read_timeline(buckets: Json, odd: Json, span: Days) -> Timeline:
    """The dates in the aggregations of the date facet."""
    months: dict[str, int] = {}
    years: dict[str, int] = {}
    for bucket in buckets["shown"]["months"]["buckets"]:
        year, month = divmod(int(bucket["key"]), 12)
        year += 1970
        months[f"{year:04}-{month + 1:02}"] = int(bucket["fine"]["doc_count"])
        name = f"{year:04}"
        years[name] = years.get(name, 0) + int(bucket["doc_count"])
    found = buckets["ends"]
    low, high = (day_in(found[end]["value"]) for end in ("low", "high"))
    return Timeline(
        span=span,
        shown=ends_shown(DateSpan(span.start, span.end), low, high),
        months=months,
        years=years,
        undated=int(odd["none"]["doc_count"]),
        outside=int(odd["outside"]["doc_count"]),
    )


def day_in(number: float | None) -> date | None:
    """The day of an aggregation; None where it had no article."""
    return None if number is None else day_of(int(number))


def read_days(answer: Json) -> dict[str, int]:
    """Counts by day."""
    return {
        day_of(int(bucket["key"])).isoformat(): int(bucket["doc_count"])
        for bucket in answer["aggregations"]["days"]["buckets"]
    }
