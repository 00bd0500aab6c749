"""The page and the command line on a cluster: the same answers, and words when it is away."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from embedded_builders import make_corpus

import dragoman
from search.engine import open_writer
from webapp import create_app
from webapp.config import Config

NOBODY = "opensearch+http://127.0.0.1:9/news"


def test_the_page_says_in_words_that_the_cluster_is_away(tmp_path: Path) -> None:
    config = Config.from_environ({"DRAGOMAN_INDEX": NOBODY, "DRAGOMAN_STATE": str(tmp_path)})
    answer = create_app(config).test_client().get("/search?q=oil")
    assert answer.status_code == 503
    assert "Traceback" not in answer.text
    assert "cluster" in answer.text


def test_the_command_line_says_so_too() -> None:
    result = CliRunner().invoke(dragoman.commands, ["search", "oil", "--index", NOBODY])
    assert result.exit_code == 6
    assert "no answer from 127.0.0.1:9" in result.output


@pytest.mark.cluster
def test_page_and_commands_answer_from_a_cluster(url: str, tmp_path: Path) -> None:
    """Also while one of the hosts in the address is not there."""
    with open_writer(url) as writer:
        for article in make_corpus(30):
            writer.add(article)
    some_away = url.replace("://", "://127.0.0.1:9,")
    environ = {"DRAGOMAN_INDEX": some_away, "DRAGOMAN_STATE": str(tmp_path)}
    answer = create_app(Config.from_environ(environ)).test_client().get("/search?q=oil")
    assert answer.status_code == 200
    asked = ["search", "oil", "--json", "--index", some_away]
    result = CliRunner().invoke(dragoman.commands, asked)
    assert json.loads(result.stdout)["total"] > 0
    for command in ("info", "verify"):
        assert CliRunner().invoke(dragoman.commands, [command, "--index", url]).exit_code == 0
