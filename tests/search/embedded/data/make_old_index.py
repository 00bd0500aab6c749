"""Writes the index that later versions must go on opening, with what it answers beside it.

    python tests/search/embedded/data/make_old_index.py

makes `index-N` and `index-N.json` for the schema version N of today. Run it once when a version of
the schema is published, and never again for that version: the point is that it is old.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[3]))

from search.embedded import EmbeddedSearcher, EmbeddedWriter  # noqa: E402 - found by that line
from search.fields import SCHEMA_VERSION  # noqa: E402
from search.model import Article, Dating, Precision, Query, SourceRecord, Tag  # noqa: E402

DAY = Dating(date(2014, 3, 5), Precision.DAY, "given")
MONTH = Dating(date(2015, 2, 1), Precision.MONTH, "file name")

ARTICLES = (
    Article("a", "The council met on oil.", title="Council meets", dating=DAY, source="Wire"),
    Article("b", "Talks on sanctions go on.", countries=(Tag("ir", 0.5, True, 2, False, (0, 5)),)),
    Article("c", "La paix à Genève.", dating=MONTH, language="fr", organisations=(Tag("un"),)),
    Article("d", "Deleted later: oil.", dating=DAY),
    Article("e", "oil " * 20 + "peace", title="Oil", derived_title="x", pairs=("ir.us",)),
)
QUESTIONS = ("", "oil", "talks on sanctions", '"met on oil"', "counc*", "title:oil", "country:ir")


def main() -> None:
    folder = HERE / f"index-{SCHEMA_VERSION}"
    if folder.exists():
        sys.exit(f"{folder} is there already; an old index is not written anew")
    for rows in (ARTICLES[:4], ARTICLES[4:]):
        with EmbeddedWriter(folder) as writer:
            for article in rows:
                writer.add(article)
    with EmbeddedWriter(folder) as writer:
        writer.delete("d")
        writer.record(SourceRecord("folder/a.txt", "f1", ("a", "b"), 10, 20))
    (folder / "MAIN_WRITELOCK").unlink()
    searcher = EmbeddedSearcher(folder, today=date(2020, 1, 1))
    answers = {text: [hit.id for hit in searcher.search(Query(text)).hits] for text in QUESTIONS}
    told = {"fingerprint": dict(searcher.info().fingerprints)["analysis"], "answers": answers}
    path = folder.with_suffix(".json")
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
