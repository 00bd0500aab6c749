"""What a real process ends with, and says, when the system fails it: pipes, disks, permissions."""

from __future__ import annotations

import errno
import json
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from search import ending
from search.cli import ExitCode

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, str(ROOT / "dragoman.py")]
FULL = Path("/dev/full")

needs_full = pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")


def run(*args, before=(), **options):
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": BUFFERED, **options}
    command = [*before, *COMMAND, *map(str, args)]
    return subprocess.run(command, text=True, timeout=300, check=False, **options)


BUFFERED = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
"""What cannot be written stays behind in buffers, as it does for most."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """An index of so many articles that a list of them does not fit into a pipe."""
    folder = tmp_path_factory.mktemp("endings")
    lines = (
        json.dumps({"id": f"a{n}", "title": f"Oil {n} " + "talks " * 10, "text": "Oil was traded."})
        for n in range(1500)
    )
    (folder / "articles.jsonl").write_text("\n".join(lines) + "\n")
    done = run(
        *("index", "--no-tags", "--jobs", 1, "--language", "en"),
        *("--index", folder / "index", folder / "articles.jsonl"),
    )
    assert done.returncode == 0, done.stderr
    return folder / "index"


@pytest.fixture
def index(made, tmp_path):
    """A copy of it that a test may spoil."""
    return Path(shutil.copytree(made, tmp_path / "index"))


@pytest.mark.parametrize("form", ["--csv", "--json"])
def test_a_reader_that_goes_away_is_not_nothing_found(made, form):
    command = [*COMMAND, "search", "*", "--all", form, "--index", str(made)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(300) == ExitCode.NOBODY_READS


def test_nobody_reads_the_help(made):
    left, right = os.pipe()
    os.close(left)
    for args in (["--help"], ["info", "--index", made]):
        done = run(*args, stdout=right)
        assert (done.returncode, done.stderr) == (ExitCode.NOBODY_READS, "")
    os.close(right)


@needs_full
@pytest.mark.parametrize(
    "args",
    [["search", "oil"], ["search", "oil", "--json"], ["search", "oil", "--all", "--csv"], ["info"]],
)
def test_output_that_has_no_room_is_told(made, args):
    with FULL.open("w") as full:
        done = run(*args, "--index", made, stdout=full)
    assert done.returncode == ExitCode.OUT_OF_SPACE
    assert done.stderr == f"Error: {os.strerror(errno.ENOSPC)}\n"


@needs_full
def test_a_message_that_has_no_room_changes_no_code(made):
    with FULL.open("w") as full:
        assert run("search", "oil", "--index", made, stdout=full, stderr=full).returncode == (
            ExitCode.OUT_OF_SPACE
        )


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_closed_streams_are_as_good_as_nowhere(made, closed):
    script = f'"$@" {closed}; echo $? >"$CODE"'
    told = made.parent / "code"
    for question, code in (("oil", ExitCode.ANSWERED), ("zzz", ExitCode.NOTHING_FOUND)):
        done = run(
            *("search", question, "--index", made),
            before=["sh", "-c", script, "sh"],
            env={**BUFFERED, "CODE": str(told)},
        )
        assert told.read_text() == f"{int(code)}\n"
        assert done.stderr == ""


def dumb(made, term):
    """What a terminal that calls itself so is sent."""
    ours, theirs = pty.openpty()
    env = {**os.environ, "TERM": term}
    env.pop("NO_COLOR", None)
    with subprocess.Popen(
        [*COMMAND, "search", "oil", "--size", "1", "--index", str(made)],
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env=env,
    ) as process:
        os.close(theirs)
        sent = b""
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:  # the other end is closed
                break
            if not piece:
                break
            sent += piece
    os.close(ours)
    assert process.returncode == ExitCode.ANSWERED
    return sent


def test_a_dumb_terminal_is_sent_no_escape_codes(made):
    assert b"\x1b" in dumb(made, "xterm")
    sent = dumb(made, "dumb")
    assert b"articles" in sent and b"\x1b" not in sent


EVERY = [["search", "oil"], ["info"], ["show", "a1"], ["verify"], ["index", ROOT / "LICENSE"]]


@pytest.mark.parametrize("args", EVERY)
def test_a_name_that_is_too_long_is_told(args, tmp_path):
    done = run(*args, "--index", tmp_path / ("x" * 300))
    assert done.returncode == ExitCode.UNAVAILABLE
    assert os.strerror(errno.ENAMETOOLONG) in done.stderr
    assert "Traceback" not in done.stderr


# --- permissions

_POWERLESS = ("setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner")
"""Root without the right to read what permissions deny."""


@pytest.fixture(scope="module")
def before():
    """What to put before a command so that permissions bind it."""
    if os.geteuid() != 0:
        return ()
    if shutil.which(_POWERLESS[0]) is None:
        pytest.skip("root may read everything, and setpriv is not installed to give that up")
    if subprocess.run([*_POWERLESS, "true"], capture_output=True, check=False).returncode:
        pytest.skip("root may read everything, and this system does not let it give that up")
    return _POWERLESS


def assert_told(done):
    assert done.returncode == ExitCode.UNAVAILABLE, done.stderr
    assert os.strerror(errno.EACCES) in done.stderr
    assert "nothing there need be removed" in done.stderr
    assert "Traceback" not in done.stderr and "remove it" not in done.stderr


@pytest.mark.parametrize(
    ("locked", "args"),
    [
        *(("folder", args) for args in EVERY),
        *((locked, args) for locked in ("parent", "entered", "toc") for args in EVERY[::4]),
    ],
)
def test_a_folder_that_may_not_be_read_is_told(locked, args, index, before):
    path, mode = {
        "folder": (index, 0o000),
        "parent": (index.parent, 0o000),
        "entered": (index, 0o444),
        "toc": (next(index.glob("*.toc")), 0o000),
    }[locked]
    was = path.stat().st_mode
    names = sorted(index.iterdir())
    path.chmod(mode)
    try:
        assert_told(run(*args, "--index", index, before=before))
    finally:
        path.chmod(was)
    assert sorted(index.iterdir()) == names


@pytest.mark.parametrize("extension", [".txt", ".col"])
def test_a_segment_that_may_not_be_read_is_told(extension, index, before):
    next(index.glob(f"*{extension}")).chmod(0)
    for args in (["search", "oil"], ["index", ROOT / "LICENSE"]):
        done = run(*args, "--index", index, before=before)
        assert_told(done)
        assert extension in done.stderr


def test_the_newest_state_is_not_written_over_by_whoever_may_not_read_it(index, before):
    (index.parent / "more.jsonl").write_text(json.dumps({"id": "z", "text": "A treaty."}) + "\n")
    more = ["index", "--no-tags", "--jobs", 1, "--index", index, index.parent / "more.jsonl"]
    assert run(*more).returncode == 0
    newest = sorted(index.glob("*.toc"))[-1]
    newest.chmod(0)
    asked = run("search", "oil", "--index", index, before=before)
    assert asked.returncode == ExitCode.ANSWERED
    assert f"its table of contents: {os.strerror(errno.EACCES)}" in asked.stdout
    (index.parent / "more.jsonl").write_text(json.dumps({"id": "y", "text": "A pact."}) + "\n")
    assert_told(run(*more, before=before))
    assert newest.exists()
    newest.chmod(0o644)
    assert run("show", "z", "--index", index).returncode == 0


def test_a_list_of_rejects_is_refused_where_nothing_may_be_written(tmp_path, before):
    tmp_path.chmod(0o555)
    place = ["--index", tmp_path / "ix", "--rejects", tmp_path / "r.jsonl"]
    done = run("index", ROOT / "LICENSE", *place, before=before)
    assert done.returncode == ExitCode.USAGE
    assert "nothing can be written into" in done.stderr and "Traceback" not in done.stderr


# --- without a process


@pytest.mark.parametrize(
    ("error", "code", "told"),
    [
        (OSError(errno.EIO, "Input/output error"), 6, "Error: Input/output error\n"),
        (PermissionError(errno.EACCES, "No", "a\x1b[1m"), 6, "Error: a [1m: No\n"),
        (OSError(errno.EDQUOT, "Quota"), 7, "Error: Quota\n"),
        (TimeoutError(), 6, "Error: TimeoutError\n"),
        (BrokenPipeError(errno.EPIPE, "Broken pipe"), 141, ""),
    ],
)
def test_each_trouble_has_its_code(error, code, told, monkeypatch, capsys):
    monkeypatch.setattr(ending, "_drop", lambda stream: None)
    with pytest.raises(SystemExit) as ended, ending.system_trouble_told():
        raise error
    assert ended.value.code == code
    assert capsys.readouterr().err == told


def test_other_errors_are_none_of_its_business():
    with pytest.raises(KeyError), ending.system_trouble_told():
        raise KeyError("ours")
