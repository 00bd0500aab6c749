"""The shipped lists: complete, consistent, free of clashes, and in accord with other lists."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import timedelta
from pathlib import Path

import pytest

from indexer.tagging.phrases import Kind, all_senses, split
from indexer.tagging.wordlists import read_word_lists
from search.vocabulary import load_vocabulary
from search.vocabulary.reading import DATA

BOOK = load_vocabulary()
LISTS = BOOK.lists

SHARED = {
    "ADB": "the Asian and the African Development Bank",
    "IDB": "the Inter-American and the Islamic Development Bank",
    "IWC": "the International Wheat Council and Whaling Commission",
    "RSF": "Reporters sans frontières and Sudan's Rapid Support Forces",
}
"""Phrases that two entries share on purpose; the tagger tells them apart by cues."""

REUTERS_SLUGS = (
    "ec worldbank imf gatt opec ico icco oecd adb afdb un unctad itc fao iea inro eib iwc gcc isa"
    " atpc bis oapec asean escap eca imo euratom ida iwcc comecon efta"
)


def test_no_phrase_means_two_things_unless_listed_here() -> None:
    meanings: dict[tuple[str, ...], set[tuple[object, ...]]] = defaultdict(set)
    spelled: dict[tuple[str, ...], str] = {}
    for phrase, sense in all_senses(BOOK, read_word_lists()):
        meanings[split(phrase)].add((sense.countries, sense.organisations))
        spelled[split(phrase)] = phrase
    clashes = {spelled[words] for words, found in meanings.items() if len(found) > 1}
    assert clashes == set(SHARED)


def test_every_phrase_can_be_found_at_all() -> None:
    for phrase, sense in all_senses(BOOK, read_word_lists()):
        assert split(phrase), phrase
        assert phrase == phrase.strip(), phrase
        if sense.kind is not Kind.EXCLUSION and not split(phrase)[0][0].isupper():
            assert phrase[0].islower() or phrase[0].isupper(), phrase


def test_ids_point_at_entries() -> None:
    countries = set(LISTS.countries)
    for row in LISTS.memberships:
        assert row.organisation in LISTS.organisations, row
        assert countries.issuperset(row.states), row
        assert row.first <= row.last, row
    for era in LISTS.country_eras:
        assert {era.id, era.means} <= countries, era
    for era in LISTS.organisation_eras:
        assert {era.id, era.means} <= set(LISTS.organisations), era
    for leader in LISTS.leaders:
        assert leader.id in countries and leader.first <= leader.last, leader
    for country in LISTS.countries.values():
        assert countries.issuperset(country.successors), country.id
    for organisation in LISTS.organisations.values():
        assert countries.issuperset(organisation.countries), organisation.id
    for _, ids in LISTS.joint:
        assert countries.issuperset(ids)


def test_nobody_is_a_member_twice_at_once() -> None:
    for group in BOOK.groups():
        rows = [row for row in LISTS.memberships if row.organisation == group]
        for i, a in enumerate(rows):
            for b in rows[i + 1 :]:
                both = set(a.states) & set(b.states)
                assert not both or a.last < b.first or b.last < a.first, (group, both)


def test_former_states_have_days_and_heirs() -> None:
    former = [c for c in LISTS.countries.values() if len(c.id) == 4]
    assert len(former) >= 8
    for country in former:
        assert country.first and country.last and country.first < country.last, country.id
        assert country.successors, country.id


def test_a_former_states_seat_passes_on_the_next_day() -> None:
    for group, state, heir in (("un", "suhh", "ru"), ("un", "csxx", "rs")):
        (row,) = (m for m in LISTS.memberships if m.organisation == group and state in m.states)
        assert heir in BOOK.members(group, row.last + timedelta(days=1))
        assert heir not in BOOK.members(group, row.last)


def test_every_list_names_its_source() -> None:
    for file in DATA.glob("*.csv"):
        head = file.read_text(encoding="utf-8").split("\n\n")[0].splitlines()
        comment = " ".join(line for line in head if line.startswith("#"))
        assert "ritten by the project" in comment, file.name


def test_the_size_of_it() -> None:
    assert len(LISTS.countries) >= 250
    assert len(LISTS.organisations) >= 300
    places = sum(len(c.places) for c in LISTS.countries.values())
    assert 500 <= places <= 2_000


def test_the_organisations_of_the_old_newswire_are_there() -> None:
    assert set(REUTERS_SLUGS.split()) <= set(LISTS.organisations)


UNRESOLVED = {"Republic of Myanmar", "Rwandese Republic", "Taiwan, Province of China"}
"""Formal names in the other lists that are outdated or a party's view, and not carried here."""


def test_against_pycountry() -> None:
    pycountry = pytest.importorskip("pycountry", reason="pycountry is not installed")
    ids = {country.alpha_2.lower() for country in pycountry.countries}
    assert {id for id in LISTS.countries if len(id) == 2} == ids | {"xk"}
    old = {c.alpha_4.lower() for c in pycountry.historic_countries if hasattr(c, "alpha_4")}
    assert {id for id in LISTS.countries if len(id) == 4} <= old
    for country in pycountry.countries:
        names = {country.name, getattr(country, "official_name", country.name)}
        for name in names - UNRESOLVED:
            found = BOOK.resolve("country", name)
            if "Special Administrative" not in name:
                assert found and country.alpha_2.lower() in found, name


def test_against_babel() -> None:
    babel = pytest.importorskip("babel", reason="babel is not installed")
    territories = babel.Locale("en").territories
    for id in LISTS.countries:
        name = territories.get(id.upper(), "")
        if len(id) == 2 and name and name != "Myanmar (Burma)":
            found = BOOK.resolve("country", name)
            assert found and id in found, name


WORLD = Path(__file__).parents[3] / "shared" / "data" / "gazetteer" / "mledoze-countries"


@pytest.mark.data
@pytest.mark.skipif(not WORLD.is_dir(), reason="the lists are not beside the checkout")
def test_against_world_countries() -> None:
    countries = json.loads((WORLD / "countries.json").read_text("utf-8"))
    unknown_demonyms = []
    for country in countries:
        id = country["cca2"].lower()
        name = country["name"]["common"]
        found = BOOK.resolve("country", name) or ()
        assert id in found or name == "French Southern and Antarctic Lands", name
        demonym = country["demonyms"].get("eng", {}).get("m")
        if demonym and id not in (BOOK.resolve("country", demonym) or ()):
            unknown_demonyms.append(demonym)
    assert len(unknown_demonyms) <= 26  # islands of a few hundred people, and "American" for Saipan
