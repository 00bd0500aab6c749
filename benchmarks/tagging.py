"""How well the tagger finds what stories are about, and how fast; prints docs/tagging.md's table.

Run `python -m benchmarks.tagging [--data FOLDER] [--fold held-back|tuning|all]`. The collections
are not part of the project; those that are missing are left out in words.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import math
import time
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from indexer.tagging import RuleTagger, load_tagger
from search.model import Article, Dating, Precision
from search.vocabulary import OPEN_WORLD, load_vocabulary

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
CORPUS = ROOT / "corpus"

OFTEN = 5
"""Stories that a state must have to count in the macro average; below, one story is noise."""

RENAMED = {
    "usa": "us",
    "west-germany": "de",
    "ussr": "suhh",
    "yemen-arab-republic": "ye",
    "yemen-demo-republic": "ydye",
    "congo": "cg",
    "antigua": "ag",
    "trinidad-tobago": "tt",
}
"""Slugs of the newswire that are no name of the vocabulary, or an ambiguous one."""

RENAMED_ORGANISATIONS = {
    "ico-coffee": "ico",
    "adb-asia": "adb",
    "adb-africa": "afdb",
    "iwc-wheat": "iwc",
    "imco": "imo",
}
LABELLED = frozenset(
    (
        *("ec", "worldbank", "imf", "gatt", "opec", "ico", "oecd", "icco", "adb", "un", "unctad"),
        *("afdb", "itc", "fao", "iea", "inro", "eib", "iwc", "gcc", "isa", "atpc", "bis", "oapec"),
        *("asean", "escap", "eca", "imo", "euratom", "ida", "iwcc", "comecon", "efta"),
    )
)
"""The organisations that the newswire's editors labelled at all; others are not counted."""


@dataclass(slots=True)
class Score:
    """Hits, false finds and misses over all labels and for each."""

    each: dict[str, list[int]] = field(default_factory=lambda: defaultdict(lambda: [0, 0, 0]))

    def add(self, gold: Iterable[str], found: Iterable[str]) -> None:
        """Count one story."""
        wanted, had = set(gold), set(found)
        for column, labels in enumerate((wanted & had, had - wanted, wanted - had)):
            for label in labels:
                self.each[label][column] += 1

    def _sum(self, column: int) -> int:
        return sum(counts[column] for counts in self.each.values())

    @property
    def precision(self) -> float:
        """Hits among the finds; NaN without any."""
        return _ratio(self._sum(0), self._sum(0) + self._sum(1))

    @property
    def recall(self) -> float:
        """Hits among the labels."""
        return _ratio(self._sum(0), self._sum(0) + self._sum(2))

    @property
    def f1(self) -> float:
        """Micro-averaged F1."""
        return _ratio(2 * self._sum(0), 2 * self._sum(0) + self._sum(1) + self._sum(2))

    @property
    def macro(self) -> float:
        """The mean F1 of the labels with at least OFTEN stories."""
        values = [
            _ratio(2 * hits, 2 * hits + false + missed)
            for hits, false, missed in self.each.values()
            if hits + missed >= OFTEN
        ]
        return _ratio(sum(values), len(values))


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else math.nan


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file, packed or not."""
    opener: Any = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


def to_article(row: dict[str, Any]) -> Article:
    """A story as the tagger gets it."""
    day = row.get("date") or ""
    dating = Dating(date.fromisoformat(day), Precision.DAY, "given") if len(day) == 10 else Dating()
    return Article(
        str(row["id"]),
        row["text"],
        title=row.get("title") or "",
        dateline=row.get("dateline") or "",
        dating=dating,
    )


def is_held_back(id: object) -> bool:
    """Every third story by its id's hash: never looked at while weights and rules were made."""
    return int(hashlib.sha256(str(id).encode()).hexdigest(), 16) % 3 == 0


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    name: str
    stories: int
    score: Score


