"""Answers that a browser may keep and ask about again: ETag in, 304 out."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, request


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
