"""Names of facet values that an answer did not bring along itself."""

from __future__ import annotations


def label_of(key: str, value: str) -> str:
    """The name readers know a value by; the value itself where there is no better one."""
    return value.upper() if key in ("country", "organisation", "pair", "language") else value
