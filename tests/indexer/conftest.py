"""A folder of articles, an index in memory, and one call that indexes the one into the other."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_engine import FakeIndex
from indexer_runs import TODAY, Run

from indexer.indexing import Request, index
from indexer.report import Report


@pytest.fixture
def fake() -> FakeIndex:
    return FakeIndex()


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    return folder


@pytest.fixture
def run(tmp_path: Path, news: Path, fake: FakeIndex) -> Run:
    """Index `news` (or the paths given) with the options given."""

    def run(*paths: Path | str, **options: object) -> Report:
        request = Request(
            paths=tuple(str(path) for path in paths or (news,)),
            index=str(tmp_path / "index"),
            today=TODAY,
            **options,  # type: ignore[arg-type]
        )
        return index(request, engine=fake.engine)

    return run
