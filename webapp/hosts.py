"""The host of a request: refused where no address could be made of it (RFC 9112, 3.2), as is what
came by no web at all; known where nobody else can follow one."""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import urlsplit

from flask import Flask, abort, request


def refuse_odd_hosts(app: Flask) -> None:
    """Answer 400 where the host that a request names is none.

    Werkzeug passes over one of strange signs as if there were none, and fails on labels that are
    no names once an address is made: feeds, citations and the API would tell broken addresses.
    """

    @app.before_request
    def refuse() -> None:
        if request.scheme not in ("http", "https"):  # as a trusted proxy passed it on
            abort(400, "The request came neither by http nor by https.")
        if request.headers.get("Host") is not None and not _is_one():
            abort(400, "The request names no host that an address could be made of.")


def _is_one() -> bool:
    try:
        # Python 3.13 reads a label without a name as an empty one, where others raise.
        nameless = "xn--" in request.host.lower().partition(":")[0].split(".")
        return bool(request.host and request.host_url) and not nameless
    except UnicodeError:
        return False


def is_own_computer() -> bool:
    """Whether the site was asked at the address of the reader's own computer, which leads everybody
    else to theirs."""
    host = urlsplit(request.host_url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")  # RFC 6761
