"""Names of countries and organisations, then words, that go on from what a reader has typed."""

from __future__ import annotations

from functools import lru_cache

from search.engine import WordSearcher
from search.vocabulary import load_vocabulary
from webapp.labels import folded

MOST = 10
FIRST_NAMES = 5
"""Names before the first word: two letters begin enough of them to leave no room."""

SHORTEST = 2
LONGEST = 200

SIGNS = '([-+"“”'
"""What may stand right before a word."""


def suggest(typed: str, words: WordSearcher | None = None) -> tuple[str, ...]:
    """What was typed with its last word, or last few, made whole; at most ten.

    Names come first, then words of the articles where they can be told at once.
    """
    typed = typed[:LONGEST]
    names = _by_name(typed)
    found: dict[str, str] = {}
    for whole in (*names[:FIRST_NAMES], *_by_word(typed, words), *names[FIRST_NAMES:]):
        found.setdefault(whole.casefold(), whole)
    return tuple(found.values())[:MOST]


def _by_word(typed: str, words: WordSearcher | None) -> tuple[str, ...]:
    """The last word made whole, signs before it kept; a field's value is none."""
    last = typed.rsplit(" ", maxsplit=1)[-1]
    start = last.lstrip(SIGNS)
    if words is None or ":" in last:
        return ()
    before = typed.removesuffix(start) if start else typed
    return tuple(before + word for word in words.words(start, MOST))


def _by_name(typed: str) -> tuple[str, ...]:
    words = typed.split()
    for count in range(min(3, len(words)), 0, -1):
        start = folded(" ".join(words[-count:]))
        if len(start) < SHORTEST:
            break
        before = " ".join(words[:-count])
        found = [name for form, name in _names() if form.startswith(start)]
        if found:
            return tuple(f"{before} {name}".strip() for name in found[:MOST])
    return ()


@lru_cache(maxsize=1)
def _names() -> tuple[tuple[str, str], ...]:
    """Every name with its folded form, in order of the latter."""
    lists = load_vocabulary().lists
    labels = {entry.label for entry in lists.countries.values()}
    labels |= {entry.label for entry in lists.organisations.values()}
    return tuple(sorted((folded(label), label) for label in labels))
