"""The web API: answers and articles as JSON, errors as problem+json (RFC 9457)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, Response, request

from search.fields import FACETS
from search.model import UNREAD_CURSOR, Problem, Query, SearchPage, Want
from search.parameters import quoted
from search.serial import article_to_json, info_to_json, page_to_json
from webapp import current
from webapp.caching import conditional
from webapp.misread import Refused, refuse, with_fault
from webapp.saved_json import saved_to_json
from webapp.suggesting import suggest
from webapp.trouble import problem_response

views = Blueprint("api", __name__, url_prefix="/api/v1")

KEYS = tuple(field.key for field in FACETS)


@views.get("/search")
def search() -> Response:
    """The answer to a question, in the shape of the command line's `--json`."""
    reading = current.question("facets")
    asked = [key for key in current.parameter("facets").split(",") if key]
    strange = [key for key in asked if key not in KEYS and key != "none"]
    if strange:
        fault = f"{quoted(strange[0])} is not one of {', '.join(KEYS)}, none"
        reading = with_fault(reading, "facets", fault)
    refuse(reading)
    want = Want()
    if asked:
        want = replace(want, facets=tuple(key for key in KEYS if key in asked))
    searcher = current.searcher()
    etag = current.etag(reading.query, searcher.info(), "api", *asked, _base_url())
    return conditional(
        etag,
        lambda: _json(page_to_json(_search(reading.query, want), _base_url())),
        "application/json",
    )


def _search(query: Query, want: Want) -> SearchPage:
    """The answer; Refused where its cursor is none, or a program would go round for ever."""
    page = current.searcher().search(query, want)
    if any(problem.message.startswith(UNREAD_CURSOR) for problem in page.problems):
        raise Refused((Problem(UNREAD_CURSOR),))
    return page


@views.get("/article")
def article() -> Response:
    """One article with its text."""
    refuse(current.no_question("id"))
    return _article(current.parameter("id"))


@views.get("/article/<path:id>")
def article_by_path(id: str) -> Response:
    """The same, for ids that a path can carry."""
    refuse(current.no_question())
    return _article(id)


@views.get("/info")
def info() -> Response:
    """What the index is and holds."""
    refuse(current.no_question())
    known = current.searcher().info()
    etag = current.etag(Query(), known, "info")
    return conditional(etag, lambda: _json(info_to_json(known)), "application/json")


@views.get("/suggest")
def suggested() -> Response:
    """Names and words that go on from what was typed, as browsers ask in their search bar."""
    refuse(current.no_question("q"))
    typed = current.parameter("q")
    body = json.dumps([typed, suggest(typed, current.words())]).encode() + b"\n"
    return Response(body, content_type="application/x-suggestions+json")


@views.get("/saved")
def saved() -> Response:
    """The saved searches that the caller may see; with a cookie of ours or a login, also theirs."""
    refuse(current.no_question())
    visitor = current.visitor()
    found = current.saved().visible_to(visitor.id)
    body = _json(saved_to_json(found, visitor.id, _base_url()))
    response = Response(body, content_type="application/json")
    response.headers["Cache-Control"] = "private, no-store"
    return response


@views.route("/saved", methods=["POST", "PUT", "PATCH", "DELETE"])
def not_saved() -> Response:
    """Nothing is written without the token of a form, which programs do not have."""
    return problem_response(
        403,
        "Searches are saved on the page",
        f"Saving and deleting need a form of this site: open {_base_url()}/saved/new with the "
        "parameters of a search, or use the search's permalink, which needs no saving.",
    )


def _article(id: str) -> Response:
    if not id:
        raise Refused((Problem("id: name an article, as in /api/v1/article?id=…"),))
    searcher = current.searcher()
    found = searcher.get(id)
    if found is None:
        return problem_response(404, "No such article", "This index holds no article of that id.")
    etag = current.etag(Query(), searcher.info(), "article", id, _base_url())
    return conditional(etag, lambda: _json(article_to_json(found, _base_url())), "application/json")


def _base_url() -> str:
    return request.url_root.rstrip("/")


def _json(value: Mapping[str, object]) -> bytes:
    return json.dumps(value).encode() + b"\n"
