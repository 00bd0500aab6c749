"""Up to four questions over time in one chart."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response

from search.model import Filters, Problem
from search.parameters import clean_text, quoted
from search.permalink import Reading, read_params
from webapp import current
from webapp.caching import conditional
from webapp.comparison import MONTHLY, MOST, compare, comparison_to_csv
from webapp.comparison_view import present_comparison
from webapp.labels import names
from webapp.misread import notices, refuse, with_fault
from webapp.rendering import render

views = Blueprint("comparing", __name__)

LONGEST = 500
"""Characters of a question that is compared; the address holds four of them."""

POINTLESS = ("sort", "match", "page", "size", "cursor")
"""Parameters of a list of hits, which a comparison has none of."""


@views.get("/compare")
def comparing() -> Response:
    """The chart, its table, and the form to ask for others."""
    texts, reading = _asked()
    problems = notices(reading)
    etag = _etag(texts, reading, repr(problems))
    return conditional(etag, lambda: _render(texts, reading.query.filters, problems))


def _render(texts: tuple[str, ...], filters: Filters, problems: tuple[Problem, ...]) -> bytes:
    searcher = current.searcher()
    compared = compare(texts, filters, searcher, monthly=_monthly()) if texts else None
    view = present_comparison(compared, texts, filters, current.links(), current.today())
    title = " / ".join(text[:40] for text in texts) or "Compare"
    return render("compare.html", view=view, title=title, problems=problems)


@views.get("/compare.csv")
def compared_as_csv() -> Response:
    """The figures of the chart as a file."""
    texts, reading = _asked()
    refuse(reading)
    filters, searcher = reading.query.filters, current.searcher()
    response = conditional(
        _etag(texts, reading, "csv"),
        lambda: comparison_to_csv(compare(texts, filters, searcher, monthly=_monthly())),
        "text/csv; charset=utf-8; header=present",
    )
    response.headers["Content-Disposition"] = 'attachment; filename="dragoman-compare.csv"'
    return response


def _etag(texts: tuple[str, ...], reading: Reading, *parts: str) -> str:
    info = current.searcher().info()
    asked = (repr(texts), str(_monthly()))
    return current.etag(reading.query, info, "compare", *asked, *parts)


def _monthly() -> bool:
    """Whether months are asked for even where years are usual."""
    return current.parameter("per") == MONTHLY


def _asked() -> tuple[tuple[str, ...], Reading]:
    """The questions, each once, and the filters that they share."""
    pairs = current.pairs()
    typed = dict.fromkeys(clean_text(value) for name, value in pairs if name == "q")
    typed.pop("", None)
    texts = tuple(dict.fromkeys(text[:LONGEST] for text in typed))
    shared = read_params([pair for pair in pairs if pair[0] not in ("q", "per")], names())
    pointless = tuple(sorted({name for name, _ in pairs if name in POINTLESS}))
    reading = replace(shared, unknown=(*shared.unknown, *pointless))
    if any(len(text) > LONGEST for text in typed):
        fault = f"longer than {LONGEST} characters"
        reading = with_fault(reading, "q", fault, "the rest is not read")
    per = current.parameter("per")
    if per and per != MONTHLY:
        reading = with_fault(reading, "per", f"{quoted(per)} is not {MONTHLY}", "it is left out")
    if len(texts) > MOST:
        fault = f"{len(texts)} questions, more than {MOST}"
        reading = with_fault(reading, "q", fault, f"the first {MOST} are compared")
    return texts[:MOST], reading
