"""The command `python -m benchmarks.retrieval`: the ranking beside other engines'."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from pathlib import Path
from statistics import mean

import click
from rich.console import Console
from rich.table import Table

from benchmarks.engines.protocol import Maker
from benchmarks.engines.registry import MAKERS, OURS, present
from benchmarks.judged import HEADLINES, Collection, read_headlines, read_time
from benchmarks.rankers import (
    Ranker,
    count_hits,
    most_share,
    rank_ours,
    rank_sqlite,
    rank_tantivy,
    rank_whoosh,
    shares,
)
from benchmarks.report import open_console, print_values
from benchmarks.sources import DataMissing
from search.asked import MOST_SHARE
from search.bm25 import K1, B
from search.evaluation import Evaluation, compare, evaluate
from search.model import Match
from search.second_look import DEPTH, LEAD_SHARE, PAIR_SHARE, WINDOW

MEASURES = ("ndcg@10", "map", "mrr")

PEERS = {"tantivy": rank_tantivy, "sqlite": rank_sqlite, "whoosh bincount": rank_whoosh}

GRID = (0.0, 0.25, 0.5, 1.0)
"""Shares of the second look that are tried, on headlines that nothing else is measured on."""


MOST_SHARES = (0.0, 0.1, 0.2, 0.3, 0.5)


@click.command()
@click.option("--headlines", default=HEADLINES, show_default=True, help="Questions of Reuters.")
@click.option("--no-peers", is_flag=True, help="Dragoman alone.")
@click.option("--grid", is_flag=True, help="Also try other shares, on other headlines.")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path))
def main(*, headlines: int, no_peers: bool, grid: bool, json_file: Path | None) -> None:
    """Measure the ranking on TIME and on Reuters headlines, settings as they are."""
    console = open_console()
    try:
        test, other = read_headlines(count=headlines)
        collections = [read_time(), test]
    except DataMissing as error:
        raise click.ClickException(str(error)) from error
    console.print(settings())
    versions, missing = present([OURS] if no_peers else [OURS, *PEERS])
    for name, words in [*versions.items(), *((words, "") for words in missing)]:
        console.print(name, words)
    results: dict[str, object] = {}
    with tempfile.TemporaryDirectory(prefix="dragoman-") as folder:
        for collection in collections:
            folders = build(collection, list(versions), Path(folder) / collection.name)
            found = compare_engines(collection, folders)
            print_collection(console, collection, found)
            results[collection.name] = {name: dict(e.means) for name, e in found.items()}
        if grid:  # over the articles of the headlines, which are the same
            tried = try_shares(other, folders[OURS])
            print_grid(console, other, tried)
            most = try_most_shares(other, folders[OURS])
            print_values(console, "Most of the words: what share of the idf mass", most)
            results["most"] = [asdict(one) for one in most]
            results["grid"] = [[*at, value] for at, value in tried.items()]
    if json_file is not None:
        json_file.write_text(json.dumps(results, indent=1) + "\n", encoding="utf-8")


def settings() -> str:
    """What the ranking is set to, in one line."""
    return (
        f"BM25F k1 {K1}, b {B}; most = {MOST_SHARE:.0%} of the idf mass; second look at the best "
        f"{DEPTH}: pairs {PAIR_SHARE}, lead {LEAD_SHARE}, window {WINDOW}"
    )


def build(collection: Collection, engines: Sequence[str], folder: Path) -> dict[str, Path]:
    """An index of the collection's texts for each engine."""
    folders = {}
    for name in engines:
        maker: Maker = MAKERS[name]
        folders[name] = folder / maker.index_name
        folders[name].mkdir(parents=True)
        maker.build(folders[name], collection.articles)
    return folders


def compare_engines(collection: Collection, folders: Mapping[str, Path]) -> dict[str, Evaluation]:
    """Every ranker over all topics; ours in both modes, and without the second look."""
    ours, depth = folders[OURS], collection.depth
    auto, most = (rank_ours(ours, depth, match) for match in (Match.AUTO, Match.MOST))
    found = {OURS: _evaluate(auto, collection), "dragoman match=most": _evaluate(most, collection)}
    for name, pair, lead in (
        ("dragoman, no second look", 0.0, 0.0),
        ("dragoman, pairs alone", PAIR_SHARE, 0.0),
        ("dragoman, lead alone", 0.0, LEAD_SHARE),
    ):
        with shares(pair, lead):
            found[name] = _evaluate(auto, collection)
    for name, make in PEERS.items():
        if name in folders:
            found[name.split()[0]] = _evaluate(make(folders[name], depth), collection)
    return found


def _evaluate(rank: Ranker, collection: Collection) -> Evaluation:
    return evaluate(rank, collection.topics, collection.qrels)


def try_shares(collection: Collection, folder: Path) -> dict[tuple[float, float], float]:
    """The measure for each pair of shares (of pairs, of the lead)."""
    rank = rank_ours(folder, collection.depth, Match.AUTO)
    tried = {}
    for pair, lead in product(GRID, GRID):
        with shares(pair, lead):
            tried[pair, lead] = _evaluate(rank, collection).means[collection.measure]
    return tried


@dataclass(frozen=True, slots=True)
class Tried:
    """What a share of the idf mass that an article must hold gives; 0 is OR."""

    collection: str
    share: float
    measure: str
    value: float
    mean_hits: float


def try_most_shares(collection: Collection, folder: Path) -> list[Tried]:
    """The measure and the mean number of articles found, for each share."""
    rank = rank_ours(folder, collection.depth, Match.MOST)
    count = count_hits(folder, Match.MOST)
    tried = []
    for share in MOST_SHARES:
        with most_share(share):
            value = _evaluate(rank, collection).means[collection.measure]
            hits = mean(count(topic.text) for topic in collection.topics)
        tried.append(Tried(collection.name, share, collection.measure, value, hits))
    return tried


def print_collection(
    console: Console, collection: Collection, found: Mapping[str, Evaluation]
) -> None:
    """A row for each ranker, with a paired test of ours against it."""
    title = f"{collection.name}: {len(collection.topics):,} questions, "
    table = Table("ranker", title=f"{title}{len(collection.articles):,} articles")
    for name in (*MEASURES, f"ours − its {collection.measure}", "p"):
        table.add_column(name, justify="right")
    ours = found[OURS].by_topic[collection.measure]
    for name, evaluation in found.items():
        test = compare(ours, evaluation.by_topic[collection.measure])
        versus = ("", "") if name == OURS else (f"{test.difference:+.4f}", f"{test.p:.4f}")
        means = (f"{evaluation.means[measure]:.4f}" for measure in MEASURES)
        table.add_row(name, *means, *versus)
    console.print(table)


def print_grid(
    console: Console, collection: Collection, tried: Mapping[tuple[float, float], float]
) -> None:
    """Shares of pairs by row, of the lead by column."""
    title = f"{collection.name}: {collection.measure} by share of pairs and of the lead"
    table = Table("pairs \\ lead", title=title)
    for lead in GRID:
        table.add_column(f"{lead:g}", justify="right")
    for pair in GRID:
        table.add_row(f"{pair:g}", *(f"{tried[pair, lead]:.4f}" for lead in GRID))
    console.print(table)


if __name__ == "__main__":
    main()
