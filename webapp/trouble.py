"""Errors turned into answers in words: a page for readers, problem+json for programs."""

from __future__ import annotations

import json
import logging

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from search.engine import EngineError, IndexMissing, SchemaMismatch, TookTooLong, is_on_cluster
from search.serial import problem_to_json
from search.settings import BadSetting
from webapp import current
from webapp.database import DatabaseTrouble
from webapp.links import encode
from webapp.misread import Refused
from webapp.rendering import render

log = logging.getLogger(__name__)

MOST_NAMED = 50
"""Parameters that one refusal names."""

PROBLEM_JSON = "application/problem+json"
"""RFC 9457."""

TITLES = {
    400: "This address cannot be read",
    403: "This was not allowed",
    404: "There is nothing at this address",
    405: "This address cannot be used that way",
    413: "That is too much at once",
    414: "This address is too long",
    429: "That was too much in a short time",
    500: "Something went wrong here",
    503: "This cannot be answered just now",
}


DETAILS = {
    400: "Something in it, or in what was sent along with it, is not as it should be.",
    404: "The address may be mistyped, or from another version of this site.",
    405: "It answers other requests than this one: a page to open, or a form to send.",
    413: "Send less, or ask for less.",
}
"""What is told where the framework would tell it in its own words."""


def answer_trouble(app: Flask) -> None:
    """Answer every error of the app in words."""
    app.register_error_handler(EngineError, _engine)
    app.register_error_handler(DatabaseTrouble, _database)
    app.register_error_handler(TookTooLong, _too_long)
    app.register_error_handler(BadSetting, _database)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unforeseen)


def problem_response(status: int, title: str, detail: str, **members: object) -> Response:
    """An RFC 9457 problem; `members` are put beside the standard ones."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **members}
    text = json.dumps(body, ensure_ascii=True)
    return Response(text + "\n", status=status, content_type=PROBLEM_JSON)


def wants_json() -> bool:
    """Whether this request is a program's."""
    return request.path.startswith("/api/")


def _engine(error: EngineError) -> Response:
    """What went wrong may name folders and hosts: it is for the log, not for every reader."""
    log.error("%s: %s", type(error).__name__, error)
    told, hint = "The index cannot be read.", ""
    if isinstance(error, IndexMissing):
        told, hint = "There is no index yet.", "Make one with: dragoman index PATH"
    elif isinstance(error, SchemaMismatch):
        told = "The index was made by another version."
        hint = "Index the articles again with this version: dragoman index PATH"
    elif is_on_cluster(current.config().index):
        told = "The cluster that holds the index does not answer just now."
    response = _answer(503, told, hint)
    response.headers["Retry-After"] = "30"
    return response


def _too_long(error: TookTooLong) -> Response:
    log.warning("given up at %s", request.path)
    response = _answer(503, str(error))
    response.headers["Retry-After"] = "30"
    return response


def _database(error: DatabaseTrouble | BadSetting) -> Response:
    """Searching goes on without it; what went wrong is for the log, not for every reader."""
    log.error("saved searches: %s", error)
    return _answer(503, "Saved searches cannot be reached just now. Searching is not affected.")


def _refused(error: Refused) -> Response:
    """400 naming every parameter that cannot be read or means nothing."""
    if not wants_json():
        return _answer(400, error.description or "", ahead=_page_of_file())
    return problem_response(
        400,
        "A parameter cannot be used",
        error.description or "",
        parameters=error.parameters[:MOST_NAMED],
        problems=[problem_to_json(fault) for fault in error.faults[:MOST_NAMED]],
    )


def _http(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:
        return Response(error.get_response().get_data(), error.code, error.get_headers())
    by_us = error.description != type(error).description
    detail = (error.description or "") if by_us else DETAILS.get(error.code, "")
    response = _answer(error.code, detail)
    for name, value in error.get_headers():
        if name.lower() in ("allow", "retry-after"):
            response.headers[name] = value
    return response


def _unforeseen(error: Exception) -> Response:
    told = "unforeseen error at %s; `dragoman verify` tells whether the index is damaged"
    log.exception(told, request.path, exc_info=error)
    return _answer(500, "It has been written to the log. Trying again may help.")


def _page_of_file() -> str:
    """The page that shows what a file holds, with the same parameters; "" for no file."""
    place, slash, name = request.path.rpartition("/")
    page, dot, _ = name.partition(".")
    if not dot:
        return ""
    return f"{current.links().to(place + slash + page)}?{encode(current.pairs())}"


def _answer(status: int, detail: str, hint: str = "", ahead: str = "") -> Response:
    title = TITLES.get(status, "This did not work")
    if wants_json():
        return problem_response(status, title, " ".join(part for part in (detail, hint) if part))
    told = {"title": title, "detail": detail, "hint": hint, "ahead": ahead}
    page = render("error.html", status=status, **told)
    return Response(page, status=status)
