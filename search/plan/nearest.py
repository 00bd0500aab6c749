"""The names of a vocabulary that come nearest to one that it does not know."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from search.analysis.edits import edits
from search.vocabulary import Vocabulary, plain

SHORTEST, LONG = 4, 7
"""Names of 4 to 6 letters may differ by one edit, longer ones by two."""

LONGEST = 60
"""Characters of a name that others are compared with; an edit's cost grows with them."""

MOST_WORDS = 8
"""Words of a name among which a shorter one is looked for."""

Row = tuple[str, int, tuple[str, ...]]
"""A name in plain form, the set of its letters as bits, and what it names."""


def nearest(vocabulary: Vocabulary, field: str, typed: str) -> tuple[str, ...]:
    """The ids of the name in `field` nearest to `typed`, none where none is near.

    Near is, in this order: a name in few edits, the one that goes on as typed, one among the words.
    """
    name = plain(typed[: 2 * LONGEST])
    if not SHORTEST <= len(name) <= LONGEST:
        return ()
    rows = _rows(vocabulary, field)
    return _in_edits(rows, name) or _going_on(rows, name) or _among(vocabulary, field, name)


def _in_edits(rows: Sequence[Row], name: str) -> tuple[str, ...]:
    limit = 2 if len(name) >= LONG else 1
    letters = _letters(name)
    best: tuple[int, bool, str] | None = None
    ids: tuple[str, ...] = ()
    for other, bits, named in rows:
        # an edit adds and takes away one letter each at most
        if abs(len(other) - len(name)) > limit or (bits ^ letters).bit_count() > 2 * limit:
            continue
        rank = (edits(name, other, limit), other[0] != name[0], other)
        if rank[0] <= limit and (best is None or rank < best):
            best, ids = rank, named
    return ids


def _going_on(rows: Sequence[Row], name: str) -> tuple[str, ...]:
    """What all names that begin so name, if that is the same."""
    found = {ids for other, _, ids in rows if other.startswith(name)}
    return found.pop() if len(found) == 1 else ()


def _among(vocabulary: Vocabulary, field: str, name: str) -> tuple[str, ...]:
    """What the longest run of words in a longer name names: NATO in "Nato allies"."""
    for run in _runs(name.split()[:MOST_WORDS]):
        found = vocabulary.resolve(field, run) if len(run) >= SHORTEST else None
        if found:
            return found
    return ()


def _runs(words: list[str]) -> Iterator[str]:
    for length in range(len(words) - 1, 0, -1):
        for start in range(len(words) - length + 1):
            yield " ".join(words[start : start + length])


@lru_cache(maxsize=16)
def _rows(vocabulary: Vocabulary, field: str) -> tuple[Row, ...]:
    """Every name of a field that is long enough to be misspelt."""
    names = vocabulary.names_of(field)
    return tuple((name, _letters(name), ids) for name, ids in names if len(name) >= SHORTEST)


def _letters(name: str) -> int:
    bits = 0
    for letter in name:
        bits |= 1 << (ord(letter) & 63)
    return bits
