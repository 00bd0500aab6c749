"""The files that put the page onto a machine: they are well formed and name what there is."""

from __future__ import annotations

import configparser
import os
import re
import shlex
import shutil
import subprocess
from fnmatch import fnmatch
from pathlib import Path

import pytest
from click.testing import CliRunner

import dragoman

ROOT = Path(__file__).parents[2]
SERVICE = ROOT / "deploy" / "dragoman.service"
CONTAINER = ROOT / "deploy" / "Containerfile"

KNOWN = {
    "FROM",
    "RUN",
    "COPY",
    "ENV",
    "USER",
    "VOLUME",
    "EXPOSE",
    "HEALTHCHECK",
    "CMD",
    "ENTRYPOINT",
}


def unit() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(SERVICE.read_text("utf-8"))
    return parser


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"\\\n\s*", " ", CONTAINER.read_text("utf-8"))
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in lines)]


def check_command(words: list[str]) -> None:
    """The command line is one that our command takes."""
    shown = CliRunner().invoke(dragoman.commands, [words[0], "--help"])
    assert shown.exit_code == 0
    options = {word for word in words if word.startswith("--")}
    assert options and all(option in shown.output for option in options)


def test_the_service_starts_our_command_as_nobody_in_particular() -> None:
    service = unit()["Service"]
    program, *words = shlex.split(service["ExecStart"])
    assert program.endswith("/dragoman")
    check_command(words)
    for name in ("DynamicUser", "NoNewPrivileges", "PrivateTmp", "ProtectHome"):
        assert service[name] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    assert "127.0.0.1" in words


@pytest.mark.systemd
def test_systemd_takes_the_service(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        pytest.skip("systemd-analyze is not installed (on Debian: apt-get install systemd)")
    text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", SERVICE.read_text("utf-8"), flags=re.M)
    text = re.sub(r"^Documentation=.*\n", "", text, flags=re.M)  # installed by nobody here
    (tmp_path / "dragoman.service").write_text(text, "utf-8")
    done = subprocess.run(
        [program, "verify", "--man=no", tmp_path / "dragoman.service"],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
        env={**os.environ, "SYSTEMD_LOG_LEVEL": "warning"},
    )
    ours = [line for line in done.stderr.splitlines() if "dragoman.service" in line]
    if done.returncode and not ours:
        pytest.skip(f"systemd-analyze cannot work here: {done.stderr[:200]}")
    assert ours == []


def test_the_container_is_built_from_what_there_is() -> None:
    found = instructions()
    assert {name for name, _ in found} <= KNOWN
    copied = [rest.split()[:-1] for name, rest in found if name == "COPY" and "--from" not in rest]
    paths = [path for paths in copied for path in paths]
    assert {"search", "indexer", "webapp", "requirements/run.txt"} <= set(paths)
    ignore = (ROOT / ".containerignore").read_text("utf-8").splitlines()
    let_in = [line[1:] for line in ignore if line.startswith("!")]
    assert "*" in ignore
    for path in paths:
        assert (ROOT / path).exists(), path
        assert any(fnmatch(path, each) for each in let_in), path
    assert sorted(let_in) == sorted(paths)


def test_the_container_runs_our_command_without_rights() -> None:
    found = instructions()
    last = dict(found)
    assert last["USER"].isdigit() and int(last["USER"]) > 0
    assert last["ENTRYPOINT"] == '["dragoman"]'
    check_command(re.findall(r'"([^"]*)"', last["CMD"]))
    assert "--require-hashes" in CONTAINER.read_text("utf-8")
