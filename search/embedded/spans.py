"""Where words stand: single words and phrases, by joins of sorted positions.

An occurrence is an article and a first and last place; its key, article above and place below,
sorts and compares in one integer. Everything here works on a set of candidate articles only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.embedded.lexicon import TermPositions
from search.embedded.packing import ragged

Ints = NDArray[np.int64]
Docs = NDArray[np.int32]

PLACE_BITS = 32
WHOLE_SHARE = 4
"""With candidates in more than a quarter of a term's articles, all its occurrences are taken."""

MERGE_SHARE = 16
"""Arrays less than 16 times apart in length are merged, others searched."""


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Occurrences sorted by first place; `first` and `last` are keys, both inclusive."""

    first: Ints
    last: Ints

    @property
    def docs(self) -> Docs:
        """The articles that have any, ascending."""
        owners = self.first >> PLACE_BITS
        if not len(owners):
            return owners.astype(np.int32)
        return owners[np.concatenate([[True], owners[1:] != owners[:-1]])].astype(np.int32)

    def only(self, which: NDArray[np.bool_]) -> Occurrences:
        """Those that are marked."""
        first = self.first[which]
        return Occurrences(first, first if self.first is self.last else self.last[which])


def of_term(term: TermPositions, docs: Docs) -> Occurrences:
    """A term's occurrences in candidate articles, or all of them where that costs less."""
    if len(docs) * WHOLE_SHARE > len(term.docs):
        return single(term.keys())
    return of_term_within(term, docs)


def of_term_within(term: TermPositions, docs: Docs) -> Occurrences:
    """A term's occurrences in some articles and in no others."""
    if not len(term.docs):
        return single(np.empty(0, dtype=np.int64))
    rows = np.searchsorted(term.docs, docs)
    rows[rows == len(term.docs)] = 0
    held = term.docs[rows] == docs
    rows, docs = rows[held], docs[held]
    starts = term.starts[rows]
    counts = term.starts[rows + 1] - starts
    owners = np.repeat(docs.astype(np.int64) << PLACE_BITS, counts)
    return single(owners + term.positions[ragged(starts, counts)])


def single(keys: Ints) -> Occurrences:
    """Occurrences of one word each: first and last are the same array, which is a fast road."""
    return Occurrences(keys, keys)


def unite_occurrences(parts: Sequence[Occurrences]) -> Occurrences:
    """All occurrences of all parts."""
    parts = [part for part in parts if len(part.first)] or list(parts[:1])
    if len(parts) == 1:
        return parts[0]
    first = np.concatenate([part.first for part in parts])
    last = np.concatenate([part.last for part in parts])
    if all(part.first is part.last for part in parts):
        first.sort(kind="stable")
        return single(first)
    order = np.lexsort((last, first))
    return Occurrences(first[order], last[order])


def phrase(words: Sequence[tuple[int, Callable[[Docs], Occurrences]]], docs: Docs) -> Occurrences:
    """Occurrences of all words in neighbouring places, in order.

    `words` give their occurrences in candidate articles and come rarest first, each with its
    place; the candidates dwindle, so that of `the` little is ever looked at.
    """
    starts: Ints | None = None
    for place, word in words:
        found = word(docs).first - place
        starts = found if starts is None else _common(starts, found)
        docs = single(starts).docs
    assert starts is not None
    return Occurrences(starts, starts + (len(words) - 1))


def _common(few: Ints, many: Ints) -> Ints:
    """Keys in both of two ascending arrays, each free of repeats."""
    if len(few) > len(many):
        few, many = many, few
    if len(few) * MERGE_SHARE > len(many):
        # The stable sort sees two ascending runs and merges them, which beats searching.
        joined = np.concatenate([few, many])
        joined.sort(kind="stable")
        return joined[1:][joined[1:] == joined[:-1]]
    if not len(few):
        return few
    at = np.searchsorted(many, few)
    at[at == len(many)] = 0
    return few[many[at] == few]
