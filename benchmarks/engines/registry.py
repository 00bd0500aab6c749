"""The engines by name, and where their indexes lie."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from benchmarks.corpus import read_articles
from benchmarks.engines.ours import Dragoman
from benchmarks.engines.protocol import Maker, NotInstalled
from benchmarks.engines.segmented import SegmentedDragoman
from benchmarks.engines.sqlite import Sqlite
from benchmarks.engines.tantivy_peer import Tantivy
from benchmarks.engines.whoosh_stock import WhooshBincount, WhooshGroupedBy

MAKERS: dict[str, Maker] = {
    maker.name: maker
    for maker in (
        Dragoman(),
        SegmentedDragoman(),
        Tantivy(),
        Sqlite(),
        WhooshBincount(),
        WhooshGroupedBy(),
    )
}

OURS = Dragoman.name


def present(names: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The versions of the engines that are installed, and in words those that are not."""
    versions, missing = {}, []
    for name in names:
        try:
            versions[name] = MAKERS[name].version()
        except NotInstalled as reason:
            missing.append(f"{name} is left out: {reason}")
    return versions, missing


def index_folder(name: str, count: int, cache: Path) -> Path:
    """Where an engine's index of `count` articles lies."""
    return cache / f"{count}" / MAKERS[name].index_name


def ensure_index(name: str, articles: Path, count: int, cache: Path) -> Path:
    """The folder of an engine's index of `count` articles, built if it is not there."""
    folder = index_folder(name, count, cache)
    if not folder.exists():
        unfinished = folder.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        MAKERS[name].build(unfinished, read_articles(articles, count))
        unfinished.rename(folder)
    return folder
