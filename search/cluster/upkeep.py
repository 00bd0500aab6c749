"""What operators do with an index on a cluster: check that it is whole, merge its segments."""

from __future__ import annotations

import os
from collections.abc import Iterator

from search.cluster.address import read_address
from search.cluster.client import Cluster
from search.cluster.indices import current_index
from search.cluster.information import check_state, describe
from search.cluster.lease import Lease
from search.cluster.ledger import read_state, sources_of
from search.cluster.mapping import article_index
from search.cluster.shapes import Json
from search.engine import IndexMissing
from search.model import IndexInfo

MERGE_TIMEOUT = 24 * 3600
"""Seconds that a merge of everything may take."""


def verify(url: str) -> tuple[str, ...]:
    """What is wrong with an index, in words; nothing if all is well.

    Bytes are checked by the cluster itself, which keeps checksums. Raises IndexMissing,
    SchemaMismatch or EngineUnavailable.
    """
    cluster = Cluster(read_address(url, os.environ))
    try:
        index = _require(cluster)
        check_state(cluster.address.shown, read_state(cluster))
        return (*_copies(cluster, index), *_columns(cluster, index))
    finally:
        cluster.close()


def optimize(url: str, timeout: float = 10.0) -> IndexInfo:
    """Merge every shard into one segment without deleted articles; what the index is then.

    Raises IndexMissing, IndexLocked or EngineUnavailable.
    """
    cluster = Cluster(read_address(url, os.environ))
    try:
        index = _require(cluster)
        lease = Lease(cluster)
        lease.acquire(timeout)
        try:
            both = f"{index},{sources_of(index)}"
            cluster.call(lambda c: c.indices.flush(index=both))
            cluster.call(
                lambda c: c.indices.forcemerge(
                    index=both,
                    params={"max_num_segments": 1, "request_timeout": MERGE_TIMEOUT},
                )
            )
            cluster.call(lambda c: c.indices.refresh(index=both))
            return describe(cluster, read_state(cluster))
        finally:
            lease.release()
    finally:
        cluster.close()


def _require(cluster: Cluster) -> str:
    index = current_index(cluster)
    if index is None:
        shown = cluster.address.shown
        raise IndexMissing(
            f"{shown}: no index here. Make one with: dragoman index PATH... --index {shown}"
        )
    return index


def _copies(cluster: Cluster, index: str) -> Iterator[str]:
    """Shards without a copy that answers, or with fewer copies than they should have."""
    for name in (index, sources_of(index)):
        health = _health(cluster, name)
        missing = int(health["unassigned_shards"])
        if health["status"] == "red":
            yield f"{name}: some of its shards have no copy on a live node; bring nodes back"
        elif missing:
            yield f"{name}: {missing} copies of its shards are missing; answers are whole"


def _health(cluster: Cluster, index: str) -> Json:
    found: Json = cluster.call(lambda c: c.cluster.health(index=index))
    return found


def _columns(cluster: Cluster, index: str) -> Iterator[str]:
    """Fields that are not mapped as this version maps them."""
    found = cluster.call(lambda c: c.indices.get_mapping(index=index))[index]["mappings"]
    wanted: Json = article_index(1, 0)["mappings"]
    for name, field in wanted["properties"].items():
        kind = found.get("properties", {}).get(name, {}).get("type", "object")
        if kind != field["type"]:
            yield f"{index}: {name} is mapped as {kind}, not as {field['type']}; index again"
    if found.get("dynamic") not in ("strict", None) or "properties" not in found:
        yield f"{index}: its mapping was changed by others; index again under a new name"
