"""Every setting, command, option and URL parameter is told in the documents, and no other."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

import dragoman
from search.cli import ExitCode
from search.command import search_command
from search.fields import CHOOSABLE
from search.model import Query
from search.parameters import LONGEST_TEXT
from search.permalink import LARGEST_PAGE, from_params, to_params, to_url

ROOT = Path(__file__).resolve().parents[2]


def told(name):
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


def code():
    folders = ("search", "indexer", "webapp")
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return "\n".join(path.read_text(encoding="utf-8") for path in [*paths, ROOT / "dragoman.py"])


def names(text):
    return set(re.findall(r"DRAGOMAN_[A-Z_]*[A-Z]", text))


def test_every_setting_is_documented_and_every_documented_one_is_read():
    assert names(code()) == names(told("settings.md"))
    assert "DRAGOMAN_INDEX" in names(code())


def test_every_command_and_exit_code_is_documented():
    text = told("commands.md")
    for name in dragoman.PLACES:
        assert f"`dragoman {name}" in text
    for exit_code in ExitCode:
        assert f"| {exit_code.value} |" in text


@pytest.mark.parametrize("command", [search_command, "evaluate"])
def test_every_option_of_searching_and_evaluating_is_documented(command):
    if isinstance(command, str):
        command = dragoman.commands.get_command(click.Context(dragoman.commands), command)
    written = set(re.findall(r"--[a-z][a-z-]*", told("commands.md")))
    for option in command.params:
        for name in option.opts:
            if name.startswith("--"):
                assert name in written, name


def test_every_parameter_is_documented_with_its_limits():
    text = told("urls.md")
    for field in CHOOSABLE:
        assert f"`{field.param}`" in text
    for name in ("q", "from", "to", "date", "added", "sort", "match", "page", "size", "cursor"):
        assert f"`{name}`" in text
    assert f"{LONGEST_TEXT:,} characters" in text and f"{LARGEST_PAGE:,} at most" in text


def test_the_addresses_shown_are_canonical():
    example = next(line for line in told("urls.md").splitlines() if line.startswith("    /search"))
    query = from_params(example.partition("?")[2])
    assert to_url(query) == example.strip()
    assert query.filters.of("country").include == ("ir", "us")
    shown = {}
    exec(re.search(r"```python\n(.*?)```", told("urls.md"), re.DOTALL)[1], shown)
    assert to_params(shown["query"]) == (("country", "ir"), ("country", "us"), ("q", "sanctions"))
    assert isinstance(shown["query"], Query)
