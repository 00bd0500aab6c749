"""Proximity and lead: the second look at the best hits, from their texts.

The same bonuses as in the embedded engine, article by article; see `search.second_look`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import islice, pairwise

from search import second_look
from search.analysis.casing import stretches
from search.analysis.folding import fold
from search.analysis.forms import MAX_POSITION
from search.analysis.splitting import raw_spans, raw_words
from search.cluster.mapping import GAP
from search.cluster.statistics import Statistics
from search.plan import AnyTerm
from search.wanted_words import WantedWords

Words = Sequence[tuple[AnyTerm, float]]


def weigh(words: Sequence[AnyTerm], statistics: Statistics) -> Words:
    """The words that the index has, with their idf; the rarest of a long question."""
    held = [w for w in words if any(statistics.counts.get(AnyTerm((t,)), 0) for t in w.terms)]
    weighed = [(word, statistics.widest_idf(word)) for word in held]
    return sorted(weighed, key=lambda pair: -pair[1])[: second_look.MOST_WORDS]


class Reranker:
    """Looks at hits again; made for one question and one thread."""

    def __init__(self, words: Words) -> None:
        self._weights = [weight for _, weight in words]
        self._in_titles, self._in_texts = WantedWords(), WantedWords()
        for number, (word, _) in enumerate(words):
            for term in word.terms:
                self._in_titles.add(term, number)
                if not term.title:
                    self._in_texts.add(term, number)

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
        # of a word alone it matters only whether it stands early
        most = second_look.WINDOW if len(self._weights) == 1 else MAX_POSITION + 1
        found: list[tuple[int, int]] = []
        early: set[int] = set()
        start = 0
        for wanted, passage in ((self._in_titles, title), (self._in_texts, text)):
            places, length = _look_through(passage, language, wanted, most)
            for place, bits in places.items():
                numbers = _numbers(bits)
                found += ((start + place, number) for number in numbers)
                if place < second_look.WINDOW:
                    early.update(numbers)
            start = length + GAP if length else 0
        return found, early

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


def _look_through(
    text: str, language: str, wanted: WantedWords, most: int
) -> tuple[dict[int, int], int]:
    """The bits of what is wanted among the first so many words, by position; how many there are."""
    places: dict[int, int] = {}
    length = 0
    folded = fold(text)
    for start, end, caseless in stretches(folded):
        if most <= second_look.WINDOW:
            raw = [word for word, _, _ in islice(raw_spans(folded, start, end), most - length)]
        else:
            raw = raw_words(folded, start, end)[: most - length]
        places |= wanted.places(raw, length, language, caseless)
        length += len(raw)
    return places, length


@cache  # of eight words there are 256 sets
def _numbers(bits: int) -> tuple[int, ...]:
    return tuple(number for number in range(bits.bit_length()) if bits >> number & 1)
