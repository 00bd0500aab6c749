"""The numbered indices behind an alias: made, swapped in one step, and cleared away."""

from __future__ import annotations

import re

from search.analysis import fingerprint
from search.cluster.bulk import Action, send
from search.cluster.client import Cluster
from search.cluster.ledger import ABOUT, State, sources_of, state_document
from search.cluster.mapping import article_index, source_index
from search.cluster.shapes import Json
from search.engine import EngineUnavailable, IndexMissing
from search.fields import SCHEMA_VERSION


def current_index(cluster: Cluster) -> str | None:
    """The numbered index behind the alias; None if there is no index yet.

    Raises EngineUnavailable if the name belongs to something that is not ours.
    """
    name = cluster.address.name
    try:
        found: Json = cluster.call(lambda c: c.indices.get_alias(index=name))
    except IndexMissing:
        return None
    numbered: list[str] = [index for index in found if _number(name, index) is not None]
    if len(numbered) != 1 or len(found) != 1:
        raise EngineUnavailable(
            f"{cluster.address.shown}: {name} is not an index of Dragoman's "
            f"(it stands for {', '.join(sorted(found))}). Choose another name."
        )
    return numbered[0]


def create_index(cluster: Cluster, number: int, *, alias: bool) -> str:
    """Make an empty numbered index and what goes beside it; its name."""
    address = cluster.address
    index = f"{address.name}-{number:06}"
    bodies = {
        index: (address.name, article_index(address.shards, address.replicas)),
        sources_of(index): (sources_of(address.name), source_index(address.replicas)),
    }
    # The sources first: an alias without its sources would be half an index to others.
    for made, (alias_name, body) in reversed(bodies.items()):
        whole = {**body, "aliases": {alias_name: {}}} if alias else body
        _create(cluster, made, whole)
    state = State(0, SCHEMA_VERSION, (("analysis", fingerprint()),))
    send(cluster, [Action(sources_of(index), ABOUT, state_document(state))], refresh=True)
    return index


def _create(cluster: Cluster, index: str, body: Json) -> None:
    cluster.call(lambda c: c.indices.create(index=index, body=body))


def next_number(cluster: Cluster) -> int:
    """A number that no index of this name has."""
    return max(_numbers(cluster), default=0) + 1


def clear_leftovers(cluster: Cluster, keep: str) -> None:
    """Remove numbered indices but the one behind the alias: rebuilds that were broken off."""
    name = cluster.address.name
    for number in _numbers(cluster):
        index = f"{name}-{number:06}"
        if index != keep:
            remove_index(cluster, index)


def remove_index(cluster: Cluster, index: str) -> None:
    """Remove a numbered index and what goes beside it."""
    cluster.call(
        lambda c: c.indices.delete(
            index=f"{index},{sources_of(index)}", params={"ignore_unavailable": "true"}
        )
    )


def swap(cluster: Cluster, old: str | None, new: str) -> None:
    """Lead both aliases to a new index, in one step."""
    name = cluster.address.name
    actions = []
    for make, alias in ((str, name), (sources_of, sources_of(name))):
        if old:
            actions.append({"remove": {"index": make(old), "alias": alias}})
        actions.append({"add": {"index": make(new), "alias": alias}})
    cluster.call(lambda c: c.indices.update_aliases(body={"actions": actions}))


def _numbers(cluster: Cluster) -> list[int]:
    name = cluster.address.name
    found = cluster.call(lambda c: c.indices.get_alias(index=f"{name}-*"))
    return sorted({n for index in found if (n := _number(name, index)) is not None})


def _number(name: str, index: str) -> int | None:
    found = re.fullmatch(re.escape(name) + r"-(\d{6})(?:-sources)?", index)
    return int(found[1]) if found else None
