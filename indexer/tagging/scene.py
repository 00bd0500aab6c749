"""What the rules may look at: one part of an article with all that was found in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from indexer.tagging.matching import Mention
from indexer.tagging.phrases import Check, Kind, Sense
from indexer.tagging.wordlists import WordLists

DROPPED = Sense(Kind.EXCLUSION)

_BEFORE = 40
"""Characters looked at before a name: room for a title and a long first name."""

_WORD_BEFORE = re.compile(r"([A-Za-z.'-]+)[ \n]$")
_WORD_AFTER = re.compile(r"[ \n]([A-Z][A-Za-z'-]*)")


@dataclass(slots=True)
class Scene:
    """One part of an article.

    `text` is folded and as it was scanned; `day` is the article's, None if unknown. `known` are
    the first words of all listed phrases. `bound` are acronyms that the article defines: to
    their sense, or to None where no list has what they stand for. `elsewhere` holds mentions of
    the article's other part. `place` is set for a dateline, which begins with a town.
    `settled` keeps what an acronym was found to mean, so that each is looked into once;
    `definitions` are what `find_definitions` gives.
    """

    text: str
    cased: bool
    day: date | None
    words: WordLists
    mentions: list[Mention]
    known: frozenset[str] = frozenset()
    bound: dict[str, Sense | None] = field(default_factory=dict)
    elsewhere: list[Mention] = field(default_factory=list)
    people: set[str] = field(default_factory=set)
    place: bool = False
    settled: dict[str, tuple[Sense, str]] = field(default_factory=dict)
    definitions: list[tuple[int, int, int, int, str]] = field(default_factory=list)
    _more: str = ""
    _lower: str = ""
    _counts: dict[tuple[str, ...], int] = field(default_factory=dict)

    def beside(self, other: Scene) -> None:
        """Let the rules see another part of the same article: its cues, people and acronyms."""
        self._more = other.text
        self.people |= other.people
        self.bound = other.bound
        self.elsewhere = other.mentions

    def count(self, cues: tuple[str, ...]) -> int:
        """How many of the cues (small letters) stand in the article."""
        if not self._lower:
            self._lower = f"{self.text}\n{self._more}".lower()
        if cues not in self._counts:
            self._counts[cues] = sum(cue in self._lower for cue in cues)
        return self._counts[cues]

    def written(self, mention: Mention) -> str:
        """The mention's own words."""
        return self.text[mention.start : mention.end]

    def word_before(self, mention: Mention) -> str:
        """The word that stands before a mention in the same sentence, or ""."""
        match = _WORD_BEFORE.search(self.text, max(0, mention.start - _BEFORE), mention.start)
        return match.group(1) if match else ""

    def capitalised_after(self, mention: Mention) -> str:
        """The capitalised word that follows a mention, or ""."""
        match = _WORD_AFTER.match(self.text, mention.end)
        return match.group(1) if match else ""


def drop(mention: Mention, rule: str) -> None:
    """The mention names nothing after all."""
    mention.sense = DROPPED
    mention.rule = rule


def decide(mention: Mention, rule: str, *countries: str) -> None:
    """The mention names these states."""
    mention.sense = replace(mention.sense, countries=countries, check=Check.NONE)
    mention.rule = rule
