"""The vocabulary itself: labels for readers, ids for what they type, members by date."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path

from search.vocabulary.entries import Lists, Membership, VocabularyError
from search.vocabulary.folding import plain
from search.vocabulary.reading import read_lists, read_texts

LONGEST_NAME = 200
"""A longer text is no name; nothing is looked up for it."""

OPEN_WORLD = "x-"
"""Ids of organisations that no list names begin so; their label is made from the id."""

_COUNTRY_FIELDS = frozenset({"country", "country_mention"})
_ORGANISATION_FIELDS = frozenset({"organisation", "organisation_mention"})
_BRACKETS = re.compile(r"\([^()]*\)")
_PAIR = re.compile(r"[.+–—]| and | - ")
_SMALL_WORDS = frozenset({"of", "and", "for", "the", "in", "on", "de", "la", "du", "des", "del"})


class Vocabulary:
    """Names of countries and organisations. Immutable and safe to share between threads."""

    def __init__(self, lists: Lists, fingerprint: str, extra: str | None = None) -> None:
        self.lists = lists
        self._fingerprint = fingerprint
        self._extra = extra

    def __reduce__(self) -> tuple[Callable[[str | None], Vocabulary], tuple[str | None]]:
        return load_vocabulary, (self._extra,)  # another process reads the lists itself

    def fingerprint(self) -> str:
        """16 hex digits that change with any change of the lists."""
        return self._fingerprint

    def label(self, field: str, value: str) -> str:
        """What readers see for `value` in a field (by its key); an unknown value is its own label.

        A pair reads "India – Russia".
        """
        if field in _COUNTRY_FIELDS:
            country = self.lists.countries.get(value)
            return country.label if country else value
        if field in _ORGANISATION_FIELDS:
            return self._organisation_label(value)
        if field == "pair" and value.count(".") == 1:
            return " – ".join(self.label("country", part) for part in value.split("."))
        return value

    def _organisation_label(self, value: str) -> str:
        listed = self.lists.organisations.get(value)
        if listed:
            return listed.label
        if not value.startswith(OPEN_WORLD):
            return value
        slug, _, country = value.removeprefix(OPEN_WORLD).partition("--")
        name = " ".join(_spell(word, i == 0) for i, word in enumerate(slug.split("-")))
        return f"{name} ({self.label('country', country)})" if country else name

    def resolve(self, field: str, text: str) -> tuple[str, ...] | None:
        """The ids meant by an id, name, acronym or demonym that a reader typed; None if unknown.

        More than one id is given where the name is shared: "Congo" is two states.
        """
        if len(text) > LONGEST_NAME:
            return None
        if field in _COUNTRY_FIELDS:
            found = self._find_country(text)
        elif field in _ORGANISATION_FIELDS:
            found = self._organisation_names.get(plain(text))
            if found is None and text.strip().lower().startswith(OPEN_WORLD):
                found = (text.strip().lower(),)
        else:
            return self._resolve_pair(text) if field == "pair" else None
        return found

    def names_of(self, field: str) -> Iterable[tuple[str, tuple[str, ...]]]:
        """Every name in a field of countries or of organisations, in plain form, with its ids."""
        countries = field in _COUNTRY_FIELDS
        return (self._country_names if countries else self._organisation_names).items()

    def _find_country(self, text: str) -> tuple[str, ...] | None:
        """By the name itself, by it without brackets, and by "Iran, Islamic Republic of"."""
        head, comma, tail = text.partition(", ")
        for form in (text, _BRACKETS.sub("", text), f"{tail} {head}" if comma else text):
            found = self._country_names.get(plain(form))
            if found:
                return found
        return None

    def _resolve_pair(self, text: str) -> tuple[str, ...] | None:
        parts = _PAIR.split(text)
        if len(parts) == 1:
            parts = text.split("-")
        if len(parts) != 2:
            return None
        left, right = (self.resolve("country", part) for part in parts)
        if not left or not right:
            return None
        pairs = {".".join(sorted((a, b))) for a in left for b in right if a != b}
        return tuple(sorted(pairs)) or None

    def members(self, group: str, on: date | None = None) -> frozenset[str]:
        """The states that belonged to `group` on a day; today's where `on` is None.

        Today's are those whose membership has no end. An unknown group has no members.
        """
        rows = self._memberships.get(group, ())
        day = on or date.max
        return frozenset(s for m in rows if m.first <= day <= m.last for s in m.states)

    def groups(self) -> tuple[str, ...]:
        """Ids of the organisations whose members are known, in the order of the lists."""
        return tuple(self._memberships)

    @cached_property
    def _memberships(self) -> dict[str, tuple[Membership, ...]]:
        rows: dict[str, list[Membership]] = {}
        for row in self.lists.memberships:
            rows.setdefault(row.organisation, []).append(row)
        return {id: tuple(spans) for id, spans in rows.items()}

    @cached_property
    def _country_names(self) -> dict[str, tuple[str, ...]]:
        index = _NameIndex()
        for c in self.lists.countries.values():
            index.add(c.id, (c.id, c.label, *c.names))
            index.add(c.id, (d for d in c.demonyms if d[-1] != "-"))
            index.add(c.id, c.metonyms)
        for phrase, ids in self.lists.joint:
            index.put(plain(phrase), ids)
        for name, ids in SHARED_NAMES.items():
            index.put(name, ids)
        return index.finished(self.lists.removed)

    @cached_property
    def _organisation_names(self) -> dict[str, tuple[str, ...]]:
        index = _NameIndex()
        for o in self.lists.organisations.values():
            index.add(o.id, (o.id, o.label, *o.acronyms, *o.cued, *o.names))
        return index.finished(self.lists.removed)


SHARED_NAMES: dict[str, tuple[str, ...]] = {
    "congo": ("cd", "cg"),
    "congolese": ("cd", "cg"),
    "korea": ("kr", "kp"),
    "korean": ("kr", "kp"),
    "koreans": ("kr", "kp"),
    "dominican": ("do", "dm"),
    "dominicans": ("do", "dm"),
    "virgin islands": ("vi", "vg"),
    "saint martin": ("mf", "sx"),
    "georgian": ("ge",),
    "georgians": ("ge",),
}
"""Names that a reader may mean two ways, or that the lists leave to the tagger's rules."""


