"""How quickly indexes are built, how large they are, and what memory that takes."""

from __future__ import annotations

import multiprocessing
import shutil
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import read_articles
from benchmarks.engines.ours import Dragoman
from benchmarks.engines.registry import MAKERS, OURS
from benchmarks.memory import read_memory
from search.engine import open_searcher


@dataclass(frozen=True, slots=True)
class Built:
    """One build: articles a second by the wall clock and of processor time, megabytes on disk,
    and the most memory that the process held, the articles included."""

    engine: str
    articles: int
    wall_rate: float
    cpu_rate: float
    size: float
    peak: float


def measure_builds(names: Sequence[str], articles: Path, count: int) -> list[Built]:
    """Build each engine's index in a fresh process, tags and stored fields alike for all."""
    context = multiprocessing.get_context("spawn")
    built = []
    for name in names:
        with context.Pool(1) as pool:
            built.append(pool.apply(build_once, (name, articles, count)))
    return built


def build_once(name: str, articles: Path, count: int) -> Built:
    """Articles are in memory before the clock starts. Ours commits by its own policy here,
    without the merge into one segment, as peers do by theirs."""
    ready = list(read_articles(articles, count))
    maker = MAKERS[name]
    build = maker.write if isinstance(maker, Dragoman) else maker.build
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        wall, cpu = time.perf_counter(), time.process_time()
        build(folder, ready)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        size = index_bytes(name, folder) / 1e6
    finally:
        shutil.rmtree(folder)
    return Built(name, count, count / wall, count / cpu, size, read_memory(name).peak)


def index_bytes(name: str, folder: Path) -> int:
    """Bytes of an index. Ours keeps the generation before the last on disk until the next
    commit; it is not counted."""
    if name == OURS:
        return open_searcher(str(folder)).info().bytes
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
