"""What cannot be an index's address is refused before anything is made or read."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from dragoman import commands
from search.cli import ExitCode, exit_code
from search.engine import (
    BadAddress,
    check_address,
    open_searcher,
    open_writer,
    optimize_index,
    verify_index,
)

BAD = ("", " ", "whoosh:", "ftp://x", "https://host:9200/news", "s3://news/index")


@pytest.mark.parametrize("url", BAD)
@pytest.mark.parametrize("call", [open_searcher, open_writer, verify_index, optimize_index])
def test_no_engine_opens_it(call, url: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(BadAddress) as raised:
        call(url)
    assert exit_code(raised.value) == ExitCode.USAGE


@pytest.mark.parametrize("url", BAD)
@pytest.mark.parametrize("command", ["index news", "index --check news", "search oil", "delete a"])
def test_commands_refuse_it(
    command: str, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "a.txt").write_text("Article.")
    result = CliRunner().invoke(commands, [*command.split(), "--index", url])
    assert result.exit_code == ExitCode.USAGE
    assert "--index" in result.stderr
    assert "folder" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["news"]


@pytest.mark.parametrize(
    "url",
    ["index", "./ftp://x", "whoosh:index", "a:b", "/a b/c", "opensearch+https://host:9200/news"],
)
def test_folders_and_clusters_are_taken(url: str) -> None:
    check_address(url)
