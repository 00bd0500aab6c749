"""How well the tagger finds what stories are about, and how fast; prints docs/tagging.md's table.

Run `python -m benchmarks.tagging [--data FOLDER] [--fold held-back|tuning|all]`. The collections
are not part of the project; those that are missing are left out in words.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
import zlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from benchmarks.tag_scores import Row, Score, in_fold, print_table
from indexer.tagging import RuleTagger, load_tagger
from search.model import Article, Dating, Precision
from search.vocabulary import OPEN_WORLD, load_vocabulary

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT.parent / "shared" / "data"
CORPUS = ROOT / "corpus"
WIKINEWS = Path(__file__).parent / "data" / "wikinews_labels.tsv"

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


def measure_reuters(tagger: RuleTagger, folder: Path, fold: str) -> list[Row]:
    """Countries and organisations of the newswire of 1987, stories with at least one place."""
    book = load_vocabulary()
    about, abroad, mentions, orgs, named = Score(), Score(), Score(), Score(), Score()
    for row in read_lines(folder / "reuters21578" / "reuters21578-dev.jsonl.gz"):
        if not row["places"] or not in_fold(row["id"], fold):
            continue
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
    rows = [Row(f"Reuters 1987: {n}", s) for n, s in zip(names.split("|"), scores, strict=True)]
    return [*rows, Row("Reuters 1987: organisations, mentions", named)]


def _country(ids: tuple[str, ...] | None, name: str) -> str:
    if not ids or len(ids) != 1:
        raise ValueError(f"{name} is not one state's name")
    return ids[0]


def measure_muc(tagger: RuleTagger, folder: Path, fold: str = "all") -> list[Row]:
    """Dated reports of 1988-90 in capitals; the label is where an attack took place."""
    book = load_vocabulary()
    about, mentions = Score(), Score()
    for row in read_lines(folder / "muc4" / "docs-dev.jsonl.gz"):
        if not row["countries"] or not row["date"] or not in_fold(row["id"], fold):
            continue
        gold = {_country(book.resolve("country", c), c) for c in row["countries"]}
        tagged = tagger.tag(to_article({**row, "title": "", "dateline": ""}))
        about.add(gold, {t.value for t in tagged.countries if t.about})
        mentions.add(gold, {t.value for t in tagged.countries})
    return [
        Row("MUC-4, capitals: countries, about", about),
        Row("MUC-4, capitals: countries, mentions", mentions),
    ]


KEYS = ("country", "country_mention", "organisation", "organisation_mention")
"""What hand-made labels give for each article, as ids; mentions include what it is about."""

Labels = dict[str, dict[str, list[str]]]


def measure_sample(tagger: RuleTagger, folder: Path) -> list[Row]:
    """The project's own corpus of 2014-2025, English articles, labelled by their writer."""
    labels = {row["id"]: row for row in read_lines(folder / "labels.jsonl")}
    articles = read_lines(folder / "articles.jsonl")
    english = (row for row in articles if row.get("language", "en") == "en")
    return _measure_labelled("sample corpus", tagger, english, labels)


def measure_wikinews(tagger: RuleTagger, folder: Path) -> list[Row]:
    """60 articles of Wikinews of 2019-20; how they were drawn and labelled stands at their head."""
    articles = read_lines(folder / "wikinews" / "docs.jsonl")
    return _measure_labelled("Wikinews 2019-20", tagger, articles, read_wikinews_labels())


def read_wikinews_labels(path: Path = WIKINEWS) -> Labels:
    """The labels by article id."""
    labels = {}
    for line in path.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        id, *columns = line.split("\t")
        countries, more, organisations, others = (column.split() for column in columns)
        values = (countries, countries + more, organisations, organisations + others)
        labels[id] = dict(zip(KEYS, values, strict=True))
    return labels


def _measure_labelled(
    name: str, tagger: RuleTagger, articles: Iterable[dict[str, Any]], labels: Labels
) -> list[Row]:
    """Tags beside labels made by hand; organisations that no list has are left out."""
    scores = {key: Score() for key in KEYS}
    for row in articles:
        if row["id"] not in labels:
            continue
        tagged = tagger.tag(to_article(row))
        for key, score in scores.items():
            tags = tagged.countries if key.startswith("country") else tagged.organisations
            listed = [t for t in tags if not t.value.startswith(OPEN_WORLD)]
            found = {t.value for t in listed if t.about or key.endswith("mention")}
            score.add(labels[row["id"]][key], found)
    names = [
        f"{what}, {how}" for what in ("countries", "organisations") for how in ("about", "mentions")
    ]
    return [Row(f"{name}: {n}", score) for n, score in zip(names, scores.values(), strict=True)]


def measure_conll(tagger: RuleTagger, folder: Path, file: str = "testa") -> list[Row]:
    """Organisations as exact spans in newswire of 1996: all stories, and those not of sport.

    Sports stories begin with their sport and a dash; most of their organisations are towns that
    stand for clubs, which the tagger does not look for.
    """
    every, news = Score(), Score()
    for row in read_lines(folder / "conll2003" / f"{file}.jsonl.gz"):
        gold = {(s, e) for s, e, kind, _ in row["entities"] if kind == "ORG"}
        explained = tagger.explain(to_article({**row, "title": ""})).spans
        spans = {(s.start, s.end) for s in explained if s.part == "text" and s.organisations}
        sport = " - " in row["text"][:25]
        counts = (len(gold & spans), len(spans - gold), len(gold - spans))
        for score in (every,) if sport else (every, news):
            score.add_counts("ORG", counts)
    return [
        Row(f"CoNLL-2003 {file}: organisations, exact spans", every),
        Row(f"CoNLL-2003 {file}, no sport: the same", news),
    ]


def measure_headlines(tagger: RuleTagger, folder: Path, every: int = 30) -> list[Row]:
    """World headlines of 2007-2016 without their stories, one in `every`, by their id's hash.

    The labels are the countries in the slugs that editors gave the stories.
    """
    about, mentions = Score(), Score()
    for row in read_lines(folder / "reuters_headlines" / "headlines_world.jsonl.gz"):
        if not row["countries"] or zlib.crc32(row["id"].encode()) % every:
            continue
        tagged = tagger.tag(
            to_article({"id": row["id"], "date": row["date"], "text": row["title"]})
        )
        gold = {country.lower() for country in row["countries"]}
        about.add(gold, {t.value for t in tagged.countries if t.about})
        mentions.add(gold, {t.value for t in tagged.countries})
    return [
        Row("headlines 2007-2016: countries, about", about),
        Row("headlines 2007-2016: countries, mentions", mentions),
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
        rows += measure_muc(tagger, options.data, options.fold)
        rows += measure_headlines(tagger, options.data)
        rows += measure_conll(tagger, options.data)
        rows += measure_wikinews(tagger, options.data)
    else:
        print(f"{options.data} is not there: only the sample corpus is measured")
    rows += measure_sample(tagger, CORPUS)
    print_table(rows)
    if options.data.is_dir():
        print()
        print("\n".join(measure_speed(options.data)))


if __name__ == "__main__":
    main()
