"""Proximity and lead: the second look at the best hits, from their words made anew.

The same bonuses as in the embedded engine, article by article; see `search.second_look`.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from itertools import pairwise

from search import second_look
from search.analysis import Analyser
from search.cluster.mapping import GAP
from search.cluster.statistics import Statistics
from search.plan import AnyTerm, Stream

Words = Sequence[tuple[AnyTerm, float]]


def weigh(words: Sequence[AnyTerm], statistics: Statistics) -> Words:
    """The words that the index has, with their idf; the rarest of a long question."""
    held = [w for w in words if any(statistics.counts.get(AnyTerm((t,)), 0) for t in w.terms)]
    weighed = [(word, statistics.widest_idf(word)) for word in held]
    return sorted(weighed, key=lambda pair: -pair[1])[: second_look.MOST_WORDS]


MOST_FORMS = 100_000
"""Distinct words that a thread remembers from question to question, some 30 MB."""

_remembered = threading.local()


def _analyser() -> Analyser:
    """This thread's own: most words of an answer stood in earlier ones."""
    analyser = getattr(_remembered, "analyser", None)
    if not isinstance(analyser, Analyser) or len(analyser.forms) > MOST_FORMS:
        analyser = _remembered.analyser = Analyser()
    return analyser


class _Known(dict[int, tuple[tuple[int, bool], ...]]):
    """By form: the numbers of the question's words that it is, and whether in titles alone."""

    def __init__(self, words: Words, analyser: Analyser) -> None:
        super().__init__()
        self._forms = analyser.forms
        self._by_text: dict[tuple[Stream, str], list[tuple[int, bool]]] = {}
        for number, (word, _) in enumerate(words):
            for term in word.terms:
                self._by_text.setdefault((term.stream, term.text), []).append((number, term.title))

    def __missing__(self, id: int) -> tuple[tuple[int, bool], ...]:
        form = self._forms[id]
        stems = self._by_text.get((Stream.STEM, form.stem), ())
        surfaces = self._by_text.get((Stream.WORD, form.surface), ())
        words = self[id] = tuple(dict.fromkeys((*stems, *surfaces)))
        return words


class Reranker:
    """Looks at hits again; made for one question and one thread."""

    def __init__(self, words: Words) -> None:
        self._weights = [weight for _, weight in words]
        self._analyser = _analyser()
        self._known = _Known(words, self._analyser)

    def bonus(self, title: str, text: str, language: str) -> float:
        """What to add to the score of an article."""
        if not self._weights:
            return 0.0
        places, early = self._places(title, text, language or "en")
        bonus = second_look.LEAD_SHARE * sum(self._weights[number] for number in early)
        if len(self._weights) > 1:
            bonus += second_look.PAIR_SHARE * sum(self._pairs(places).values())
        return bonus

    def _places(
        self, title: str, text: str, language: str
    ) -> tuple[list[tuple[int, int]], set[int]]:
        """Where which of the words stand, in text order; and which of them stand early."""
        found: list[tuple[int, int]] = []
        early: set[int] = set()
        start, known = 0, self._known
        for in_title, passage in ((True, title), (False, text)):
            ids = self._analyser.encode(passage, language) if passage else ()
            held = {id: words for id in set(ids) if (words := known[id])}
            for place, id in enumerate(ids) if held else ():
                for number, titles_only in held.get(id, ()):
                    if in_title or not titles_only:
                        found.append((start + place, number))
                        if place < second_look.WINDOW:
                            early.add(number)
            start = len(ids) + GAP if ids else 0
        return sorted(set(found)), early

    def _pairs(self, places: list[tuple[int, int]]) -> Mapping[tuple[int, int], float]:
        """Each pair of words once, by the closest they come as neighbours."""
        closest: dict[tuple[int, int], float] = {}
        for (a, one), (b, other) in pairwise(places):
            if one == other or b - a > second_look.WINDOW:
                continue
            closeness = 1.0 - (max(b - a, 1) - 1) / second_look.WINDOW
            value = closeness * min(self._weights[one], self._weights[other])
            pair = (min(one, other), max(one, other))
            closest[pair] = max(closest.get(pair, 0.0), value)
        return closest
