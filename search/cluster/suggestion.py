"""Did you mean: for a typed word that no article holds, the closest word that some do."""

from __future__ import annotations

from datetime import date

from search.analysis.edits import edits
from search.cluster import requests
from search.cluster.client import Cluster
from search.cluster.shapes import Json
from search.correcting import SHORTEST, correct, in_edits, plain_words, terms_of
from search.plan import AnyTerm, Stream, Term
from search.stored import WORD
from search.syntax import tree

CANDIDATES = 1_000
"""Words near a typed one that each shard offers."""

COMPARED = 20
"""Of these, the ones in fewest edits whose articles are counted."""


def did_you_mean(cluster: Cluster, text: str, question: tree.Node, today: date) -> str | None:
    """The question with its unknown words corrected, or None if there is nothing better."""
    words = list(plain_words(question))
    counts = _counts(cluster, [terms_of(word) for word in words], today)
    unknown = [word for word, count in zip(words, counts, strict=True) if not count]
    return correct(text, unknown, lambda typed: _closest(cluster, typed, today))


def _counts(cluster: Cluster, words: list[AnyTerm], today: date) -> list[int]:
    answers = cluster.searches(requests.counts(words, today))
    return [int(answer["hits"]["total"]["value"]) for answer in answers]


def _closest(cluster: Cluster, typed: str, today: date) -> str | None:
    """The word in fewest edits, then in most articles, then first in the alphabet."""
    word, limit = in_edits(typed)
    if not limit:
        return None
    answer = cluster.search(_near(word, limit))
    offered: list[str] = [
        o["text"] for entry in answer["suggest"]["near"] for o in entry["options"]
    ]
    cluster.budget.check()
    found: dict[str, int] = {other: d for other in offered if (d := edits(word, other)) <= limit}
    for distance in range(limit + 1):
        close = [other for other, d in found.items() if d == distance][:COMPARED]
        counts = _counts(cluster, [AnyTerm((Term(Stream.WORD, w),)) for w in close], today)
        ranked = sorted((-n, other) for n, other in zip(counts, close, strict=True) if n)
        if ranked:
            return ranked[0][1]
    return None


def _near(word: str, limit: int) -> Json:
    term = {
        "field": WORD,
        "suggest_mode": "always",
        "max_edits": limit,
        "prefix_length": 1,
        "min_word_length": SHORTEST,
        "size": CANDIDATES,
        "shard_size": CANDIDATES,
        "sort": "score",
    }
    return {"size": 0, "suggest": {"near": {"text": word, "term": term}}}
