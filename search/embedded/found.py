"""Sets of articles with scores, as sorted numbers, as a mask, or as a term that makes both.

Whichever form is at hand is kept; the others are made when they are first asked for. Large sets
stay masks from the first word to the last count, so that their members are never listed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search.embedded.scoring import Scored

Docs = NDArray[np.int32]
Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]

SPARSE_SHARE = 64
"""Unions of fewer postings than one article in 64 are sorted instead of added over all articles."""

DENSE_SHARE = 16
"""A set of more than one article in 16 is cheaper to handle as a mask than as a list."""


class Found:
    """Articles that match and the score of each. Arrays are shared and never written to.

    Scores come from one of three places: beside `docs`, by article (`dense`), or from a term;
    a set with none of them counts 0 for every article.
    """

    __slots__ = ("_dense", "_docs", "_mask", "_scores", "_term", "size")

    def __init__(
        self,
        size: int,
        docs: Docs | None = None,
        scores: Scores | None = None,
        *,
        mask: Mask | None = None,
        dense: Scores | None = None,
        term: Scored | None = None,
    ) -> None:
        self.size = size
        self._docs = docs
        self._scores = scores
        self._mask = mask
        self._dense = dense
        self._term = term

    @classmethod
    def nothing(cls, size: int) -> Found:
        """No article."""
        return cls(size, np.empty(0, dtype=np.int32))

    @classmethod
    def of_term(cls, size: int, term: Scored) -> Found:
        """The articles of a term."""
        mask = term.mask
        return cls(size, term.docs if mask is None else None, mask=mask, term=term)

    @property
    def docs(self) -> Docs:
        """The articles, ascending."""
        if self._docs is None:
            self._docs = np.flatnonzero(self.mask).astype(np.int32)
        return self._docs

    @property
    def mask(self) -> Mask:
        """The articles as a mask over the whole index."""
        if self._mask is None:
            if self._dense is not None:
                self._mask = self._dense > 0
            else:
                self._mask = np.zeros(self.size, dtype=bool)
                self._mask[self._docs] = True
        return self._mask

    @property
    def scored(self) -> bool:
        """Whether any article can have a score."""
        return not (self._scores is None and self._dense is None and self._term is None)

    @property
    def positive(self) -> bool:
        """Whether every article is known to score above 0, so that scores alone tell the set.

        `(oil OR country:ir) AND date:2019` holds articles that score 0.
        """
        if self._term is not None:
            return True
        if self._dense is not None:
            return self._mask is None
        return self._scores is not None and bool(self._scores.min(initial=1.0) > 0)

    @property
    def scores(self) -> Scores:
        """The score of each of `docs`."""
        if self._scores is None:
            self._scores = self.scores_of(self.docs)
        return self._scores

    @property
    def by_mask(self) -> bool:
        """Whether the set is better handled as a mask: it is one, or it is large."""
        if self._docs is None:
            return True
        return self._mask is not None and len(self._docs) * DENSE_SHARE > self.size

    def __len__(self) -> int:
        if self._docs is not None:
            return len(self._docs)
        return int(np.count_nonzero(self.mask))

    def contains(self, docs: Docs) -> Mask:
        """Which of `docs` are in the set."""
        if self._docs is None or self._mask is not None:
            return self.mask[docs]
        mine = self._docs
        if not len(mine):
            return np.zeros(len(docs), dtype=bool)
        at = np.searchsorted(mine, docs)
        at[at == len(mine)] = 0
        return mine[at] == docs

    def scores_of(self, docs: Docs) -> Scores:
        """The scores of articles that are all in the set."""
        if self._term is not None:
            return self._term.at(docs)
        if self._dense is not None:
            return self._dense[docs]
        if self._scores is None:
            return np.zeros(len(docs), dtype=np.float32)
        return self._scores[np.searchsorted(self.docs, docs)]

    def dense(self) -> Scores:
        """Scores by article, 0 where there is no match. The caller may write to it."""
        if self._term is not None and self._dense is None:
            return self._term.dense()
        if self._dense is not None:
            return self._dense.copy()
        scores = np.zeros(self.size, dtype=np.float32)
        if self.scored:
            scores[self.docs] = self.scores
        return scores

    def add_to(self, total: Scores) -> None:
        """Add the scores to those of other sets, by article."""
        if self._dense is not None:
            total += self._dense
        elif self._docs is None and self._term is not None:
            total += self._term.dense()
        elif self.scored:
            total[self.docs] += self.scores

    @property
    def ready_dense(self) -> Scores | None:
        """Scores by article if they are better than a list: for reading only."""
        if self._dense is None and self._docs is None and self._term is not None:
            self._dense = self._term.dense()
        return self._dense

    def times(self, factor: float) -> Found:
        """The same articles with scores multiplied."""
        if factor == 1.0 or not self.scored:
            return self
        if self._docs is None:
            return Found(self.size, mask=self._mask, dense=self.dense() * np.float32(factor))
        return Found(self.size, self._docs, self.scores * np.float32(factor), mask=self._mask)

    def only(self, which: Mask) -> Found:
        """Those of `docs` that are marked."""
        docs = self.docs[which]
        if self._scores is None and self.scored:
            return Found(self.size, docs, self.scores_of(docs))
        return Found(self.size, docs, None if self._scores is None else self._scores[which])

    def within(self, other: Found) -> Found:
        """The articles that are in another set too; the scores stay."""
        if self.by_mask and (other.by_mask or len(other) * DENSE_SHARE > self.size):
            return self._masked(self.mask & other.mask)
        if len(other) * 2 < len(self):
            docs = other.docs[self.contains(other.docs)]
            return Found(self.size, docs, self.scores_of(docs) if self.scored else None)
        return self.only(other.contains(self.docs))

    def without(self, other: Found) -> Found:
        """The articles that are not in another set."""
        if not len(other):
            return self
        if self.by_mask:
            return self._masked(self.mask & ~other.mask)
        return self.only(~other.contains(self.docs))

    def _masked(self, mask: Mask) -> Found:
        """The articles that a mask, a part of mine, marks."""
        if not self.scored:
            return Found(self.size, mask=mask)
        dense = self.ready_dense
        if dense is not None:
            return Found(self.size, mask=mask, dense=dense * mask)
        return self.only(mask[self.docs])


def intersect(parts: list[Found]) -> Found:
    """Articles in every part; scores add up, those of smaller parts first."""
    parts = sorted(parts, key=len)
    lead = parts[0]
    if all(part.by_mask for part in parts):
        mask = lead.mask
        for part in parts[1:]:
            mask = mask & part.mask
        return _scored_by(parts, Found(lead.size, mask=mask))
    docs = lead.docs
    for part in parts[1:]:
        if not len(docs):
            break
        docs = docs[part.contains(docs)]
    return _scored_by(parts, Found(lead.size, docs))


def _scored_by(parts: list[Found], found: Found) -> Found:
    """The sum of the scores of all parts for articles that are in every one of them."""
    scored = [part for part in parts if part.scored]
    if not scored:
        return found
    docs = found.docs
    scores = np.zeros(len(docs), dtype=np.float32)
    for part in scored:
        scores += part.scores_of(docs)
    return Found(found.size, docs, scores, mask=found._mask)


def unite(parts: list[Found], size: int) -> Found:
    """Articles in any part; scores add up in the order of the parts."""
    parts = [part for part in parts if len(part)]
    if not parts:
        return Found.nothing(size)
    if len(parts) == 1:
        return parts[0]
    scored = [part for part in parts if part.scored]
    if len(scored) == len(parts) and sum(map(len, parts)) * SPARSE_SHARE < size:
        return _unite_sparse(parts, size)
    if not scored:
        return Found(size, mask=_union_mask(parts, size))
    total = np.zeros(size, dtype=np.float32)
    for part in scored:
        part.add_to(total)
    mask = None if all(part.positive for part in parts) else _union_mask(parts, size)
    return Found(size, mask=mask, dense=total)


def _union_mask(parts: list[Found], size: int) -> Mask:
    mask = np.zeros(size, dtype=bool)
    for part in parts:
        if part.by_mask:
            mask |= part.mask
        else:
            mask[part.docs] = True
    return mask


def _unite_sparse(parts: list[Found], size: int) -> Found:
    joined = np.concatenate([part.docs for part in parts])
    scores = np.concatenate([part.scores for part in parts])
    # Stable, so that each article's scores are added in the order of the parts, as above.
    order = np.argsort(joined, kind="stable")
    joined, scores = joined[order], scores[order]
    first = np.flatnonzero(np.concatenate([[True], joined[1:] != joined[:-1]]))
    counts = np.diff(first, append=len(joined))
    total = scores[first]
    for step in range(1, len(parts)):
        more = np.flatnonzero(counts > step)
        total[more] += scores[first[more] + step]
    return Found(size, joined[first], total)
