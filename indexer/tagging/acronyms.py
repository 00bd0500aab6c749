"""Acronyms: which of their meanings a text bears out, and what a text itself defines them to be."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from indexer.tagging.matching import Mention
from indexer.tagging.phrases import Check, Kind, Sense
from indexer.tagging.scene import Scene, drop

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
    for start, end, _, _, acronym in find_definitions(scene.text):
        sense = ends.get(end) or _spelt_otherwise(scene, acronym, scene.text[start:end])
        scene.bound.setdefault(acronym, sense)


def _spelt_otherwise(scene: Scene, acronym: str, long_form: str) -> Sense | None:
    """The listed meaning of `acronym` that shares half of its words with `long_form`, if any."""
    words = set(_WORD.findall(long_form.lower())) - _SMALL_WORDS
    for mention in scene.mentions:
        if scene.written(mention) == acronym:
            for sense in (mention.sense, *mention.sense.alternatives):
                if any(2 * len(words & _words_of(s)) >= len(words) for s in sense.spellings):
                    return sense
            return None
    return None


@lru_cache(maxsize=4096)
def _words_of(name: str) -> frozenset[str]:
    return frozenset(_WORD.findall(name.lower())) - _SMALL_WORDS


def check_cue(mention: Mention, scene: Scene, index: int) -> None:
    """An acronym that other things share counts where the article bears it out."""
    acronym = scene.written(mention)
    if acronym in scene.bound:
        _use_definition(mention, scene.bound[acronym])
        return
    candidates = (mention.sense, *mention.sense.alternatives)
    spelled = _spelled_out(scene)
    for sense in candidates:
        if not spelled.isdisjoint(sense.organisations):
            _settle(mention, sense, "acronym with its long form")
            return
    borne_out = [(scene.count(s.cues), s) for s in candidates if s.check is Check.CUE]
    count, best = max(borne_out, key=lambda pair: pair[0])
    sure = next((s for s in candidates if s.check is not Check.CUE), None)
    if count:
        _settle(mention, best, "acronym by cue")
    elif sure:
        _settle(mention, sure, "")
    else:
        drop(mention, "acronym without a cue")


def _use_definition(mention: Mention, bound: Sense | None) -> None:
    if bound is None:
        drop(mention, "defined otherwise in the text")
    else:
        _settle(mention, replace(bound, kind=Kind.ACRONYM), "acronym defined in the text")


def _settle(mention: Mention, sense: Sense, rule: str) -> None:
    mention.sense = replace(sense, check=Check.NONE, alternatives=())
    mention.rule = rule


def _spelled_out(scene: Scene) -> set[str]:
    """The organisations that the article names in words."""
    return {
        id
        for mention in (*scene.mentions, *scene.elsewhere)
        if mention.sense.kind is Kind.ORGANISATION
        for id in mention.sense.organisations
    }
