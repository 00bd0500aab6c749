"""The golden list of questions."""

from __future__ import annotations

from pathlib import Path

from search.model import Query
from search.permalink import from_params

FILE = Path(__file__).with_name("questions.txt")

Pair = tuple[str, str]


def read_lines() -> list[str]:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("# ")]


def as_pairs(line: str) -> list[Pair]:
    """Unencoded parameters: an ampersand parts them, the first `=` of each its name."""
    return [(name, value) for name, _, value in (part.partition("=") for part in line.split("&"))]


def as_query(line: str, **more: str) -> Query:
    """With room for every article of the corpus on the first page."""
    return from_params([*as_pairs(line), ("size", "100"), *more.items()])
