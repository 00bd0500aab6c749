"""The documents keep to the code: commands, options, make targets, links, settings, addresses."""

from __future__ import annotations

import re
import shlex
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import dragoman

ROOT = Path(__file__).resolve().parents[2]

SKIPPED = {".git", ".venv", "build", "dist", ".demo", "artefacts", "node_modules"}

REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("anaconda", "org"),
        ("crates", "io"),
        ("maven", "org"),
        ("deb", "debian", "org"),
    )
)
"""Taken apart here, so that this file does not name one."""


def _files() -> list[Path]:
    """Every file of the checkout that git has or would take; all files where there is no git."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
        paths = [ROOT / name for name in done.stdout.decode().split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        paths = [path for path in ROOT.rglob("*") if not SKIPPED & set(path.parts)]
    return sorted(path for path in paths if path.is_file())


FILES = _files()
DOCS = [path for path in FILES if path.suffix == ".md"]


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _fenced(text: str) -> Iterator[str]:
    """The lines of fenced blocks, with those that end in a backslash joined."""
    for block in re.findall(r"^```[^\n]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        yield from block.replace("\\\n", " ").splitlines()


def _shown_commands(text: str) -> Iterator[list[str]]:
    """Each `dragoman …` of a document as words: in fenced blocks and between backticks."""
    inline = re.findall(r"(?<!`)`(dragoman [^`\n]+)`(?!`)", text)
    fenced = re.findall(
        r"(?:^|\| )\s*(?:\$ )?(?:DRAGOMAN_\w+=\S+ )*(dragoman(?: .*)?)$",
        "\n".join(_fenced(text)),
        re.MULTILINE,
    )
    for line in inline + fenced:
        words = shlex.split(line.replace("…", ""), comments=True)
        end = next((n for n, word in enumerate(words) if word in ("|", ">", ">>", "&&")), None)
        yield words[1:end]


def _options(command: click.Command) -> dict[str, click.Option]:
    ctx = click.Context(command)
    return {
        name: parameter
        for parameter in command.get_params(ctx)
        if isinstance(parameter, click.Option)
        for name in (*parameter.opts, *parameter.secondary_opts)
    }


def _unknown(words: list[str]) -> Iterator[str]:
    """What of a shown command the program does not have."""
    group, ctx = dragoman.commands, click.Context(dragoman.commands)
    while words and words[0].startswith("-"):
        if words[0] not in _options(group):
            yield words[0]
        words = words[1:]
    if not words or words[0].isupper():  # a placeholder such as COMMAND
        return
    command = group.get_command(ctx, words[0])
    if command is None:
        yield words[0]
        return
    known = _options(command)
    for word in words[1:]:
        option = word.split("=")[0]
        if re.match(r"--?[a-zA-Z]", option) and option not in known:
            yield f"{words[0]} {option}"


@pytest.mark.parametrize("path", DOCS, ids=_name)
def test_shown_commands_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert [miss for words in _shown_commands(text) for miss in _unknown(words)] == []


@pytest.mark.parametrize("name", dragoman.PLACES)
def test_every_command_is_told(name: str) -> None:
    text = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    assert re.search(rf"dragoman {name}\b", text)


def test_the_readme_shows_how_to_begin() -> None:
    lines = list(_fenced((ROOT / "README.md").read_text(encoding="utf-8")))
    assert any(line.startswith("make demo") for line in lines)
    assert any(line.startswith("make test") for line in lines)


@pytest.mark.parametrize("path", DOCS, ids=_name)
def test_shown_make_targets_exist(path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    text = path.read_text(encoding="utf-8")
    inline = re.findall(r"`(?:\w+=\S+ )?make ([a-z-]+)", text)
    fenced = re.findall(r"^(?:\$ )?make ([a-z-]+)", "\n".join(_fenced(text)), re.MULTILINE)
    assert set(inline + fenced) - targets == set()


def _anchor(heading: str) -> str:
    plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
    return re.sub(r"[^\w\- ]", "", plain.strip().lower()).replace(" ", "-")


def _without_code(text: str) -> str:
    text = re.sub(r"^```[^\n]*\n.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]*`", "", text)


@pytest.mark.parametrize("path", DOCS, ids=_name)
def test_internal_links_resolve(path: Path) -> None:
    text = _without_code(path.read_text(encoding="utf-8"))
    broken = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"[a-z]+:", link):
            continue
        target, _, anchor = link.partition("#")
        file = (path.parent / target).resolve() if target else path
        if not file.exists():
            broken.append(link)
        elif anchor:
            headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            if anchor not in {_anchor(heading) for heading in headings}:
                broken.append(link)
    assert broken == []


def test_the_architecture_names_files_that_exist() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    names = set(re.findall(r"`([a-z_/]+\.py)`", text))
    there = {_name(path) for path in FILES} | {path.name for path in FILES}
    assert len(names) > 50
    assert names - there == set()


def test_every_setting_is_documented() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in DOCS)
    used = {
        setting: _name(path)
        for path in FILES
        if path.suffix in (".py", ".sh") or path.name in ("run", "Makefile")
        for setting in re.findall(r"DRAGOMAN_[A-Z][A-Z_]*[A-Z]", path.read_text(encoding="utf-8"))
    }
    assert {setting: place for setting, place in used.items() if setting not in text} == {}


def test_no_file_names_a_registry() -> None:
    found = [
        f"{_name(path)}: {host}"
        for path in FILES
        for host in REGISTRIES
        if host.encode() in path.read_bytes()
    ]
    assert found == []


LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("path", LOCKS, ids=_name)
def test_a_lock_pins_by_hash_and_names_no_address(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert "//" not in text
    assert "--index-url" not in text
    assert "--find-links" not in text
    lines = [line for line in text.splitlines() if line and not line.startswith(("#", " "))]
    pinned = re.findall(r"^[a-z0-9._-]+==[^\s;]+.*\\\n    --hash=sha256:[0-9a-f]{64}", text, re.M)
    assert lines
    assert len(pinned) == len(lines)


def _names(wanted: list[str]) -> set[str]:
    names = (re.match(r"[A-Za-z0-9._-]+", asked) for asked in wanted)
    return {re.sub(r"[._-]+", "-", name.group()).lower() for name in names if name} - {"dragoman"}


def test_locks_hold_what_the_project_asks_for() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    extras = project["project"]["optional-dependencies"]
    run = project["build-system"]["requires"] + project["project"]["dependencies"]
    for lock, wanted in {
        "run": run,
        "test": run + extras["test"],
        "dev": run + extras["test"] + extras["dev"],
        "bench": run + extras["bench"],
    }.items():
        text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
        pinned = set(re.findall(r"^([a-z0-9._-]+)==", text, re.MULTILINE))
        assert _names(wanted) - pinned == set(), lock


INSTALLERS = ("Makefile", ".ci/run", "deploy/Containerfile", "docs/operations.md")


@pytest.mark.parametrize("name", INSTALLERS)
def test_nothing_is_installed_but_by_hash(name: str) -> None:
    """Other than this project itself, without what it depends on; gunicorn is the operator's."""
    text = (ROOT / name).read_text(encoding="utf-8")
    for asked in re.findall(r"pip install ([^`\n]*)", text):
        if asked != "gunicorn":
            assert "--require-hashes -r" in asked or "--no-deps" in asked, asked


def test_whoosh_is_pinned_to_one_version_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = next(a for a in project["project"]["dependencies"] if a.startswith("whoosh3"))
    for lock in LOCKS:
        text = lock.read_text(encoding="utf-8")
        if lock.name == "lock.txt":  # what resolves the others
            continue
        if lock.name == "reloaded.txt":
            assert "\nwhoosh-reloaded==" in text
            assert "\nwhoosh3" not in text
        else:
            assert f"\n{asked} " in text


def test_the_locks_of_each_environment_agree() -> None:
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        if lock.name == "lowest.txt":
            continue
        for name, version in re.findall(
            r"^(\S+)==([^\s;]+)", lock.read_text(encoding="utf-8"), re.M
        ):
            versions.setdefault(name, set()).add(version)
    assert {name: found for name, found in versions.items() if len(found) > 1} == {}
