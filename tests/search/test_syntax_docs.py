"""docs/query-language.md tells of every operator, field, limit and version, and tells the truth."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from search.fields import BY_OPERATOR
from search.plan.wording import MAX_TERMS
from search.syntax import GRAMMAR_VERSION, limits, parse, to_text
from search.syntax.dates import FORMS, is_rolling
from search.syntax.scanner import Kind

DOCS = (Path(__file__).parents[2] / "docs" / "query-language.md").read_text("utf-8")
HEADINGS = re.findall(r"^### (.*)$", DOCS, re.MULTILINE)


def test_version() -> None:
    assert DOCS.startswith(f"# The question language, version {GRAMMAR_VERSION}\n")


@pytest.mark.parametrize(
    "operator", ["AND", "OR", "NOT", "NEAR", "ADJ", "-", "+", "*", "?", "~", "^"]
)
def test_every_operator_has_a_heading(operator: str) -> None:
    assert any(f"`{operator}`" in heading for heading in HEADINGS)


def test_no_operator_was_added_without_its_heading() -> None:
    told = " ".join(HEADINGS)
    for kind in Kind:
        if kind not in (Kind.PHRASE, Kind.WORD, Kind.FIELD):
            assert kind.value in told


@pytest.mark.parametrize("operator", BY_OPERATOR)
def test_every_field_has_a_row_whose_example_reads_without_problems(operator: str) -> None:
    row = re.search(rf"^\| `{re.escape(operator)}:` \| (.*?) \|", DOCS, re.MULTILINE)
    assert row
    for example in re.findall(r"`([^`]+)`", row[1]):
        assert parse(example).problems == ()


@pytest.mark.parametrize(
    "limit",
    [
        f"{limits.MAX_LENGTH:,} characters",
        f"{limits.MAX_CLAUSES} words and phrases",
        f"{MAX_TERMS} words once",
        f"{limits.MAX_DEPTH} brackets deep",
        f"{limits.MAX_EXPANSIONS} words with",
        f"{limits.MAX_WILDCARD_SIGNS} of `*`",
        f"{limits.MIN_FIXED} letters before the first",
        f"{limits.MIN_FUZZY} letters before `~`",
        f"{limits.MAX_EDITS} letters of difference",
        f"{limits.MAX_DISTANCE} words of distance",
        f"{limits.MIN_BOOST:g} to {limits.MAX_BOOST:g} as a weight",
        f"{limits.MAX_PROBLEMS} problems told",
        f"`NEAR` alone is `NEAR/{limits.DEFAULT_NEAR}`",
        f"`ADJ` alone is `ADJ/{limits.DEFAULT_ADJ}`",
    ],
)
def test_every_limit_is_told(limit: str) -> None:
    assert limit in DOCS


def test_every_form_of_a_date_is_told_and_read() -> None:
    for name in ("today", "yesterday", "this-week", "this-month", "this-year"):
        assert is_rolling(name)
        assert f"`date:{name}`" in DOCS
    for form in [*FORMS.split(", "), "outside"]:
        assert f"`date:{form}`" in DOCS
    for example in re.findall(r"`((?:date|added):[^`\[]+\d)`", DOCS):
        assert not parse(example).problems


def test_the_examples_of_the_first_page_read_without_problems() -> None:
    page = DOCS.split("## In one page")[1].split("\n## ")[0]
    examples = re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE)
    assert len(examples) > 7
    for example in examples:
        assert not parse(example).problems


def test_the_precedence_table_is_true() -> None:
    table = DOCS.split("## Precedence")[1].split("\n## ")[0]
    rows = re.findall(r"^\| \d \|.*\| `([^`]+)` \| `([^`]+)` \|$", table, re.MULTILINE)
    assert len(rows) == 4
    for example, reading in rows:
        assert parse(example).tree == parse(reading).tree
        assert to_text(parse(example).tree)


def test_other_programs_ways_are_read_as_told() -> None:
    table = (
        DOCS.split("Ways of other programs")[1].split("*Hinted*")[0].replace("\\|\\|", "OR-BARS")
    )
    rows = re.findall(r"^\| (`.*`) \| (`.*?)\|?$", table, re.MULTILINE)
    checked = 0
    for typed, reading in rows:
        many = re.findall(r"`([^`]+)`", typed)
        meant = re.findall(r"`([^`]+)`", reading)
        for index, example in enumerate(many):
            text = example.replace("OR-BARS", "||")
            meaning = meant[index] if len(meant) == len(many) else meant[0]
            assert parse(text).tree == parse(meaning).tree
            assert parse(text).problems
            checked += 1
    assert checked == 10
