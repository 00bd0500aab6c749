"""An app over the fake searcher, a client, a browser and a database server for those who ask."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import own_postgres
import pytest
from fake_searcher import FakeSearcher
from flask import Flask
from flask.testing import FlaskClient
from in_browser import browser, open_page, site

from webapp import Config, create_app, current

__all__ = ["browser", "open_page", "site"]

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _on_one_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test falls on two days: what a page and its tag tell depends on the day it is."""
    monkeypatch.setattr(current, "today", lambda: TODAY)


@pytest.fixture
def searcher() -> FakeSearcher:
    return FakeSearcher()


@pytest.fixture
def app(searcher: FakeSearcher, tmp_path: Path) -> Flask:
    return create_app(Config(opener=lambda url: searcher, state=tmp_path / "state"))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """A database server: the one that DRAGOMAN_TEST_DATABASE_URL names, else one of our own."""
    if named := os.environ.get("DRAGOMAN_TEST_DATABASE_URL"):
        yield named
        return
    if problem := own_postgres.missing():
        pytest.skip(problem)
    pytest.importorskip("psycopg")
    with own_postgres.own_server() as url:
        yield url
