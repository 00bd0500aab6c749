"""Up to four questions over time in one chart."""

from __future__ import annotations

from flask import Blueprint, Response

from search.model import Filters
from search.parameters import clean_text
from search.permalink import read_params
from webapp import current
from webapp.comparison import MOST, compare, comparison_to_csv
from webapp.comparison_view import present_comparison
from webapp.labels import names
from webapp.rendering import render

views = Blueprint("comparing", __name__)

LONGEST = 500
"""Characters of a question that is compared; the address holds four of them."""


@views.get("/compare")
def comparing() -> Response:
    """The chart, its table, and the form to ask for others."""
    texts, filters = _asked()
    compared = compare(texts, filters, current.searcher()) if texts else None
    view = present_comparison(compared, texts, filters, current.links(), current.today())
    title = " / ".join(text[:40] for text in texts) or "Compare"
    return Response(render("compare.html", view=view, title=title))


@views.get("/compare.csv")
def compared_as_csv() -> Response:
    """The figures of the chart as a file."""
    texts, filters = _asked()
    body = comparison_to_csv(compare(texts, filters, current.searcher()))
    response = Response(body, content_type="text/csv; charset=utf-8; header=present")
    response.headers["Content-Disposition"] = 'attachment; filename="dragoman-compare.csv"'
    return response


def _asked() -> tuple[tuple[str, ...], Filters]:
    """The questions, each once, and the filters that they share."""
    pairs = current.pairs()
    texts = dict.fromkeys(clean_text(value)[:LONGEST] for name, value in pairs if name == "q")
    texts.pop("", None)
    shared = read_params([(name, value) for name, value in pairs if name != "q"], names())
    return tuple(texts)[:MOST], shared.query.filters
