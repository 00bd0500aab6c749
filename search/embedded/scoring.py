"""Terms with their BM25F scores, as small as they can be kept: scores are made where needed.

A rare term is a list of articles and scores. A common one is its weighted frequency by article,
a byte each: a tenth of the memory, so that all common words of a language stay at hand; its
scores cost one pass of arithmetic over the articles that are looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from search.bm25 import K1, idf
from search.embedded.terms import SegmentTerm

Docs = NDArray[np.int32]
Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]
Frequencies = NDArray[np.uint8] | NDArray[np.uint16] | NDArray[np.uint32]

DENSE_SHARE = 16
"""A term in more than one article in 16 is kept by article."""


class Scored(Protocol):
    """A set of articles whose scores are made on demand."""

    @property
    def nbytes(self) -> int:
        """Memory held."""
        ...

    def __len__(self) -> int: ...

    @property
    def docs(self) -> Docs:
        """The articles, ascending."""
        ...

    @property
    def mask(self) -> Mask | None:
        """The same as a mask, where that is cheap."""
        ...

    def at(self, docs: Docs) -> Scores:
        """The scores of any articles, 0 for those outside the set."""
        ...

    def dense(self) -> Scores:
        """The scores by article, a new array."""
        ...


@dataclass(frozen=True, slots=True)
class Listed:
    """A word in few articles; `size` is the number of articles of the index."""

    docs: Docs
    scores: Scores
    size: int

    @property
    def nbytes(self) -> int:
        """Memory held, the objects around the arrays included."""
        return self.docs.nbytes + self.scores.nbytes + 300

    def __len__(self) -> int:
        return len(self.docs)

    @property
    def mask(self) -> None:
        """A list is cheaper."""
        return

    def at(self, docs: Docs) -> Scores:
        """By binary search."""
        if not len(self.docs):
            return np.zeros(len(docs), dtype=np.float32)
        where = np.searchsorted(self.docs, docs)
        where[where == len(self.docs)] = 0
        return np.where(self.docs[where] == docs, self.scores[where], np.float32(0))

    def dense(self) -> Scores:
        """Scattered over all articles."""
        scores = np.zeros(self.size, dtype=np.float32)
        scores[self.docs] = self.scores
        return scores


@dataclass(frozen=True, slots=True)
class ListedTerm(Listed):
    """A single term in few articles, with its weighted frequency in each."""

    frequencies: Frequencies

    @property
    def nbytes(self) -> int:
        """Memory held, the objects around the arrays included."""
        return self.docs.nbytes + self.scores.nbytes + self.frequencies.nbytes + 400

    def between(self, low: int, high: int) -> SegmentTerm:
        """The articles numbered from `low` to below `high`, numbered from 0."""
        first, last = np.searchsorted(self.docs, (low, high))
        return _part(self.docs[first:last] - low, self.frequencies[first:last])


@dataclass(frozen=True, slots=True)
class CommonTerm:
    """A term in many articles: `frequencies` by article, `norms` shared by all terms."""

    frequencies: Frequencies
    norms: Scores
    factor: np.float32
    count: int

    @property
    def nbytes(self) -> int:
        """Memory held; the norms are shared."""
        return self.frequencies.nbytes + 300

    def __len__(self) -> int:
        return self.count

    @property
    def docs(self) -> Docs:
        """Listed anew each time."""
        return np.flatnonzero(self.mask).astype(np.int32)

    @property
    def mask(self) -> Mask:
        """Where the frequency is not 0."""
        return self.frequencies != 0

    def at(self, docs: Docs) -> Scores:
        """By arithmetic on the articles asked for."""
        frequency = self.frequencies[docs].astype(np.float32)
        return bm25(self.factor, frequency, self.norms[docs])

    def dense(self) -> Scores:
        """By arithmetic on all articles."""
        return bm25(self.factor, self.frequencies.astype(np.float32), self.norms)

    def between(self, low: int, high: int) -> SegmentTerm:
        """The articles numbered from `low` to below `high`, numbered from 0."""
        part = self.frequencies[low:high]
        docs = np.flatnonzero(part != 0)
        return _part(docs, part[docs])

    @property
    def scores(self) -> Scores:
        """The scores of `docs`."""
        return self.at(self.docs)


Term = ListedTerm | CommonTerm


def _part(docs: NDArray[Any], frequencies: Frequencies) -> SegmentTerm:
    weights = frequencies.astype(np.int64)
    return SegmentTerm(docs, weights, weights)


@dataclass(frozen=True, slots=True)
class TermSum:
    """One word by any of its terms, each with its own df; scores add up in their order."""

    terms: tuple[Term, ...]
    size: int

    @property
    def nbytes(self) -> int:
        """Memory held, that of the terms included."""
        return 300 + sum(term.nbytes for term in self.terms)

    def __len__(self) -> int:
        mask = self.mask
        return len(self.docs) if mask is None else int(np.count_nonzero(mask))

    @property
    def mask(self) -> Mask | None:
        """The union, if any of the terms is common."""
        if not has_common(self.terms):
            return None
        union = np.zeros(self.size, dtype=bool)
        for term in self.terms:
            if isinstance(term, CommonTerm):
                union |= term.mask
            else:
                union[term.docs] = True
        return union

    @property
    def docs(self) -> Docs:
        """The union, listed."""
        mask = self.mask
        if mask is not None:
            return np.flatnonzero(mask).astype(np.int32)
        return np.unique(np.concatenate([term.docs for term in self.terms]))

    def at(self, docs: Docs) -> Scores:
        """The sum of the terms' scores."""
        total = self.terms[0].at(docs)
        for term in self.terms[1:]:
            total += term.at(docs)
        return total

    def dense(self) -> Scores:
        """The sum of the terms' scores by article."""
        total = self.terms[0].dense()
        for term in self.terms[1:]:
            if isinstance(term, CommonTerm):
                total += term.dense()
            else:
                total[term.docs] += term.scores
        return total


