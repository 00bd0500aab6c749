"""Paths to the shared oracle and builders, and what tests on a real cluster need."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
TESTS = HERE.parent
for folder in (
    HERE / "nodes", TESTS / "search", TESTS / "search" / "embedded", TESTS / "contract"
):  # fmt: skip
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

import cluster_nodes  # noqa: E402 - found by the lines above
import contract_cluster  # noqa: E402


@pytest.fixture
def url() -> Iterator[str]:
    """The address of an index that is not there yet; skips where there is no cluster."""
    address = contract_cluster.address()
    yield address
    contract_cluster.discard(address)


@pytest.fixture
def nodes() -> Iterator[cluster_nodes.Nodes]:
    """The nodes of the cluster, to be killed; all of them are back afterwards."""
    told = os.environ.get("OPENSEARCH_NODES", "")
    if not told:
        pytest.skip("OPENSEARCH_NODES names no nodes to kill (cluster_nodes.py sets it)")
    found = cluster_nodes.load(Path(told))
    found.wait(status="green")
    yield found
    for node in found.nodes:
        if cluster_nodes.is_gone(node.pid):
            found.ask_for(node)
    found.wait(status="yellow")
