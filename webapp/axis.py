"""Which periods of a chart are labelled: round ones at even steps, as many as there is room for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from webapp.wording import abbreviated

MOST = 7
"""Labels below a chart at most."""

YEARS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
MONTHS = (1, 2, 3, 6)
DAYS = (1, 2, 3)

Labels = tuple[tuple[int, str], ...]
"""Places of the labelled periods, each with its label."""

SHORT = 4
"""Letters of a label of which a phone has room for all; of longer ones it shows every other."""

Chooser = Callable[[str], bool]
"""Whether a period is to be labelled."""


def label_periods(periods: Sequence[str], most: int = MOST) -> Labels:
    """The labels of `periods` that follow each other, all years, all months or all days (as
    `2014`, `2014-03`, `2014-03-05`): the finest choice of at most `most`."""
    for choose, worded in _choices(periods):
        chosen = tuple((at, worded(p)) for at, p in enumerate(periods) if choose(p))
        if len(chosen) <= most:
            return chosen
    return ()


def spare_places(labels: Labels) -> frozenset[int]:
    """The places of labels that a phone leaves out: every other one, where they are long."""
    if len(labels) <= 3 or all(len(label) <= SHORT for _, label in labels):
        return frozenset()
    return frozenset(at for at, _ in labels[1::2])


def _choices(periods: Sequence[str]) -> Iterator[tuple[Chooser, Callable[[str], str]]]:
    """From the finest to the coarsest. What is labelled depends on the calendar, not on where the
    periods begin; only a handful of days is counted from its first."""
    yield (lambda period: True), abbreviated
    finest = periods[0].count("-")
    if finest == 2:
        first = date.fromisoformat(periods[0]).toordinal()
        for step in DAYS:
            yield _every_day(step, first), abbreviated
        yield _every_day(7, 1), abbreviated  # the first day of the calendar was a Monday
        yield _every_day(14, 1), abbreviated
    if finest >= 1:
        for step in MONTHS:
            yield _every_month(step), lambda period: abbreviated(period[:7])
    for step in YEARS:
        yield _every_year(step), lambda period: period[:4]


def _every_day(step: int, first: int) -> Chooser:
    return lambda period: (date.fromisoformat(period).toordinal() - first) % step == 0


def _every_month(step: int) -> Chooser:
    return lambda period: (int(period[5:7]) - 1) % step == 0 and period[8:] in ("", "01")


def _every_year(step: int) -> Chooser:
    return lambda period: int(period[:4]) % step == 0 and period[4:] in ("", "-01", "-01-01")