class _NameIndex:
    """Collects ids by the plain form of their names; an id itself outranks every other name."""

    def __init__(self) -> None:
        self._ids: dict[str, tuple[str, ...]] = {}
        self._exact: set[str] = set()

    def add(self, id: str, names: Iterable[str]) -> None:
        for name in names:
            key = plain(name)
            have = self._ids.get(key, ())
            if key == id and name == id:
                self._exact.add(id)
            if id not in have:
                self._ids[key] = (*have, id)

    def put(self, key: str, ids: tuple[str, ...]) -> None:
        self._ids[key] = ids

    def finished(self, removed: frozenset[str]) -> dict[str, tuple[str, ...]]:
        for id in self._exact:
            self._ids[id] = (id,)
        for name in removed:
            self._ids.pop(plain(name), None)
        return self._ids


def _spell(word: str, first: bool) -> str:
    """A word of an open-world id as a label has it: `mfa` has no vowel, so it is an acronym."""
    if word in _SMALL_WORDS and not first:
        return word
    return word.upper() if not set(word) & set("aeiouy") else word.capitalize()


def load_vocabulary(extra: str | None = None) -> Vocabulary:
    """The shipped vocabulary, with the user's TOML file `extra` laid over it.

    Read once for each file and state of it. Raises VocabularyError, naming the file, where it
    cannot be read.
    """
    if extra is None:
        return _load("", 0)
    try:
        return _load(extra, Path(extra).stat().st_mtime_ns)
    except OSError as error:
        raise VocabularyError(f"{extra}: {error.strerror}") from error


@lru_cache(maxsize=8)
def _load(extra: str, _mtime_ns: int) -> Vocabulary:
    texts = read_texts()
    digest = hashlib.sha256("\0".join(texts.values()).encode())
    lists = read_lists(texts)
    if extra:
        from search.vocabulary.extending import extend  # noqa: PLC0415 - tomllib is for users' files

        try:
            toml = Path(extra).read_text(encoding="utf-8")
            lists = extend(lists, toml)
        except UnicodeDecodeError as error:
            raise VocabularyError(f"{extra}: not UTF-8 at byte {error.start}") from error
        except VocabularyError as error:
            raise VocabularyError(f"{extra}: {error}") from error
        digest.update(toml.encode())
    return Vocabulary(lists, digest.hexdigest()[:16], extra or None)
