"""Reads the lists in `search/data`: columns divided by bars, lists inside a column by commas."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from search.vocabulary.entries import (
    EARLIEST,
    LATEST,
    Country,
    Era,
    Leader,
    Lists,
    Membership,
    Organisation,
)

DATA = Path(__file__).resolve().parent.parent / "data"

FILES = (
    "countries.csv",
    "former.csv",
    "exonyms.csv",
    "cities.csv",
    "regions.csv",
    "metonyms.csv",
    "joint.csv",
    "exclusions.csv",
    "eras.csv",
    "organisations.csv",
    "organisation_eras.csv",
    "members.csv",
    "leaders.csv",
)

Texts = dict[str, str]


def read_texts(folder: Path = DATA) -> Texts:
    """The lists as they stand on disk, by file name."""
    return {name: (folder / name).read_text(encoding="utf-8") for name in FILES}


def _rows(text: str) -> Iterator[list[str]]:
    for line in text.splitlines():
        if line and line[0] != "#":
            yield [cell.strip() for cell in line.split("|")]


def _list(cell: str) -> tuple[str, ...]:
    return () if cell in {"-", ""} else tuple(cell.split(", "))


def _day(cell: str, missing: date) -> date:
    return missing if cell == "-" else date.fromisoformat(cell)


def _by_country(text: str) -> dict[str, tuple[str, ...]]:
    return {id: _list(names) for id, names in _rows(text)}


def _countries(texts: Texts) -> dict[str, Country]:
    exonyms, places, regions, metonyms = (
        _by_country(texts[f"{name}.csv"]) for name in ("exonyms", "cities", "regions", "metonyms")
    )
    found = {}
    for id, label, names, demonyms, capitals in _rows(texts["countries.csv"]):
        found[id] = Country(
            id,
            label,
            tuple(dict.fromkeys((*_list(names), label, *exonyms.get(id, ())))),
            _list(demonyms),
            _list(capitals),
            places.get(id, ()),
            regions.get(id, ()),
            metonyms.get(id, ()),
        )
    for id, label, first, last, successors, names, demonyms, capitals in _rows(texts["former.csv"]):
        found[id] = Country(
            id,
            label,
            tuple(dict.fromkeys((*_list(names), label))),
            _list(demonyms),
            _list(capitals),
            first=date.fromisoformat(first),
            last=date.fromisoformat(last),
            successors=_list(successors),
        )
    return found


def _organisations(text: str) -> dict[str, Organisation]:
    found = {}
    for id, label, kind, acronyms, names, cues, countries in _rows(text):
        short = _list(acronyms)
        found[id] = Organisation(
            id,
            label,
            kind,
            tuple(a for a in short if a[-1] != "?"),
            tuple(a[:-1] for a in short if a[-1] == "?"),
            _list(names),
            _list(cues),
            _list(countries),
        )
    return found


def _eras(text: str) -> tuple[Era, ...]:
    return tuple(
        Era(id, means, _day(first, EARLIEST), _day(last, LATEST))
        for id, first, last, means in _rows(text)
    )


def read_lists(texts: Texts) -> Lists:
    """Everything the shipped lists say."""
    return Lists(
        _countries(texts),
        _organisations(texts["organisations.csv"]),
        tuple(
            Membership(id, _list(states), _day(first, EARLIEST), _day(last, LATEST))
            for id, first, last, states in _rows(texts["members.csv"])
        ),
        _eras(texts["eras.csv"]),
        _eras(texts["organisation_eras.csv"]),
        tuple(name for row in _rows(texts["exclusions.csv"]) for name in _list(row[0])),
        tuple((p, _list(ids)) for ids, names in _rows(texts["joint.csv"]) for p in _list(names)),
        tuple(
            Leader(id, _list(names), _day(first, EARLIEST), _day(last, LATEST))
            for id, first, last, names in _rows(texts["leaders.csv"])
        ),
    )
