"""One facet whole: every value, searched by name, ticked together; and as a file."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

from flask import Blueprint, Response, abort

from search.fields import FACETS
from search.model import Facet, Problem, Query, Want
from search.parameters import quoted
from search.permalink import to_params
from search.serial import neutralise
from webapp import current
from webapp.caching import conditional
from webapp.facet_page import find_values, present_facet_page
from webapp.facets import GROUPS
from webapp.labels import shown_label
from webapp.links import pinned
from webapp.misread import notices, refuse
from webapp.rendering import render

views = Blueprint("facets", __name__)

KEYS = ", ".join(f.key for f in FACETS)


@views.get(f"/facet/<any({KEYS}):key>")
def facet(key: str) -> Response:
    """Every value of a facet under a question."""
    reading = current.question("find")
    query = replace(reading.query, page=1, cursor="")
    find, problems = current.parameter("find")[:100], notices(reading)
    etag = _etag(query, key, find, repr(problems))
    return conditional(etag, lambda: _render(key, query, find, problems))


def _render(key: str, query: Query, find: str, problems: tuple[Problem, ...]) -> bytes:
    counted, groups, asked = _count(key, query)
    found, found_groups = (find_values(key, each, find) for each in (counted, groups))
    view = present_facet_page(
        key, found, found_groups, find, asked, current.links(), current.today()
    )
    return render("facet.html", view=view, title=view.title, problems=problems)


@views.get(f"/facet/<any({KEYS}):key>.csv")
def facet_as_csv(key: str) -> Response:
    """The same as a file of values, names and counts; groups such as alliances come last."""
    reading = current.question()
    refuse(reading)
    etag = _etag(reading.query, key, "csv")
    kind = "text/csv; charset=utf-8; header=present"
    response = conditional(etag, lambda: _to_csv(key, reading.query), kind)
    response.headers["Content-Disposition"] = f'attachment; filename="dragoman-{key}.csv"'
    return response


def _to_csv(key: str, asked_for: Query) -> bytes:
    counted, groups, query = _count(key, asked_for)
    stream = io.StringIO(newline="")
    rows = csv.writer(stream)
    rows.writerow(("value", "label", "articles", "question"))
    asked = "&".join(f"{name}={value}" for name, value in to_params(query))
    for value in (*counted.values, *groups.values):
        label = shown_label(key, value.value, value.label)
        rows.writerow((neutralise(value.value), neutralise(label), value.count, neutralise(asked)))
    return ("\ufeff" + stream.getvalue()).encode("utf-8", "replace")


def _etag(query: Query, *parts: str) -> str:
    return current.etag(query, current.searcher().info(), "facet", *parts)


@views.get("/facet/<path:key>")
def no_facet(key: str) -> Response:
    """Another name than those above."""
    abort(404, f"{quoted(key)} is no facet; these are: {KEYS}.")


def _count(key: str, query: Query) -> tuple[Facet, Facet, Query]:
    """The facet with all of its values, its groups, and the question with its reading pinned."""
    keys = tuple(each for each in (key, GROUPS.get(key)) if each)
    want = Want(snippets=False, hits=False, facets=keys, facet_values=None, suggestions=False)
    page = current.searcher().search(query, want)
    counted, groups = (page.facets.get(each, Facet()) for each in (key, GROUPS.get(key, "")))
    return counted, groups, pinned(page)
