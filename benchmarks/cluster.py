"""The cluster engine beside the embedded one and a bare OpenSearch, in one run.

    python tests/cluster/nodes/cluster_nodes.py 3 python -m benchmarks.cluster

starts three nodes on this machine, indexes the same articles three times, asks the same questions,
and prints the tables of docs/scaling.md. Half of the questions warm up; the other half, never
asked before, are timed once each, so that no cache of answers helps.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from itertools import islice
from pathlib import Path

import click

from benchmarks.corpus import CACHE, prepare, read_articles, text_bytes
from benchmarks.engines.ours import WANT, to_params
from benchmarks.questions import Kind, Question, draw, read_vocabulary
from benchmarks.sources import DATA
from search.cluster.address import Address, read_address
from search.cluster.bulk import Action, send
from search.cluster.client import Cluster
from search.cluster.shapes import Json
from search.engine import Searcher, open_searcher, open_writer, optimize_index
from search.fields import keyword_values
from search.model import Article
from search.permalink import from_params

SETTLED = 40
"""Seconds after which a cluster lets go of what it kept for copies that might lag behind."""

Ask = Callable[[Question], object]
CLASSES = [kind for kind in Kind if kind is not Kind.TOPIC_ALL]


@click.command()
@click.option("--articles", default=20_000, show_default=True)
@click.option("--questions", default=20, show_default=True, help="Timed, of each class.")
@click.option("--jobs", default=2, show_default=True, help="Bulk requests at once.")
@click.option("--shards", default=3, show_default=True)
def main(articles: int, questions: int, jobs: int, shards: int) -> None:
    """Measure and print."""
    hosts = os.environ.get("OPENSEARCH_URL", "")
    if not hosts:
        raise click.UsageError("OPENSEARCH_URL names no cluster; see the head of this file")
    os.environ["DRAGOMAN_OPENSEARCH_SHARDS"] = str(shards)
    os.environ["DRAGOMAN_OPENSEARCH_REPLICAS"] = "1"
    path = prepare(CACHE, DATA)
    drawn = draw(read_vocabulary(read_articles(path, articles)), 2 * questions, DATA)
    raw = text_bytes(path, articles)
    url = f"opensearch+{hosts}/bench"
    bare = Bare(read_address(f"opensearch+{hosts}/bench-bare", os.environ))
    with tempfile.TemporaryDirectory() as folder:
        spent = {
            "embedded": _build(str(Path(folder) / "index"), read_articles(path, articles), 1),
            "cluster": _build(url, read_articles(path, articles), jobs),
            "bare OpenSearch": bare.build(read_articles(path, articles), shards),
        }
        time.sleep(SETTLED)
        optimize_index(url)
        bare.merge()
        with (
            closing(open_searcher(str(Path(folder) / "index"))) as embedded,
            closing(open_searcher(url)) as cluster,
        ):
            asks = {"embedded": _asking(embedded), "cluster": _asking(cluster)}
            _print_times({**asks, "bare OpenSearch": bare.ask}, drawn, questions)
            sizes = {
                "embedded": embedded.info().bytes,
                "cluster": size_on(bare.cluster, "bench"),
                "bare OpenSearch": size_on(bare.cluster, bare.name),
            }
            _print_builds(articles, raw, spent, sizes)


def _build(url: str, articles: Iterable[Article], jobs: int) -> float:
    started = time.perf_counter()
    with open_writer(url, jobs=jobs) as writer:
        for article in articles:
            writer.add(article)
    return time.perf_counter() - started


def _asking(searcher: Searcher) -> Ask:
    return lambda question: searcher.search(from_params(to_params(question)), WANT)


def size_on(cluster: Cluster, index: str) -> int:
    """What one copy of an index takes, once nothing reads its unmerged segments any more."""
    cluster.call(lambda c: c.indices.refresh(index=index))
    cluster.call(lambda c: c.indices.flush(index=index, params={"force": "true"}))
    stats = cluster.call(lambda c: c.indices.stats(index=index, metric="store"))
    return int(stats["_all"]["primaries"]["store"]["size_in_bytes"])


# --- OpenSearch as one would use it by itself


class Bare:
    """One English text field with the usual BM25, two terms aggregations and a histogram."""

    def __init__(self, address: Address) -> None:
        self.cluster = Cluster(address)
        self.name = address.name

    def build(self, articles: Iterable[Article], shards: int) -> float:
        """Index with the same bulk requests; the seconds it took."""
        fields: Json = {name: {"type": "keyword"} for name in ("id", "country", "organisation")}
        fields |= {"date": {"type": "date"}, "text": {"type": "text", "analyzer": "english"}}
        fields |= {"title": {"type": "text", "analyzer": "english"}}
        settings = {"number_of_shards": shards, "number_of_replicas": 1}
        body = {"settings": settings, "mappings": {"properties": fields}}
        self.cluster.call(lambda c: c.indices.delete(index=self.name, ignore_unavailable=True))
        self.cluster.call(lambda c: c.indices.create(index=self.name, body=body))
        started = time.perf_counter()
        rest = iter(articles)
        while batch := list(islice(rest, 500)):
            send(self.cluster, [Action(self.name, a.id, _plain(a)) for a in batch])
        self.cluster.call(lambda c: c.indices.refresh(index=self.name))
        return time.perf_counter() - started

    def merge(self) -> None:
        """Merge as much as the other engines are merged."""
        params = {"max_num_segments": 1, "request_timeout": 600}
        self.cluster.call(lambda c: c.indices.flush(index=self.name))
        self.cluster.call(lambda c: c.indices.forcemerge(index=self.name, params=params))
        self.cluster.call(lambda c: c.indices.refresh(index=self.name))

    def ask(self, question: Question) -> Json:
        """One search: ten hits, the exact total, two facets and months."""
        month = {"field": "date", "calendar_interval": "month"}
        body: Json = {
            "size": 10,
            "track_total_hits": True,
            "_source": ["id", "title", "date"],
            "query": _shape(question),
            "aggs": {
                "country": {"terms": {"field": "country", "size": 20}},
                "organisation": {"terms": {"field": "organisation", "size": 20}},
                "date": {"date_histogram": month},
            },
        }
        if question.kind is Kind.DATE:
            body["sort"] = [{"date": "desc"}, {"id": "asc"}]
        return self.cluster.search(body)


def _plain(article: Article) -> Json:
    return {
        "id": article.id,
        "title": article.title,
        "text": article.text,
        "date": article.dating.iso or None,
        "country": keyword_values(article, "country"),
        "organisation": keyword_values(article, "organisation"),
    }


def _shape(question: Question) -> Json:
    """A question as OpenSearch's own queries have it."""
    words = question.words
    match question.kind:
        case Kind.PHRASE:
            return {"match_phrase": {"text": " ".join(words)}}
        case Kind.NEAR:
            return {"match_phrase": {"text": {"query": " ".join(words), "slop": 8}}}
        case Kind.PREFIX:
            return {"prefix": {"text": words[0]}}
        case Kind.NOT:
            return {"bool": {"must": [_any(words[0])], "must_not": [_any(words[1])]}}
        case Kind.AND3:
            return {"bool": {"must": [_any(word) for word in words]}}
    return _any(question.text or " ".join(words))


