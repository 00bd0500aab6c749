"""A comparison as its page draws it: lines told apart by letters, dashes and marks, and a table.

Places are per cents of the drawing, so that it fits any width while its words keep their size.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from search.model import DateSpan, Filters, Query
from search.permalink import to_params
from search.sentence import describe
from webapp.axis import label_periods, spare_places
from webapp.comparison import (
    LETTERS,
    MONTHLY,
    MOST,
    YEARS_ASKED,
    YEARS_BY_MONTH,
    Comparison,
    Series,
)
from webapp.histogram import narrowed
from webapp.labels import label_of
from webapp.links import Links, Pairs, encode
from webapp.presenter import worth_telling
from webapp.scale import in_per_cent, steps_of
from webapp.wording import bucket_in_words, counted, number

LETTER = 7.0
"""Height of a letter at a line's end, in per cent of the drawing's."""

MARKED = 16
"""Marks on a line, about; more would hide it."""


@dataclass(frozen=True, slots=True)
class LineView:
    """One question: pieces of its line (broken where a period has no articles at all), the marks on
    it, and how high its letter stands. `beside` tells of articles that the line leaves out."""

    letter: str
    asked: str
    told: str
    beside: str
    url: str
    paths: tuple[str, ...]
    marks: tuple[tuple[str, str], ...]
    end: float

    @property
    def at(self) -> str:
        """`end` for the drawing."""
        return f"{self.end:.1f}%"


@dataclass(frozen=True, slots=True)
class Label:
    """A label on a scale, at a place in the drawing; a `spare` one can be left out."""

    label: str
    at: str
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """How one question was read, where that is not as it was typed.

    `problems` are messages, each with a repair and where it leads, "" where there is none.
    """

    letter: str
    read_as: str
    meant: tuple[str, str]
    problems: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class TableRow:
    """One period in figures."""

    label: str
    everything: str
    cells: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class ComparisonView:
    """Everything that the page of a comparison shows."""

    texts: tuple[str, ...]
    carried: Pairs
    start: str
    end: str
    among: str
    open_url: str
    doubts: tuple[Doubt, ...]
    lines: tuple[LineView, ...]
    across: tuple[Label, ...]
    up: tuple[Label, ...]
    rows: tuple[TableRow, ...]
    level: str
    beside: str
    years_told: str
    other_level: tuple[str, str]
    csv_url: str


def present_comparison(
    compared: Comparison | None,
    texts: tuple[str, ...],
    filters: Filters,
    links: Links,
    today: date,
) -> ComparisonView:
    """The view of a comparison; None where nothing has been asked yet."""
    span = filters.span
    typed = DateSpan() if span.start or span.end else span
    beside = Query(filters=replace(filters, span=typed))
    drawn = compared if compared and compared.buckets else None
    monthly = bool(compared and compared.monthly)
    steps = steps_of(compared.highest if compared else 1.0)
    return ComparisonView(
        texts=(*texts, *[""] * MOST)[:MOST],
        carried=(*to_params(beside), *_per(monthly)),
        start=span.start.isoformat() if span.start else "",
        end=span.end.isoformat() if span.end else "",
        among=describe(beside, label_of) if beside.filters else "",
        open_url=_address(
            texts, Filters(span=replace(span, rolling="", only="")), links, monthly=monthly
        ),
        doubts=tuple(_doubts(compared, texts, filters, links)) if compared else (),
        lines=_apart([_line(s, drawn, steps[-1], links) for s in drawn.series]) if drawn else (),
        across=tuple(_across(drawn)) if drawn else (),
        up=tuple(_up(steps)),
        rows=tuple(_rows(drawn, links, today)) if drawn else (),
        level=compared.level if compared else "",
        beside=_beside(compared) if compared else "",
        years_told=_years_told(compared) if compared else "",
        other_level=_other_level(compared, texts, filters, links),
        csv_url=_address(texts, filters, links, form=".csv", monthly=monthly),
    )


def _address(
    texts: tuple[str, ...],
    filters: Filters,
    links: Links,
    *,
    form: str = "",
    monthly: bool = False,
) -> str:
    """The page of a comparison, or the file of its figures."""
    asked = (*to_params(Query(filters=filters)), *_per(monthly), *(("q", text) for text in texts))
    return links.to(f"/compare{form}?") + encode(asked)


def _per(monthly: bool) -> Pairs:
    return (("per", MONTHLY),) if monthly else ()


def _beside(compared: Comparison) -> str:
    """How many articles the chart has no place for."""
    parts = [
        f"{number(count)} {word}"
        for count, word in (
            (compared.undated, "undated"),
            (compared.outside, "outside the range"),
        )
        if count
    ]
    one = compared.undated + compared.outside == 1
    return f"{' and '.join(parts)} {'is' if one else 'are'} left out." if parts else ""


def _years_told(compared: Comparison) -> str:
    """Why months are not shown, where a reader may miss them."""
    if compared.level != "year" or len(compared.buckets) <= YEARS_ASKED:
        return ""
    if compared.offers_months:
        return f"More than {YEARS_ASKED} years are shown by year."
    return f"More than {YEARS_BY_MONTH} years are shown by year alone."


def _other_level(
    compared: Comparison | None, texts: tuple[str, ...], filters: Filters, links: Links
) -> tuple[str, str]:
    """From years to months or back, where a span can be told by either: what, and where it is."""
    if compared is None or not compared.offers_months:
        return ("", "")
    label = "By year" if compared.monthly else "By month"
    return (label, _address(texts, filters, links, monthly=not compared.monthly))


def _doubts(
    compared: Comparison, texts: tuple[str, ...], filters: Filters, links: Links
) -> Iterator[Doubt]:
    """What a reader should check before a line is trusted, question by question."""

    def instead(line: Series, text: str) -> str:
        others = tuple(text if each == line.query.text else each for each in texts)
        return _address(others, filters, links, monthly=compared.monthly)

    for line in compared.series:
        page = line.answer
        read_as = page.read_as if worth_telling(page) else ""
        meant = page.did_you_mean or ""
        problems = tuple(
            (p.message, p.repair or "", instead(line, p.repair) if p.repair else "")
            for p in page.problems
        )
        if read_as or meant or problems:
            suggested = (meant, instead(line, meant)) if meant else ("", "")
            yield Doubt(line.letter, read_as, suggested, problems)


def _line(series: Series, compared: Comparison, top: float, links: Links) -> LineView:
    count = len(compared.buckets)
    points = [
        None if share is None else (_x(place, count), _y(share, top))
        for place, share in enumerate(series.shares)
    ]
    runs = list(_runs(points))
    vague = f"{number(series.vague)} of unknown {compared.level}, not drawn"
    return LineView(
        letter=series.letter,
        asked=series.query.text,
        told=counted(series.answer.total, "article"),
        beside=f"({vague})" if series.vague else "",
        url=links.search(series.query),
        paths=tuple(" ".join(f"{x:.2f},{y:.2f}" for x, y in run) for run in runs if len(run) > 1),
        marks=tuple(_marks(points, LETTERS.index(series.letter), len(compared.series))),
        end=runs[-1][-1][1] if runs else 100.0,
    )


def _marks(
    points: list[tuple[float, float] | None], index: int, lines: int
) -> Iterator[tuple[str, str]]:
    """Where the marks of a line stand: each line's at periods of its own, so that of lines which
    run together every one can be seen."""
    every = -(-len(points) // MARKED)
    first = index * every // lines
    for place, point in enumerate(points):
        alone = not any(points[max(place - 1, 0) : place] + points[place + 1 : place + 2])
        if point and (alone or place % every == first):
            yield f"{point[0]:.2f}%", f"{point[1]:.2f}%"


def _apart(lines: list[LineView]) -> tuple[LineView, ...]:
    """The lines with their letters moved where they would stand on each other or below the rest."""
    ends: dict[str, float] = {}
    above = float("-inf")
    for line in sorted(lines, key=lambda line: line.end):
        above = ends[line.letter] = max(line.end, above + LETTER)
    below = 100.0 + LETTER
    for letter, end in sorted(ends.items(), key=lambda item: -item[1]):
        below = ends[letter] = min(end, below - LETTER)
    return tuple(replace(line, end=ends[line.letter]) for line in lines)


def _runs(points: list[tuple[float, float] | None]) -> Iterator[list[tuple[float, float]]]:
    """Stretches of periods that have articles at all."""
    run: list[tuple[float, float]] = []
    for point in points:
        if point is not None:
            run.append(point)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _x(place: int, count: int) -> float:
    return 100 * place / (count - 1) if count > 1 else 50.0


def _y(share: float, top: float) -> float:
    return 100 * (1 - share / top)


def _up(steps: tuple[float, ...]) -> Iterator[Label]:
    for step, label in zip(steps, in_per_cent(steps), strict=True):
        yield Label(label, f"{_y(step, steps[-1]):.2f}%")


def _across(compared: Comparison) -> Iterator[Label]:
    labels = label_periods(compared.buckets)
    spare = spare_places(labels)
    for place, label in labels:
        yield Label(label, f"{_x(place, len(compared.buckets)):.2f}%", place in spare)


def _rows(compared: Comparison, links: Links, today: date) -> Iterator[TableRow]:
    for place, bucket in enumerate(compared.buckets):
        cells = []
        for line in compared.series:
            share = line.shares[place]
            url = links.search(narrowed(line.query, bucket, today))
            text = "–" if share is None else _percent(share)
            cells.append((text, number(line.counts[place]), url if line.counts[place] else ""))
        yield TableRow(bucket_in_words(bucket), number(compared.everything[place]), tuple(cells))


def _percent(share: float) -> str:
    hundred = share * 100
    digits = 0 if hundred >= 10 or hundred == 0 else 1 if hundred >= 1 else 2
    return f"{hundred:.{digits}f}%"
