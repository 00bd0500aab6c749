"""The one name for JSON objects on their way to and from a cluster, and text they can carry."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
"""A request's or an answer's object; it never leaves `search.cluster`."""


def storable(text: str) -> str:
    """`text` without lone surrogates, which UTF-8 cannot carry."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace").decode()
    return text
