"""Sets of articles with scores, as sorted numbers or as masks, whichever is at hand."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Docs = NDArray[np.int32]
Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]


class Found:
    """Articles that match, ascending, and the score of each (None: all 0).

    `dense` may hold the same scores by article, 0 exactly where there is no match; `mask` is
    made when it is first asked for. Arrays are shared and never written to.
    """

    __slots__ = ("_docs", "_mask", "dense", "scores", "size")

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
        self._mask = mask
        self.scores = scores
        self.dense = dense

    @classmethod
    def nothing(cls, size: int) -> Found:
        """No article."""
        return cls(size, np.empty(0, dtype=np.int32))

    @property
    def docs(self) -> Docs:
        """The articles, ascending."""
        if self._docs is None:
            self._docs = np.flatnonzero(self._mask).astype(np.int32)  # type: ignore[arg-type]
        return self._docs

    @property
    def mask(self) -> Mask:
        """The articles as a mask over the whole index."""
        if self._mask is None:
            if self.dense is not None:
                self._mask = self.dense > 0
            else:
                self._mask = np.zeros(self.size, dtype=bool)
                self._mask[self.docs] = True
        return self._mask

    @property
    def has_mask(self) -> bool:
        """Whether `mask` costs nothing."""
        return self._mask is not None

    @property
    def is_mask(self) -> bool:
        """Whether only the mask is there so far."""
        return self._docs is None

    def __len__(self) -> int:
        if self._docs is None:
            assert self._mask is not None
            return int(np.count_nonzero(self._mask))
        return len(self._docs)

    def scores_or_zero(self) -> Scores:
        """A score for each of `docs`."""
        return np.zeros(len(self.docs), dtype=np.float32) if self.scores is None else self.scores

    def keep(self, which: NDArray[np.bool_]) -> Found:
        """The articles of `docs` that are marked."""
        scores = None if self.scores is None else self.scores[which]
        return Found(self.size, self.docs[which], scores)

    def contains(self, docs: Docs) -> Mask:
        """Which of `docs` are in the set."""
        if self._mask is not None or self.dense is not None:
            return self.dense[docs] > 0 if self._mask is None else self._mask[docs]  # type: ignore[index]
        mine = self.docs
        if not len(mine):
            return np.zeros(len(docs), dtype=bool)
        at = np.searchsorted(mine, docs)
        at[at == len(mine)] = 0
        return mine[at] == docs

    def times(self, factor: float) -> Found:
        """The same articles with scores multiplied."""
        if self.scores is None or factor == 1.0:
            return self
        return Found(self.size, self._docs, self.scores * np.float32(factor), mask=self._mask)


SPARSE_SHARE = 64
"""Unions of fewer postings than one article in 64 are sorted instead of added over all articles."""


def intersect(parts: list[Found]) -> Found:
    """Articles in every part; scores add up. The smallest part leads."""
    parts = sorted(parts, key=len)
    lead = parts[0]
    if all(part.is_mask and part.scores is None for part in parts):
        mask = lead.mask
        for part in parts[1:]:
            mask = mask & part.mask
        return Found(lead.size, mask=mask)
    docs, scores = lead.docs, lead.scores
    for part in parts[1:]:
        if not len(docs):
            break
        kept, added = _look_up(part, docs)
        docs = docs[kept]
        scores = None if scores is None else scores[kept]
        if added is not None:
            scores = added if scores is None else scores + added
    return Found(lead.size, docs, scores)


def _look_up(part: Found, docs: Docs) -> tuple[Mask, Scores | None]:
    """Which of `docs` are in `part`, and the scores of those that are."""
    if part.dense is not None:
        values = part.dense[docs]
        kept = values > 0
        return kept, values[kept]
    if part.scores is None:
        return part.contains(docs), None
    mine = part.docs
    if not len(mine):
        return np.zeros(len(docs), dtype=bool), part.scores
    at = np.searchsorted(mine, docs)
    at[at == len(mine)] = 0
    kept = mine[at] == docs
    return kept, part.scores[at[kept]]


def without(lead: Found, excluded: list[Found]) -> Found:
    """The articles of `lead` that are in none of the others."""
    for part in excluded:
        if len(lead):
            lead = lead.keep(~part.contains(lead.docs))
    return lead


def unite(parts: list[Found], size: int) -> Found:
    """Articles in any part; scores add up in the order of the parts."""
    parts = [part for part in parts if len(part)]
    if not parts:
        return Found.nothing(size)
    if len(parts) == 1:
        return parts[0]
    if any(part.scores is None for part in parts):
        return _unite_masks(parts, size)
    if sum(len(part) for part in parts) * SPARSE_SHARE < size:
        return _unite_sparse(parts, size)
    total = np.zeros(size, dtype=np.float32)
    for part in parts:
        if part.dense is not None:
            total += part.dense
        else:
            total[part.docs] += part.scores_or_zero()
    mask = total > 0
    docs = np.flatnonzero(mask).astype(np.int32)
    return Found(size, docs, total[docs], mask=mask, dense=total)


def _unite_sparse(parts: list[Found], size: int) -> Found:
    joined = np.concatenate([part.docs for part in parts])
    scores = np.concatenate([part.scores_or_zero() for part in parts])
    # Stable, so that each article's scores are added in the order of the parts, as above.
    order = np.argsort(joined, kind="stable")
    joined, scores = joined[order], scores[order]
    first = np.flatnonzero(np.concatenate([[True], joined[1:] != joined[:-1]]))
    docs = joined[first]
    total = scores[first]
    for step in range(1, len(parts)):
        more = np.flatnonzero(np.diff(np.append(first, len(joined))) > step)
        total[more] += scores[first[more] + step]
    return Found(size, docs, total)


def _unite_masks(parts: list[Found], size: int) -> Found:
    """A union in which some parts match without a score."""
    mask = np.zeros(size, dtype=bool)
    total = np.zeros(size, dtype=np.float32)
    for part in parts:
        if part.is_mask:
            mask |= part.mask
        else:
            mask[part.docs] = True
        if part.scores is not None:
            total[part.docs] += part.scores
    if all(part.scores is None for part in parts):
        return Found(size, mask=mask)
    docs = np.flatnonzero(mask).astype(np.int32)
    return Found(size, docs, total[docs], mask=mask)
