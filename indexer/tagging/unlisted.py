"""Organisations that no list has: ministries, parties, companies, courts, militias, by their words.

A head word ("Ministry", "Party", "Inc") grows to both sides over capitalised words; an acronym
that the text defines, or uses as organisations are used, follows its long form. Every step moves
over a bounded number of words, so that the work grows with the text alone.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from indexer.tagging.matching import Mention
from indexer.tagging.naming import Name, name_of
from indexer.tagging.phrases import Kind, Sense
from indexer.tagging.scene import Scene
from indexer.tagging.wordlists import Heads

_MOST_LEFT = 5
_MOST_RIGHT = 6
"""Words of a name before and behind its head word; longer runs are headlines."""

_MOST_NAMES = 2_000
"""Names of one text; a text that has more is a list of names."""

_STATES_BACK = 8
"""Mentions looked back over for the state that a bare "Foreign Ministry" belongs to."""

_MOST_ALIASES = 50
_SHORTEST_ALIAS = 4

_LEFT = re.compile(r"([A-Z][A-Za-z0-9'.&-]*|&|and)[ \n]$")
_OF = re.compile(r"[ \n](?:of|for|on)[ \n](?:the[ \n])?(?=[A-Z])")
_RIGHT = re.compile(r"([A-Z][A-Za-z'-]*)")
_NEXT = re.compile(r"[ \n](?:and[ \n]|&[ \n]|of[ \n](?:the[ \n])?)?(?=[A-Z])")
_ACRONYM = re.compile(r"(?<![A-Za-z0-9.&-])[A-Z]{3,6}(?![A-Za-z0-9.&-])")
_AFTER_ACRONYM = re.compile(r"[ \n]([a-z]+)")
_BEFORE_WINDOW = 40


StateThen = Callable[[str, Kind], str]


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    name: Name


def find_unlisted(
    scene: Scene, heads_at: list[tuple[int, int]], heads: Heads, state_then: StateThen
) -> list[Mention]:
    """The unlisted organisations of a scene with case, in order, apart from listed ones.

    `heads_at` are the ranges of head words; `state_then` tells which state a name means on the
    article's day.
    """
    if not scene.cased:
        return []
    states = {m.end: m for m in scene.mentions if m.sense.countries}
    found: dict[int, _Found] = {}
    aliases: dict[str, Name] = {}
    end = 0
    for start, stop in heads_at[:_MOST_NAMES]:
        one = _grow(scene, start, stop, heads, states, state_then)
        if one is None or one.start < end:
            continue
        found[one.start] = one
        end = one.end
        if scene.text[start:stop] in heads.company and len(aliases) < _MOST_ALIASES:
            aliases.setdefault(scene.text[one.start : start].rstrip(" ,\n"), one.name)
    _follow_aliases(scene, found, aliases)
    short = _define(scene, found, heads)
    _follow_acronyms(scene, found, short, heads)
    taken = [(m.start, m.end) for m in scene.mentions if m.sense.organisations]
    return list(_mentions(sorted(found.values(), key=lambda f: f.start), taken))


def _grow(
    scene: Scene,
    start: int,
    end: int,
    heads: Heads,
    states: dict[int, Mention],
    state_then: StateThen,
) -> _Found | None:
    """The name around one head word, or None where it is none."""
    text, head = scene.text, scene.text[start:end]
    left, owner = _grow_left(scene, start, head, heads, states)
    company = head in heads.company
    right = end if company else _grow_right(scene, end, heads)
    grown = left < start or (right > end and not company)
    if not grown and head not in heads.alone:
        return None
    if head in heads.needs_of and right == end and " " not in text[left : start - 1]:
        return None
    if text[left:right] in heads.not_names:
        return None
    if (
        company
        and text[right : right + 1] == "."
        and not text[right + 1 : right + 3].strip().isupper()
    ):
        right += 1
    state = ""
    if head in heads.state:
        owner = owner or _state_inside(left, right, states) or _state_before(scene, left)
        state = state_then(owner.sense.countries[0], owner.sense.kind) if owner else ""
    return _Found(left, right, name_of(text[left:right], head, state, heads))


def _grow_left(
    scene: Scene, start: int, head: str, heads: Heads, states: dict[int, Mention]
) -> tuple[int, Mention | None]:
    """Where the name begins, and the state that stands before a state's own body."""
    own = head in heads.state
    left = start
    for _ in range(_MOST_LEFT):
        before = states.get(left - 1)
        if before is not None:
            if own:
                return left, before
            left = before.start
            continue
        match = _LEFT.search(scene.text, max(0, left - _BEFORE_WINDOW), left)
        if match is None or not _belongs(match, scene, head, heads):
            possessor = states.get(left - 3)  # "Russia's Foreign Ministry"
            if own and possessor is not None and scene.text[left - 3 : left] == "'s ":
                return left, possessor
            break
        left = match.start(1)
    return left, None


def _belongs(match: re.Match[str], scene: Scene, head: str, heads: Heads) -> bool:
    """Whether the word before a name is part of it."""
    word = match.group(1)
    if word in {"and", "&"}:
        at = match.start(1)
        other = _LEFT.search(scene.text, max(0, at - _BEFORE_WINDOW), at)
        return head in heads.company and other is not None and _is_modifier(other, scene, heads)
    return _is_modifier(match, scene, heads)


