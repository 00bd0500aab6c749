"""What a cluster remembers beside the articles: its state, and one record for each input file.

They lie in an index of their own, `NAME-sources`, behind an alias that moves together with that
of the articles.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from search.cluster.client import Cluster
from search.cluster.shapes import Json
from search.model import SourceRecord
from search.stored import storable

ABOUT = "about"
"""The id of the document that holds the state."""


@dataclass(frozen=True, slots=True)
class State:
    """What an index says of itself. `committed` is in microseconds since 1970 UTC."""

    generation: int = 0
    schema_version: int = 0
    fingerprints: tuple[tuple[str, str], ...] = ()
    committed: int = 0

    def stamped(self, name: str, value: str) -> State:
        """The same with one fingerprint put in place."""
        stamps = {**dict(self.fingerprints), name: value}
        return replace(self, fingerprints=tuple(sorted(stamps.items())))


def sources_of(name: str) -> str:
    """The index, or alias, of what is remembered beside the articles of another."""
    return f"{name}-sources"


def read_state(cluster: Cluster, name: str = "") -> State:
    """The state of an index; raises IndexMissing where there is none."""
    index = sources_of(name or cluster.address.name)
    found = cluster.call(lambda c: c.get(index=index, id=ABOUT))
    body = found["_source"]["body"]
    return State(
        generation=int(body["generation"]),
        schema_version=int(body["schema_version"]),
        fingerprints=tuple((name, value) for name, value in body["fingerprints"]),
        committed=int(body["committed"]),
    )


def state_document(state: State) -> Json:
    """The state as it is stored."""
    body: Json = {
        "generation": state.generation,
        "schema_version": state.schema_version,
        "fingerprints": [list(pair) for pair in state.fingerprints],
        "committed": state.committed,
    }
    return {"kind": ABOUT, "key": ABOUT, "body": body}


def record_id(source: str) -> str:
    """The name of a record's document."""
    return "s" + hashlib.blake2b(storable(source).encode(), digest_size=16).hexdigest()


def record_document(record: SourceRecord) -> Json:
    """A record as it is stored."""
    row = [storable(record.source), record.fingerprint, record.size, record.mtime_ns]
    ids = [storable(id) for id in record.ids]
    key = record_id(record.source)
    return {"kind": "source", "key": key, "body": {"row": row, "ids": ids}}


def read_records(cluster: Cluster) -> Iterator[SourceRecord]:
    """Every record, in no order that means anything."""
    body = {"query": {"term": {"kind": "source"}}, "sort": [{"key": "asc"}]}
    index = sources_of(cluster.address.name)
    for hit in cluster.scroll(body, index=index):
        stored = hit["_source"]["body"]
        source, fingerprint, size, mtime_ns = stored["row"]
        yield SourceRecord(source, fingerprint, tuple(stored["ids"]), size, mtime_ns)
