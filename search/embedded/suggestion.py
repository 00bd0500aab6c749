"""Did you mean: for a typed word that no article holds, the closest word that some do."""

from __future__ import annotations

import numpy as np

from search.budget import Budget
from search.correcting import correct, in_edits, plain_words, terms_of
from search.embedded.expansion import edits
from search.embedded.snapshot import Snapshot
from search.plan import Stream, Term
from search.syntax import tree


def did_you_mean(snapshot: Snapshot, text: str, question: tree.Node, budget: Budget) -> str | None:
    """The question with its unknown words corrected, or None if there is nothing better."""
    unknown = [word for word in plain_words(question) if _is_unknown(snapshot, word)]
    return correct(text, unknown, lambda typed: _closest(snapshot, typed, budget))


def _is_unknown(snapshot: Snapshot, word: tree.Word) -> bool:
    return not any(len(snapshot.scores(term)) for term in terms_of(word).terms)


def _closest(snapshot: Snapshot, typed: str, budget: Budget) -> str | None:
    """The word in fewest edits, then in most articles, then first in the alphabet."""
    word, limit = in_edits(typed)
    if not limit:
        return None
    found: dict[str, int] = {}
    for segment in snapshot.segments:
        budget.check()
        first = word[0].encode()
        terms = segment.postings.surface_range(first, first + b"\xf5")
        words = [segment.postings.surface(t).decode() for t in terms.tolist()]
        distances = edits(word, words, limit)
        for at in np.flatnonzero(distances <= limit).tolist():
            found[words[at]] = int(distances[at])
    budget.check()
    ranked = sorted(
        (distance, -len(snapshot.scores(Term(Stream.WORD, other))), other)
        for other, distance in found.items()
    )
    return next((other for _, df, other in ranked if df), None)
