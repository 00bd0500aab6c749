"""The cluster engine under the contract: on the nodes that OPENSEARCH_URL names.

`python tests/cluster/nodes/cluster_nodes.py 3 python -m pytest -m cluster` starts three nodes
on this machine, runs the tests on them, and ends them.
"""

from __future__ import annotations

import os
import uuid
from pathlib import Path

import pytest

from search.cluster.address import read_address
from search.cluster.client import Cluster

MISSING = "OPENSEARCH_URL names no cluster (tests/cluster/nodes/cluster_nodes.py starts one)"


def address(name: str = "") -> str:
    """The address of an index of the cluster that is not there yet; skips without a cluster."""
    hosts = os.environ.get("OPENSEARCH_URL", "").rstrip("/")
    if not hosts:
        pytest.skip(MISSING)
    return f"opensearch+{hosts}/{name or 'test-' + uuid.uuid4().hex[:12]}"


def url_in(_: Path) -> str:
    return address()


def discard(url: str) -> None:
    """Remove an index and all that stands beside it."""
    cluster = Cluster(read_address(url, os.environ))
    name = cluster.address.name
    found = cluster.call(lambda c: c.indices.get_alias(index=f"{name}-*"))
    if found:
        cluster.call(lambda c: c.indices.delete(index=",".join(found)))
    cluster.close()
