"""The cluster engine: the same product on OpenSearch, for collections beyond one machine.

`ClusterSearcher` and `ClusterWriter` meet the protocols of `search.engine`; `verify` and
`optimize` are for operators. Everything loads when it is first asked for. An index is one alias
with numbered indices behind it; words are made by `search.analysis`, questions are read by
`search.plan`, and statistics are asked first, so that answers equal those of the embedded engine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.cluster.searcher import ClusterSearcher
    from search.cluster.upkeep import optimize, verify
    from search.cluster.writer import ClusterWriter

_HOMES = {
    "ClusterSearcher": "searcher",
    "ClusterWriter": "writer",
    "optimize": "upkeep",
    "verify": "upkeep",
}


def __getattr__(name: str) -> object:
    from importlib import import_module  # noqa: PLC0415

    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"search.cluster.{_HOMES[name]}"), name)


__all__ = ["ClusterSearcher", "ClusterWriter", "optimize", "verify"]
