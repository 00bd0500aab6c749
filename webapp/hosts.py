"""Requests whose `Host` no address could be made of are refused (RFC 9112, 3.2)."""

from __future__ import annotations

from flask import Flask, abort, request


def refuse_odd_hosts(app: Flask) -> None:
    """Answer 400 where the host that a request names is none.

    Werkzeug passes over one of strange signs as if there were none, and fails on labels that are
    no names once an address is made: feeds, citations and the API would tell broken addresses.
    """

    @app.before_request
    def refuse() -> None:
        if request.headers.get("Host") is not None and not _is_one():
            abort(400, "The request names no host that an address could be made of.")


def _is_one() -> bool:
    try:
        return bool(request.host and request.host_url)
    except UnicodeError:
        return False
