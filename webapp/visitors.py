"""Who a visitor is: a random id in a signed cookie, and when they last looked at what.

There are no accounts here; whoever holds the cookie is the visitor. Where a proxy before the site
names its users, the user is the visitor, on whichever machine, and there is no cookie: what users
looked at is kept in the database (`webapp.last_looked`).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from flask import Request, Response
from itsdangerous import BadData, URLSafeSerializer

from webapp.database import DatabaseTrouble
from webapp.headers import YEAR

COOKIE = "dragoman"
USER_HEADER = "Remote-User"
MOST_LOOKED = 40
"""Times remembered in the cookie, which browsers cut at 4,096 bytes; the oldest are dropped."""

KEY_BYTES = 32

_USER = "user-"


@dataclass(frozen=True, slots=True)
class Visitor:
    """A visitor; `looked` holds slugs of saved searches and when each was last looked at, in
    seconds since 1970. `user` tells that a login knows them."""

    id: str
    looked: tuple[tuple[str, int], ...] = ()
    user: bool = False

    def having_looked(self, slug: str, now: datetime) -> Visitor:
        """The visitor after looking at a saved search."""
        others = [(s, t) for s, t in self.looked if s != slug]
        return replace(self, looked=(*others, (slug, int(now.timestamp())))[-MOST_LOOKED:])


class Visitors:
    """Knows visitors by their cookies, which it signs with one key. Safe between threads.

    Where `secure`, cookies go over https alone, however a request came in.
    """

    def __init__(self, key: bytes, *, secure: bool) -> None:
        self._key = key
        self._secure = secure
        self._serializer = URLSafeSerializer(key, salt="dragoman visitor", serializer=json)

    def of(self, request: Request, user: str = "") -> Visitor:
        """The visitor who asks: `user` if there is one, else the one of the cookie.

        A new one where there is no cookie of ours, or a forged one.
        """
        return Visitor(_id_of(user), user=True) if user else self._by_cookie(request)

    def _by_cookie(self, request: Request) -> Visitor:
        try:
            held = self._serializer.loads(request.cookies.get(COOKIE, ""))
            looked = tuple((str(slug), int(seconds)) for slug, seconds in held["looked"])
            id = str(held["id"])[:64]
            if id.startswith(_USER):  # a user is known by a login, never by a cookie
                raise ValueError(id)
            return Visitor(id, looked)
        except (BadData, KeyError, TypeError, ValueError):
            return Visitor(secrets.token_hex(16))

    def remember(self, visitor: Visitor, response: Response, request: Request) -> None:
        """Send the visitor's cookie with the response to a request.

        Whoever came over https keeps it for https; a trusted proxy says so where it ends TLS.
        """
        value = self._serializer.dumps({"id": visitor.id, "looked": visitor.looked})
        response.set_cookie(
            COOKIE,
            str(value),
            max_age=YEAR,
            path=request.script_root or "/",
            httponly=True,
            samesite="Lax",
            secure=self._secure or request.is_secure,
        )

    def token(self, visitor: Visitor) -> str:
        """What a form of this visitor must send back, so that no other site can post it."""
        return hmac.new(self._key, b"form:" + visitor.id.encode(), hashlib.sha256).hexdigest()

    def sent_by(self, visitor: Visitor, token: str) -> bool:
        """Whether a form came from a page that this visitor was given."""
        return hmac.compare_digest(self.token(visitor).encode(), token.encode("utf-8", "replace"))


def _id_of(user: str) -> str:
    """What a user owns searches by: of a fixed length, and never like a visitor's random id."""
    return _USER + hashlib.sha256(user.encode("utf-8", "replace")).hexdigest()[:40]


def read_key(path: Path) -> bytes:
    """The secret key in a file that only this user reads; made where there is none.

    Several processes may ask at once: the first one's key is every one's.
    Raises DatabaseTrouble where the file can neither be read nor made.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        fresh = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
        if not path.exists():
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                with os.fdopen(descriptor, "wb") as stream:
                    stream.write(secrets.token_bytes(KEY_BYTES))
                os.link(fresh, path)  # fails where another process was first
            except FileExistsError:
                pass
            finally:
                fresh.unlink()
        key = path.read_bytes()
    except OSError as error:
        raise DatabaseTrouble(f"the secret key {path}: {error.strerror}") from error
    if len(key) < KEY_BYTES:
        raise DatabaseTrouble(f"the secret key {path} is damaged: delete it, cookies are lost")
    return key
