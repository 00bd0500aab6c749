"""The words of a question found again in a text, so that they can be marked.

Few of a text's words are analysed for that, see `search.wanted_words`; in plain text the others are
not even split off.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial

from search.analysis.casing import stretches
from search.analysis.edits import edits
from search.analysis.folding import fold, fold_aligned
from search.analysis.splitting import raw_spans, raw_words
from search.analysis.spotting import Spotter
from search.plan import (
    Alike,
    AllOf,
    AnyOf,
    AnyTerm,
    Clause,
    Pattern,
    Plan,
    Sequence,
    Weighted,
    Within,
)
from search.wanted_words import WantedWords

LONGEST_TEXT = 2_000_000
"""Characters of a text that are searched for words; what lies beyond is never marked."""

Range = tuple[int, int]

Matches = Callable[[Pattern | Alike, str], bool]
"""Whether a wildcard or fuzzy clause matches a surface word."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where a part of the question stands: a half-open range of the text's
    characters, the number of the part, and how many words it takes."""

    start: int
    end: int
    part: int
    words: int = 1


@dataclass(frozen=True, slots=True)
class _Part:
    """A word or a phrase of the question: numbers of atoms, and their places from the first."""

    atoms: tuple[int, ...]
    offsets: tuple[int, ...]


class Marker:
    """Finds the words of one plan in texts; remembers the words it has looked at.

    Make one for each question and thread. Words that stand only under a NOT are not looked for.
    `title` looks for words asked of the title as well.
    """

    def __init__(self, plan: Plan, *, title: bool = False, matches: Matches | None = None) -> None:
        self._title = title
        self._matches = matches or surface_matches
        self._atoms: list[AnyTerm | Pattern | Alike] = []
        self.parts: list[_Part] = []
        self._wanted = WantedWords()
        self._collect(plan.clause)
        self._starting: dict[int, tuple[int, ...]] = {}
        self._phrases = any(len(part.atoms) > 1 for part in self.parts)

    def occurrences(self, text: str, language: str) -> list[Occurrence]:
        """Every place in `text`, in order, where a word or a whole phrase of the plan stands."""
        if not self.parts:
            return []
        text = text[:LONGEST_TEXT]
        folded = fold(text)
        spotter = None if self._phrases else self._wanted.spotter(folded, language)
        if spotter is None or not _is_aligned(text, folded):
            return self._among_all(text, folded, language)
        return self._spotted(spotter, folded, language)

    def _spotted(self, spotter: Spotter, folded: str, language: str) -> list[Occurrence]:
        """The same in text of ASCII, for words without phrases: where each word stands among
        the others need not be known."""
        places: list[Occurrence] = []
        for start, end, caseless in stretches(folded):
            known = self._wanted.known(language, caseless)
            for raw, first, last in spotter.spans(folded, start, end):
                if bits := known[raw]:
                    places += (Occurrence(first, last, n) for n in self._candidates(bits))
        return places

    def _among_all(self, text: str, folded: str, language: str) -> list[Occurrence]:
        """The same with every word looked at."""
        words: list[str] = []
        found: dict[int, int] = {}
        for start, end, caseless in stretches(folded):
            here = raw_words(folded, start, end)
            found |= self._wanted.places(here, len(words), language, caseless)
            words += here
        placed = [
            (position, number)
            for position, bits in found.items()
            for number in self._candidates(bits)
            if self._stands(self.parts[number], position, found)
        ]
        return self._locate(text, folded, words, placed)

    def marks(self, text: str, language: str) -> tuple[Range, ...]:
        """Ranges of characters to be marked: in order, those that touch or overlap made one."""
        return merge([(place.start, place.end) for place in self.occurrences(text, language)])

    def _collect(self, clause: Clause) -> None:
        """Number the words and phrases that an article may match with."""
        match clause:
            case AnyTerm() | Pattern() | Alike():
                atom = self._atom(clause)
                if atom is not None:
                    self._add(_Part((atom,), (0,)))
            case Sequence(terms, offsets):
                atoms = [self._atom(term) for term in terms]
                if atoms and None not in atoms:
                    self._add(_Part(tuple(a for a in atoms if a is not None), offsets))
            case AllOf(children) | AnyOf(children) | Within(children):
                for child in children:
                    self._collect(child)
            case Weighted(child):
                self._collect(child)
            case _:
                pass

    def _add(self, part: _Part) -> None:
        if part not in self.parts:
            self.parts.append(part)

    def _atom(self, clause: AnyTerm | Pattern | Alike) -> int | None:
        """The number of a word to look for; None if it can only stand in the title."""
        if clause in self._atoms:
            return self._atoms.index(clause)
        number = len(self._atoms)
        if isinstance(clause, AnyTerm):
            terms = [term for term in clause.terms if self._title or not term.title]
            for term in terms:
                self._wanted.add(term, number)
            anywhere = bool(terms)
        else:
            anywhere = self._title or not clause.title
            if anywhere:
                self._wanted.add_inexact(
                    _first_letter(clause), partial(self._matches, clause), number
                )
        if not anywhere:
            return None
        self._atoms.append(clause)
        return number

    def _candidates(self, bits: int) -> tuple[int, ...]:
        """The parts whose first word is among these atoms; few combinations ever occur."""
        if bits not in self._starting:
            self._starting[bits] = tuple(
                number for number, part in enumerate(self.parts) if bits >> part.atoms[0] & 1
            )
        return self._starting[bits]

    @staticmethod
    def _stands(part: _Part, position: int, found: Mapping[int, int]) -> bool:
        """Whether a part whose first word stands at `position` stands there as a whole."""
        return len(part.atoms) == 1 or all(
            found.get(position + offset, 0) >> atom & 1
            for atom, offset in zip(part.atoms, part.offsets, strict=True)
        )

    def _locate(
        self, text: str, folded: str, words: list[str], placed: list[tuple[int, int]]
    ) -> list[Occurrence]:
        """Positions of words to characters of the text."""
        if not placed:
            return []
        ends = [position + self.parts[number].offsets[-1] for position, number in placed]
        spans = _spans(text, folded, words[: max(ends) + 1])
        return [
            Occurrence(spans[first][0], spans[last][1], number, len(self.parts[number].atoms))
            for (first, number), last in zip(placed, ends, strict=True)
        ]


def mark_text(text: str, plan: Plan, language: str = "") -> tuple[Range, ...]:
    """Ranges of characters of a whole article's text that answer the question."""
    return Marker(plan).marks(text, language)


