"""Every sentence of the table is tagged exactly as it says."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from indexer.tagging import load_tagger
from search.model import Article, Dating, Precision

TABLE = tomllib.loads(Path(__file__).with_name("tagging_sentences.toml").read_text("utf-8"))
ROWS = [(group, *row) for group, rows in TABLE.items() for row in rows]
TAGGER = load_tagger()


def written_on(day: str) -> Dating:
    return Dating(date.fromisoformat(day), Precision.DAY, "given") if day else Dating()


@pytest.mark.parametrize("group", TABLE)
def test_sentences(group: str) -> None:
    wrong = []
    for day, text, countries, organisations in TABLE[group]:
        found = TAGGER.explain(Article("x", text, dating=written_on(day)))
        states = {tag.value for tag in found.article.countries}
        listed = {tag.value for tag in found.article.organisations if tag.value[:2] != "x-"}
        if (states, listed) != (set(countries.split()), set(organisations.split())):
            told = [(span.text, span.kind, span.rule) for span in found.spans]
            wrong.append((text, sorted(states), sorted(listed), told))
    assert not wrong


def test_the_table_is_large_enough() -> None:
    assert len(ROWS) >= 300
    assert sum(row[1] >= "2014" for row in ROWS) >= 150
    assert len({row[2] for row in ROWS}) == len(ROWS)
