"""Coverage-guided fuzzing of the question language and the searcher, for nights: `make fuzz`.

Not a pytest module. Any exception is a finding; libFuzzer writes the question into a file whose
name it prints, and `make fuzz ARGS=FILE` asks it again. Ends after -max_total_time seconds.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import atheris

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

with atheris.instrument_imports(include=["search.syntax", "search.plan", "search.permalink"]):
    from search.embedded import EmbeddedSearcher, EmbeddedWriter
    from search.model import Article, Query, SearchPage, Tag
    from search.permalink import from_params, to_params
    from search.syntax import parse, to_text

TEXTS = [
    "Iran and the U.S. held talks on sanctions in Vienna. Oil prices fell.",
    "The Security Council of the UN met on peace in Syria and the Congo.",
    "NATO-backed troops left; Зеленский spoke of peace in Kyiv.",
]
MAX_LENGTH = 400
"""Longer questions are cut by the parser; within it, everything should be reached."""


def make_searcher(folder: str) -> EmbeddedSearcher:
    """A searcher over a few articles."""
    with EmbeddedWriter(folder) as writer:
        for number, text in enumerate(TEXTS):
            writer.add(Article(id=str(number), text=text, countries=(Tag("ir"),)))
    return EmbeddedSearcher(folder)


def ask(searcher: EmbeddedSearcher, text: str) -> SearchPage:
    """What must hold for any text at all."""
    parsed = parse(text)
    canonical = to_text(parsed.tree)
    assert parse(canonical).tree == parsed.tree, (text, canonical)
    assert all(0 <= p.start <= p.end <= len(text) for p in parsed.problems), text
    query = from_params({"q": text})
    assert from_params(to_params(query)) == query, text
    return searcher.search(Query(text))


def main() -> None:
    """Fuzz until libFuzzer's own options say stop."""
    with tempfile.TemporaryDirectory() as folder:
        searcher = make_searcher(folder)

        def try_one(data: bytes) -> None:
            provider = atheris.FuzzedDataProvider(data)
            ask(searcher, provider.ConsumeUnicode(MAX_LENGTH))

        atheris.Setup(sys.argv, try_one)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
