"""Which of the countries and organisations found an article is about: six weights and a threshold."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

TITLE = 0.5
DATELINE = 1.5
FIRST_SENTENCE = 0.5
SECOND_SENTENCE = 0.5
COUNT = 1.0
"""Times ln(1 + mentions)."""
OFFICIAL = 0.5
"""Named by its name at least once, not only by a demonym or a city."""

THRESHOLD = 2.0
"""From here on an article is about it. Fitted with the weights on newswire of 1987, whose editors'
labels say what each story is about; docs/tagging.md has the figures."""


@dataclass(slots=True)
class Tally:
    """Where in an article one country or organisation was found."""

    count: int = 0
    title: bool = False
    dateline: bool = False
    first: bool = False
    second: bool = False
    official: bool = False
    evidence: tuple[int, int] | None = None
    best: int = field(default=-1)

    def parts(self) -> tuple[tuple[str, float], ...]:
        """The parts of the score that are not zero, by name."""
        found = (
            ("title", TITLE if self.title else 0.0),
            ("dateline", DATELINE if self.dateline else 0.0),
            ("first sentence", FIRST_SENTENCE if self.first else 0.0),
            ("second sentence", SECOND_SENTENCE if self.second else 0.0),
            ("count", COUNT * math.log1p(self.count)),
            ("official name", OFFICIAL if self.official else 0.0),
        )
        return tuple((name, value) for name, value in found if value)

    def score(self) -> float:
        """The sum of the parts."""
        return (
            self.title * TITLE
            + self.dateline * DATELINE
            + self.first * FIRST_SENTENCE
            + self.second * SECOND_SENTENCE
            + COUNT * math.log1p(self.count)
            + self.official * OFFICIAL
        )


def choose(scores: dict[str, float], threshold: float = THRESHOLD) -> frozenset[str]:
    """The ids whose score reaches the threshold; where none does, the best one alone."""
    about = frozenset(id for id, score in scores.items() if score >= threshold)
    if about or not scores:
        return about
    best = max(scores, key=lambda id: (scores[id], id))
    return frozenset({best})
