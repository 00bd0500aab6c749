"""The words of a question found again in a text, so that they can be marked.

Only words that could match are analysed: stems keep the first two letters of their words. In plain
text the others are not even split off; elsewhere they cost a look-up and no stemming.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from search.analysis.casing import stretches
from search.analysis.families import STEMS
from search.analysis.folding import fold, fold_aligned
from search.analysis.splitting import raw_spans, raw_words
from search.analysis.spotting import INNER, Spotter
from search.analysis.wording import form_of, known_form_of
from search.plan import (
    Alike,
    AllOf,
    AnyOf,
    AnyTerm,
    Clause,
    Pattern,
    Plan,
    Sequence,
    Stream,
    Weighted,
    Within,
)

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


_STEMS_APART = frozenset({"dying", "lying", "tying", *STEMS})
"""Words whose stem may begin with other letters: three exceptions of Snowball's, and ours."""

_PREFIXED_STEMS = frozenset({"ar"})
"""Languages whose stemmer takes off the beginnings of words."""


class Marker:
    """Finds the words of one plan in texts; remembers the words it has looked at.

    Make one for each question and thread. Words that stand only under a NOT are not looked for.
    `title` looks for words asked of the title as well.
    """

    def __init__(self, plan: Plan, *, title: bool = False, matches: Matches | None = None) -> None:
        self._title = title
        self._matches = matches or surface_matches
        self._atoms: list[AnyTerm | Pattern | Alike] = []
        self._by_stem: dict[str, int] = {}
        self._by_surface: dict[str, int] = {}
        self._inexact: list[tuple[int, Pattern | Alike]] = []
        self.parts: list[_Part] = []
        self._collect(plan.clause)
        terms = (*self._by_stem, *self._by_surface)
        self._beginnings = {_beginning(term) for term in terms}
        self._initials = {_first_letter(clause) for _, clause in self._inexact}
        self._hopes: dict[str, bool] = {}
        self._starting: dict[int, tuple[int, ...]] = {}
        self._known: dict[tuple[str, bool], dict[str, int]] = {}
        self._phrases = any(len(part.atoms) > 1 for part in self.parts)
        self._spotters: dict[str, Spotter] = {}

    def occurrences(self, text: str, language: str) -> list[Occurrence]:
        """Every place in `text`, in order, where a word or a whole phrase of the plan stands."""
        if not self.parts:
            return []
        text = text[:LONGEST_TEXT]
        folded = fold(text)
        if self._phrases or language in _PREFIXED_STEMS or not folded.isascii():
            return self._among_all(text, folded, language)
        if not _is_aligned(text, folded):
            return self._among_all(text, folded, language)
        return self._spotted(folded, language)

    def _spotted(self, folded: str, language: str) -> list[Occurrence]:
        """The same in text of ASCII, for words without phrases: where each word stands among
        the others need not be known."""
        spotter = self._spotters.get(language)
        if spotter is None:
            terms = (*self._by_stem, *self._by_surface)
            strays = (at for term in terms for at in _strays(language).get(term, ()))
            spotter = Spotter((*self._beginnings, *self._initials, *strays))
            self._spotters[language] = spotter
        places: list[Occurrence] = []
        for start, end, caseless in stretches(folded):
            known = self._known.setdefault((language, caseless), {})
            for raw, first, last in spotter.spans(folded, start, end):
                bits = known.get(raw)
                if bits is None:
                    bits = known[raw] = self._match(raw, language, caseless)
                if bits:
                    places += (Occurrence(first, last, n) for n in self._candidates(bits))
        return places

    def _among_all(self, text: str, folded: str, language: str) -> list[Occurrence]:
        """The same with every word looked at."""
        words: list[str] = []
        found: dict[int, int] = {}
        for start, end, caseless in stretches(folded):
            here = raw_words(folded, start, end)
            self._look_up(here, len(words), language, caseless, found)
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
                book = self._by_stem if term.stream is Stream.STEM else self._by_surface
                book[term.text] = book.get(term.text, 0) | 1 << number
            anywhere = bool(terms)
        else:
            anywhere = self._title or not clause.title
            if anywhere:
                self._inexact.append((number, clause))
        if not anywhere:
            return None
        self._atoms.append(clause)
        return number

    def _look_up(
        self, words: list[str], first: int, language: str, caseless: bool, found: dict[int, int]
    ) -> None:
        """Put the atoms that match at each position into `found`, a bit for each."""
        known = self._known.setdefault((language, caseless), {})
        prefixed = language in _PREFIXED_STEMS
        distinct = set(words)
        for raw in distinct.difference(known):
            # most words are out after a look at their beginnings, of which there are few
            beginning = raw[:2]
            if beginning not in self._hopes:
                self._hopes[beginning] = self._could_begin(beginning)
            hope = self._hopes[beginning] or prefixed or raw.lower() in _STEMS_APART
            known[raw] = self._match(raw, language, caseless) if hope else 0
        hits = {raw for raw in distinct if known[raw]}
        if hits:
            for position, raw in enumerate(words, first):
                if raw in hits:
                    found[position] = known[raw]

    def _match(self, raw: str, language: str, caseless: bool) -> int:
        """The atoms that a raw word matches, a bit for each."""
        form = known_form_of(raw, language, caseless)
        bits = self._by_stem.get(form.stem, 0) | self._by_surface.get(form.surface, 0)
        for number, clause in self._inexact:
            # a wildcard stands for acronyms too, whose surface is in capitals
            spellings = {form.surface, form.surface.lower()}
            if any(self._matches(clause, spelling) for spelling in spellings):
                bits |= 1 << number
        return bits

    def _could_begin(self, letters: str) -> bool:
        """Whether a word that begins with these two letters, or is this one, could match."""
        beginning = letters.lower().replace("ъ", "ь")
        return (
            beginning in self._beginnings
            or beginning[:1] in self._beginnings
            or beginning[:1] in self._initials
            or beginning[1:] in INNER
        )

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
    return _edits(clause.text, surface, clause.distance) <= clause.distance


@lru_cache(maxsize=256)
def _expression(pattern: str) -> re.Pattern[str]:
    """A wildcard as an expression that cannot backtrack without end; see fnmatch's own words."""
    return re.compile(fnmatch.translate(pattern.replace("[", "[[]")))


def _edits(first: str, second: str, most: int) -> int:
    """Levenshtein's distance, neighbours exchanged counting as one edit; above `most` it may be
    any number above it."""
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, a in enumerate(first, 1):
        older, before, row = before, row, [i]
        for j, b in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == second[j - 2] and first[i - 2] == b:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            break
    return row[-1]


def _beginning(term: str) -> str:
    """The letters that a stem shares with its words: two, or one of a very short stem, which may
    have lost a letter inside; the Russian stemmer writes ь for ъ."""
    return term[: 2 if len(term) > 2 else 1].lower().replace("ъ", "ь")


@lru_cache(maxsize=32)
def _strays(language: str) -> Mapping[str, tuple[str, ...]]:
    """By stem, the first letters of words that begin otherwise than it does."""
    found: dict[str, tuple[str, ...]] = {}
    for word in sorted(_STEMS_APART):
        stem = form_of(word, language, caseless=True).stem
        if not word.startswith(_beginning(stem)):
            found[stem] = (*found.get(stem, ()), word[:2])
    return found


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
