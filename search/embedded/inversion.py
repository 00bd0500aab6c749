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
Numbers = NDArray[np.int32]

TITLE_GAP = 100
"""Places left free between a title and its text, so that no NEAR or phrase reaches across."""


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
    doc, position = _places(titles, bodies)
    rank = ranks[words]
    order = _stable_order(rank)
    postings = _group(rank[order], doc[order], position[order])
    return Inverted(keys, postings, _lengths(words, titles, bodies, forms))


def _places(titles: Ints, bodies: Ints) -> tuple[Numbers, Numbers]:
    """The article of each word of the batch and its position there, the gap included."""
    sizes = titles + bodies
    doc = np.repeat(np.arange(len(sizes), dtype=np.int32), sizes)
    starts = np.cumsum(sizes) - sizes
    position = np.arange(len(doc), dtype=np.int32)
    position -= np.repeat(starts.astype(np.int32), sizes)
    if titles.any():
        ends = np.repeat(titles.astype(np.int32), sizes)
        position += np.where((position >= ends) & (ends > 0), np.int32(TITLE_GAP), np.int32(0))
    return doc, position


def _stable_order(ranks: Numbers) -> Ints:
    """Words by rank, else as they stand. Sorting by 16 bits at a time is a radix sort, several
    times faster than comparing."""
    order = np.argsort((ranks & 0xFFFF).astype(np.uint16), kind="stable")
    if len(ranks) and int(ranks.max()) > 0xFFFF:
        high = (ranks >> 16).astype(np.uint16)[order]
        order = order[np.argsort(high, kind="stable")]
    return order


def _rank_terms(words: NDArray[np.uint32], forms: Sequence[Form]) -> tuple[list[bytes], Numbers]:
    """The distinct physical terms in key order, and the rank of each form."""
    used = np.flatnonzero(np.bincount(words, minlength=len(forms))).tolist()
    key_of = {i: term_key(forms[i].stem, forms[i].surface) for i in used}
    keys = sorted(set(key_of.values()))
    rank_of = {key: rank for rank, key in enumerate(keys)}
    ranks = np.zeros(len(forms), dtype=np.int32)
    for form, key in key_of.items():
        ranks[form] = rank_of[key]
    return keys, ranks


def term_key(stem: str, surface: str) -> bytes:
    """The name of a physical term."""
    return stem.encode("utf-8", "replace") + SEPARATOR + surface.encode("utf-8", "replace")


def _group(rank: Numbers, doc: Numbers, position: Numbers) -> Postings:
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
    return Postings(sizes, doc[first].astype(np.int64), frequencies, position)


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
