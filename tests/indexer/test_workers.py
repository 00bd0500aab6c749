"""Several processes give what one gives, in its order; a killed one ends the run in words."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass, replace
from multiprocessing.context import ForkServerProcess

import pytest
from fake_engine import FakeIndex
from indexer_runs import TODAY

from indexer.records import Cleaned, Policy, RawRecord, Reason, Rejection
from indexer.workers import Finished, Item, Preparation, WorkerDied, prepare
from search.interrupts import ended_like_ctrl_c
from search.model import Article, Tag


@dataclass(frozen=True)
class FakeTagger:
    """Tags what it is told to; ends its process or raises on words that say so."""

    fingerprint: str = "fake"

    def tag(self, article: Article) -> Article:
        if "raise" in article.text:
            raise RuntimeError("no tags today")
        if "kill" in article.text:
            os.kill(os.getpid(), signal.SIGKILL)
        return replace(article, countries=(Tag("ru"),))


def items(count: int) -> Iterator[Item]:
    for number in range(count):
        yield RawRecord("f", number, f"Article {number}. " + "word " * 200)
        if number % 50 == 0:
            yield Rejection("f", number, Reason.NOT_JSON)
    yield Finished(0, "digest")


PREPARATION = Preparation(Policy(TODAY), FakeTagger().tag)


def test_processes_keep_the_order() -> None:
    alone = list(prepare(items(300), PREPARATION, jobs=1))
    assert list(prepare(items(300), PREPARATION, jobs=2)) == alone
    articles = [item.article for item in alone if isinstance(item, Cleaned)]
    assert len(articles) == 300
    assert all(article.countries == (Tag("ru"),) for article in articles)


def test_reading_does_not_run_far_ahead() -> None:
    taken = 0

    def counted() -> Iterator[Item]:
        nonlocal taken
        for item in items(5_000):
            taken += 1
            yield item

    ready = prepare(counted(), PREPARATION, jobs=2)
    next(ready)
    ready.close()
    assert taken < 1_000


def test_a_process_is_started_whole_or_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """A signal that comes meanwhile waits: half a process would outlive the run."""
    start = ForkServerProcess.start
    started: list[ForkServerProcess] = []

    def be_told_and_start(process: ForkServerProcess) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        start(process)
        started.append(process)

    monkeypatch.setattr(ForkServerProcess, "start", be_told_and_start)
    with pytest.raises(KeyboardInterrupt), ended_like_ctrl_c():
        list(prepare(items(300), PREPARATION, jobs=2))
    (process,) = started
    assert not process.is_alive()


def tell_what_is_held(article: Article) -> Article:
    held = signal.pthread_sigmask(signal.SIG_BLOCK, ())
    return replace(article, title=" ".join(sorted(number.name for number in held)))


def test_processes_are_deaf_to_ctrl_c_from_the_first_and_to_nothing_else() -> None:
    preparation = Preparation(Policy(TODAY), tell_what_is_held)
    (cleaned,) = prepare([RawRecord("f", 1, "fine")], preparation, jobs=2)
    assert isinstance(cleaned, Cleaned)
    assert cleaned.article.title == "SIGINT"


def test_one_bad_article_is_rejected_alone() -> None:
    raw = [RawRecord("f", 1, "fine"), RawRecord("f", 2, "raise"), RawRecord("f", 3, "fine")]
    first, bad, last = prepare(raw, PREPARATION, jobs=1)
    assert isinstance(first, Cleaned)
    assert isinstance(last, Cleaned)
    assert bad == Rejection("f", 2, Reason.FAULT, "RuntimeError: no tags today")


def test_a_killed_process_is_told() -> None:
    with pytest.raises(WorkerDied, match="--jobs 1"):
        list(prepare([RawRecord("f", 1, "kill")], PREPARATION, jobs=2))


def test_the_index_stands_after_a_killed_process(run, news, fake: FakeIndex) -> None:  # type: ignore[no-untyped-def]
    (news / "a.txt").write_text("fine")
    run(tagger=FakeTagger())
    (news / "b.txt").write_text("kill")
    with pytest.raises(WorkerDied):
        run(tagger=FakeTagger(), jobs=2)
    assert (len(fake.articles), fake.generation, fake.stamps) == (1, 0, {"tagging": "fake"})


def test_another_tagger_reads_the_files_again(run, news, fake: FakeIndex) -> None:  # type: ignore[no-untyped-def]
    (news / "a.txt").write_text("fine")
    run(tagger=FakeTagger())
    assert run(tagger=FakeTagger("newer")).updated == 1
    assert fake.stamps == {"tagging": "newer"}
