"""An app over the fake searcher, and a client for it."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_searcher import FakeSearcher
from flask import Flask
from flask.testing import FlaskClient

from webapp import Config, create_app


@pytest.fixture
def searcher() -> FakeSearcher:
    return FakeSearcher()


@pytest.fixture
def app(searcher: FakeSearcher, tmp_path: Path) -> Flask:
    return create_app(Config(opener=lambda url: searcher, state=tmp_path / "state"))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
