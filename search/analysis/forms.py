"""The values the analysis hands out, and its limits; nothing here reads text."""

from __future__ import annotations

from typing import NamedTuple

MAX_TERM = 255
"""Characters in a term; longer words are cut. OpenSearch's tokenisers stop at the same length."""

MAX_POSITION = 2**31 - 1
"""The highest position of a word in a text: engines keep positions in signed 32 bits."""

MAX_ACRONYM = 8
"""Letters in an acronym (`MERCOSUR`, `UNPROFOR`); a longer word in capitals is only shouted."""


class WordForm(NamedTuple):
    """One distinct word as both streams hold it.

    `surface` is the exact word: accents folded, small letters, possessive dropped, `-ise` written
    `-ize`; an acronym keeps its capitals. `stem` is what unites its inflections; an acronym's is
    its letters, small and unstemmed. `stop` only marks a function word: it is indexed all the same.
    """

    surface: str
    stem: str
    stop: bool
    acronym: bool


class Token(NamedTuple):
    """A word where it stands: `start` and `end` are half-open in the original text."""

    form: WordForm
    position: int
    start: int
    end: int


class QuestionForm(NamedTuple):
    """One word of a question with everything it may be called in an index.

    `stems` are distinct, one for each language asked for and the small letters of an acronym where
    they differ. `surfaces` are what an exact reading looks up: `nato` also stands for `NATO`;
    `NATO` stands for `nato` too, `US` for nothing but `US`. `surface` is the first of them.
    `start` and `end` are half-open in the text given.
    """

    surface: str
    stems: tuple[str, ...]
    surfaces: tuple[str, ...]
    stop: bool
    acronym: bool
    start: int
    end: int
