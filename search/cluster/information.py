"""What an index on a cluster says of itself, and whether this version can read it."""

from __future__ import annotations

from search.cluster.clauses import EVERYTHING
from search.cluster.client import Cluster
from search.cluster.counting import day_in
from search.cluster.ledger import State, sources_of
from search.cluster.shapes import Json
from search.freshness import check_version
from search.model import IndexInfo
from search.stored import instant_of

LANGUAGES = 500
"""More than there are codes of two letters in use."""


def check_state(shown: str, state: State) -> None:
    """Refuse an index whose fields or analysis are not this version's."""
    check_version(shown, state.schema_version, state.fingerprints, "under a new name")


def describe(cluster: Cluster, state: State) -> IndexInfo:
    """The state of an index now."""
    name = cluster.address.name
    answer = cluster.search(_summary())
    found = answer["aggregations"]
    both = f"{name},{sources_of(name)}"
    total = cluster.call(lambda c: c.indices.stats(index=both, metric="store"))["_all"]
    own = cluster.call(lambda c: c.indices.stats(index=name, metric="docs,segments"))["_all"]
    primaries = own["primaries"]
    languages = [(b["key"], int(b["doc_count"])) for b in found["languages"]["buckets"]]
    return IndexInfo(
        name=name,
        generation=state.generation,
        articles=int(answer["hits"]["total"]["value"]),
        schema_version=state.schema_version,
        segments=int(primaries["segments"]["count"]),
        deleted=int(primaries["docs"]["deleted"]),
        bytes=int(total["total"]["store"]["size_in_bytes"]),
        first=day_in(found["first"]["value"]),
        last=day_in(found["last"]["value"]),
        languages=tuple(sorted(languages, key=lambda pair: (-pair[1], pair[0]))),
        fingerprints=state.fingerprints,
        changed=instant_of(state.committed) if state.committed else None,
    )


def _summary() -> Json:
    return {
        "size": 0,
        "track_total_hits": True,
        "query": EVERYTHING,
        "aggs": {
            "first": {"min": {"field": "day"}},
            "last": {"max": {"field": "day"}},
            "languages": {"terms": {"field": "language", "size": LANGUAGES}},
        },
    }