def has_common(terms: Iterable[Term]) -> bool:
    """Whether any of the terms is kept by article."""
    return any(isinstance(term, CommonTerm) for term in terms)


Word = Listed | CommonTerm | TermSum
"""A word of a question: one term, or any of several."""


class Apart(Enum):
    """Stands where a TermSum is not kept, which is made of its terms in no time."""

    APART = None

    @property
    def nbytes(self) -> int:
        """Next to nothing but its key."""
        return 300


APART = Apart.APART


def bm25(factor: np.float32, frequency: Scores, norms: Scores) -> Scores:
    """The factor is idf · (k1 + 1); `frequency` is used up."""
    below = frequency + norms
    frequency *= factor
    frequency /= below
    return frequency


def make_term(docs: Docs, weights: NDArray[np.int64], norms: Scores, articles: int) -> Term:
    """A term of an index of `articles` live articles, in the form that suits it."""
    factor = _factor(articles, len(docs))
    size = len(norms)
    kind = np.min_scalar_type(int(weights.max(initial=0)))
    if len(docs) * DENSE_SHARE <= size:
        scores = bm25(factor, weights.astype(np.float32), norms[docs])
        return ListedTerm(docs, scores, size, weights.astype(kind))
    frequencies: Frequencies = np.zeros(size, dtype=kind)
    frequencies[docs] = weights
    return CommonTerm(frequencies, norms, factor, len(docs))


def term_of(frequencies: Frequencies, norms: Scores, articles: int) -> Term:
    """The same of weighted frequencies by article."""
    mask = frequencies != 0
    count = int(np.count_nonzero(mask))
    if count * DENSE_SHARE > len(norms):
        return CommonTerm(frequencies, norms, _factor(articles, count), count)
    docs = np.flatnonzero(mask)
    return make_term(docs.astype(np.int32), frequencies[docs].astype(np.int64), norms, articles)


def _factor(articles: int, count: int) -> np.float32:
    return np.float32(idf(articles, count) * (K1 + 1))


def join_terms(terms: Iterable[Term], size: int) -> Word:
    """One word by any of its terms; rare ones are joined into one list."""
    given = list(terms)
    held = [term for term in given if len(term)]
    if len(held) < 2:
        return (held or given)[0]
    total = TermSum(tuple(held), size)
    if has_common(held):
        return total
    docs = total.docs
    return Listed(docs, total.at(docs), size)
