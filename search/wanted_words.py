"""The words that a question asks for, told from all others in a text at little cost.

Only words that could match are analysed: stems keep the first two letters of their words. The
others cost a look-up, and no stemming.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache

from search.analysis.families import STEMS
from search.analysis.spotting import INNER, Spotter
from search.analysis.wording import form_of, known_form_of
from search.plan import Stream, Term

STEMS_APART = frozenset({"dying", "lying", "tying", *STEMS})
"""Words whose stem may begin with other letters: three exceptions of Snowball's, and ours."""

PREFIXED_STEMS = frozenset({"ar"})
"""Languages whose stemmer takes off the beginnings of words."""


class WantedWords:
    """Words with numbers, one bit each. Make one for each question and thread: it remembers what
    it has looked at. All words are added before the first text is looked at."""

    def __init__(self) -> None:
        self._by_stem: dict[str, int] = {}
        self._by_surface: dict[str, int] = {}
        self._inexact: list[tuple[int, Callable[[str], bool]]] = []
        self._initials: set[str] = set()
        self._books: dict[tuple[str, bool], _Book] = {}
        self._spotters: dict[str, Spotter] = {}

    def add(self, term: Term, number: int) -> None:
        """Look for a term, in whichever stream it stands, under a number."""
        book = self._by_stem if term.stream is Stream.STEM else self._by_surface
        book[term.text] = book.get(term.text, 0) | 1 << number

    def add_inexact(self, initial: str, matches: Callable[[str], bool], number: int) -> None:
        """Look for surface words that begin with the letter `initial`, and of which `matches` says
        that they do."""
        self._inexact.append((number, matches))
        self._initials.add(initial)

    def known(self, language: str, caseless: bool) -> Mapping[str, int]:
        """By raw word the bits of the words that it is, 0 of most; every word has an entry."""
        key = (language, caseless)
        if key not in self._books:
            self._books[key] = _Book(self, language, caseless)
        return self._books[key]

    def places(self, raw: list[str], first: int, language: str, caseless: bool) -> dict[int, int]:
        """The bits of those that are wanted of some raw words in a row, by position from `first`
        on, ascending."""
        known = self.known(language, caseless)
        hits = {word for word in set(raw) if known[word]}
        if not hits:
            return {}
        return {at: known[word] for at, word in enumerate(raw, first) if word in hits}

    def spotter(self, folded: str, language: str) -> Spotter | None:
        """What finds wanted words, and some others, in a folded text; None if all of the text's
        words have to be looked at."""
        if language in PREFIXED_STEMS or not folded.isascii():
            return None
        if language not in self._spotters:
            self._spotters[language] = Spotter(self.beginnings(language))
        return self._spotters[language]

    def _match(self, raw: str, language: str, caseless: bool) -> int:
        form = known_form_of(raw, language, caseless)
        bits = self._by_stem.get(form.stem, 0) | self._by_surface.get(form.surface, 0)
        for number, matches in self._inexact:
            # a wildcard stands for acronyms too, whose surface is in capitals
            if any(map(matches, {form.surface, form.surface.lower()})):
                bits |= 1 << number
        return bits

    def beginnings(self, language: str) -> frozenset[str]:
        """One or two letters that every word begins with that could match, but for what is dropped
        from inside of words."""
        terms = (*self._by_stem, *self._by_surface)
        strays = (at for term in terms for at in _strays(language).get(term, ()))
        return frozenset((*map(beginning, terms), *self._initials, *strays))


class _Book(dict[str, int]):
    """By raw word of one language and one way of reading capitals: the bits of what it is."""

    def __init__(self, wanted: WantedWords, language: str, caseless: bool) -> None:
        super().__init__()
        self._match = wanted._match
        self._language = language
        self._caseless = caseless
        self._beginnings = wanted.beginnings(language)
        self._all = language in PREFIXED_STEMS
        self._hopes: dict[str, bool] = {}

    def __missing__(self, raw: str) -> int:
        # most words are out after a look at their beginnings, of which there are few
        letters = raw[:2]
        hope = self._hopes.get(letters)
        if hope is None:
            hope = self._hopes[letters] = self._all or self._could_begin(letters.lower())
        bits = self[raw] = self._match(raw, self._language, self._caseless) if hope else 0
        return bits

    def _could_begin(self, letters: str) -> bool:
        start = letters.replace("ъ", "ь")
        return start in self._beginnings or start[:1] in self._beginnings or start[1:] in INNER


def beginning(term: str) -> str:
    """The letters that a stem shares with its words: two, or one of a very short stem, which may
    have lost a letter inside; the Russian stemmer writes ь for ъ."""
    return term[: 2 if len(term) > 2 else 1].lower().replace("ъ", "ь")


@lru_cache(maxsize=32)
def _strays(language: str) -> Mapping[str, tuple[str, ...]]:
    """By stem, the first letters of words that begin otherwise than it does."""
    found: dict[str, tuple[str, ...]] = {}
    for word in sorted(STEMS_APART):
        stem = form_of(word, language, caseless=True).stem
        if not word.startswith(beginning(stem)):
            found[stem] = (*found.get(stem, ()), word[:2])
    return found
