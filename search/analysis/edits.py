"""By how many letters two words differ."""

from __future__ import annotations


def edits(one: str, other: str, most: int | None = None) -> int:
    """Fewest insertions, deletions, replacements and swaps of neighbours.

    Above `most` it may be any number above it, found sooner.
    """
    older: list[int] = []
    before = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        row = [i]
        for j, against in enumerate(other, start=1):
            best = min(before[j] + 1, row[-1] + 1, before[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                best = min(best, older[j - 2] + 1)
            row.append(best)
        older, before = before, row
        if most is not None and min(row) > most:
            return most + 1
    return before[-1]
