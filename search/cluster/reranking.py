"""Proximity and lead: the second look at the best hits, from their words made anew.

The same bonuses as in the embedded engine, article by article: words close together, and words in
the first lines, as shares of the words' own idf.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from search.analysis import Analyser
from search.cluster.mapping import GAP
from search.cluster.statistics import Statistics
from search.plan import AnyTerm, Stream, Term

DEPTH = 200
"""How many of the best are looked at again; the order beyond is by score alone."""

WINDOW = 30
"""Words apart, or from the beginning, up to which a bonus is given."""

PAIR_SHARE = 0.5
"""Bonus of two neighbouring words, as a share of the smaller idf; falls linearly to 0."""

LEAD_SHARE = 0.25
"""Bonus of a word within the first WINDOW words, as a share of its idf."""

MOST_WORDS = 8
"""Of longer questions, the rarest words count."""

Words = Sequence[tuple[AnyTerm, float]]


def weigh(words: Sequence[AnyTerm], statistics: Statistics) -> Words:
    """The words that the index has, with their idf; the rarest of a long question."""
    held = [w for w in words if any(statistics.counts.get(AnyTerm((t,)), 0) for t in w.terms)]
    weighed = [(word, statistics.widest_idf(word)) for word in held]
    return sorted(weighed, key=lambda pair: -pair[1])[:MOST_WORDS]


class Reranker:
    """Looks at hits again; made for one question."""

    def __init__(self, words: Words) -> None:
        self._weights = [weight for _, weight in words]
        self._by_text: dict[tuple[Stream, str], list[tuple[int, bool]]] = {}
        for number, (word, _) in enumerate(words):
            for term in word.terms:
                self._by_text.setdefault(_key(term), []).append((number, term.title))
        self._analyser = Analyser()
        self._known: list[tuple[tuple[int, bool], ...]] = []

    def bonus(self, title: str, text: str, language: str) -> float:
        """What to add to the score of an article."""
        if not self._weights:
            return 0.0
        places, early = self._places(title, text, language or "en")
        bonus = LEAD_SHARE * sum(self._weights[number] for number in early)
        if len(self._weights) > 1:
            bonus += PAIR_SHARE * sum(self._pairs(places).values())
        return bonus

    def _places(
        self, title: str, text: str, language: str
    ) -> tuple[list[tuple[int, int]], set[int]]:
        """Where which of the words stand, in text order; and which of them stand early."""
        found: list[tuple[int, int]] = []
        early: set[int] = set()
        start = 0
        for in_title, passage in ((True, title), (False, text)):
            ids = self._analyser.encode(passage, language) if passage else ()
            self._learn()
            for place, id in enumerate(ids):
                for number, titles_only in self._known[id]:
                    if in_title or not titles_only:
                        found.append((start + place, number))
                        if place < WINDOW:
                            early.add(number)
            start = len(ids) + GAP if ids else 0
        return sorted(set(found)), early

    def _learn(self) -> None:
        """Look up which of the question's words each new form is."""
        for form in self._analyser.forms[len(self._known) :]:
            stems = self._by_text.get((Stream.STEM, form.stem), [])
            surfaces = self._by_text.get((Stream.WORD, form.surface), [])
            self._known.append(tuple(dict.fromkeys([*stems, *surfaces])))

    def _pairs(self, places: list[tuple[int, int]]) -> Mapping[tuple[int, int], float]:
        """Each pair of words once, by the closest they come as neighbours."""
        closest: dict[tuple[int, int], float] = {}
        for (a, one), (b, other) in pairwise(places):
            if one == other or b - a > WINDOW:
                continue
            closeness = 1.0 - (max(b - a, 1) - 1) / WINDOW
            value = closeness * min(self._weights[one], self._weights[other])
            pair = (min(one, other), max(one, other))
            closest[pair] = max(closest.get(pair, 0.0), value)
        return closest


def _key(term: Term) -> tuple[Stream, str]:
    return term.stream, term.text
