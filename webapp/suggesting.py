"""Names of countries and organisations that go on from what a reader has typed."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from search.vocabulary import load_vocabulary

MOST = 10
SHORTEST = 2
LONGEST = 200


def suggest(typed: str) -> tuple[str, ...]:
    """What was typed with its last word, or last few, made whole; at most ten."""
    typed = typed[:LONGEST]
    words = typed.split()
    for count in range(min(3, len(words)), 0, -1):
        start = _folded(" ".join(words[-count:]))
        if len(start) < SHORTEST:
            break
        before = " ".join(words[:-count])
        found = [name for folded, name in _names() if folded.startswith(start)]
        if found:
            return tuple(f"{before} {name}".strip() for name in found[:MOST])
    return ()


@lru_cache(maxsize=1)
def _names() -> tuple[tuple[str, str], ...]:
    """Every name with its folded form, in order of the latter."""
    lists = load_vocabulary().lists
    labels = {entry.label for entry in lists.countries.values()}
    labels |= {entry.label for entry in lists.organisations.values()}
    return tuple(sorted((_folded(label), label) for label in labels))


def _folded(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