def _any(text: str) -> Json:
    return {"multi_match": {"query": text, "fields": ["title^3", "text"], "type": "most_fields"}}


# --- tables


def _print_builds(articles: int, raw: int, spent: dict[str, float], sizes: dict[str, int]) -> None:
    click.echo(
        f"\n{articles:,} articles, {raw / 1e6:.1f} MB of text, {os.cpu_count()} processors\n"
    )
    click.echo("| engine | articles a second | bytes an article, one copy | share of the text |")
    click.echo("|---|---|---|---|")
    for name, seconds in spent.items():
        size = sizes[name]
        rate, each = articles / seconds, size / articles
        click.echo(f"| {name} | {rate:,.0f} | {each:,.0f} | {size / raw:.0%} |")
    click.echo()


def _print_times(asks: dict[str, Ask], drawn: dict[Kind, list[Question]], questions: int) -> None:
    names = " | ".join(f"{name} p50 | p95" for name in asks)
    click.echo(f"| class | {names} |\n|---|{'---|---|' * len(asks)}")
    for kind in CLASSES:
        chosen = drawn[kind][: 2 * questions]
        cells = []
        for ask in asks.values():
            times = _time(ask, chosen)
            cells.append(f"{statistics.median(times):.1f} | {_p95(times):.1f}")
        click.echo(f"| {kind} | {' | '.join(cells)} |")
        sys.stdout.flush()


def _time(ask: Ask, questions: Sequence[Question]) -> list[float]:
    """Milliseconds of every second question, after the others have warmed up."""
    for question in questions[::2]:
        ask(question)
    times = []
    for question in questions[1::2]:
        started = time.perf_counter()
        ask(question)
        times.append(1000 * (time.perf_counter() - started))
    return times


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[min(len(times) - 1, round(0.95 * len(times)))]


if __name__ == "__main__":
    main()
