"""Indexes written by earlier versions open and answer, or are refused in words: nothing between.

`data/index-N` was written by data/make_old_index.py when the schema was at version N. If such an
index no longer opens though the version is the same, the format has changed: raise SCHEMA_VERSION,
or keep reading what was written before.
"""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from search.analysis import fingerprint
from search.embedded import EmbeddedSearcher, optimize, verify
from search.engine import SchemaMismatch
from search.fields import SCHEMA_VERSION
from search.model import Article, Query, SourceRecord

DATA = Path(__file__).with_name("data")
OLD = sorted(path.with_suffix("") for path in DATA.glob("index-*.json"))

sys.path.insert(0, str(DATA))
from make_old_index import ARTICLES  # noqa: E402 - found by the line above


@pytest.fixture(params=OLD, ids=lambda folder: folder.name)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A copy, so that nothing is ever written beside the old one."""
    return Path(shutil.copytree(request.param, tmp_path / request.param.name))


def version(folder: Path) -> int:
    return int(folder.name.rpartition("-")[2])


def told(folder: Path) -> dict[str, object]:
    text = (DATA / f"{folder.name}.json").read_text(encoding="utf-8")
    read: dict[str, object] = json.loads(text)
    return read


def live() -> dict[str, Article]:
    return {article.id: article for article in ARTICLES if article.id != "d"}


def stored(searcher: EmbeddedSearcher) -> dict[str, Article]:
    return {a.id: replace(a, added=None, changed=None) for a in searcher.articles()}


def test_there_is_an_old_index() -> None:
    assert OLD


def test_an_old_index_answers_or_is_refused(old: Path) -> None:
    same = version(old) == SCHEMA_VERSION and told(old)["fingerprint"] == fingerprint()
    if not same:
        with pytest.raises(SchemaMismatch, match="Index the articles again"):
            EmbeddedSearcher(old)
        return
    searcher = EmbeddedSearcher(old, today=date(2020, 1, 1))
    answers = told(old)["answers"]
    assert isinstance(answers, dict)
    for text, ids in answers.items():
        assert [hit.id for hit in searcher.search(Query(text)).hits] == ids, text


def test_an_old_index_is_read_whatever_the_analysis_is_today(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bytes on disk do not depend on the analysis: articles, records and sums stay readable."""
    if version(old) != SCHEMA_VERSION:
        pytest.skip("of another version of the schema: refused")
    for module in ("search.freshness", "search.embedded.writer"):
        monkeypatch.setattr(f"{module}.fingerprint", lambda: told(old)["fingerprint"])
    searcher = EmbeddedSearcher(old, today=date(2020, 1, 1))
    assert stored(searcher) == live()
    assert searcher.info().notices == ()
    assert searcher.info().deleted == 1
    assert list(searcher.sources()) == [SourceRecord("folder/a.txt", "f1", ("a", "b"), 10, 20)]
    assert searcher.search(Query("")).total == len(live())
    assert verify(old) == ()
    assert optimize(old).segments == 1
    assert stored(EmbeddedSearcher(old)) == live()
