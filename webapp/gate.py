"""Who may read, and how fast: a password for the whole site, and a limit for each address."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time

from flask import Flask, Response, abort, request
from werkzeug.security import check_password_hash

from webapp.config import Config

OPEN_PLACES = ("/healthz", "/readyz")
"""What monitors ask, without a password and as often as they like."""

MOST_ADDRESSES = 50_000
"""Addresses whose requests are counted at once, about 10 MB; beyond it, counting starts anew."""

MINUTE = 60.0


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


class Pace:
    """Lets so many requests a minute through from each address: a bucket that fills steadily."""

    def __init__(self, a_minute: int) -> None:
        self._rate = a_minute / MINUTE
        self._size = float(a_minute)
        self._lock = threading.Lock()
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait(self, address: str, now: float) -> float:
        """Seconds until this address may ask again; 0 if it may now, which is then counted."""
        with self._lock:
            if len(self._buckets) > MOST_ADDRESSES:
                self._buckets.clear()
            left, seen = self._buckets.get(address, (self._size, now))
            left = min(self._size, left + (now - seen) * self._rate)
            allowed = left >= 1.0
            self._buckets[address] = (left - 1.0 if allowed else left, now)
            return 0.0 if allowed else (1.0 - left) / self._rate


def guard(app: Flask, config: Config) -> None:
    """Put the gate before every route of the app, as far as the settings ask for it."""
    if config.requests_a_minute:
        _limit(app, Pace(config.requests_a_minute))
    if config.password_hash:
        _close(app, Password(config.password_hash))


def _limit(app: Flask, pace: Pace) -> None:
    @app.before_request
    def slow_down() -> None:
        if request.path in OPEN_PLACES:
            return
        seconds = pace.wait(request.remote_addr or "", time.monotonic())
        if seconds:
            response = Response(status=429, headers={"Retry-After": str(int(seconds) + 1)})
            abort(_too_many(response))


def _too_many(response: Response) -> Response:
    response.set_data("Too many requests from your address. Try again in a moment.\n")
    response.content_type = "text/plain; charset=utf-8"
    return response


def _close(app: Flask, password: Password) -> None:
    @app.before_request
    def ask_for_password() -> Response | None:
        if request.path in OPEN_PLACES:
            return None
        given = request.authorization
        if given and given.type == "basic" and password.opens(given.password or ""):
            return None
        challenge = {"WWW-Authenticate": 'Basic realm="Dragoman", charset="UTF-8"'}
        return Response("A password is needed to read here.\n", 401, challenge)
