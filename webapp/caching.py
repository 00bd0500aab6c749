"""Answers that a browser may keep and ask about again: ETag in, 304 out; and parts of files."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask, Response, request

_ONE_PART = re.compile(r"bytes=(?:[0-9]{1,18}-[0-9]{0,18}|-[0-9]{1,18})")
"""The one form of Range that is answered with a part of a file."""


def conditional(
    etag: str, make: Callable[[], bytes], content_type: str = "text/html; charset=utf-8"
) -> Response:
    """304 where the browser holds this very answer, else the answer that `make` gives.

    The tag is weak: two answers alike in content may differ in the time they took.
    """
    if request.if_none_match.contains_weak(etag):
        response = Response(status=304)
    else:
        response = Response(make(), content_type=content_type)
    response.set_etag(etag, weak=True)
    response.headers["Cache-Control"] = "no-cache"
    return response


def ignore_odd_ranges(app: Flask) -> None:
    """Answer a Range of several parts, or one that cannot be read, with the whole file.

    RFC 9110, 14.2, allows the one and asks for the other; Werkzeug would refuse both with 416.
    """

    @app.before_request
    def ignore() -> None:
        if not _ONE_PART.fullmatch(request.environ.get("HTTP_RANGE", "")):
            request.environ.pop("HTTP_RANGE", None)