def _is_modifier(match: re.Match[str], scene: Scene, heads: Heads) -> bool:
    word = match.group(1)
    if word in heads.possessives:
        return True
    if not word[0].isupper() or word.endswith(("'s", ".", ",")):
        return False
    return word not in heads.not_modifiers and word not in scene.words.first_names


def _grow_right(scene: Scene, end: int, heads: Heads) -> int:
    """Where the name ends, "of Foreign Affairs" and the like counted in."""
    match = _OF.match(scene.text, end)
    if match is None:
        return end
    right = match.end()
    stop = end
    for _ in range(_MOST_RIGHT):
        word = _RIGHT.match(scene.text, right)
        if word is None or word.group(1) in heads.not_modifiers:
            break
        stop = word.end() - 2 if word.group(1).endswith("'s") else word.end()
        between = _NEXT.match(scene.text, stop)
        if between is None:
            break
        right = between.end()
    return stop


def _state_inside(left: int, right: int, states: dict[int, Mention]) -> Mention | None:
    """The first state named inside a name."""
    return next((states[at] for at in range(left + 1, right + 1) if at in states), None)


def _state_before(scene: Scene, left: int) -> Mention | None:
    """The state named last before a ministry that stands alone, else the article's first."""
    index = bisect_left(scene.mentions, left, key=lambda m: m.start)
    nearest = scene.mentions[max(0, index - _STATES_BACK) : index][::-1]
    return next((m for m in (*nearest, *scene.mentions[:1]) if m.sense.countries), None)


def _follow_aliases(scene: Scene, found: dict[int, _Found], aliases: dict[str, Name]) -> None:
    """After "Gencor Ltd", a bare "Gencor" is the same company."""
    for alias, name in aliases.items():
        if len(alias) < _SHORTEST_ALIAS or alias in scene.known or "\n" in alias:
            continue
        at = scene.text.find(alias)
        while at >= 0 and len(found) < _MOST_NAMES:
            stop = at + len(alias)
            whole = (
                not scene.text[stop : stop + 1].isalnum()
                and not scene.text[max(0, at - 1) : at].isalnum()
            )
            if whole:
                found.setdefault(at, _Found(at, stop, name))
            at = scene.text.find(alias, stop)


def _define(scene: Scene, found: dict[int, _Found], heads: Heads) -> dict[str, Name]:
    """The acronyms that stand for unlisted names, defined in brackets or by their initials."""
    short: dict[str, Name] = {}
    places = {(m.start, m.end) for m in scene.mentions if m.sense.countries}
    for start, end, at, to, acronym in scene.definitions:
        listed = scene.bound.get(acronym) is not None or (start, end) in places
        if listed or len(found) >= _MOST_NAMES:
            continue
        known = found.get(start)
        if known is None and not _is_name(scene.text[start:end], heads):
            continue
        name = known.name if known else Name.of(scene.text[start:end])
        found[start] = _Found(start, end, name)
        found[at] = _Found(at, to, name)
        short[acronym] = name
    for one in list(found.values()):
        initials = "".join(w[0] for w in scene.text[one.start : one.end].split() if w[0].isupper())
        if len(initials) >= 3:
            short.setdefault(initials, one.name)
    return short


def _is_name(long_form: str, heads: Heads) -> bool:
    """Whether a defined long form may be an organisation's: capitalised, and no law or zone."""
    words = long_form.split()
    if words[-1] in heads.not_defined:
        return False
    return all(word[0].isupper() for word in words if len(word) > 3)


def _follow_acronyms(
    scene: Scene, found: dict[int, _Found], short: dict[str, Name], heads: Heads
) -> None:
    """Every further use of a defined acronym, and acronyms used as organisations' are."""
    sure = dict(short)
    seen: dict[str, list[tuple[int, int]]] = {}
    for match in _ACRONYM.finditer(scene.text):
        acronym = match.group()
        if len(seen) >= _MOST_NAMES:
            break
        if acronym in heads.not_acronyms or acronym in scene.known:
            continue
        seen.setdefault(acronym, []).append(match.span())
        if acronym not in sure and _used_as_organisation(match, scene, heads):
            sure[acronym] = Name.of(acronym)
    for acronym in seen.keys() & sure.keys():
        for start, end in seen[acronym][:_MOST_NAMES]:
            found.setdefault(start, _Found(start, end, sure[acronym]))


def _used_as_organisation(match: re.Match[str], scene: Scene, heads: Heads) -> bool:
    """Whether an acronym stands after "the", or before "said", "leader" and the like."""
    after = _AFTER_ACRONYM.match(scene.text, match.end())
    if after and after.group(1) in heads.beside:
        return True
    before = scene.text[max(0, match.start() - 4) : match.start()].lower()
    return before == "the " and after is not None


def _mentions(found: list[_Found], taken: list[tuple[int, int]]) -> Iterator[Mention]:
    """As mentions, leaving out what overlaps a listed organisation or an earlier name."""
    last, index = 0, 0
    for one in found:
        while index < len(taken) and taken[index][1] <= one.start:
            index += 1
        overlaps = index < len(taken) and taken[index][0] < one.end
        if overlaps or one.start < last:
            continue
        last = one.end
        if one.name.id:
            sense = Sense(Kind.UNLISTED, (), (one.name.id,))
            yield Mention(one.start, one.end, sense, "no list has it")
