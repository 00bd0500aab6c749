"""Names of facet values as readers know them."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import cast

from flask import current_app, has_app_context

from search.languages import language_name
from search.naming import Names
from search.vocabulary import load_vocabulary


def names() -> Names:
    """The names that the app knows; the shipped ones where there is no app."""
    if has_app_context():
        return cast(Names, current_app.extensions["dragoman.names"])
    return Names(load_vocabulary())


def label_of(key: str, value: str) -> str:
    """The name readers know a value by; the value itself where there is no better one."""
    if key == "language":
        return language_name(value)
    return _label(names(), key, value)


@lru_cache(maxsize=4096)
def _label(known: Names, key: str, value: str) -> str:
    """Names do not change, and pages show the same few."""
    # a question's own text may name what its address would have as an id
    return " or ".join(known.label(key, id) for id in known.values(key, value)) or value


def shown_label(key: str, value: str, label: str) -> str:
    """The label that came with an answer, unless it only repeats the value."""
    return label if label and label != value else label_of(key, value)


def folded(text: str) -> str:
    """A label as it is looked up by what readers type of it: accents and case aside."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))
