"""Who a visitor is: the key, its cookie, and what happens without a place for either."""

from __future__ import annotations

import errno
import os
import secrets
import stat
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fake_searcher import FakeSearcher
from flask import Flask, Request
from saving import save

from webapp import Config, create_app
from webapp.database import DatabaseTrouble
from webapp.visitors import COOKIE, MOST_LOOKED, Visitor, Visitors, read_key


def test_a_key_that_cannot_be_written_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(size: int) -> bytes:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("webapp.visitors.secrets.token_bytes", full)
    with pytest.raises(DatabaseTrouble, match="space"):
        read_key(tmp_path / "state" / "secret-key")
    assert list((tmp_path / "state").iterdir()) == []


def test_cookies_are_signed_and_closed_to_scripts(app: Flask) -> None:
    client = app.test_client()
    answer = client.get("/saved")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie
    assert answer.headers["Cache-Control"] == "private, no-store"
    save(client, "Mine")
    forged = app.test_client()
    told, _, signature = client.get_cookie(COOKIE).value.rpartition(".")
    other = "B" if signature[0] == "A" else "A"  # the last letter holds bits that mean nothing
    forged.set_cookie(COOKIE, f"{told}.{other}{signature[1:]}")
    assert forged.get("/s/mine").status_code == 404
    assert "Set-Cookie" not in client.get("/search?q=sanctions").headers


def test_the_cookie_stays_small() -> None:
    visitor = Visitor("0" * 32)
    now = datetime.now(UTC)
    for i in range(MOST_LOOKED + 20):
        visitor = visitor.having_looked(f"{secrets.token_hex(20)}-{i}", now)
    assert len(visitor.looked) == MOST_LOOKED
    assert visitor.looked[-1][0].endswith(f"-{MOST_LOOKED + 19}")
    app = Flask("x")
    with app.test_request_context():
        response = app.make_response("")
        Visitors(b"k" * 32, secure=True).remember(
            visitor, response, Request({"SCRIPT_NAME": "/news"})
        )
    cookie = response.headers["Set-Cookie"]
    assert len(cookie) < 4096
    assert "Secure" in cookie and "Path=/news" in cookie


def test_the_key_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "state" / "secret-key"
    keys: list[bytes] = []
    threads = [threading.Thread(target=lambda: keys.append(read_key(path))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(keys)) == 1 and len(keys) == 8
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(path.parent.iterdir()) == [path]
    path.write_bytes(b"short")
    with pytest.raises(DatabaseTrouble, match="damaged"):
        read_key(path)


def test_without_a_place_to_keep_things_searching_goes_on(searcher: FakeSearcher) -> None:
    app = create_app(Config(opener=lambda url: searcher, state=Path("/proc/nowhere")))
    client = app.test_client()
    assert client.get("/search?q=iran").status_code == 200
    answer = client.get("/saved")
    assert answer.status_code == 503
    assert "Searching is not affected" in answer.text