def title_marks(title: str, plan: Plan, language: str = "") -> tuple[Range, ...]:
    """The same in a title, where words asked of the title alone are marked too."""
    return Marker(plan, title=True).marks(title, language)


def merge(ranges: list[Range], gap: int = 0) -> tuple[Range, ...]:
    """Ranges in order, those that overlap, touch or lie at most `gap` apart made one."""
    merged: list[Range] = []
    for start, end in sorted(ranges):
        if merged and start <= merged[-1][1] + gap:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)


def surface_matches(clause: Pattern | Alike, surface: str) -> bool:
    """Whether a surface word is one that a wildcard stands for, or is spelt nearly so."""
    if isinstance(clause, Pattern):
        return _expression(clause.pattern).fullmatch(surface) is not None
    if surface[:1] != clause.text[:1] or abs(len(surface) - len(clause.text)) > clause.distance:
        return False
    return edits(clause.text, surface, clause.distance) <= clause.distance


@lru_cache(maxsize=256)
def _expression(pattern: str) -> re.Pattern[str]:
    """A wildcard as an expression that cannot backtrack without end; see fnmatch's own words."""
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]")))


def _first_letter(clause: Pattern | Alike) -> str:
    text = clause.pattern if isinstance(clause, Pattern) else clause.text
    return text[:1].lower()


def _spans(text: str, folded: str, words: list[str]) -> list[Range]:
    """Where each word stands in the text."""
    if max(folded) >= _FIRST_RUN or not _is_aligned(text, folded):
        folded, starts, ends = fold_aligned(text)
        return [
            (starts[first], ends[last - 1])
            for begin, end, _ in stretches(folded)
            for _, first, last in raw_spans(folded, begin, end)
        ]
    spans: list[Range] = []
    at = 0
    for word in words:  # between words stands nothing that a word could begin with
        start = folded.index(word, at)
        at = start + len(word)
        spans.append((start, at))
    return spans


_FIRST_RUN = "\u0e00"
"""From here on there are scripts written without blanks, whose words overlap."""


def _is_aligned(text: str, folded: str) -> bool:
    """Whether every character folded to exactly one, so that places are the same in both."""
    if text.isascii():
        return True
    return len(text) == len(folded) and all(map(_is_one, set(_BEYOND_ASCII.findall(text))))


_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")


@lru_cache(maxsize=4096)
def _is_one(letter: str) -> bool:
    return len(fold(letter)) == 1
