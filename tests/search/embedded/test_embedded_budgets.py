"""Questions given up in the midst of their work, at every look at the clock."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest
from fake_clock import FakeClock
from whoosh import query as wq

from search.budget import ENDLESS, Budget
from search.embedded import EmbeddedSearcher, EmbeddedWriter, expansion, nearness, stock
from search.embedded.evaluator import Evaluator
from search.engine import TookTooLong
from search.model import EVERYTHING, Article, Filters, Match, Query, SearchPage, Selection

TEXTS = (
    "Oil talks in Geneva ended without a word on sanctions.",
    "Sanctions on oil: the council talks of oil, of sanctions and of talks.",
    "The council met in Geneva to talk of grain and of nothing else.",
    "Grain, oil and gas: prices were the talk of the ministers' talks.",
)


class Steps(Budget):
    """A budget of so many looks at the clock."""

    def __init__(self, steps: float) -> None:
        super().__init__(math.inf)
        self.steps = steps

    def check(self) -> None:
        self.steps -= 1
        if self.steps < 0:
            raise TookTooLong(1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("budgets") / "index"
    for part in (TEXTS[:2], TEXTS[2:]):
        with EmbeddedWriter(path) as writer:
            for text in part:
                writer.add(Article(id=text[:9], text=text, title=text[:20]))
    return path


QUESTIONS = (
    Query(""),
    Query("oil talks"),
    Query("oil grane sanktions", match=Match.MOST),
    Query('"oil talks" OR ta*k* OR sanctons~2'),
    Query("oil NEAR/50 talk* NEAR/50 (council OR of) NEAR/50 sanctions"),
    Query("oil ADJ/9 talks ADJ/9 of -grain title:oil"),
    Query("talks", Filters((("country", Selection(("ch",), ("fr", "any(eu)"))),))),
)


def timeless(page: SearchPage) -> SearchPage:
    return replace(page, took_ms=0.0)


@pytest.mark.parametrize("query", QUESTIONS, ids=lambda query: query.text or "everything")
def test_whatever_is_given_up_leaves_the_next_answer_right(folder: Path, query: Query) -> None:
    """One searcher is interrupted at its first look at the clock, its second, and so on."""
    whole = timeless(EmbeddedSearcher(folder).search(query, EVERYTHING))
    steps, interrupted = 0, EmbeddedSearcher(folder)
    while True:
        try:
            assert timeless(interrupted.search(query, EVERYTHING, Steps(steps))) == whole
            break
        except TookTooLong:
            steps += 1
        cold = EmbeddedSearcher(folder)
        with pytest.raises(TookTooLong):
            cold.search(query, EVERYTHING, Steps(steps - 1))
        assert timeless(cold.search(query, EVERYTHING)) == whole
    assert steps > 10
    assert timeless(interrupted.search(query, EVERYTHING)) == whole


def test_articles_like_one_are_given_up(folder: Path) -> None:
    searcher = EmbeddedSearcher(folder)
    whole = EmbeddedSearcher(folder).similar(TEXTS[0][:9])
    assert len(whole) == 3
    for steps in range(6):
        with pytest.raises(TookTooLong):
            searcher.similar(TEXTS[0][:9], 5, Steps(steps))
    assert searcher.similar(TEXTS[0][:9], 5, Steps(100)) == whole


def looks(folder: Path, text: str) -> int:
    """How often the clock is looked at for a question."""
    counted = Counted()
    EmbeddedSearcher(folder).search(Query(text), EVERYTHING, counted)
    return counted.looks


class Counted(Budget):
    """Counts looks at the clock."""

    def __init__(self) -> None:
        super().__init__(math.inf)
        self.looks = 0

    def check(self) -> None:
        self.looks += 1


def test_long_work_is_cut_into_pieces(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    near, pattern = "oil NEAR/50 of NEAR/50 talks", "ta*k?"
    before = looks(folder, near), looks(folder, pattern)
    monkeypatch.setattr(nearness, "AT_ONCE", 1)
    monkeypatch.setattr(expansion, "WORDS_A_LOOK", 1)
    after = looks(folder, near), looks(folder, pattern)
    assert after[0] > before[0]
    assert after[1] > before[1]


def test_matchers_that_end_early_are_an_error_not_an_answer(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    searcher = EmbeddedSearcher(folder)
    monkeypatch.setattr(stock, "CHECK_EVERY", 1)
    with pytest.raises(TookTooLong):
        Evaluator(searcher._opened.snapshot, Spent())._fall_back(wq.Term("stem", "oil"))


class Spent(Budget):
    """Has no time, but does not say so when asked."""

    def __init__(self) -> None:
        super().__init__(0)

    def check(self) -> None:
        pass


def test_a_budget_counts_down(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = FakeClock()
    monkeypatch.setattr("search.budget.time", clock)
    budget = Budget(0.5)
    clock.sleep(0.25)
    assert budget.left == 0.25
    budget.check()
    clock.sleep(0.25)
    assert budget.left == 0
    with pytest.raises(TookTooLong, match=r"longer than 0\.5 seconds"):
        budget.check()
    assert math.isinf(ENDLESS.left)
    ENDLESS.check()
    assert "longer than 1 second and" in str(TookTooLong(1))
    assert "longer than 3,600 seconds and" in str(TookTooLong(3600))