def measure_reuters(tagger: RuleTagger, folder: Path, fold: str) -> list[Row]:
    """Countries and organisations of the newswire of 1987, stories with at least one place."""
    book = load_vocabulary()
    about, abroad, mentions, orgs, named = Score(), Score(), Score(), Score(), Score()
    stories = 0
    for row in read_lines(folder / "reuters21578" / "reuters21578-dev.jsonl.gz"):
        if not row["places"] or (fold != "all" and is_held_back(row["id"]) != (fold != "tuning")):
            continue
        stories += 1
        gold = {_country(book.resolve("country", RENAMED.get(p, p)), p) for p in row["places"]}
        tagged = tagger.tag(to_article(row))
        found = {t.value for t in tagged.countries if t.about}
        about.add(gold, found)
        abroad.add(gold - {"us"}, found - {"us"})
        mentions.add(gold - {"us"}, {t.value for t in tagged.countries} - {"us"})
        wanted = {RENAMED_ORGANISATIONS.get(o, o) for o in row["orgs"]}
        orgs.add(wanted, LABELLED & {t.value for t in tagged.organisations if t.about})
        named.add(wanted, LABELLED & {t.value for t in tagged.organisations})
    names = "countries, about|without the USA|countries, mentions|organisations, about"
    scores = (about, abroad, mentions, orgs)
    rows = [
        Row(f"Reuters 1987: {n}", stories, s) for n, s in zip(names.split("|"), scores, strict=True)
    ]
    return [*rows, Row("Reuters 1987: organisations, mentions", stories, named)]


def _country(ids: tuple[str, ...] | None, name: str) -> str:
    if not ids or len(ids) != 1:
        raise ValueError(f"{name} is not one state's name")
    return ids[0]


def measure_muc(tagger: RuleTagger, folder: Path) -> list[Row]:
    """Reports of 1988-90 in capitals; the label is where an attack took place."""
    book = load_vocabulary()
    about, mentions, stories = Score(), Score(), 0
    for row in read_lines(folder / "muc4" / "docs-dev.jsonl.gz"):
        if not row["countries"] or not row["date"]:
            continue
        stories += 1
        gold = {_country(book.resolve("country", c), c) for c in row["countries"]}
        tagged = tagger.tag(to_article({**row, "title": "", "dateline": ""}))
        about.add(gold, {t.value for t in tagged.countries if t.about})
        mentions.add(gold, {t.value for t in tagged.countries})
    return [
        Row("MUC-4, capitals: countries, about", stories, about),
        Row("MUC-4, capitals: countries, mentions", stories, mentions),
    ]


def measure_sample(tagger: RuleTagger, folder: Path) -> list[Row]:
    """The project's own corpus of 2014-2025, English articles, labelled by their writer."""
    labels = {row["id"]: row for row in read_lines(folder / "labels.jsonl")}
    keys = ("country", "country_mention", "organisation", "organisation_mention")
    scores = {key: Score() for key in keys}
    stories = 0
    for row in read_lines(folder / "articles.jsonl"):
        if row["id"] not in labels or row.get("language", "en") != "en":
            continue
        stories += 1
        tagged = tagger.tag(to_article(row))
        for key, score in scores.items():
            tags = tagged.countries if key.startswith("country") else tagged.organisations
            listed = [t for t in tags if not t.value.startswith(OPEN_WORLD)]
            found = {t.value for t in listed if t.about or key.endswith("mention")}
            score.add(labels[row["id"]][key], found)
    names = [
        f"{what}, {how}" for what in ("countries", "organisations") for how in ("about", "mentions")
    ]
    return [
        Row(f"sample corpus: {name}", stories, score)
        for name, score in zip(names, scores.values(), strict=True)
    ]


