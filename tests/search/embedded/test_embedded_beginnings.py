"""Words that begin as typed: those of live articles alone, the most common first."""

from __future__ import annotations

import pytest

from search.embedded import EmbeddedSearcher
from search.engine import WordSearcher, open_writer
from search.model import Article

TEXTS = (
    "Sanctions and sanctions again.",
    "The sanctions were sanctioned by NATO in São Paulo.",
    "A sanctuary, and then sanctions of 2014.",
    "National natural NATO sanatorium.",
)


@pytest.fixture(scope="module")
def searcher(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedSearcher:
    """Four articles in two segments, a fifth deleted."""
    folder = str(tmp_path_factory.mktemp("beginnings"))
    for part in (TEXTS[:2], (*TEXTS[2:], "Sanskrit sanctions sanded.")):
        with open_writer(folder) as writer:
            for text in part:
                writer.add(Article(id=text[:12], text=text))
    with open_writer(folder) as writer:
        writer.delete("Sanskrit san")
    return EmbeddedSearcher(folder)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("sanct", ["sanctions", "sanctioned", "sanctuary"]),
        ("SANCT", ["sanctions", "sanctioned", "sanctuary"]),
        ("nat", ["NATO", "national", "natural"]),
        ("sao", ["sao"]),
        ("são", ["sao"]),
        ("the", []),  # function words are left out
        ("sansk", []),  # in a deleted article alone
        ("s", []),
        ("", []),
        ("sanct*", []),
        ("\ud800\x00\u202e", []),
        ("20", ["2014"]),
        ("sanct" * 10_000, []),
    ],
)
def test_words_of_articles(searcher: EmbeddedSearcher, typed: str, words: list[str]) -> None:
    found = searcher.words(typed)
    assert found[0:1] == tuple(words[0:1])
    assert sorted(found) == sorted(words)


def test_no_more_than_asked_for(searcher: EmbeddedSearcher) -> None:
    assert isinstance(searcher, WordSearcher)
    assert searcher.words("sanct", 1) == ("sanctions",)
