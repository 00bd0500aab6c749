"""Write the lock files beside this script: what pyproject.toml asks for, resolved, with hashes.

`make lock` runs it. No file names the place that packages come from: pip knows its own.
A set is resolved within the versions of the one before it, so that environments agree.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).resolve().parent

HEADER = "# Written by `make lock` from pyproject.toml; read by pip with --require-hashes.\n"

WHOOSH = "whoosh3"
RELOADED = "whoosh-reloaded==2.7.5"
"""The other continuation of Whoosh that the engine's tests pass on."""

RESOLVER = ["pip-tools>=7.4,<8"]
"""What this script runs; `make lock` takes it from lock.txt, which pins it like everything else."""


def main() -> None:
    """Write all lock files; ends with the resolver's code if one cannot be resolved."""
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))
    build: list[str] = project["build-system"]["requires"]
    run = build + project["project"]["dependencies"]
    extras = {
        name: [asked for asked in wanted if not asked.startswith("dragoman[")]
        for name, wanted in project["project"]["optional-dependencies"].items()
    }
    test = run + extras["test"] + extras["database"] + extras["cluster"]
    everything = test + extras["dev"] + extras["bench"]
    # The whole first: the smaller sets then take its versions.
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.txt"
        compile_lock(everything, whole)
        compile_lock(run, HERE / "run.txt", whole)
        compile_lock(test, HERE / "test.txt", whole)
        compile_lock(test + extras["dev"], HERE / "dev.txt", whole)
        compile_lock(test + extras["bench"], HERE / "bench.txt", whole)
        compile_lock(run + extras["fuzz"], HERE / "fuzz.txt", whole)
        compile_lock(reloaded(test), HERE / "reloaded.txt", whole)
        compile_lock(RESOLVER, HERE / "lock.txt", whole)
    compile_lock(build + lowest(run[len(build) :]) + test[len(run) :], HERE / "lowest.txt")


def reloaded(wanted: Sequence[str]) -> list[str]:
    """`wanted` with the other continuation of Whoosh in place of the one."""
    return [asked for asked in wanted if not asked.startswith(WHOOSH)] + [RELOADED]


def lowest(wanted: Sequence[str]) -> list[str]:
    """`wanted` at the lowest versions that it allows."""
    return [re.sub(r">=([^,;]+)[^;]*", r"==\1", asked) for asked in wanted]


def compile_lock(wanted: Sequence[str], target: Path, within: Path | None = None) -> None:
    """Resolve `wanted`, within the versions of another lock file, and write `target`."""
    with tempfile.TemporaryDirectory() as folder:
        asked, found = Path(folder) / "asked.in", Path(folder) / "found.txt"
        asked.write_text("\n".join(wanted) + "\n", encoding="utf-8")
        command = [sys.executable, "-m", "piptools", "compile", "--quiet", "--generate-hashes"]
        command += ["--allow-unsafe", "--strip-extras", "--no-header", "--no-annotate"]
        command += ["--no-emit-options", "--no-emit-index-url", "--no-emit-find-links"]
        command += ["--no-emit-trusted-host", f"--output-file={found}"]
        if within:
            command.append(f"--constraint={within}")
        done = subprocess.run([*command, str(asked)], check=False)  # noqa: S603 - our own words
        if done.returncode:
            sys.exit(done.returncode)
        lines = found.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if line.strip() and not line.startswith("#")]
    target.write_text(HEADER + "".join(kept), encoding="utf-8")


if __name__ == "__main__":
    main()
