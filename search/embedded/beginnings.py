"""Words that begin as what was typed and stand in articles, the most common first."""

from __future__ import annotations

from collections import Counter

import numpy as np

from search.analysis import question_forms
from search.analysis.folding import fold
from search.embedded.expansion import LAST
from search.embedded.segment import OpenSegment
from search.embedded.snapshot import Snapshot
from search.plan import Stream, Term

SHORTEST = 2
"""Letters; a tenth of all words begins with the same one."""

LONGEST = 60

CONSIDERED = 5
"""Words looked at for each one wanted: some are function words, or in deleted articles alone."""


def find_beginning(snapshot: Snapshot, typed: str, count: int) -> tuple[str, ...]:
    """At most `count` words as articles have them, acronyms too; no function words.

    A word's articles are added up over the segments that it is common in, which is enough to put
    words in order; of a dictionary's words only the most common are read.
    """
    start = fold(typed[:LONGEST]).lower()
    if len(start) < SHORTEST or not start.isalnum():
        return ()
    counts: Counter[str] = Counter()
    for segment in snapshot.segments:
        for prefix in dict.fromkeys((start, start.upper())):
            counts.update(_most_common(segment, prefix, CONSIDERED * count))
    found: dict[str, str] = {}
    for word, articles in counts.most_common(CONSIDERED * count):
        if word.casefold() not in found and _is_worth_asking(snapshot, word, articles):
            found[word.casefold()] = word
            if len(found) == count:
                break
    return tuple(found.values())


def _most_common(segment: OpenSegment, prefix: str, most: int) -> dict[str, int]:
    """Words of one segment with how many of its articles they are in, deleted ones included."""
    low = prefix.encode("utf-8", "replace")
    terms = segment.postings.surface_range(low, low + LAST)
    sizes = segment.postings.sizes(terms)
    if len(terms) > most:
        best = np.argpartition(sizes, -most)[-most:]
        terms, sizes = terms[best], sizes[best]
    counts: Counter[str] = Counter()
    for term, size in zip(terms.tolist(), sizes.tolist(), strict=True):
        counts[segment.postings.surface(term).decode("utf-8", "replace")] += size
    return counts


def _is_worth_asking(snapshot: Snapshot, word: str, articles: int) -> bool:
    if not word.isalnum() or any(form.stop for form in question_forms(word)):
        return False
    deleted = snapshot.size - snapshot.articles
    return articles > deleted or len(snapshot.scores(Term(Stream.WORD, word))) > 0
