"""Which of what was found an article is about: a few weights and a threshold."""

from __future__ import annotations

import math
from dataclasses import dataclass

_USUAL_LENGTH = 1_200
"""Characters; in a text longer than that names recur, and each mention tells less: fitted on
reports of 1988-90, four times as long as the newswire that the weights were fitted on."""

Parts = tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Weights:
    """What each sign is worth; `count` is times ln(1 + mentions).

    `seat` is what a dateline is worth that only names the seat of an organisation, `official`
    what a proper name is worth beyond a demonym, a city or an acronym. An article is about what
    reaches `threshold`; where nothing does, about the best alone if it reaches `floor`. `listed`
    is for states that one lead sentence names with three or more others, `inside` for what a text
    says something happened in.
    """

    title: float
    dateline: float
    seat: float
    first: float
    second: float
    count: float
    official: float
    threshold: float
    floor: float
    listed: float = 0.0
    inside: float = 0.0


COUNTRIES = Weights(
    title=1.0,
    dateline=1.5,
    seat=0.25,
    first=0.5,
    second=0.6,
    count=1.0,
    official=0.5,
    threshold=2.0,
    floor=0.0,
    listed=0.4,
)
"""Fitted on two thirds of 15,700 newswire stories of 1987, whose editors' labels say what each is
about, with an eye to the sample corpus: editors of 1987 also labelled a story of the European
Communities "Belgium" for its dateline, which readers of today do not mean; hence `seat`. With
`listed` at .4 a state named once, by its proper name, is enough among those that a lead lists: the
ministers of Bahrain, Kuwait, Oman and Qatar met."""

REPORTS = Weights(
    title=1.0,
    dateline=1.0,
    seat=0.25,
    first=0.5,
    second=0.0,
    count=0.75,
    official=0.25,
    threshold=3.0,
    floor=0.0,
    inside=1.0,
)
"""For long texts without case: cables and transcripts of broadcasts, which tell what happened
where, often to other states' nationals and embassies. Fitted on two thirds of 682 such reports."""

_REPORT = 500
"""Characters; what is shorter is a headline or a lead, of which any name may be the subject."""


def weights_for(length: int, *, cased: bool) -> Weights:
    """The weights for countries in a text of so many characters."""
    return COUNTRIES if cased or length < _REPORT else REPORTS


ORGANISATIONS = Weights(
    title=1.0,
    dateline=0.25,
    seat=0.25,
    first=0.9,
    second=0.8,
    count=0.9,
    official=0.1,
    threshold=1.6,
    floor=1.4,
)
"""Fitted likewise. An organisation named in passing is the rule, so the best one needs a floor."""

UNLISTED = Weights(
    title=1.0,
    dateline=0.0,
    seat=0.0,
    first=0.9,
    second=0.8,
    count=0.9,
    official=0.1,
    threshold=2.0,
    floor=2.0,
)
"""For names that no list has: stricter, since a wrong one makes a value of its own."""


@dataclass(slots=True)
class Tally:
    """Where in an article one state or organisation was found.

    `evidence` is the sentence that shows it best, `rank` how well that one does.
    """

    count: int = 0
    title: bool = False
    dateline: bool = False
    seat: bool = False
    first: bool = False
    second: bool = False
    official: bool = False
    listed: bool = False
    inside: bool = False
    evidence: tuple[int, int] | None = None
    rank: int = 0

    def parts(self, weights: Weights, damping: float = 1.0) -> Parts:
        """The parts of the score that are not zero, by name; they add up to the score."""
        found = (
            ("title", self.title * weights.title),
            ("dateline", self.dateline * (weights.seat if self.seat else weights.dateline)),
            ("first sentence", self.first * weights.first),
            ("second sentence", self.second * weights.second),
            ("count", weights.count * math.log1p(self.count * damping)),
            ("official name", self.official * weights.official),
            ("listed in the lead", self.listed * weights.listed),
            ("it happened there", self.inside * weights.inside),
        )
        return tuple((name, value) for name, value in found if value)

    def score(self, weights: Weights, damping: float = 1.0) -> float:
        """The sum of the parts; `damping` as `damping_of` gives it for the text."""
        dateline = weights.seat if self.seat else weights.dateline
        return (
            self.title * weights.title
            + self.dateline * dateline
            + self.first * weights.first
            + self.second * weights.second
            + weights.count * math.log1p(self.count * damping)
            + self.official * weights.official
            + self.listed * weights.listed
            + self.inside * weights.inside
        )


def damping_of(length: int) -> float:
    """What one mention counts in a text of so many characters: 1 up to a usual length."""
    return min(1.0, math.sqrt(_USUAL_LENGTH / max(1, length)))


def choose(scores: dict[str, float], weights: Weights) -> frozenset[str]:
    """The ids that an article is about."""
    about = frozenset(id for id, score in scores.items() if score >= weights.threshold)
    if about or not scores:
        return about
    best = max(scores, key=lambda id: (scores[id], id))
    return frozenset({best}) if scores[best] >= weights.floor else frozenset()
