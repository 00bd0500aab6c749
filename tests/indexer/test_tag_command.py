"""`dragoman tag`: JSON and words, explanations, users' lists, inputs that cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from indexer.tag_command import tag_command

LINES = (
    '{"id": "b", "date": "2023-05-04", "title": "SCO: India and Russia meet",'
    ' "text": "Russia met India in Goa."}\n'
    '{"id": "a", "text": "Nothing here.", "countries": ["fr"]}\n'
)


@pytest.fixture
def jsonl(tmp_path: Path) -> str:
    file = tmp_path / "two.jsonl"
    file.write_text(LINES, encoding="utf-8")
    return str(file)


def test_json_one_line_for_each_article_in_order(jsonl: str) -> None:
    done = CliRunner().invoke(tag_command, ["--json", jsonl])
    assert done.exit_code == 0, done.output
    first, second = map(json.loads, done.stdout.splitlines())
    assert [first["id"], second["id"]] == ["b", "a"]
    assert [t["id"] for t in first["countries"]] == ["in", "ru"]
    assert first["countries"][0]["label"] == "India"
    assert first["countries"][0]["about"] is True
    assert first["countries"][0]["evidence"] == [0, 24]
    assert [t["id"] for t in first["organisations"]] == []
    assert first["pairs"] == ["in.ru"]
    assert "spans" not in first
    assert second["countries"][0]["given"] is True


def test_json_with_reasons(jsonl: str) -> None:
    done = CliRunner().invoke(tag_command, ["--json", "--explain", jsonl])
    first = json.loads(done.stdout.splitlines()[0])
    assert {"part": "title", "text": "SCO", "rule": "acronym without a cue"}.items() <= first[
        "spans"
    ][0].items()
    assert first["countries"][0]["parts"]["official name"] == 0.5


def test_words(jsonl: str) -> None:
    done = CliRunner().invoke(tag_command, ["--explain", jsonl])
    assert done.exit_code == 0
    assert "about      3.39  India [in] x3" in done.stdout
    assert "“Russia met India in Goa.”" in done.stdout
    assert "pairs: India – Russia" in done.stdout
    assert "given" in done.stdout


def test_standard_input() -> None:
    done = CliRunner().invoke(tag_command, ["--json", "-"], input="Fiji voted.")
    assert done.exit_code == 0
    assert json.loads(done.stdout)["countries"][0]["id"] == "fj"


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    file = tmp_path / "bad.jsonl"
    file.write_text('{"id": "a", "text": "Fiji voted."}\n{"id": 1\n', encoding="utf-8")
    done = CliRunner().invoke(tag_command, ["--json", str(file)])
    assert done.exit_code == 1
    assert json.loads(done.stdout)["id"] == "a"
    assert "bad.jsonl:2" in done.stderr


def test_a_users_list(tmp_path: Path, jsonl: str) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[country.in]\nlabel = "Bharat"\n', encoding="utf-8")
    done = CliRunner().invoke(tag_command, [jsonl], env={"DRAGOMAN_VOCABULARY": str(own)})
    assert "Bharat [in]" in done.stdout
    own.write_text("nonsense", encoding="utf-8")
    done = CliRunner().invoke(tag_command, ["--vocabulary", str(own), jsonl])
    assert done.exit_code == 2
    assert "own.toml" in done.stderr


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path) -> None:
    file = tmp_path / "evil.txt"
    file.write_text("\x1b[2JFiji voted \u202eand won.", encoding="utf-8")
    done = CliRunner().invoke(tag_command, ["--explain", str(file)])
    assert done.exit_code == 0
    assert "\x1b" not in done.stdout
    assert "\u202e" not in done.stdout
