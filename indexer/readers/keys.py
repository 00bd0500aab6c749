"""The keys of JSON Lines, what others call the same, and the renaming that the command was told."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from indexer.dates import parse_date

KEYS = frozenset(
    [
        "id",
        "date",
        "title",
        "text",
        "dateline",
        "byline",
        "url",
        "source",
        "source_country",
        "language",
        "countries",
        "organisations",
    ]
)

Renames = tuple[tuple[str, str], ...]
"""Pairs of a key of the input and the one of KEYS that it is to be read as."""

# Keys of news exports, feeds turned into JSON, ninjs, JSON Feed and schema.org, in small letters
# and without separators. Only what can hardly mean anything else: `description` and `summary` are
# no texts, `location` is as often the outlet's as the story's.
_ALIASES = {
    "id": "_id guid uid uuid articleid docid docno documentid storyid itemid newsid identifier",
    "date": "published publishedat publishedon publisheddate publicationdate publishdate pubdate"
    " datepublished datetime timestamp created createdat versioncreated firstpublished issued"
    " webpublicationdate",
    "title": "headline headlinetext heading articletitle webtitle",
    "text": "body bodytext content contenttext article articlebody articletext fulltext maintext"
    " storytext",
    "dateline": "located placeline",
    "byline": "author authors creator writer reporter",
    "url": "link href weburl articleurl permalink canonicalurl",
    "source": "publisher publication outlet newspaper provider sourcename sitename agency",
    "language": "lang locale inlanguage",
    "countries": "country countrycodes places nations",
    "organisations": "orgs org organization organizations organisation",
}
_SEPARATORS = re.compile(r"[\s_.:-]+")
_LONGEST = 40
"""Characters of a key that may be meant for another; the aliases are far shorter."""

_DEEPEST = 5
"""Names in a path of keys (`headline.main`)."""


def _flat(key: str) -> str:
    return _SEPARATORS.sub("", key).lower()


_MEANT = {_flat(alias): key for key in KEYS for alias in (key, *_ALIASES.get(key, "").split())}


@lru_cache(maxsize=4_096)
def meant_key(key: str) -> str:
    """The one of KEYS that `key` plainly stands for, "" if there is none (or it is one)."""
    return "" if key in KEYS or len(key) > _LONGEST else _MEANT.get(_flat(key), "")


def find_meant(value: Mapping[str, object], ignored: list[str]) -> Renames:
    """Which `ignored` keys of an object would fill one of KEYS that it has not, at most one each.

    Only what could be read that way: no HTML for a text, no number for a date that means nothing.
    """
    found: dict[str, str] = {}
    for key in ignored:
        meant = meant_key(key)
        if meant and meant not in found and not value.get(meant) and _fits(meant, value[key]):
            found[meant] = key
    return tuple((key, meant) for meant, key in found.items())


def _fits(meant: str, value: object) -> bool:
    match meant:
        case "date":
            return isinstance(value, str | int) and parse_date(str(value), "") is not None
        case "countries" | "organisations" | "byline":
            return bool(value) and isinstance(value, str | list)
        case "id":
            return isinstance(value, str | int) and not isinstance(value, bool)
        case "text":
            return isinstance(value, str) and bool(value.strip()) and "</" not in value
        case _:
            return isinstance(value, str) and bool(value.strip())


def rename(value: dict[str, object], renames: Renames) -> dict[str, object]:
    """An object with its keys as they are to be read. `headline.main` is `main` in `headline`.

    Where an object has both, the renamed key stands; where it lacks that, or has null there, the
    other does.
    """
    if not renames:
        return value
    gone = {old for old, _ in renames}
    given = {key: found for key, found in value.items() if key not in gone}
    for old, new in renames:
        if (found := _at(value, old)) is not None:
            given[new] = found
    return given


def _at(value: Mapping[str, object], path: str) -> object:
    """What stands at a key or a path of keys; None if nothing does."""
    if path in value:
        return value[path]
    found: object = value
    for name in path.split(".", _DEEPEST - 1):
        found = found.get(name) if isinstance(found, dict) else None
    return found
