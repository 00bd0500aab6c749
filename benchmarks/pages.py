"""The command `python -m benchmarks.pages`: what the page costs the server, alone and under load,
and when a browser shows it."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

import click
import numpy as np
from flask.testing import FlaskClient
from rich.console import Console

from benchmarks.corpus import ARTICLES, CACHE, prepare, read_articles
from benchmarks.engines.ours import to_params
from benchmarks.engines.registry import OURS, index_folder
from benchmarks.goals import Goal
from benchmarks.load import SHARES, Load, Sort, put_under_load
from benchmarks.painting import BrowserMissing, Painting, judge_painting, watch_painting
from benchmarks.questions import Kind, Question, draw, read_vocabulary
from benchmarks.report import (
    describe_machine,
    open_console,
    print_goals,
    print_head,
    print_values,
)
from benchmarks.sources import DATA, DataMissing
from webapp import Config, create_app

QUESTIONS = 40
"""Common questions; each is one search page, one article, one API answer, one 304."""

WARM = 3
"""Warm passes, of which the least time of each address counts, as in `python -m benchmarks`."""

SECONDS = 15
VIEWS = 10
"""Result pages, and as many articles, that a browser opens."""

NEW_ARTICLES = 200
"""From which the commits under load are made; evenly spread over the real ones."""

CPU_P50, WALL_P50, WALL_P95, LARGEST_KB = 12.0, 25.0, 60.0, 120.0
LEAST_A_SECOND, LOAD_P99 = 60.0, 150.0

Addresses = Mapping[Sort, Sequence[str]]
_folder = click.Path(file_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class Cost:
    """One sort of request, warm, in one process: milliseconds, and bodies in KB (1,000 bytes)."""

    request: str
    n: int
    cpu_p50: float
    cpu_p95: float
    wall_p50: float
    wall_p95: float
    kb_p50: float
    kb_most: float


@dataclass(frozen=True, slots=True)
class Served:
    """One request: wall and processor milliseconds, bytes of the body, and its ETag."""

    wall: float
    cpu: float
    size: int
    etag: str


@click.command()
@click.option("--articles", default=ARTICLES, show_default=True, help="Which of the indexes.")
@click.option("--questions", default=QUESTIONS, show_default=True, help="Distinct, common ones.")
@click.option("--seconds", default=SECONDS, show_default=True, help="Of load; 0 for none.")
@click.option("--views", default=VIEWS, show_default=True, help="By a browser; 0 for none.")
@click.option("--cache", default=CACHE, type=_folder, help="Where articles and indexes are kept.")
@click.option("--data", default=DATA, type=_folder, help="Where the news lie.")
@click.option("--json", "json_file", type=click.Path(dir_okay=False, path_type=Path))
def main(
    *,
    articles: int,
    questions: int,
    seconds: int,
    views: int,
    cache: Path,
    data: Path,
    json_file: Path | None,
) -> None:
    """Measure the search page, articles and the API on an index of `python -m benchmarks`."""
    folder = index_folder(OURS, articles, cache)
    if not folder.exists():
        raise click.ClickException(
            f"there is no index of {articles:,} articles at {folder}: "
            f"python -m benchmarks --articles {articles} --engine {OURS} --builds 0 makes it"
        )
    try:
        source = prepare(cache, data)
        vocabulary = read_vocabulary(read_articles(source, min(articles, ARTICLES)))
        asked = draw(vocabulary, questions, data)[Kind.COMMON]
    except DataMissing as error:
        raise click.ClickException(str(error)) from error
    console = open_console()
    facts = {**describe_machine(), "articles": f"{articles:,}"}
    print_head(console, facts)
    with tempfile.TemporaryDirectory() as state:
        app = create_app(Config(index=str(folder), state=Path(state)))
        costs, addresses = measure_pages(app.test_client(), asked)
    print_values(console, "Server time in one process, warm, milliseconds", costs)
    goals = judge_pages(costs[0])
    report: dict[str, object] = {"facts": facts, "pages": [asdict(cost) for cost in costs]}
    if views:
        painted = _watch(console, folder, addresses, views)
        goals += judge_painting(painted)
        report["painting"] = [asdict(one) for one in painted]
    if seconds:
        new = list(read_articles(source, NEW_ARTICLES))
        load = put_under_load(folder, addresses, new, seconds)
        mix = ", ".join(f"{share} % {sort}" for sort, share in SHARES.items())
        print_values(console, f"Two workers under load: {mix}", load.rows)
        busy = " ".join(f"{one:.1f}" for one in load.machine)
        console.print(f"{load.commits} commits meanwhile; load of the machine {busy}")
        goals += judge_load(load)
        report["load"] = asdict(load)
    print_goals(console, goals)
    if json_file is not None:
        report["goals"] = [asdict(goal) for goal in goals]
        text = json.dumps(report, indent=1, ensure_ascii=False)
        json_file.write_text(text + "\n", encoding="utf-8")


def _watch(console: Console, folder: Path, addresses: Addresses, views: int) -> list[Painting]:
    """What a browser tells of the first page, of results and of articles; nothing without one."""
    opened = {
        "first page": ["/"] * views,
        "search page": addresses[Sort.SEARCH][:views],
        "article": addresses[Sort.ARTICLE][:views],
    }
    try:
        rows = watch_painting(folder, opened)
    except BrowserMissing as error:
        console.print(f"When the pages are painted was not measured: {error}")
        return []
    print_values(console, "In a browser, milliseconds from the start of a view", rows)
    return rows


def measure_pages(
    client: FlaskClient, questions: Sequence[Question]
) -> tuple[list[Cost], dict[Sort, list[str]]]:
    """The costs by sort of request, search pages first, and the addresses that were asked."""
    addresses = find_addresses(client, questions)
    # whatever is decoded and compiled once is decoded and compiled in this pass
    etags = {at: _ask(client, at).etag for asked in addresses.values() for at in asked}
    costs = []
    for sort, asked in addresses.items():
        tagged = [(at, etags[at] if sort is Sort.CONDITIONAL else "") for at in asked]
        passes = [[_ask(client, *one) for one in tagged] for _ in range(WARM)]
        costs.append(_summarise(sort, [_least(same) for same in zip(*passes, strict=True)]))
    return costs, addresses


def find_addresses(client: FlaskClient, questions: Sequence[Question]) -> dict[Sort, list[str]]:
    """Of each question its page, its API answer, its first article, and its page once more."""
    asked = [urlencode(to_params(question)) for question in questions]
    api = [f"/api/v1/search?{one}" for one in asked]
    articles = []
    for one, address in zip(asked, api, strict=True):
        hits = client.get(address).get_json()["hits"]
        articles += [f"/article?{urlencode({'id': hit['id']})}&{one}" for hit in hits[:1]]
    search = [f"/search?{one}" for one in asked]
    return {
        Sort.SEARCH: search,
        Sort.ARTICLE: articles,
        Sort.API: api,
        Sort.CONDITIONAL: list(search),
    }


def _ask(client: FlaskClient, address: str, etag: str = "") -> Served:
    """One request with its whole body; raises RuntimeError for another answer than is wanted."""
    headers = {"If-None-Match": etag} if etag else {}
    wall, cpu = time.perf_counter_ns(), time.process_time_ns()
    response = client.get(address, headers=headers)
    body = response.get_data()
    cpu, wall = time.process_time_ns() - cpu, time.perf_counter_ns() - wall
    if response.status_code != (304 if etag else 200):
        raise RuntimeError(f"{address} was answered by {response.status}")
    return Served(wall / 1e6, cpu / 1e6, len(body), response.headers.get("ETag", ""))


def _least(same: Sequence[Served]) -> Served:
    """What other programs add to a time is never negative; see `timing.keep_least`."""
    return replace(same[0], wall=min(s.wall for s in same), cpu=min(s.cpu for s in same))


def _summarise(sort: Sort, served: Sequence[Served]) -> Cost:
    cpu = np.percentile([one.cpu for one in served], (50, 95))
    wall = np.percentile([one.wall for one in served], (50, 95))
    size = np.percentile([one.size / 1000 for one in served], (50, 100))
    return Cost(str(sort), len(served), *(float(figure) for figure in (*cpu, *wall, *size)))


def judge_pages(search: Cost) -> list[Goal]:
    """The search page of a common question, by itself."""
    return [
        _below("search page, processor p50", search.cpu_p50, CPU_P50, "ms"),
        _below("search page, wall p50", search.wall_p50, WALL_P50, "ms"),
        _below("search page, wall p95", search.wall_p95, WALL_P95, "ms"),
        _below("search page, largest", search.kb_most, LARGEST_KB, "KB"),
    ]


def judge_load(load: Load) -> list[Goal]:
    """All requests of the mix together."""
    every = load.rows[-1]
    rate = f"{every.a_second:.1f}"
    return [
        Goal(
            "under load, requests a second",
            f"≥ {LEAST_A_SECOND:g}",
            rate,
            every.a_second >= LEAST_A_SECOND,
        ),
        _below("under load, p99", every.p99, LOAD_P99, "ms"),
        Goal("under load, errors", "0", str(every.errors), every.errors == 0),
    ]


def _below(name: str, reached: float, limit: float, unit: str) -> Goal:
    return Goal(name, f"< {limit:g} {unit}", f"{reached:.2f} {unit}", reached < limit)


if __name__ == "__main__":
    main()
