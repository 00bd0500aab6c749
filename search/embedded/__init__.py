"""The embedded engine: a real Whoosh index in a folder, evaluated in numpy arrays.

`EmbeddedSearcher` and `EmbeddedWriter` meet the protocols of `search.engine`; `verify` and
`optimize` are for operators. Everything loads when it is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from search.embedded.searcher import EmbeddedSearcher
    from search.embedded.upkeep import optimize, verify
    from search.embedded.writer import EmbeddedWriter

_HOMES = {
    "EmbeddedSearcher": "searcher",
    "EmbeddedWriter": "writer",
    "optimize": "upkeep",
    "verify": "upkeep",
}


def __getattr__(name: str) -> object:
    from importlib import import_module  # noqa: PLC0415

    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"search.embedded.{_HOMES[name]}"), name)


__all__ = ["EmbeddedSearcher", "EmbeddedWriter", "optimize", "verify"]
