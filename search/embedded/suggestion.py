"""Did you mean: for a typed word that no article holds, the closest word that some do."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from search.analysis import question_forms
from search.embedded.expansion import edits
from search.embedded.snapshot import Snapshot
from search.plan import Stream, Term
from search.syntax import tree

FEW = 3
"""Suggestions are looked for only where a question finds fewer articles than this."""

MOST_WORDS = 5
"""Unknown words of one question that are looked into."""

SHORTEST = 4
LONG = 7
"""Words of 4 to 6 letters are corrected by one edit, longer ones by up to two."""


def did_you_mean(snapshot: Snapshot, text: str, question: tree.Node) -> str | None:
    """The question with its unknown words corrected, or None if there is nothing better."""
    corrected = text
    unknown = [word for word in _words(question) if _is_unknown(snapshot, word)]
    for word in sorted(unknown[:MOST_WORDS], key=lambda w: -w.at[0]):
        best = _closest(snapshot, word.text)
        if best is not None:
            corrected = corrected[: word.at[0]] + best + corrected[word.at[1] :]
    return corrected if corrected != text else None


def _words(node: tree.Node) -> Iterator[tree.Word]:
    """The plain words of a question, those under a NOT or in a field aside."""
    match node:
        case tree.Word():
            yield node
        case tree.And() | tree.Or() | tree.Near():
            for child in node.children:
                yield from _words(child)
        case tree.Must() | tree.Boost():
            yield from _words(node.child)


def _is_unknown(snapshot: Snapshot, word: tree.Word) -> bool:
    forms = question_forms(word.text)
    if len(forms) != 1 or not word.text.isalpha():
        return False
    form = forms[0]
    terms = [Term(Stream.STEM, stem) for stem in form.stems]
    terms += [Term(Stream.WORD, surface) for surface in form.surfaces]
    return not any(len(snapshot.scores(term)) for term in terms)


def _closest(snapshot: Snapshot, typed: str) -> str | None:
    """The word in fewest edits, then in most articles, then first in the alphabet."""
    word = question_forms(typed)[0].surface.lower()
    if len(word) < SHORTEST:
        return None
    limit = 2 if len(word) >= LONG else 1
    found: dict[str, int] = {}
    for segment in snapshot.segments:
        first = word[0].encode()
        terms = segment.postings.surface_range(first, first + b"\xf5")
        words = [segment.postings.surface(t).decode() for t in terms.tolist()]
        distances = edits(word, words, limit)
        for at in np.flatnonzero(distances <= limit).tolist():
            found[words[at]] = int(distances[at])
    ranked = sorted(
        (distance, -len(snapshot.scores(Term(Stream.WORD, other))), other)
        for other, distance in found.items()
    )
    return next((other for _, df, other in ranked if df), None)
