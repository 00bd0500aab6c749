"""The first answer from nothing: a process of `dragoman search` from its start to its end."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

RUNS = 7


@dataclass(frozen=True, slots=True)
class Started:
    """Seconds of a whole process, medians over RUNS: wall clock and processor time."""

    what: str
    wall: float
    cpu: float


def measure_start(folder: Path, question: str) -> list[Started]:
    """`dragoman search`, beside a Python that does nothing and one that has numpy."""
    root = Path(__file__).resolve().parents[1]
    search = [sys.executable, str(root / "dragoman.py"), "search", question, "--json"]
    return [
        _time("python -c pass", [sys.executable, "-c", "pass"], folder),
        _time("python -c 'import numpy'", [sys.executable, "-c", "import numpy"], folder),
        _time("dragoman search --json", search, folder),
    ]


def _time(what: str, command: Sequence[str], folder: Path) -> Started:
    environment = {**os.environ, "DRAGOMAN_INDEX": str(folder)}
    walls, cpus = [], []
    for _ in range(RUNS):
        before, wall = _children(), time.perf_counter()
        subprocess.run(command, env=environment, check=True, stdout=subprocess.DEVNULL)
        walls.append(time.perf_counter() - wall)
        cpus.append(_children() - before)
    return Started(what, median(walls), median(cpus))


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
