"""What is amiss with an index is told where operators look, and to readers if it concerns them."""

from __future__ import annotations

import logging
import re
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from fake_searcher import FakeSearcher
from flask import Flask

import dragoman
from search.console import info_lines
from search.freshness import OLDER_TAGS, is_behind
from search.model import Article, IndexInfo, Notice, NoticeKind
from webapp import Config, create_app
from webapp.opened import OpenIndex

DAMAGED = Notice(NoticeKind.BEHIND, "generation 9: articles\n.seg is gone")


class Noticed(FakeSearcher):
    """An index with something amiss."""

    def __init__(self, *notices: Notice) -> None:
        super().__init__()
        self.notices = notices

    def info(self) -> IndexInfo:
        return replace(super().info(), notices=self.notices)


def app_over(searcher: FakeSearcher, state: Path) -> Flask:
    return create_app(Config(opener=lambda url: searcher, state=state, metrics=True))


TOLD_OTHERWISE = replace(OLDER_TAGS, text="The tags are older.")


@pytest.mark.parametrize(
    ("notices", "behind"),
    [
        ((), False),
        ((OLDER_TAGS,), False),
        ((TOLD_OTHERWISE,), False),
        ((DAMAGED,), True),
        ((OLDER_TAGS, DAMAGED), True),
    ],
)
def test_readers_are_told_only_what_changes_what_they_may_conclude(
    tmp_path: Path, notices: tuple[Notice, ...], behind: bool
) -> None:
    noticed = Noticed(*notices)
    assert is_behind(noticed.info()) is behind
    client = app_over(noticed, tmp_path).test_client()
    for path in ("/search?q=sanctions", "/timeline?q=sanctions", "/"):
        text = client.get(path).text
        assert "retag" not in text and "Countries and organisations were" not in text
        assert "generation 9" not in text
        assert ("articles added last may be missing" in text) is (behind and path != "/")


def test_programs_and_monitors_are_told(tmp_path: Path) -> None:
    noticed = Noticed(OLDER_TAGS, DAMAGED)
    client = app_over(noticed, tmp_path).test_client()
    answer = client.get("/api/v1/info")
    assert answer.json["notices"] == [OLDER_TAGS.text, DAMAGED.text]
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.text.splitlines() == [
        "ready: 12 articles at generation 1",
        f"notice: {OLDER_TAGS.text}",
        "notice: generation 9: articles .seg is gone",
    ]
    assert "\ndragoman_notices 2\n" in client.get("/metrics").text
    noticed.notices = ()  # other names are laid over the same commit
    changed = client.get("/api/v1/info", headers={"If-None-Match": answer.headers["ETag"]})
    assert (changed.status_code, changed.json["notices"]) == (200, [])
    assert client.get("/readyz").text == "ready: 12 articles at generation 1\n"


def test_the_command_tells() -> None:
    told = [
        "".join(piece.text for piece in line) for line in info_lines(Noticed(OLDER_TAGS).info())
    ]
    assert any(re.match("Notice +Countries and organisations", line) for line in told)


def test_the_log_tells_at_the_start(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    monkeypatch.setattr("webapp.config.open_searcher", lambda *_, **__: Noticed(OLDER_TAGS))
    monkeypatch.setattr("webapp.command.serve_on", lambda make, sock, *_, **__: sock.close())
    monkeypatch.setenv("DRAGOMAN_STATE", str(tmp_path))
    result = CliRunner().invoke(dragoman.commands, ["serve", "--port", "0"])
    assert result.exit_code == 0, result.output
    (record,) = [r for r in caplog.records if r.name == "webapp.opened"]
    assert (record.levelname, record.message) == (
        "WARNING",
        f"fake, generation 1: {OLDER_TAGS.text}",
    )


def test_the_log_tells_what_a_new_commit_brings_and_nothing_twice(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Moving(Noticed):
        def refresh(self) -> bool:
            self.put(Article(id="n1", text="fresh"))
            self.notices = (OLDER_TAGS,)
            return True

    index = OpenIndex(Config(opener=lambda url: Moving(), refresh_seconds=0.0))
    with caplog.at_level(logging.WARNING, "webapp.opened"):
        for _ in range(3):
            index.searcher()
    assert [record.message for record in caplog.records] == [
        f"fake, generation 2: {OLDER_TAGS.text}"
    ]
