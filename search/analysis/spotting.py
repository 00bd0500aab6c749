"""Raw words that begin with certain letters, found in plain text without splitting all of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from search.analysis.splitting import raw_spans

INNER = "'.,-"
"""What a raw word may hold that its form has not: `N'Djamena` begins as `nd` does."""

_RUN = re.compile(rf"[A-Za-z0-9{INNER}]*")
_IN_RUNS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + INNER)
"""Of what raw words of ASCII consist: between two runs of these no word goes on."""


class Spotter:
    """Finds raw words by the first one or two letters of their forms, in text of ASCII alone.

    A small share of a text's words is split off for it: a tenth of the work, or less.
    """

    def __init__(self, beginnings: Iterable[str]) -> None:
        """`beginnings` are small letters and digits; those of other scripts cannot occur."""
        second: dict[str, set[str]] = {}
        for beginning in beginnings:
            if beginning.isascii() and beginning:
                second.setdefault(beginning[0], set()).add(beginning[1:])
        self._starts = _compile(second) if second else None

    def spans(self, folded: str, start: int, end: int) -> Iterator[tuple[str, int, int]]:
        """Of `raw_spans(folded, start, end)` every word that begins so, in order, and a few more.

        `start` and `end` are ends of lines.
        """
        if self._starts is None:
            return
        done = start
        for found in self._starts.finditer(folded, start, end):
            first = found.start()
            if first < done:
                continue
            while first > done and folded[first - 1] in _IN_RUNS:
                first -= 1
            run = _RUN.match(folded, found.start(), end)
            assert run is not None  # it may be empty
            done = run.end()
            yield from raw_spans(folded, first, done)


def _compile(second: dict[str, set[str]]) -> re.Pattern[str]:
    """Where a word may begin so: not after a letter, which would be the word's own.

    The set of all first letters comes first: a search skips whatever is not among them.
    """
    branches = (
        f"(?<={_set(first)})" + ("" if "" in letters else _set("".join(letters) + INNER))
        for first, letters in sorted(second.items())
    )
    return re.compile(f"{_set(''.join(second))}(?<![A-Za-z].)(?:{'|'.join(branches)})", re.DOTALL)


def _set(letters: str) -> str:
    both = sorted({*letters.lower(), *letters.upper()})
    return f"[{''.join(map(re.escape, both))}]"
