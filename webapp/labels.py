"""Names of facet values as readers know them."""

from __future__ import annotations

from search.vocabulary import load_vocabulary
from webapp.languages import language_name


def label_of(key: str, value: str) -> str:
    """The name readers know a value by; the value itself where there is no better one."""
    if key == "language":
        return language_name(value)
    return load_vocabulary().label(key, value)


def shown_label(key: str, value: str, label: str) -> str:
    """The label that came with an answer, unless it only repeats the value."""
    return label if label and label != value else label_of(key, value)
