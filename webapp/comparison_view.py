"""A comparison as its page draws it: lines with letters, dashes and a table, not colour alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from search.model import Filters, Query
from search.permalink import to_params
from webapp.comparison import MOST, Comparison, Series
from webapp.histogram import narrowed
from webapp.links import Links, Pairs, encode
from webapp.wording import bucket_in_words, counted, number

WIDTH, HEIGHT = 720, 240
LEFT, BOTTOM = 48, 24
"""Room for the scale and the periods, in the drawing's own units."""

LETTER = 13
"""Height of a letter at a line's end."""

STEPS = 5
TICKS = 6


@dataclass(frozen=True, slots=True)
class LineView:
    """One question: pieces of its line (broken where a period has no articles at all), the
    points that stand alone, and where its letter goes."""

    letter: str
    asked: str
    told: str
    url: str
    paths: tuple[str, ...]
    dots: tuple[tuple[str, str], ...]
    end: tuple[str, str]


@dataclass(frozen=True, slots=True)
class Mark:
    """A label on a scale, at a place in the drawing."""

    label: str
    at: str


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
    lines: tuple[LineView, ...]
    across: tuple[Mark, ...]
    up: tuple[Mark, ...]
    rows: tuple[TableRow, ...]
    level: str
    csv_url: str


def present_comparison(
    compared: Comparison | None,
    texts: tuple[str, ...],
    filters: Filters,
    links: Links,
    today: date,
) -> ComparisonView:
    """The view of a comparison; None where nothing has been asked yet."""
    bare = to_params(Query(filters=replace(filters, span=type(filters.span)())))
    span = filters.span
    asked = (*to_params(Query(filters=filters)), *(("q", text) for text in texts))
    top = _top(compared.highest) if compared else 1.0
    return ComparisonView(
        texts=(*texts, *[""] * MOST)[:MOST],
        carried=bare,
        start=span.start.isoformat() if span.start else "",
        end=span.end.isoformat() if span.end else "",
        lines=_apart([_line(s, compared, top, links) for s in compared.series]) if compared else (),
        across=tuple(_across(compared)) if compared else (),
        up=tuple(_up(top)),
        rows=tuple(_rows(compared, links, today)) if compared else (),
        level=compared.level if compared else "",
        csv_url=links.to("/compare.csv?") + encode(asked),
    )


def _line(series: Series, compared: Comparison, top: float, links: Links) -> LineView:
    runs = list(_runs(series, len(compared.buckets), top))
    last = runs[-1][-1] if runs else (LEFT, HEIGHT - BOTTOM)
    return LineView(
        letter=series.letter,
        asked=series.query.text,
        told=counted(series.total, "article"),
        url=links.search(series.query),
        paths=tuple(" ".join(f"{x:.1f},{y:.1f}" for x, y in run) for run in runs if len(run) > 1),
        dots=tuple((f"{run[0][0]:.1f}", f"{run[0][1]:.1f}") for run in runs if len(run) == 1),
        end=(f"{last[0] + 6:.1f}", f"{last[1] + 4:.1f}"),
    )


def _apart(lines: list[LineView]) -> tuple[LineView, ...]:
    """The lines with their letters moved down where they would stand on each other."""
    lowest = float("-inf")
    placed: dict[str, LineView] = {}
    for line in sorted(lines, key=lambda line: float(line.end[1])):
        lowest = max(float(line.end[1]), lowest + LETTER)
        placed[line.letter] = replace(line, end=(line.end[0], f"{lowest:.1f}"))
    return tuple(placed[line.letter] for line in lines)


def _runs(series: Series, count: int, top: float) -> Iterator[list[tuple[float, float]]]:
    """Stretches of periods that have articles at all, as points of the drawing."""
    run: list[tuple[float, float]] = []
    for place, share in enumerate(series.shares):
        if share is None:
            if run:
                yield run
            run = []
        else:
            run.append((_x(place, count), _y(share, top)))
    if run:
        yield run


def _x(place: int, count: int) -> float:
    room = WIDTH - LEFT - 20
    return LEFT + room * (place / (count - 1) if count > 1 else 0.5)


def _y(share: float, top: float) -> float:
    return 8 + (HEIGHT - BOTTOM - 8) * (1 - share / top)


def _top(highest: float) -> float:
    """The end of the scale: the first round share that is not below the highest."""
    for step in (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0):
        if highest <= step:
            return step
    return 1.0


def _up(top: float) -> Iterator[Mark]:
    for step in range(STEPS + 1):
        share = top * step / STEPS
        yield Mark(_percent(share), f"{_y(share, top):.1f}")


def _across(compared: Comparison) -> Iterator[Mark]:
    last = len(compared.buckets) - 1
    places = sorted({last * i // (TICKS - 1) for i in range(TICKS)}) if last >= 0 else []
    for place in places:
        at = f"{_x(place, last + 1):.1f}"
        yield Mark(bucket_in_words(compared.buckets[place]), at)


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
