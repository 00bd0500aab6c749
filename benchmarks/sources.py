"""The raw material: Reuters stories of 1987 and pieces of United Nations speeches, as articles.

The data lie beside the checkout in `../shared/data` and are never copied into it.
"""

from __future__ import annotations

import csv
import gzip
import json
import lzma
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from indexer.tagging import load_tagger
from indexer.titles import derive_title
from search.model import Article, Dating, Precision, Tag
from search.vocabulary import load_vocabulary

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"

FORMER = {"CSK": "cshh", "DDR": "ddde", "YMD": "ydye", "YUG": "yucs"}
"""Speakers of states that are no more, which the list of codes does not have."""


class DataMissing(FileNotFoundError):  # noqa: N818 - named for what is wrong
    """A file that the measurement needs is not there; the message says where it should lie."""


def find_data(name: str, data: Path = DATA) -> Path:
    """A file of the real data; raises DataMissing."""
    path = data / name
    if not path.exists():
        raise DataMissing(
            f"{path} is missing: the benchmarks read real news beside the checkout, in {data}"
        )
    return path


def read_reuters(data: Path = DATA) -> Iterator[Article]:
    """Reuters-21578 without its test stories, with its editors' places and organisations."""
    path = find_data("reuters21578/reuters21578-dev.jsonl.gz", data)
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            story = json.loads(line)
            yield Article(
                id=f"reuters-{story['id']}",
                text=story["text"],
                title=story["title"],
                derived_title="" if story["title"] else derive_title(story["text"]),
                dating=_given(story["date"]),
                dateline=story["dateline"],
                countries=_tags(_resolve("country", place) for place in story["places"]),
                organisations=_tags(_resolve("organisation", org) for org in story["orgs"]),
            )


def read_speeches(data: Path = DATA) -> Iterator[Article]:
    """Pieces of speeches: the speaker's country, and the names that the tagger finds in them."""
    path = find_data("ungdc/chunks.jsonl.xz", data)
    tagger, codes = load_tagger(), _country_codes(data)
    with lzma.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            piece = json.loads(line)
            article = Article(
                id=piece["id"],
                text=piece["text"],
                derived_title=derive_title(piece["text"]),
                dating=_given(piece["date"]),
            )
            found = tagger.tag(article)
            speaker = codes.get(piece["speaker_country"], "")
            countries = [speaker, *(tag.value for tag in found.countries)]
            organisations = [tag.value for tag in found.organisations]
            yield replace(article, countries=_tags(countries), organisations=_tags(organisations))


def _given(day: str) -> Dating:
    return Dating(date.fromisoformat(day), Precision.DAY, "given")


def _tags(values: Iterator[str] | list[str]) -> tuple[Tag, ...]:
    return tuple(Tag(value, given=True) for value in dict.fromkeys(values) if value)


@lru_cache(maxsize=1_000)
def _resolve(field: str, slug: str) -> str:
    """The id of a Reuters slug such as `west-germany`; the slug itself where it has none."""
    found = load_vocabulary().resolve(field, slug.replace("-", " "))
    return found[0] if found else slug


def _country_codes(data: Path) -> dict[str, str]:
    """From three letters to two."""
    path = find_data("gazetteer/country-codes/country-codes.csv", data)
    with path.open(encoding="utf-8", newline="") as stream:
        rows = csv.DictReader(stream)
        codes = {r["ISO3166-1-Alpha-3"]: r["ISO3166-1-Alpha-2"].lower() for r in rows}
    return {**codes, **FORMER}
