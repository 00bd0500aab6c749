"""A batch of articles turned inside out with one sort: word ids in, postings by term out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from search.embedded.columns import Arrays, pack_strings
from search.embedded.packing import narrowest
from search.embedded.postings import SEPARATOR, Postings
from search.fields import TITLE_WEIGHT

Ints = NDArray[np.int64]

TITLE_GAP = 100
"""Places left free between a title and its text, so that no NEAR or phrase reaches across."""

PLACE_BITS = 36
"""Sort keys hold a term's rank above the occurrence's place in the batch (at most 2³⁶)."""


class Form(Protocol):
    """What inversion needs to know of a word; `search.analysis.WordForm` is one."""

    @property
    def surface(self) -> str:
        """The word as written, folded."""
        ...

    @property
    def stem(self) -> str:
        """What it is searched by."""
        ...

    @property
    def stop(self) -> bool:
        """Whether it is left out of lengths and scores."""
        ...


@dataclass(frozen=True, slots=True)
class Inverted:
    """Physical terms in key order with their postings, and the lengths of the articles."""

    keys: list[bytes]
    postings: Postings
    lengths: Ints


def invert(
    words: NDArray[np.uint32], titles: Ints, bodies: Ints, forms: Sequence[Form]
) -> Inverted:
    """Sort a batch by term, article and position.

    `words` are ids into `forms`, article after article, title before text; `titles` and
    `bodies` count them per article.
    """
    keys, ranks = _rank_terms(words, forms)
    sizes = titles + bodies
    starts = np.cumsum(sizes) - sizes
    order: NDArray[np.uint64] = ranks[words].astype(np.uint64)
    order <<= np.uint64(PLACE_BITS)
    order += np.arange(len(words), dtype=np.uint64)
    order.sort()
    place = (order & np.uint64((1 << PLACE_BITS) - 1)).astype(np.int64)
    rank = (order >> np.uint64(PLACE_BITS)).astype(np.int64)
    del order
    doc = np.repeat(np.arange(len(sizes), dtype=np.int64), sizes)[place]
    position = place - starts[doc]
    del place
    title = titles[doc]
    position += np.where((position >= title) & (title > 0), TITLE_GAP, 0)
    return Inverted(keys, _group(rank, doc, position), _lengths(words, titles, bodies, forms))


def _rank_terms(words: NDArray[np.uint32], forms: Sequence[Form]) -> tuple[list[bytes], Ints]:
    """The distinct physical terms in key order, and the rank of each form."""
    used = np.flatnonzero(np.bincount(words, minlength=len(forms))).tolist()
    key_of = {i: term_key(forms[i].stem, forms[i].surface) for i in used}
    keys = sorted(set(key_of.values()))
    rank_of = {key: rank for rank, key in enumerate(keys)}
    ranks = np.zeros(len(forms), dtype=np.int64)
    for form, key in key_of.items():
        ranks[form] = rank_of[key]
    return keys, ranks


def term_key(stem: str, surface: str) -> bytes:
    """The name of a physical term."""
    return stem.encode("utf-8", "replace") + SEPARATOR + surface.encode("utf-8", "replace")


def _group(rank: Ints, doc: Ints, position: Ints) -> Postings:
    """Runs of equal (term, article) are postings; runs of equal terms are terms."""
    if not len(rank):
        empty = np.empty(0, dtype=np.int64)
        return Postings(empty, empty, empty, empty)
    new = np.empty(len(rank), dtype=bool)
    new[0] = True
    np.not_equal(rank[1:], rank[:-1], out=new[1:])
    new[1:] |= doc[1:] != doc[:-1]
    first = np.flatnonzero(new)
    frequencies = np.diff(first, append=len(rank))
    sizes = np.bincount(rank[first])
    return Postings(sizes, doc[first], frequencies, position)


def _lengths(words: NDArray[np.uint32], titles: Ints, bodies: Ints, forms: Sequence[Form]) -> Ints:
    """The weighted length of each article: scored words only, those of the title counted more."""
    scored = np.fromiter((not f.stop for f in forms), dtype=bool, count=len(forms))
    counted = np.concatenate([[0], np.cumsum(scored[words])])
    ends = np.cumsum(titles + bodies)
    starts = ends - titles - bodies
    middle = counted[starts + titles]
    return TITLE_WEIGHT * (middle - counted[starts]) + counted[ends] - middle


def dictionary_arrays(keys: list[bytes]) -> Arrays:
    """The term dictionary: keys in order, and the order of their surface words."""
    blob, bounds = pack_strings(keys)
    surfaces = [key.partition(SEPARATOR)[2] for key in keys]
    by_surface = np.array(sorted(range(len(keys)), key=surfaces.__getitem__), dtype=np.int64)
    return {
        "term_blob": blob,
        "term_bounds": narrowest(bounds),
        "by_surface": narrowest(by_surface),
    }
