"""What one answer tells is of one moment, and what a browser keeps is of that moment too."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest import mock
from zoneinfo import ZoneInfo

import pytest
from fake_clock import standing_at
from fake_searcher import FakeSearcher
from flask.testing import FlaskClient

from search.engine import open_writer
from search.freshness import OLDER_TAGS
from search.harvest import BATCH
from search.model import Article, Dating, IndexInfo, Precision, Query
from webapp import Config, create_app, current


def _articles(count: int, word: str = "tariff") -> Iterator[Article]:
    for n in range(count):
        yield Article(
            f"n{n:05}",
            f"{word} {'tariff ' * (n % 7)}news",
            title=f"Number {n} " + 50 * "and so on ",
        )


def _write(folder: Path, added: Iterator[Article], gone: tuple[str, ...] = ()) -> None:
    with open_writer(str(folder)) as writer:
        for id in gone:
            writer.delete(id)
        for article in added:
            writer.add(article)


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_download_tells_of_the_moment_it_began(tmp_path: Path, form: str) -> None:
    _write(tmp_path / "index", _articles(2 * BATCH + 100))
    config = Config(str(tmp_path / "index"), state=tmp_path, refresh_seconds=0.0)
    client = create_app(config).test_client()
    answer = client.get(f"/search.{form}?q=tariff", buffered=False)
    pieces = iter(answer.response)
    body = next(pieces)
    gone = tuple(f"n{n:05}" for n in range(40))
    new = (replace(article, id=f"x{article.id}") for article in _articles(60))
    _write(tmp_path / "index", new, gone)
    assert client.get("/api/v1/search?q=tariff").json["total"] == 2 * BATCH + 120  # type: ignore[index]
    body += b"".join(pieces)
    if form == "csv":
        rows = list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))[1:]
        ids = [row[0] for row in rows]
        assert sorted(ids) == [f"n{n:05}" for n in range(2 * BATCH + 100)]
    else:
        assert len(set(body.splitlines())) == 2 * BATCH + 100


class Told(FakeSearcher):
    """With what an index may say of itself."""

    said: dict[str, Any] = {}  # noqa: RUF012 - of one test each

    def info(self) -> IndexInfo:
        return replace(super().info(), **self.said)


def _tag(told: dict[str, Any] | None = None, **settings: Any) -> str:
    searcher = Told()
    searcher.said = told or {}
    client = create_app(Config(opener=lambda url: searcher, **settings)).test_client()
    return client.get("/search?q=sanctions").headers["ETag"]


LATER = datetime(2031, 1, 1, tzinfo=UTC)


def _tomorrow() -> str:
    with mock.patch.object(current, "today", lambda: date(2031, 1, 2)):
        return _tag()


def _of_other_code() -> str:
    with mock.patch("webapp._version", lambda *_: "other"):
        return _tag()


@pytest.mark.parametrize(
    "other",
    [
        lambda _: _tag({"generation": 77}),
        lambda _: _tag({"name": "another"}),
        lambda _: _tag({"changed": LATER}),
        lambda _: _tag({"notices": (OLDER_TAGS,)}),
        lambda _: _tag(title="Another"),
        lambda _: _tomorrow(),
        lambda _: _of_other_code(),
    ],
    ids=["generation", "name", "made anew", "notice", "title", "day", "code"],
)
def test_a_tag_changes_with_all_that_an_answer_depends_on(other: Callable[[int], str]) -> None:
    assert _tag() == _tag() != other(0)


def test_the_code_of_both_packages_counts(tmp_path: Path) -> None:
    from webapp import _version  # noqa: PLC0415

    one, two = tmp_path / "one", tmp_path / "two"
    for folder in (one, two):
        folder.mkdir()
        (folder / "a.py").write_text("1")
    before = _version(one, two)
    (two / "list.csv").write_text("x")
    assert _version(one, two) != before


def test_the_day_is_that_of_the_sites_time_zone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.undo()  # the day of all other tests
    clock = standing_at(datetime(2026, 11, 23, 10, 30, tzinfo=UTC))
    monkeypatch.setattr("webapp.current.datetime", clock)
    monkeypatch.setattr("search.settings.datetime", clock)
    here, there = ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Pacific/Niue")  # 25 hours apart
    day = date(2026, 11, 24)
    with open_writer(str(tmp_path / "index")) as writer:
        writer.add(Article("a", "Tariffs.", dating=Dating(day, Precision.DAY)))
    found, days = {}, {}
    for zone in (here, there):
        config = Config(str(tmp_path / "index"), state=tmp_path, timezone=zone)
        app = create_app(config)
        found[zone.key] = _total(app.test_client(), "date=today")
        with app.app_context():
            days[zone.key] = current.today()
    assert found == {here.key: 1, there.key: 0}
    assert days == {here.key: day, there.key: day - timedelta(days=2)}


def _total(client: FlaskClient, asked: str) -> int:
    answer = client.get(f"/api/v1/search?{asked}").json
    assert isinstance(answer, dict)
    return int(answer["total"])


def test_each_request_looks_at_one_generation() -> None:
    app = create_app(Config(opener=lambda url: FakeSearcher()))
    with app.test_request_context("/"):
        assert current.searcher() is current.searcher()
        assert current.searcher().search(Query("sanctions")).total
