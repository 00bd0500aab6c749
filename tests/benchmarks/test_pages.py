"""The measurement of the page on a small index: it serves, commits meanwhile, paints and judges."""

from __future__ import annotations

import json
import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks import load, painting
from benchmarks.corpus import write_articles
from benchmarks.engines.registry import OURS, ensure_index, index_folder
from benchmarks.load import Latency, Load, Sort
from benchmarks.pages import Cost, judge_load, judge_pages, main
from benchmarks.painting import COLD, KEPT, BrowserMissing, Painting, judge_painting, watch_painting
from search.model import Article, Dating, Precision, Tag

ARTICLES = 60


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    (tmp_path / "topics").mkdir()
    (tmp_path / "topics" / "news-topics.tsv").write_text("t:1\tEnvoy to the Gulf\n", "utf-8")
    articles = [
        Article(
            id=f"a{number}",
            text="envoy signs accord " * 3 if number % 2 else "harbour closed after storm",
            derived_title=f"story {number}",
            dating=Dating(date(1990, 1, 1) + timedelta(days=number), Precision.DAY, "given"),
            countries=(Tag("fr"),),
        )
        for number in range(ARTICLES)
    ]
    write_articles(tmp_path / "articles.jsonl", articles)
    return tmp_path


def test_pages_are_measured_alone_and_under_load(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(load, "COMMIT_EVERY", 0.05)
    folder = ensure_index(OURS, cache / "articles.jsonl", ARTICLES, cache)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    report = cache / "report.json"
    places = ["--cache", str(cache), "--data", str(cache), "--json", str(report)]
    arguments = [
        "--articles",
        str(ARTICLES),
        "--questions",
        "3",
        "--seconds",
        "1",
        "--views",
        "0",
        *places,
    ]
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    found = json.loads(report.read_text("utf-8"))
    sizes = {cost["request"]: cost["kb_most"] for cost in found["pages"]}
    assert sizes[Sort.CONDITIONAL] == 0 < sizes[Sort.API]
    *sorts, every = found["load"]["rows"]
    assert [row["request"] for row in sorts] == list(Sort)
    assert every["n"] == sum(row["n"] for row in sorts) > 0
    assert every["errors"] == 0
    assert every["unchanged"] == sorts[-1]["unchanged"] > 0
    assert "Goals:" in result.output
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.browser
def test_a_browser_tells_when_each_page_is_painted(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(painting, "TIMES", 1)
    folder = ensure_index(OURS, cache / "articles.jsonl", ARTICLES, cache)
    asked = {"first page": ["/"], "search page": ["/search?q=envoy"]}
    try:
        rows = watch_painting(folder, asked)
    except BrowserMissing as error:
        if "browser" in os.environ.get("DRAGOMAN_REQUIRE", ""):
            raise
        pytest.skip(str(error))
    told = [(row.page, row.cache, row.n) for row in rows]
    assert told == [(page, at, len(asked[page])) for page in asked for at in (COLD, KEPT)]
    assert all(0 < row.paint_p50 <= row.paint_p95 for row in rows)
    assert all(0 < row.ready_p50 <= row.ready_p95 for row in rows)
    by_cache = {(row.page, row.cache): row.kb_most for row in rows}
    # style and script come once, and a page that has not changed is not sent again
    assert all(by_cache[page, KEPT] < 2 < by_cache[page, COLD] for page in asked)


def test_without_a_browser_the_rest_is_measured_and_that_is_said(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(painting.shutil, "which", lambda name: None)
    ensure_index(OURS, cache / "articles.jsonl", ARTICLES, cache)
    places = ["--cache", str(cache), "--data", str(cache)]
    arguments = ["--articles", str(ARTICLES), "--questions", "1", "--seconds", "0", *places]
    result = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert "was not measured: Chromium is not installed" in result.output
    assert "first contentful paint" not in result.output
    assert "Goals:" in result.output


def test_without_an_index_the_way_to_one_is_told(cache: Path) -> None:
    result = CliRunner().invoke(main, ["--articles", "7", "--cache", str(cache)])
    assert result.exit_code == 1
    assert str(index_folder(OURS, 7, cache)) in result.output
    assert "python -m benchmarks --articles 7 --engine dragoman" in result.output


def test_goals_are_met_below_their_limits() -> None:
    good = Cost("search", 1, 11.9, 13, 24.9, 59.9, 80, 119.9)
    assert all(goal.met for goal in judge_pages(good))
    bad = Cost("search", 1, 12, 13, 25, 60, 80, 120)
    assert not any(goal.met for goal in judge_pages(bad))
    assert [goal.met for goal in judge_painting([_painting(COLD, 299), _painting(COLD, 300)])] == [
        True,
        False,
    ]
    assert judge_painting([_painting(KEPT, 299)]) == []
    quiet = (0.0, 0.0, 0.0)
    assert all(g.met for g in judge_load(Load((_all(60, 149, 0),), 4, quiet)))
    assert not any(g.met for g in judge_load(Load((_all(59.9, 150, 1),), 4, quiet)))


def _painting(cache: str, p95: float) -> Painting:
    return Painting("article", cache, 10, 99, p95, 50, 90, 40, 41)


def _all(rate: float, p99: float, errors: int) -> Latency:
    return Latency("all", 900, rate, 10, 50, p99, 100, errors)
