"""Lays a user's own TOML over the shipped lists: adds names, overrides labels, removes phrases."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from search.vocabulary.entries import (
    EARLIEST,
    LATEST,
    Country,
    Lists,
    Membership,
    Organisation,
    VocabularyError,
)

_TOP = {"country", "organisation", "exclude", "remove"}
_COUNTRY = ("names", "demonyms", "capitals", "places", "regions", "metonyms", "successors")
_ORGANISATION = ("acronyms", "cued", "names", "cues", "countries")
_MEMBER = {"states", "from", "until"}


def _texts(value: object, where: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise VocabularyError(f"{where} must be a list of names in quotes")
    return tuple(value)


def _table(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise VocabularyError(f"{where} must be a table")
    return value


def _check_keys(table: Mapping[str, object], known: set[str], where: str) -> None:
    for key in table:
        if key not in known:
            raise VocabularyError(f"{where} has no {key!r}; it knows {', '.join(sorted(known))}")


def _word(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise VocabularyError(f"{where} must be a text in quotes")
    return value


def _changes(
    entry: Country | Organisation, table: Mapping[str, object], lists: tuple[str, ...], where: str
) -> dict[str, object]:
    """The fields of `entry` that `table` adds to or overrides."""
    changed: dict[str, object] = {}
    for name in lists:
        if name in table:
            added = _texts(table[name], f"{where} {name}")
            changed[name] = tuple(dict.fromkeys((*getattr(entry, name), *added)))
    for word in ("label", "kind"):
        if word in table:
            changed[word] = _word(table[word], f"{where} {word}")
    return changed


def _country(old: Country | None, id: str, table: Mapping[str, object]) -> Country:
    where = f"[country.{id}]"
    _check_keys(table, {"label", *_COUNTRY}, where)
    entry = old or Country(id, id)
    made: Country = replace(entry, **_changes(entry, table, _COUNTRY, where))  # type: ignore[arg-type]
    return replace(made, names=tuple(dict.fromkeys((*made.names, made.label))))


def _organisation(old: Organisation | None, id: str, table: Mapping[str, object]) -> Organisation:
    where = f"[organisation.{id}]"
    _check_keys(table, {"label", "kind", "members", *_ORGANISATION}, where)
    entry = old or Organisation(id, id)
    return replace(entry, **_changes(entry, table, _ORGANISATION, where))  # type: ignore[arg-type]


def _day(value: object, missing: date, where: str) -> date:
    if value is None:
        return missing
    if type(value) is not date:
        raise VocabularyError(f"{where} must be a day such as 2024-01-31, without quotes")
    return value


def _members(id: str, rows: object) -> list[Membership]:
    where = f"[organisation.{id}] members"
    if not isinstance(rows, list):
        raise VocabularyError(f"{where} must be a list of tables")
    found = []
    for row in rows:
        table = _table(row, where)
        _check_keys(table, _MEMBER, where)
        states = _texts(table.get("states"), f"{where} states")
        first = _day(table.get("from"), EARLIEST, f"{where} from")
        found.append(
            Membership(id, states, first, _day(table.get("until"), LATEST, f"{where} until"))
        )
    return found


def extend(lists: Lists, toml: str) -> Lists:
    """`lists` with what `toml` adds to them or changes in them.

    Raises VocabularyError, which says what is wrong but not in which file.
    """
    try:
        top = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise VocabularyError(f"this is not TOML: {error}") from error
    _check_keys(top, _TOP, "the file")
    countries, organisations = dict(lists.countries), dict(lists.organisations)
    memberships = list(lists.memberships)
    for id, value in _table(top.get("country", {}), "[country]").items():
        countries[id] = _country(countries.get(id), id, _table(value, f"[country.{id}]"))
    for id, value in _table(top.get("organisation", {}), "[organisation]").items():
        table = _table(value, f"[organisation.{id}]")
        organisations[id] = _organisation(organisations.get(id), id, table)
        memberships += _members(id, table.get("members", []))
    return replace(
        lists,
        countries=countries,
        organisations=organisations,
        memberships=tuple(memberships),
        exclusions=(*lists.exclusions, *_texts(top.get("exclude", []), "exclude")),
        removed=lists.removed | set(_texts(top.get("remove", []), "remove")),
    )
