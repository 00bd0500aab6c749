"""Which of what was found an article is about: six weights and a threshold."""

from __future__ import annotations

import math
from dataclasses import dataclass

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

Parts = tuple[tuple[str, float], ...]


@dataclass(slots=True)
class Tally:
    """Where in an article one state or organisation was found.

    `evidence` is the sentence that shows it best, `rank` how well that one does.
    """

    count: int = 0
    title: bool = False
    dateline: bool = False
    first: bool = False
    second: bool = False
    official: bool = False
    evidence: tuple[int, int] | None = None
    rank: int = 0

    def parts(self) -> Parts:
        """The parts of the score that are not zero, by name; they add up to the score."""
        found = (
            ("title", self.title * TITLE),
            ("dateline", self.dateline * DATELINE),
            ("first sentence", self.first * FIRST_SENTENCE),
            ("second sentence", self.second * SECOND_SENTENCE),
            ("count", COUNT * math.log1p(self.count)),
            ("official name", self.official * OFFICIAL),
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
    return frozenset({max(scores, key=lambda id: (scores[id], id))})
