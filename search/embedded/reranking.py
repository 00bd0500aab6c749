"""Proximity and lead: the second look at the best hits, at where the question's words stand."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from search import second_look
from search.bm25 import idf
from search.embedded.inversion import TITLE_GAP
from search.embedded.snapshot import Snapshot
from search.embedded.spans import PLACE_BITS, Occurrences, of_term_within, unite_occurrences
from search.plan import AnyTerm

Docs = NDArray[np.int32]
Scores = NDArray[np.float64]
Ints = NDArray[np.int64]


def bonuses(snapshot: Snapshot, docs: Docs, words: Sequence[AnyTerm]) -> Scores:
    """What to add to the score of each of `docs`, which ascend."""
    weighed = _weigh(snapshot, words)
    if not weighed or not len(docs):
        return np.zeros(len(docs))
    weights = np.array([weight for _, weight in weighed])
    keys, labels = _occurrences(snapshot, docs, [word for word, _ in weighed])
    rows = np.searchsorted(docs, keys >> PLACE_BITS)
    places = keys & ((1 << PLACE_BITS) - 1)
    bonus = _lead(snapshot, docs, rows, places, labels, weights)
    if len(weighed) > 1:
        bonus += _pairs(len(docs), rows, places, labels, weights)
    return bonus


def _weigh(snapshot: Snapshot, words: Sequence[AnyTerm]) -> list[tuple[AnyTerm, float]]:
    """The words that the index has, with their idf; the rarest of a long question."""
    weighed = []
    for word in words:
        df = max((len(snapshot.scores(term)) for term in word.terms), default=0)
        if df:
            weighed.append((word, idf(snapshot.articles, df)))
    return sorted(weighed, key=lambda pair: -pair[1])[: second_look.MOST_WORDS]


def _occurrences(
    snapshot: Snapshot, docs: Docs, words: Sequence[AnyTerm]
) -> tuple[Ints, NDArray[np.int64]]:
    """All occurrences of all words in text order, and which word each is of."""
    found: list[Occurrences] = [
        unite_occurrences([of_term_within(snapshot.positions(term), docs) for term in word.terms])
        for word in words
    ]
    keys = np.concatenate([occurrences.first for occurrences in found])
    labels = np.repeat(np.arange(len(words)), [len(o.first) for o in found])
    order = np.argsort(keys, kind="stable")
    return keys[order], labels[order]


def _lead(
    snapshot: Snapshot, docs: Docs, rows: Ints, places: Ints, labels: Ints, weights: Scores
) -> Scores:
    """Each word once, if it stands in the title or early in the text."""
    title = snapshot.titles[docs].astype(np.int64)[rows]
    in_text = np.where((title > 0) & (places >= title), places - title - TITLE_GAP, places)
    early = in_text < second_look.WINDOW
    seen = np.zeros((len(docs), len(weights)))
    seen[rows[early], labels[early]] = 1.0
    return second_look.LEAD_SHARE * (seen @ weights)


def _pairs(size: int, rows: Ints, places: Ints, labels: Ints, weights: Scores) -> Scores:
    """Each pair of words once, by the closest they come as neighbours among the words asked for."""
    gap = places[1:] - places[:-1]
    near = np.flatnonzero(
        (rows[1:] == rows[:-1]) & (labels[1:] != labels[:-1]) & (gap <= second_look.WINDOW)
    )
    if not len(near):
        return np.zeros(size)
    one, other = labels[near], labels[near + 1]
    count = len(weights)
    closeness = 1.0 - (np.maximum(gap[near], 1) - 1) / second_look.WINDOW
    value = closeness * np.minimum(weights[one], weights[other])
    pair = np.minimum(one, other) * count + np.maximum(one, other)
    table = np.zeros((size, count * count))
    np.maximum.at(table, (rows[near], pair), value)
    return second_look.PAIR_SHARE * table.sum(axis=1)
