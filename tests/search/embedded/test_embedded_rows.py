"""Words in a row that are read differently: one exactly, the next by its stem."""

from __future__ import annotations

from pathlib import Path

import pytest

from search.embedded import EmbeddedSearcher, EmbeddedWriter
from search.model import Article, Query


@pytest.fixture
def searcher(tmp_path: Path) -> EmbeddedSearcher:
    texts = {
        "backing": "Leaders praised U.S.-backing talks on grain.",
        "backed": "The US-backed talks went on.",
        "apart": "The US said that talks were backed by others.",
    }
    with EmbeddedWriter(tmp_path) as writer:
        for id, text in texts.items():
            writer.add(Article(id=id, text=text))
    return EmbeddedSearcher(tmp_path)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("US-backed NEAR/5 talks", {"backing", "backed"}),
        ('"US backed" NEAR/5 talks', {"backed"}),
        ('"us backing talks"', {"backing"}),
    ],
)
def test_each_place_is_read_in_its_own_way(
    searcher: EmbeddedSearcher, text: str, found: set[str]
) -> None:
    assert {hit.id for hit in searcher.search(Query(text)).hits} == found
