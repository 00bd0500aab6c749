"""What belongs to the site and not to a question: health, robots, the icon."""

from __future__ import annotations

import hashlib
import json
import logging

from flask import Blueprint, Response, current_app, request

from search.engine import EngineError
from webapp import current
from webapp.caching import conditional
from webapp.modes import MODES
from webapp.openapi import describe_api
from webapp.rendering import render

views = Blueprint("site", __name__)

log = logging.getLogger(__name__)


@views.get("/healthz")
def healthz() -> Response:
    """The process answers."""
    return _plain("ok\n")


@views.get("/readyz")
def readyz() -> Response:
    """The index can be searched; what its operator should know follows, a line each."""
    try:
        info = current.searcher().info()
    except EngineError as error:  # whose words are for the log: anybody may ask here
        log.warning("not ready: %s: %s", type(error).__name__, error)
        response = _plain("not ready: the index cannot be read\n")
        response.status_code = 503
        return response
    lines = [f"ready: {info.articles} articles at generation {info.generation}"]
    lines += [f"notice: {' '.join(notice.text.split())}" for notice in info.notices]
    return _plain("\n".join(lines) + "\n")


@views.get("/robots.txt")
def robots() -> Response:
    """Results are endless combinations of links: crawlers have no business in them."""
    root = request.script_root
    places = (*MODES, "cite", "compare", "facet", "list", "article", "api", "s/", "saved")
    lines = ["User-agent: *", *(f"Disallow: {root}/{place}" for place in places), ""]
    return _plain("\n".join(lines))


@views.get("/favicon.ico")
def favicon() -> Response:
    """The icon, where browsers ask for it without being told."""
    return current_app.send_static_file("icon.svg")


@views.get("/opensearch.xml")
def opensearch() -> Response:
    """The description by which browsers add this site to their search bar."""
    body = render("opensearch.xml", base=request.url_root.rstrip("/"))
    return Response(body, content_type="application/opensearchdescription+xml; charset=utf-8")


@views.get("/openapi.json")
def openapi() -> Response:
    """The description of the web API."""
    server = request.url_root.rstrip("/")
    etag = hashlib.sha256(f"{current.version()} {server}".encode()).hexdigest()[:20]
    return conditional(
        etag, lambda: json.dumps(describe_api(server)).encode() + b"\n", "application/json"
    )


def _plain(text: str) -> Response:
    return Response(text, content_type="text/plain; charset=utf-8")
