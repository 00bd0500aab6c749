"""Names of facet values that an answer did not bring along itself."""

from __future__ import annotations

from search.vocabulary import load_vocabulary


def label_of(key: str, value: str) -> str:
    """The name readers know a value by; the value itself where there is no better one."""
    return load_vocabulary().label(key, value)
