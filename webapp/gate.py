"""Who may read, and how fast: a password or login for the site, a limit for each address."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time

from flask import Flask, Response, request
from werkzeug.exceptions import TooManyRequests
from werkzeug.security import check_password_hash

from webapp.config import Config
from webapp.pace import Buckets, Pace
from webapp.visitors import USER_HEADER
from webapp.wording import counted

OPEN_PLACES = ("/healthz", "/readyz")
"""What monitors ask, without a password and as often as they like."""

COSTS = {
    "exports.result": 10,
    "exports.listed_as": 10,
    "search.lines": 5,
    "search.lines_as_csv": 5,
    "search.table": 5,
    "search.table_as_csv": 5,
    "comparing.comparing": 5,
    "comparing.compared_as_csv": 5,
    "saved.listed": 5,
}
"""What counts as several requests, as it asks the index so much more than a page of hits does."""


WRONG_PASSWORD = 10
"""Further requests that a wrong password counts as: its check keeps a processor busy for a tenth
of a second, which is what makes guessing slow, and is not to make reading slow."""


class Password:
    """Checks one password; a right one is remembered by its digest, as hashing is slow."""

    def __init__(self, hash: str) -> None:
        self._hash = hash
        self._key = secrets.token_bytes(32)
        self._known: bytes = b""

    def opens(self, given: str) -> bool:
        """Whether this is the password."""
        digest = hmac.digest(self._key, given.encode("utf-8", "replace"), hashlib.sha256)
        if self._known and hmac.compare_digest(digest, self._known):
            return True
        if not check_password_hash(self._hash, given):
            return False
        self._known = digest
        return True


def guard(app: Flask, config: Config, buckets: Buckets) -> None:
    """Put the gate before every route of the app, as far as the settings ask for it.

    `buckets` are those of all workers of the server.
    """
    pace = Pace(config.requests_a_minute, buckets) if config.requests_a_minute else None
    if pace:
        _limit(app, pace)
    if config.remote_user:
        _know_users(app)
    if config.password_hash:
        _close(app, Password(config.password_hash), pace)


def _limit(app: Flask, pace: Pace) -> None:
    @app.before_request
    def slow_down() -> None:
        if request.path in OPEN_PLACES:
            return
        cost = COSTS.get(request.endpoint or "", 1)
        seconds = pace.wait(request.remote_addr or "", time.monotonic(), cost)
        if seconds:
            wait = int(seconds) + 1
            told = f"Too many requests from your address. Try again in {counted(wait, 'second')}."
            raise TooManyRequests(told, retry_after=wait)


def _know_users(app: Flask) -> None:
    """Shut out whoever comes without a name from the proxy, which lets nobody bring one along."""

    @app.before_request
    def ask_for_name() -> Response | None:
        if request.path in OPEN_PLACES or request.headers.get(USER_HEADER, "").strip():
            return None
        told = "Log in to read here: the server before this site has not told who you are.\n"
        return Response(told, 401, content_type="text/plain; charset=utf-8")


def _close(app: Flask, password: Password, pace: Pace | None) -> None:
    @app.before_request
    def ask_for_password() -> Response | None:
        if request.path in OPEN_PLACES:
            return None
        given = request.authorization
        if given and given.type == "basic":
            if password.opens(given.password or ""):
                return None
            if pace:
                pace.take(request.remote_addr or "", time.monotonic(), WRONG_PASSWORD)
        challenge = {"WWW-Authenticate": 'Basic realm="Dragoman", charset="UTF-8"'}
        told = "A password is needed to read here.\n"
        return Response(told, 401, challenge, content_type="text/plain; charset=utf-8")
