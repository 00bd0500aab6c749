"""The canonical form of an organisation that no list has: one id for "Foreign Ministry" and
"Ministry of Foreign Affairs", with its state where it is a state's body."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.tagging.wordlists import Heads
from search.vocabulary import OPEN_WORLD, fold

_LONGEST_ID = 60
"""Characters of an id: ids of labels may have 64."""

_NOT_IN_SLUGS = re.compile(r"[^a-z0-9]+")
_MINISTRY = re.compile(r"(.+) (ministry|department)")
_MINISTRIES = {
    "foreign": "foreign-affairs",
    "external-affairs": "external-affairs",
    "defense": "defence",
    "interior": "interior",
    "the-interior": "interior",
}


@dataclass(frozen=True, slots=True)
class Name:
    """An unlisted organisation; `id` is `x-` and a slug, with `--` and its state where known."""

    id: str

    @classmethod
    def of(cls, words: str, state: str = "") -> Name:
        """The name made of these words as they stand."""
        slug = _slug(words)
        tail = f"--{state}" if state else ""
        return cls(f"{OPEN_WORLD}{slug[: _LONGEST_ID - 8]}{tail}" if slug else "")


def name_of(words: str, head: str, state: str, heads: Heads) -> Name:
    """The name with the head word `head`; `state` is the one beside or in it, "" if none is."""
    plain = " ".join(words.split())
    if head in heads.company:
        return Name.of(plain.removesuffix(".").removesuffix(head).rstrip(" ,") or plain)
    if head in {"Ministry", "Department"}:
        return Name.of(_ministry(plain), state)
    return Name.of(plain, state if head in heads.state else "")


def _ministry(words: str) -> str:
    """ "Foreign Ministry" as "Ministry of Foreign Affairs"."""
    match = _MINISTRY.fullmatch(words.lower())
    if match:
        subject, kind = match.groups()
    else:
        kind, _, subject = words.lower().partition(" of ")
    subject = _MINISTRIES.get(_slug(subject), subject)
    return f"{kind} of {subject}" if subject else kind


def _slug(words: str) -> str:
    return _NOT_IN_SLUGS.sub("-", fold(words).lower().replace("'", "")).strip("-")
