"""The question language by example: each case of syntax_cases.toml is read and written back."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from search.syntax import parse, to_text
from search.syntax.limits import MAX_CLAUSES, MAX_DEPTH, MAX_EXPANSIONS, MAX_LENGTH
from search.syntax.tree import And, DateIs, Everything, HasValue, Must, Near, Node, Phrase, Word

CASES = tomllib.loads(Path(__file__).with_name("syntax_cases.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:40] or "empty" for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    parsed = parse(case["text"])
    canonical = case.get("canonical", case["text"])
    assert to_text(parsed.tree) == canonical
    told = case.get("told", [])
    messages = [problem.message for problem in parsed.problems]
    assert len(messages) == len(told), messages
    for message, part in zip(messages, told, strict=True):
        assert part in message
    if "repair" in case:
        repair = canonical if case["repair"] == "canonical" else case["repair"]
        assert parsed.problems[0].repair == repair


def test_positions_point_at_what_was_typed() -> None:
    text = "iran “Bank of” NEAR/3 (un OR UN) title:x"
    tree = parse(text).tree
    assert isinstance(tree, And)
    assert [text[slice(*child.at)] for child in tree.children] == [
        "iran",
        "“Bank of” NEAR/3 (un OR UN",
        "title:x",
    ]
    problem = parse("iran date:soon war").problems[0]
    assert "iran date:soon war"[problem.start : problem.end] == "date:soon"


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("*", Everything()),
        ("iran", Word("iran")),
        ("a b", And((Word("a"), Word("b")))),
        ("a AND b", And((Word("a"), Word("b")), spelled=True)),
        ("a NEAR b", Near((Word("a"), Word("b")), 10)),
        ("a ADJ b", Near((Word("a"), Word("b")), 1, ordered=True)),
        ("+iran", Must(Word("iran"))),
        ('"near by"~5', Phrase("near by", 5)),
        ("org:un", HasValue("org", "un")),
        ("date:2020..", DateIs("date", date(2020, 1, 1))),
        ("date:>2020", DateIs("date", date(2021, 1, 1))),
        ("date:last-30d", DateIs("date", rolling="last-30d")),
        ("date:outside", DateIs("date", only="outside")),
    ],
)
def test_tree(text: str, tree: Node) -> None:
    assert parse(text).tree == tree


def test_a_question_that_is_too_long_is_cut_at_a_word_and_told() -> None:
    parsed = parse("word " * (MAX_LENGTH // 5) + "tail")
    assert f"{MAX_LENGTH:,} characters" in parsed.problems[-1].message
    assert "tail" not in to_text(parsed.tree)
    halved = parse("word " + "x" * (MAX_LENGTH - 50) + " tail" * 20)
    assert set(to_text(halved.tree).split()) == {"word", "x" * (MAX_LENGTH - 50), "tail"}


def test_too_many_words_are_cut_and_told() -> None:
    parsed = parse("a " * (MAX_CLAUSES + 5))
    assert isinstance(parsed.tree, And)
    assert len(parsed.tree.children) == MAX_CLAUSES
    assert f"{MAX_CLAUSES} words" in parsed.problems[0].message


def test_brackets_beyond_the_depth_are_left_out_and_told() -> None:
    assert not parse("a OR (" * MAX_DEPTH + "b c" + ")" * MAX_DEPTH).problems
    parsed = parse("a OR (" * (MAX_DEPTH + 1) + "b c" + ")" * (MAX_DEPTH + 1))
    assert [p.message for p in parsed.problems] == [
        f"Brackets may stand {MAX_DEPTH} deep; the deeper ones were left out."
    ]


def test_patterns_beyond_the_limit_are_plain_words_and_told_once() -> None:
    parsed = parse(" ".join(f"word{i}*" for i in range(MAX_EXPANSIONS + 3)))
    assert to_text(parsed.tree).count("*") == MAX_EXPANSIONS
    assert len(parsed.problems) == 1


def test_many_problems_are_counted_not_listed() -> None:
    parsed = parse(" ".join("*ab" + f" date:x{i}" for i in range(60)))
    assert len(parsed.problems) == 21
    assert "more remarks" in parsed.problems[-1].message
