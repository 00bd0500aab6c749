"""The installed command joins all others, loads only what it needs, and measures a ranking."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import dragoman
from indexer.evaluate_command import plain_words
from search.cli import ExitCode
from search.evaluation import read_run

ROOT = Path(__file__).resolve().parents[2]


def run(*args):
    return CliRunner().invoke(dragoman.commands, args)


@pytest.mark.parametrize("name", dragoman.PLACES)
def test_every_command_can_be_loaded_and_helps_with_an_example(name):
    command = dragoman.commands.get_command(click.Context(dragoman.commands), name)
    assert command.name == name
    result = run(name, "--help")
    assert result.exit_code == 0
    assert name == "serve" or f"dragoman {name} " in result.stdout


def test_help_lists_the_commands_and_an_unknown_one_is_refused():
    listed = re.findall(r"^  ([a-z]+)  +[A-Z]", run("--help").stdout, re.MULTILINE)
    assert listed == list(dragoman.PLACES)
    result = run("reindex")
    assert (result.exit_code, "reindex" in result.stderr) == (ExitCode.USAGE, True)
    assert "Did you mean 'index'?" in result.stderr
    assert "Did you mean 'search'?" in run("serach", "Iran").stderr
    assert "Did you mean" not in run("zzz").stderr


def test_help_and_questions_load_no_web_framework_and_help_loads_nothing_heavy():
    def loaded(*args):
        code = f"import sys; sys.argv[1:] = {list(args)!r}\nimport dragoman, atexit\n" + (
            "atexit.register(lambda: print(*sys.modules, file=sys.stderr))\ndragoman.main()"
        )
        done = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
        )
        return set(done.stderr.split())

    heavy = {"flask", "whoosh", "numpy", "nltk", "rich", "indexer.command", "zstandard"}
    help_loads = loaded("--help")
    assert "search.cli" in help_loads and not help_loads & heavy
    address_loads = loaded("search", "a", "--url")
    assert "search.command" in address_loads and not address_loads & heavy


DOCS = [
    {"id": "a", "date": "2012-01-24", "text": "The Union agreed sanctions on Iranian oil."},
    {"id": "b", "date": "2013-01-24", "text": "Talks with Iran on sanctions and oil went on."},
    {"id": "c", "date": "2014-01-24", "text": "A treaty on fisheries was signed in Oslo."},
]


@pytest.fixture
def files(tmp_path):
    (tmp_path / "docs.jsonl").write_text("".join(json.dumps(doc) + "\n" for doc in DOCS))
    (tmp_path / "topics.tsv").write_text("1\tSANCTIONS OR OIL OF IRAN ?\n2\tfisheries treaty\n")
    (tmp_path / "qrels.txt").write_text("1 0 a 1\n1 0 b 1\n2 0 c 1\n")
    return tmp_path


def arguments(files, **others):
    names = {"docs": "docs.jsonl", "queries": "topics.tsv", "qrels": "qrels.txt", **others}
    pairs = ((f"--{option}", str(files / name)) for option, name in names.items())
    return ["evaluate", *(part for pair in pairs for part in pair)]


def test_a_ranking_is_measured_and_its_run_written(files):
    result = run(*arguments(files, run="run.txt"), "--json")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["measures"]["ndcg@10"] == told["measures"]["map"] == 1.0
    assert (told["topics"], told["documents"]) == (2, 3)
    assert {id for id, _ in read_run(files / "run.txt")["1"]} == {"a", "b"}
    lines = run(*arguments(files)).stdout.splitlines()
    assert lines[0] == "2 topics over 3 documents"
    assert "map          1.0000" in lines


def test_what_was_indexed_is_found_shown_and_kept_in_order(files):
    index = ("--index", str(files / "index"))
    missing = run("search", "sanctions", *index)
    assert missing.exit_code == ExitCode.INDEX_MISSING and "dragoman index" in missing.stderr
    assert run("index", str(files / "docs.jsonl"), "--no-tags", *index).exit_code == 0
    page = json.loads(run("search", "sanctions iran", "--to", "2012", "--json", *index).stdout)
    assert (page["total"], page["hits"][0]["id"], page["matched"]) == (1, "a", "most")
    (snippet,) = page["hits"][0]["snippets"]
    assert [snippet["text"][a:b] for a, b in snippet["marks"]] == ["sanctions", "Iranian"]
    rows = run("search", "*", "--sort", "newest", "--all", "--csv", *index).stdout.splitlines()
    assert [row[:1] for row in rows[1:]] == ["c", "b", "a"]
    assert run("search", "nowhere", *index).exit_code == ExitCode.NOTHING_FOUND
    assert "Oslo" in run("show", "c", *index).stdout
    assert run("verify", *index).stdout == "The index is sound.\n"
    assert "in 1 segment" in run("optimize", *index).stdout
    assert json.loads(run("info", "--json", *index).stdout)["articles"] == 3


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("topics.tsv", "no tab\n", "topics.tsv:1: a topic"),
        ("qrels.txt", "1 0 a\n", "qrels.txt:1: a judgement"),
        ("qrels.txt", "9 0 a 1\n", "belong together"),
        ("docs.jsonl", '{"id": "a"}\n', "no document"),
    ],
)
def test_files_that_cannot_be_evaluated_are_named(files, name, content, message):
    (files / name).write_text(content)
    result = run(*arguments(files))
    assert (result.exit_code, message in result.stderr) == (ExitCode.USAGE, True), result.stderr


def test_topics_are_plain_words():
    assert plain_words("GREECE OR TURKEY ?") == "greece or turkey"
    assert plain_words('Iran AND the U.S. (NOT Iraq) -oil title:x* Spain\'s and/or "a b"') == (
        "Iran and the U.S. not Iraq oil title x Spain's and/or a b"
    )
