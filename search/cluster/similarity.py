"""Articles like one, found on a cluster by the telling words they share."""

from __future__ import annotations

from search.cluster.articles import SHOWN
from search.cluster.client import Cluster
from search.cluster.fetching import Found
from search.cluster.requests import order_by
from search.cluster.shapes import Json
from search.likeness import candidates, telling
from search.model import Article, Sort


def similar(cluster: Cluster, article: Article, articles: int, count: int) -> list[Found]:
    """The `count` articles most like one of `articles`, best first, itself left out."""
    counts = candidates(article)
    if not counts or not count:
        return []
    weights = telling(counts, _count(cluster, list(counts)), articles)
    if not weights:
        return []
    found = cluster.search(_hits(article.id, weights, count))["hits"]["hits"]
    return [Found(hit["_source"], float(hit["_score"]), tuple(hit["sort"])) for hit in found]


def _count(cluster: Cluster, stems: list[str]) -> dict[str, int]:
    """How many articles hold each stem."""
    filters = {str(number): _holds(stem) for number, stem in enumerate(stems)}
    body: Json = {"size": 0, "aggs": {"stems": {"filters": {"filters": filters}}}}
    buckets = cluster.search(body)["aggregations"]["stems"]["buckets"]
    return {stem: int(buckets[str(i)]["doc_count"]) for i, stem in enumerate(stems)}


def _hits(own: str, weights: dict[str, float], count: int) -> Json:
    should = [
        {"constant_score": {"filter": _holds(stem), "boost": weight}}
        for stem, weight in weights.items()
    ]
    return {
        "size": count,
        "_source": list(SHOWN),
        "query": {"bool": {"should": should, "must_not": [{"term": {"id": own}}]}},
        "sort": order_by(Sort.RELEVANCE, scored=True),
        "track_scores": True,
    }


def _holds(stem: str) -> Json:
    return {"term": {"stem": stem}}
