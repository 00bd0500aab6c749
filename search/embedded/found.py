"""Sets of articles with scores, as sorted numbers, as a mask or as scores by article.

Whichever form is at hand is kept; the others are made when they are first asked for. Large sets
stay masks from the first word to the last count, so that their members are never listed.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Docs = NDArray[np.int32]
Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]

SPARSE_SHARE = 64
"""Unions of fewer postings than one article in 64 are sorted instead of added over all articles."""

DENSE_SHARE = 16
"""A set of more than one article in 16 is cheaper to handle as a mask than as a list."""


class Found:
    """Articles that match and the score of each. Arrays are shared and never written to.

    `dense` holds scores by article, 0 exactly where there is no match. A set without scores
    (`scored` False) counts 0 for every article.
    """

    __slots__ = ("_docs", "_mask", "_scores", "dense", "size")

    def __init__(
        self,
        size: int,
        docs: Docs | None = None,
        scores: Scores | None = None,
        *,
        mask: Mask | None = None,
        dense: Scores | None = None,
    ) -> None:
        self.size = size
        self._docs = docs
        self._scores = scores
        self._mask = mask
        self.dense = dense

    @classmethod
    def nothing(cls, size: int) -> Found:
        """No article."""
        return cls(size, np.empty(0, dtype=np.int32))

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
            if self.dense is not None:
                self._mask = self.dense > 0
            else:
                self._mask = np.zeros(self.size, dtype=bool)
                self._mask[self._docs] = True
        return self._mask

    @property
    def scored(self) -> bool:
        """Whether any article can have a score."""
        return self._scores is not None or self.dense is not None

    @property
    def positive(self) -> bool:
        """Whether every article has a score above 0, so that scores alone tell the set."""
        if self._scores is None or self.dense is not None:
            return self.dense is not None
        return bool(self._scores.min(initial=1.0) > 0)

    @property
    def scores(self) -> Scores:
        """The score of each of `docs`."""
        if self._scores is None:
            if self.dense is not None:
                self._scores = self.dense[self.docs]
            else:
                self._scores = np.zeros(len(self.docs), dtype=np.float32)
        return self._scores

    @property
    def by_mask(self) -> bool:
        """Whether the set is better handled as a mask: it is one, or it is large."""
        return self._docs is None or (
            len(self._docs) * DENSE_SHARE > self.size
            and (self._mask is not None or self.dense is not None)
        )

    def __len__(self) -> int:
        return int(np.count_nonzero(self.mask)) if self._docs is None else len(self._docs)

    def contains(self, docs: Docs) -> Mask:
        """Which of `docs` are in the set."""
        if self._mask is not None or self._docs is None:
            return self.mask[docs]
        if self.dense is not None:
            return self.dense[docs] > 0
        return self._locate(docs)[0]

    def _locate(self, docs: Docs) -> tuple[Mask, NDArray[np.int64]]:
        """Which of `docs` are among mine, and where."""
        mine = self.docs
        if not len(mine):
            return np.zeros(len(docs), dtype=bool), np.empty(0, dtype=np.int64)
        at = np.searchsorted(mine, docs)
        at[at == len(mine)] = 0
        return mine[at] == docs, at

    def look_up(self, docs: Docs) -> tuple[Mask, Scores | None]:
        """Which of `docs` are in the set, and the scores of those, None if it has no scores."""
        if self.dense is not None:
            values = self.dense[docs]
            kept = values > 0
            return kept, values[kept]
        if not self.scored:
            return self.contains(docs), None
        kept, at = self._locate(docs)
        return kept, self.scores[at[kept]] if len(at) else self.scores[:0]

    def scores_of(self, docs: Docs) -> Scores:
        """The scores of articles that are all in the set."""
        return self.scores[self._locate(docs)[1]] if self.dense is None else self.dense[docs]

    def times(self, factor: float) -> Found:
        """The same articles with scores multiplied."""
        if factor == 1.0 or not self.scored:
            return self
        by = np.float32(factor)
        if self.dense is not None:
            return Found(self.size, self._docs, mask=self._mask, dense=self.dense * by)
        return Found(self.size, self._docs, self.scores * by, mask=self._mask)

    def only(self, which: Mask) -> Found:
        """Those of `docs` that are marked."""
        return Found(self.size, self.docs[which], self.scores[which] if self.scored else None)

    def within(self, other: Found) -> Found:
        """The articles that are in another set too; the scores stay."""
        if self.by_mask and (other.by_mask or len(other) * DENSE_SHARE > self.size):
            return self._masked(self.mask & other.mask)
        if len(other) * 2 < len(self):
            docs = other.docs[self.contains(other.docs)]
            scores = self.look_up(docs)[1] if self.scored else None
            return Found(self.size, docs, scores)
        return self.only(other.contains(self.docs))

    def without(self, other: Found) -> Found:
        """The articles that are not in another set."""
        if not len(other):
            return self
        if self.by_mask:
            return self._masked(self.mask & ~other.mask)
        return self.only(~other.contains(self.docs))

    def _masked(self, mask: Mask) -> Found:
        if self.dense is not None:
            return Found(self.size, mask=mask, dense=self.dense * mask)
        if not self.scored:
            return Found(self.size, mask=mask)
        return self.only(mask[self.docs])


def intersect(parts: list[Found]) -> Found:
    """Articles in every part; scores add up, those of smaller parts first."""
    parts = sorted(parts, key=len)
    lead = parts[0]
    if all(part.by_mask for part in parts):
        return _intersect_masks(parts)
    docs = lead.docs
    scores = lead.scores if lead.scored else None
    for part in parts[1:]:
        if not len(docs):
            break
        kept, added = part.look_up(docs)
        docs = docs[kept]
        scores = None if scores is None else scores[kept]
        if added is not None:
            scores = added if scores is None else scores + added
    return Found(lead.size, docs, scores)


def _intersect_masks(parts: list[Found]) -> Found:
    mask = parts[0].mask
    for part in parts[1:]:
        mask = mask & part.mask
    scored = [part for part in parts if part.scored]
    if not scored:
        return Found(parts[0].size, mask=mask)
    docs = np.flatnonzero(mask).astype(np.int32)
    scores = np.zeros(len(docs), dtype=np.float32)
    for part in scored:
        scores += part.scores_of(docs)
    return Found(parts[0].size, docs, scores, mask=mask)


def unite(parts: list[Found], size: int) -> Found:
    """Articles in any part; scores add up in the order of the parts."""
    parts = [part for part in parts if len(part)]
    if not parts:
        return Found.nothing(size)
    if len(parts) == 1:
        return parts[0]
    if not all(part.positive for part in parts):
        return _unite_masks(parts, size)
    if sum(len(part) for part in parts) * SPARSE_SHARE < size:
        return _unite_sparse(parts, size)
    total = np.zeros(size, dtype=np.float32)
    for part in parts:
        if part.dense is not None:
            total += part.dense
        else:
            total[part.docs] += part.scores
    return Found(size, dense=total)


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


def _unite_masks(parts: list[Found], size: int) -> Found:
    """A union in which some articles match without a score."""
    mask = np.zeros(size, dtype=bool)
    total = np.zeros(size, dtype=np.float32)
    for part in parts:
        if part.by_mask:
            mask |= part.mask
        else:
            mask[part.docs] = True
        if part.dense is not None:
            total += part.dense
        elif part.scored:
            total[part.docs] += part.scores
    if not any(part.scored for part in parts):
        return Found(size, mask=mask)
    docs = np.flatnonzero(mask).astype(np.int32)
    return Found(size, docs, total[docs], mask=mask)
