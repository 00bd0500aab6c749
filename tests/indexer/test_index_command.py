"""`dragoman index` and `dragoman delete` as they are typed, on a real index."""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections import namedtuple
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import IO

import click
import pytest
from click.testing import CliRunner, Result
from indexer_runs import lines

from indexer.command import delete_command, index_command
from indexer.indexing import Engine, index
from indexer.readers.keys import KEYS
from indexer.rejects import RejectsList
from search.cli import Commands
from search.engine import open_searcher, open_writer

Invoke = Callable[..., Result]


@click.group(cls=Commands)
def main() -> None:
    pass


main.add_command(index_command)
main.add_command(delete_command)


@pytest.fixture
def invoke(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """Call a command in a folder of its own, with one process."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DRAGOMAN_INDEX", "ix")

    def invoke(*words: str) -> Result:
        extra = ["--jobs", "1"] if words[0] == "index" else []
        return CliRunner().invoke(main, [*words, *extra])

    return invoke


@pytest.fixture
def mixed(news: Path) -> Path:
    (news / "seed.txt").write_text(" date 2023-05-04 Sergey Lavrov of Russia arrived in India.\n")
    (news / "a.jsonl").write_text(
        lines(
            {"id": "a", "title": "A title", "text": "Talks in Geneva.", "date": "2014-03", "k": 1}
        )
        + "{broken\n"
    )
    return news


def count(index: str = "ix") -> int:
    with closing(open_searcher(index)) as searcher:
        return searcher.info().articles


def test_a_first_run_and_a_second(invoke: Invoke, mixed: Path) -> None:
    first = invoke("index", str(mixed))
    assert first.exit_code == 1
    assert "not valid JSON" in first.output
    assert "news/a.jsonl:2" in first.output
    assert "Ignored keys: k (1)" in first.output
    assert "ix/rejects.jsonl" in first.output
    assert "dragoman search" in first.output
    assert count() == 2
    second = invoke("index", str(mixed))
    assert second.exit_code == 0
    assert "nothing was written" in second.output
    assert Path("ix/rejects.jsonl").read_text().count("\n") == 1


def test_tags_and_what_is_stored(invoke: Invoke, mixed: Path) -> None:
    invoke("index", str(mixed))
    with closing(open_searcher("ix")) as searcher:
        articles = {article.shown_title: article for article in searcher.articles()}
    lavrov = articles["Sergey Lavrov of Russia arrived in India."]
    assert {tag.value for tag in lavrov.countries} == {"in", "ru"}
    assert articles["A title"].dating.iso == "2014-03"
    assert invoke("index", str(mixed), "--no-tags").exit_code == 1
    with closing(open_searcher("ix")) as searcher:
        assert not any(article.countries for article in searcher.articles())


def test_the_report_as_json(invoke: Invoke, mixed: Path) -> None:
    result = invoke("index", str(mixed), "--json")
    report = json.loads(result.stdout)
    assert (report["indexed"], report["rejected"], report["undated"]) == (2, 1, 0)
    assert report["rejects"][0]["samples"][0]["line"] == 2
    assert report["ignored_keys"] == {"k": 1}
    assert report["files"]["read"] == 2


def test_check_writes_nothing(invoke: Invoke, mixed: Path, tmp_path: Path) -> None:
    result = invoke("index", "--check", str(mixed))
    assert result.exit_code == 1
    for told in ("2023-05-04", "(date line)", "(first sentence)", "2014-03", "A title"):
        assert told in result.output
    assert sorted(path.name for path in tmp_path.iterdir()) == ["news"]


def test_paths_stand_whole_on_their_lines(
    invoke: Invoke, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    folder = news / ("a folder with a very long name " * 4).strip()
    folder.mkdir()
    (folder / "article.txt").write_text("date 2014-03-05 Talks were held in Geneva" + " today" * 50)
    (folder / "page.html").write_text("<html><p>x")
    shown = invoke("index", "--check", str(news)).output.splitlines()
    near = f"news/{folder.name}"
    assert any(line.strip() == f"{near}/article.txt" for line in shown)
    assert any(line.endswith(f"1 HTML, such as {near}/page.html") for line in shown)
    assert any("pandoc" in line for line in shown)
    (title,) = (line for line in shown if "(date line)" in line)
    assert len(title) <= 80


def test_paths_are_whole_in_the_root_folder_too(
    invoke: Invoke, mixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("/")
    assert str(mixed / "seed.txt") in invoke("index", "--check", str(mixed)).output


def test_keys_that_are_meant_are_told_and_renamed(invoke: Invoke, news: Path) -> None:
    (news / "a.jsonl").write_text(lines({"headline": "Talks", "body": "They met.", "k": 1}))
    told = invoke("index", str(news))
    assert told.exit_code == 1
    assert "--rename headline=title --rename body=text" in told.output
    report = json.loads(invoke("index", "--check", "--json", str(news)).stdout)
    assert report["suggested_renames"] == {"headline": "title", "body": "text"}
    words = ("--rename", "headline=title", "--rename", "body=text")
    assert invoke("index", str(news), *words).exit_code == 0
    with closing(open_searcher("ix")) as searcher:
        (article,) = searcher.articles()
    assert (article.title, article.text) == ("Talks", "They met.")


@pytest.mark.parametrize("value", ["title", "=title", "a=", "a=heading", "title=a"])
def test_a_renaming_to_nothing_is_refused(invoke: Invoke, news: Path, value: str) -> None:
    result = invoke("index", str(news), "--rename", value)
    assert result.exit_code == 2
    assert "KEY=NAME is wanted" in result.output


def test_what_of_the_metadata_table_is_not_used_is_told(invoke: Invoke, mixed: Path) -> None:
    rows = "".join(f"gone-{number}.txt,x\n" for number in range(5))
    Path("table.csv").write_text("path,headline\nseed.txt,x\n" + rows)
    told = invoke("index", "--check", "--metadata", "table.csv", str(mixed)).output
    assert "without a file: 5 (gone-0.txt, gone-1.txt, gone-2.txt, …)" in told
    assert "Ignored columns of the metadata table: headline; path, date" in told


def test_an_empty_folder_is_told_and_leaves_no_index(invoke: Invoke, news: Path) -> None:
    for words in (("index", str(news)), ("index", "--check", str(news))):
        result = invoke(*words)
        assert result.exit_code == 0
        assert "There were no files to index" in result.output
    assert not Path("ix").exists()


def test_an_article_deleted_stays_away_until_its_file_changes(invoke: Invoke, mixed: Path) -> None:
    invoke("index", str(mixed))
    result = invoke("delete", "a", "nowhere")
    assert result.exit_code == 1
    assert "Deleted: 1" in result.output
    assert "nowhere" in result.output
    assert (count(), invoke("index", str(mixed)).exit_code, count()) == (1, 0, 1)


def test_deleting_makes_no_index(invoke: Invoke) -> None:
    assert invoke("delete", "a").exit_code == 3
    assert not Path("ix").exists()


@pytest.mark.parametrize(
    "words",
    [("nowhere",), (), ("--language", "english", "."), ("--metadata", "bad.csv", ".")],
)
def test_wrong_use(invoke: Invoke, words: tuple[str, ...]) -> None:
    Path("bad.csv").write_text("file,date\n")
    assert invoke("index", *words).exit_code == 2
    assert not Path("ix").exists()


def test_a_full_disk_is_told_before_the_start(
    invoke: Invoke, mixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(10, 10, 0))
    result = invoke("index", str(mixed))
    assert result.exit_code == 7
    assert "--no-space-check" in result.output
    assert not Path("ix").exists()
    assert invoke("index", str(mixed), "--no-space-check").exit_code == 1


def test_a_second_writer_is_told(
    invoke: Invoke, mixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = Engine(writer=lambda url, *, jobs: open_writer(url, jobs=jobs, timeout=0.1))
    monkeypatch.setattr(
        "indexer.command.index", lambda request, progress, _: index(request, progress, engine)
    )
    with open_writer("ix"):
        result = invoke("index", str(mixed))
    assert result.exit_code == 5


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupted_run_keeps_nothing(invoke: Invoke, mixed: Path, jobs: str) -> None:
    invoke("index", str(mixed))
    before = count()
    # The input has no end yet, and a pipe holds little of it (64 KiB on Linux): when all of this
    # has been written, most of it has been read, and the run is under way.
    program = "from indexer.command import index_command; index_command()"
    run = subprocess.Popen(
        [sys.executable, "-c", program, "-", "--jobs", jobs, "--index", "ix"],
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )
    assert run.stdin is not None
    stopper = threading.Timer(240, run.kill)
    stopper.start()
    text = "Sanctions on grain. " * 50
    run.stdin.write(lines(*({"id": f"n{n}", "text": f"{n}. {text}"} for n in range(600))).encode())
    run.stdin.flush()
    run.send_signal(signal.SIGINT)
    _, errors = run.communicate(timeout=240)
    stopper.cancel()
    stopper.join()
    assert run.returncode == 130, errors
    assert f"as before, with {before:,} articles".encode() in errors
    assert count() == before


def test_an_interrupt_while_the_engine_is_loaded_is_told(
    invoke: Invoke, mixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was loaded in part cannot be loaded again to look what the index holds."""

    def load(*_: object, **__: object) -> None:
        raise ImportError("cannot load module more than once per process")

    def be_interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("indexer.command.index", be_interrupted)
    monkeypatch.setattr("indexer.command.open_searcher", load)
    result = invoke("index", str(mixed))
    assert result.exit_code == 130
    assert "no index was touched. Run the same command again" in result.output


def test_a_disk_that_fills_up_is_told(
    invoke: Invoke, mixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("indexer.rejects.RejectsList.add", fill)
    result = invoke("index", str(mixed))
    assert result.exit_code == 7
    assert "make room" in result.output


@pytest.mark.parametrize("place", ["nowhere/r.jsonl", "news/a.jsonl/r.jsonl", "x" * 252])
def test_a_list_of_rejects_that_could_not_be_kept_is_refused_first(
    place: str, invoke: Invoke, mixed: Path
) -> None:
    result = invoke("index", str(mixed), "--rejects", place)
    assert (result.exit_code, Path("ix").exists()) == (2, False)
    assert "--rejects" in result.output and "Traceback" not in result.output


def test_a_list_of_rejects_may_lie_in_an_index_yet_to_be_made(invoke: Invoke, mixed: Path) -> None:
    assert invoke("index", str(mixed), "--rejects", "ix/r.jsonl").exit_code == 1
    assert Path("ix/r.jsonl").exists()
    assert invoke("index", "--check", str(mixed), "--rejects", "iy/r.jsonl").exit_code == 2


def test_a_list_of_rejects_that_finds_no_room_is_told_and_leaves_nothing(
    invoke: Invoke, mixed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("r.jsonl").write_text("earlier\n")

    def fill(self: RejectsList, stream: IO[bytes], *_: object) -> int:
        stream.write(b"half")
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(RejectsList, "_write", fill)
    result = invoke("index", str(mixed), "--rejects", "r.jsonl")
    assert (result.exit_code, count()) == (1, 2)
    assert f"could not be written: r.jsonl: {os.strerror(errno.ENOSPC)}" in result.output
    assert "with file, line and reason" not in result.output
    assert Path("r.jsonl").read_text() == "earlier\n"
    assert not list(Path().glob("*.part"))
    (mixed / "b.jsonl").write_text("{broken\n")
    report = json.loads(invoke("index", str(mixed), "--rejects", "r.jsonl", "--json").stdout)
    assert report["rejects_file"] == "" and "r.jsonl" in report["rejects_trouble"]


def test_an_empty_folder_is_told(invoke: Invoke, news: Path) -> None:
    result = invoke("index", str(news))
    assert (result.exit_code, Path("ix").exists()) == (0, False)
    assert "no files" in result.output


def test_every_option_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "indexing.md").read_text()
    options = [o for command in (index_command, delete_command) for o in command.params]
    names = {name for option in options for name in option.opts if name.startswith("--")}
    assert {name for name in names if f"`{name}" not in page} == set()
    assert {key for key in KEYS if f"`{key}`" not in page} == set()
