"""Which words a pattern or a fuzzy word stands for, found in the dictionary of a segment."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search.budget import ENDLESS, Budget
from search.embedded.segment import OpenSegment

Ints = NDArray[np.int64]

SPECIAL = "*?"
LAST = b"\xf5"
"""Above every byte of UTF-8."""


WORDS_A_LOOK = 1_000
"""Words of the dictionary compared between two looks at the clock: about a millisecond."""


def find_pattern(segment: OpenSegment, pattern: str, budget: Budget = ENDLESS) -> Ints:
    """The physical terms whose surface word matches a pattern; typed small, acronyms too."""
    budget.check()
    found = [_find_as_typed(segment, pattern, budget)]
    capitals = pattern.upper()
    if capitals != pattern and pattern == pattern.lower():
        found.append(_find_as_typed(segment, capitals, budget))
    budget.check()
    return np.unique(np.concatenate(found))


def _find_as_typed(segment: OpenSegment, pattern: str, budget: Budget) -> Ints:
    fixed = fixed_prefix(pattern)
    low = fixed.encode("utf-8", "replace")
    terms = segment.postings.surface_range(low, low + LAST)
    if pattern == fixed + "*":
        return terms
    kept: list[int] = []
    for first in range(0, len(terms), WORDS_A_LOOK):
        budget.check()
        some = terms[first : first + WORDS_A_LOOK].tolist()
        kept += [t for t in some if matches(pattern, segment.postings.surface(t).decode())]
    return np.array(kept, dtype=np.int64)


def fixed_prefix(pattern: str) -> str:
    """What stands before the first special character."""
    ends = [at for at in map(pattern.find, SPECIAL) if at >= 0]
    return pattern[: min(ends)] if ends else pattern


def matches(pattern: str, word: str) -> bool:
    """Whether a whole word matches; at most len(pattern) · len(word) steps, no backtracking tree.

    On a mismatch only the last star is given one more character, which is enough.
    """
    p = w = 0
    star = resume = -1
    while w < len(word):
        if p < len(pattern) and pattern[p] == "*":
            star, resume = p, w
            p += 1
        elif p < len(pattern) and pattern[p] in ("?", word[w]):
            p += 1
            w += 1
        elif star >= 0:
            resume += 1
            p, w = star + 1, resume
        else:
            return False
    return all(c == "*" for c in pattern[p:])


def find_alike(segment: OpenSegment, word: str, distance: int, budget: Budget = ENDLESS) -> Ints:
    """The physical terms within `distance` edits of a word and with its first letter."""
    budget.check()
    if not word:
        return np.empty(0, dtype=np.int64)
    first = word[0].encode("utf-8", "replace")
    terms = segment.postings.surface_range(first, first + LAST)
    words = [segment.postings.surface(t).decode() for t in terms.tolist()]
    budget.check()
    near = edits(word, words, distance)
    budget.check()
    return np.sort(terms[near <= distance])


def edits(word: str, others: list[str], limit: int) -> NDArray[np.int64]:
    """Edit distances (insert, delete, replace, swap neighbours) to many words at once.

    Words whose length alone rules them out get `limit` + 1. One step of the usual table is done
    for all words together: the table's row is an array over the words.
    """
    result = np.full(len(others), limit + 1, dtype=np.int64)
    chosen = [i for i, o in enumerate(others) if abs(len(o) - len(word)) <= limit]
    if not chosen:
        return result
    width = max(len(others[i]) for i in chosen)
    letters = np.zeros((len(chosen), width), dtype=np.int32)
    for row, i in enumerate(chosen):
        letters[row, : len(others[i])] = [ord(c) for c in others[i]]
    lengths = np.array([len(others[i]) for i in chosen])
    table = _edit_row(word, letters)
    result[chosen] = table[np.arange(len(chosen)), lengths]
    return result


def _edit_row(word: str, letters: NDArray[np.int32]) -> NDArray[np.int64]:
    """The last row of the table of edit distances, for each word of `letters`."""
    rows, width = letters.shape
    older = np.zeros((rows, width + 1), dtype=np.int64)
    previous = np.tile(np.arange(width + 1), (rows, 1))
    for i, letter in enumerate(word, start=1):
        current = np.empty_like(previous)
        current[:, 0] = i
        same = letters == ord(letter)
        for j in range(1, width + 1):
            best = np.minimum(previous[:, j] + 1, current[:, j - 1] + 1)
            best = np.minimum(best, previous[:, j - 1] + ~same[:, j - 1])
            if i > 1 and j > 1:
                swapped = same[:, j - 2] & (letters[:, j - 1] == ord(word[i - 2]))
                best = np.where(swapped, np.minimum(best, older[:, j - 2] + 1), best)
            current[:, j] = best
        older, previous = previous, current
    return previous
