"""What snippets cost by themselves: the same page of ten hits with and without them."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from benchmarks.engines.ours import WANT, to_params
from benchmarks.questions import Question
from search.engine import open_searcher
from search.permalink import from_params


@dataclass(frozen=True, slots=True)
class SnippetCost:
    """Processor milliseconds a page, medians; `added` is the median of the differences."""

    questions: str
    without: float
    with_snippets: float
    added: float


def measure_snippets(folder: Path, questions: Sequence[Question]) -> SnippetCost:
    """Each question twice after a first time that opens what it needs."""
    searcher = open_searcher(str(folder))
    told = replace(WANT, snippets=True)
    plain: list[float] = []
    full: list[float] = []
    for question in questions:
        query = from_params(to_params(question))
        searcher.search(query, told)
        for want, times in ((WANT, plain), (told, full)):
            started = time.process_time_ns()
            searcher.search(query, want)
            times.append((time.process_time_ns() - started) / 1e6)
    added = median(b - a for a, b in zip(plain, full, strict=True))
    return SnippetCost(str(questions[0].kind), median(plain), median(full), added)