def measure_conll(tagger: RuleTagger, folder: Path, file: str = "testa") -> list[Row]:
    """Organisations as exact spans in newswire of 1996: all stories, and those not of sport.

    Sports stories begin with their sport and a dash; most of their organisations are towns that
    stand for clubs, which the tagger does not look for.
    """
    every, news = Score(), Score()
    stories = others = 0
    for row in read_lines(folder / "conll2003" / f"{file}.jsonl.gz"):
        gold = {(s, e) for s, e, kind, _ in row["entities"] if kind == "ORG"}
        explained = tagger.explain(to_article({**row, "title": ""})).spans
        spans = {(s.start, s.end) for s in explained if s.part == "text" and s.organisations}
        sport = " - " in row["text"][:25]
        stories, others = stories + 1, others + (not sport)
        for score in (every,) if sport else (every, news):
            for column, these in enumerate((gold & spans, spans - gold, gold - spans)):
                score.each["ORG"][column] += len(these)
    return [
        Row(f"CoNLL-2003 {file}: organisations, exact spans", stories, every),
        Row(f"CoNLL-2003 {file}, no sport: the same", others, news),
    ]


def measure_headlines(tagger: RuleTagger, folder: Path, every: int = 30) -> list[Row]:
    """World headlines of 2007-2016 without their stories, one in `every`, by their id's hash.

    The labels are the countries in the slugs that editors gave the stories.
    """
    about, mentions, stories = Score(), Score(), 0
    for row in read_lines(folder / "reuters_headlines" / "headlines_world.jsonl.gz"):
        if not row["countries"] or zlib.crc32(row["id"].encode()) % every:
            continue
        stories += 1
        tagged = tagger.tag(
            to_article({"id": row["id"], "date": row["date"], "text": row["title"]})
        )
        gold = {country.lower() for country in row["countries"]}
        about.add(gold, {t.value for t in tagged.countries if t.about})
        mentions.add(gold, {t.value for t in tagged.countries})
    return [
        Row("headlines 2007-2016: countries, about", stories, about),
        Row("headlines 2007-2016: countries, mentions", stories, mentions),
    ]


def measure_speed(folder: Path, count: int = 8_000) -> list[str]:
    """Stories a second of processor time, countries alone and with organisations."""
    articles = []
    for row in read_lines(folder / "reuters21578" / "reuters21578-dev.jsonl.gz"):
        if row["places"]:
            articles.append(to_article(row))
        if len(articles) == count:
            break
    lines = []
    for name, tagger in (
        ("countries alone", load_tagger(organisations=False)),
        ("countries and organisations", load_tagger()),
    ):
        rate = max(_rate(tagger, articles) for _ in range(3))
        lines.append(f"{name}: {rate:,.0f} stories a second on one core")
    return lines


def _rate(tagger: RuleTagger, articles: Sequence[Article]) -> float:
    began = time.process_time()
    for article in articles:
        tagger.tag(article)
    return len(articles) / (time.process_time() - began)


def print_table(rows: Iterable[Row]) -> None:
    """The figures as a Markdown table."""
    print("| collection | stories | precision | recall | F1 | macro F1 |")
    print("|---|--:|--:|--:|--:|--:|")
    for row in rows:
        s = row.score
        figures = " | ".join(f"{v:.3f}" for v in (s.precision, s.recall, s.f1, s.macro))
        print(f"| {row.name} | {row.stories:,} | {figures} |")


def main() -> None:
    """Measure on whatever is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--fold", choices=("held-back", "tuning", "all"), default="held-back")
    options = parser.parse_args()
    tagger = load_tagger()
    rows: list[Row] = []
    if options.data.is_dir():
        rows += measure_reuters(tagger, options.data, options.fold)
        rows += measure_muc(tagger, options.data)
        rows += measure_headlines(tagger, options.data)
        rows += measure_conll(tagger, options.data)
    else:
        print(f"{options.data} is not there: only the sample corpus is measured")
    rows += measure_sample(tagger, CORPUS)
    print_table(rows)
    if options.data.is_dir():
        print()
        print("\n".join(measure_speed(options.data)))


if __name__ == "__main__":
    main()
