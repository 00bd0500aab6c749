"""What every engine must do: build an index of articles, open it, answer a question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from benchmarks.questions import Question
from search.model import Article

TOP = 10
"""Hits of an answer, each with its stored id, title and date."""

LISTED = 20
"""Values of a facet that an answer lists; all of them are counted."""

FEW = 10
"""A topic means all of its words where so many articles hold them, and otherwise any."""


class NotInstalled(ImportError):  # noqa: N818 - named for what is wrong
    """A peer is not installed; the message says how to get it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine answered: exact counts over all matches, and the best hits.

    `months` is keyed by months since 1970-01; months without articles are left out.
    """

    total: int
    hits: tuple[tuple[str, str, str], ...]
    countries: Mapping[str, int] = field(default_factory=dict)
    organisations: Mapping[str, int] = field(default_factory=dict)
    months: Mapping[int, int] = field(default_factory=dict)


class Engine(Protocol):
    """An index opened for questions."""

    def answer(self, question: Question) -> Answer:
        """The whole way: from the question's text in the engine's own syntax to the answer."""
        ...


class Maker(Protocol):
    """How an engine is built and opened."""

    name: str
    index_name: str
    """Where its index lies; engines that share one differ in how they ask."""

    def version(self) -> str:
        """The engine's version; raises NotInstalled."""
        ...

    def build(self, folder: Path, articles: Iterable[Article]) -> None:
        """Write an index of the articles into an empty folder."""
        ...

    def open(self, folder: Path) -> Engine:
        """Open it for questions."""
        ...


def month_of(article: Article) -> int:
    """Months since 1970-01."""
    day = article.dating.day
    assert day is not None, "every article of the benchmark is dated"
    return (day.year - 1970) * 12 + day.month - 1
