"""Acronyms: which of their meanings a text bears out, and what a text itself defines them to be."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from indexer.tagging.matching import Mention
from indexer.tagging.phrases import Check, Kind, Sense
from indexer.tagging.scene import DROPPED, Scene

_IN_BRACKETS = re.compile(r"[ \n][(\[]([A-Z][A-Za-z0-9&.+-]{1,11})[)\]]")
_SMALL_WORDS = frozenset(
    {"of", "and", "for", "the", "in", "on", "to", "de", "la", "du", "des", "del", "y", "et"}
)
_MOST_WORDS = 12
_LONGEST_NAME = 120


def find_definitions(text: str) -> list[tuple[int, int, int, int, str]]:
    """Long forms before an acronym in brackets.

    Each is (start and end of the long form, start and end of the acronym, the acronym). The
    initials of the long form's words spell the acronym, small words counted or not.
    """
    found = []
    for match in _IN_BRACKETS.finditer(text):
        acronym = match.group(1)
        letters = acronym.replace(".", "").replace("&", "")
        if sum(c.isupper() for c in letters) < 2:
            continue
        start = _long_form(text, match.start(), letters)
        if start >= 0:
            found.append((start, match.start(), match.start(1), match.end(1), acronym))
    return found


def _long_form(text: str, end: int, letters: str) -> int:
    """Where the words begin whose initials are `letters` and that end at `end`; -1 if none do."""
    begin = max(0, end - _LONGEST_NAME)
    words = [(m.start(), m.group()) for m in _WORD.finditer(text, begin, end)][-_MOST_WORDS:]
    wanted = letters.upper()
    for with_small in (False, True):
        left = len(wanted)
        for start, word in reversed(words):
            small = word.lower() in _SMALL_WORDS
            if small and not with_small:
                continue
            if not left or word[0].upper() != wanted[left - 1]:
                break
            left -= 1
            if not left and word[0].isupper():
                return start
    return -1


_WORD = re.compile(r"[A-Za-z][A-Za-z'.]*")


def bind_definitions(scene: Scene) -> None:
    """Let every acronym that the text defines stand for what it says, listed or not."""
    if "(" not in scene.text and "[" not in scene.text:
        return
    ends = {m.end: m.sense for m in scene.mentions if m.sense.organisations}
    starts = {m.start: m.sense for m in scene.mentions if m.sense.kind is Kind.ACRONYM}
    scene.definitions = find_definitions(scene.text)
    for start, end, at, _, acronym in scene.definitions:
        if acronym not in scene.bound:
            listed = ends.get(end)
            scene.bound[acronym] = listed or _spelt_otherwise(starts.get(at), scene.text[start:end])


def _spelt_otherwise(acronym: Sense | None, long_form: str) -> Sense | None:
    """The listed meaning of an acronym that shares half of its words with `long_form`, if any."""
    if acronym is None:
        return None
    words = set(_WORD.findall(long_form.lower())) - _SMALL_WORDS
    for sense in (acronym, *acronym.alternatives):
        if any(2 * len(words & _words_of(name)) >= len(words) for name in sense.spellings):
            return sense
    return None


@lru_cache(maxsize=4096)
def _words_of(name: str) -> frozenset[str]:
    return frozenset(_WORD.findall(name.lower())) - _SMALL_WORDS


def check_cue(mention: Mention, scene: Scene, index: int) -> None:
    """An acronym that other things share counts where the article bears it out."""
    acronym = scene.written(mention)
    if acronym not in scene.settled:
        scene.settled[acronym] = _settle(acronym, mention.sense, scene)
    mention.sense, mention.rule = scene.settled[acronym]


def _settle(acronym: str, listed: Sense, scene: Scene) -> tuple[Sense, str]:
    if acronym in scene.bound:
        bound = scene.bound[acronym]
        if bound is None:
            return DROPPED, "defined otherwise in the text"
        return _sure(bound), "acronym defined in the text"
    candidates = (listed, *listed.alternatives)
    spelled = _spelled_out(scene)
    for sense in candidates:
        if not spelled.isdisjoint(sense.organisations):
            return _sure(sense), "acronym with its long form"
    borne_out = [(scene.count(s.cues), s) for s in candidates if s.check is Check.CUE]
    count, best = max(borne_out, key=lambda pair: pair[0])
    if count:
        return _sure(best), "acronym by cue"
    for sense in candidates:
        if sense.check is not Check.CUE:
            return _sure(sense), ""
    return DROPPED, "acronym without a cue"


def _sure(sense: Sense) -> Sense:
    return replace(sense, kind=Kind.ACRONYM, check=Check.NONE, alternatives=())


def _spelled_out(scene: Scene) -> set[str]:
    """The organisations that the article names in words."""
    return {
        id
        for mention in (*scene.mentions, *scene.elsewhere)
        if mention.sense.kind is Kind.ORGANISATION
        for id in mention.sense.organisations
    }
