"""Where an article was written: found at its head, kept apart from what it is about."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from indexer_runs import lines

import dragoman
from indexer.cleaning import clean
from indexer.records import Cleaned, Policy, RawRecord
from search.fields import place_of
from search.naming import Names
from search.vocabulary import load_vocabulary

POLICY = Policy(date(2026, 1, 15), towns=Names(load_vocabulary()).towns())


@pytest.mark.parametrize(
    ("text", "told", "found"),
    [
        ("GOA, India, Oct 16 (Reuters) - Ministers met.", "", "GOA, India"),
        ("SAN SALVADOR, 3 JAN 90 (ACAN-EFE) -- Troops moved.", "", "SAN SALVADOR"),
        ("MOSCOW (AP) — The ministers met.", "", "MOSCOW"),
        ("NOWHERESVILLE (AP) — The ministers met.", "", "NOWHERESVILLE"),
        ("GENEVA — Talks resumed.", "", "GENEVA"),
        ("GENEVA — Talks resumed.", "VIENNA, March 5", "VIENNA, March 5"),
        ("COCOA PRICES - steady.", "", ""),
        ("The Security Council (UNSC) — a guide.", "", ""),
        ("Ministers met in Goa.", "", ""),
    ],
)
def test_datelines_are_found_where_none_is_given(text: str, told: str, found: str) -> None:
    cleaned = clean(RawRecord("f", 1, text=text, dateline=told), POLICY)
    assert isinstance(cleaned, Cleaned)
    assert cleaned.article.dateline == found
    assert cleaned.article.text == text


@pytest.mark.parametrize(
    ("dateline", "place"),
    [
        ("GOA, India, Oct 16 (Reuters) -", "goa"),
        ("Sao Paulo", "sao paulo"),
        ("SÃO PAULO (AP)", "sao paulo"),
        ("PORT-AU-PRINCE, Haiti", "port au prince"),
        ("ST. PETERSBURG - ", "st petersburg"),
        ("", ""),
        ("(AP)", ""),
    ],
)
def test_a_place_is_looked_up_in_one_spelling(dateline: str, place: str) -> None:
    assert place_of(dateline) == place
    assert place_of(place) == place


def test_three_places_are_never_mixed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DRAGOMAN_INDEX", "ix")
    Path("a.jsonl").write_text(
        lines(
            {"id": "a", "text": "VIENNA (AP) — Iran agreed.", "source_country": "Britain"},
            {"id": "b", "text": "VIENNA (AP) — Iran agreed, too.", "source_country": "nowhere!"},
        )
    )
    run = CliRunner().invoke
    report = run(dragoman.commands, ["index", "a.jsonl", "--jobs", "1", "--json"])
    assert {r["name"] for r in json.loads(report.stdout)["remarks"]} == {
        "undated",
        "label not usable",
    }
    article = json.loads(run(dragoman.commands, ["show", "a", "--json"]).stdout)
    assert (article["source_country"], article["dateline"]) == ("gb", "VIENNA")
    assert "gb" not in [tag["value"] for tag in article["countries"]]
    for asked in ("source.country:UK", "dateline:vienna source.country:gb"):
        page = json.loads(run(dragoman.commands, ["search", asked, "--json"]).stdout)
        assert [hit["id"] for hit in page["hits"]] == ["a"]
    assert run(dragoman.commands, ["search", "*", "--source-country", "Austria"]).exit_code == 1


def test_a_dateline_is_asked_for_by_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DRAGOMAN_INDEX", "ix")
    Path("a.jsonl").write_text(
        lines(
            {"id": "goa", "text": "GOA, India, Oct 16 (Reuters) - France and Iran met."},
            {"id": "about", "text": "Ministers of France met in Goa."},
        )
    )
    run = CliRunner().invoke
    assert run(dragoman.commands, ["index", "a.jsonl", "--jobs", "1"]).exit_code == 0
    for asked in (["dateline:Goa"], ["*", "--dateline", "GOA"], ['dateline:"Goa, India"']):
        page = json.loads(run(dragoman.commands, ["search", *asked, "--json"]).stdout)
        assert [hit["id"] for hit in page["hits"]] == ["goa"], asked
    page = json.loads(run(dragoman.commands, ["search", "dateline:none", "--json"]).stdout)
    assert [hit["id"] for hit in page["hits"]] == ["about"]
