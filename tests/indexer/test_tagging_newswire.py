"""What the tagger reaches on labelled newswire, so that a change that costs shows."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from benchmarks.tag_scores import Score, is_held_back
from benchmarks.tagging import DATA, RENAMED, measure_muc, read_lines, to_article
from indexer.tagging import load_tagger
from search.model import Article, Dating, Precision
from search.vocabulary import load_vocabulary

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif(not DATA.is_dir(), reason="the corpora are not beside the checkout"),
]

TAGGER = load_tagger()
BOOK = load_vocabulary()


def test_newswire_of_1987() -> None:
    about, mentions, orgs = Score(), Score(), Score()
    rows = read_lines(DATA / "reuters21578" / "reuters21578-dev.jsonl.gz")
    held_back = (row for row in rows if row["places"] and is_held_back(row["id"]))
    for row in itertools.islice(held_back, 2_000):
        tagged = TAGGER.tag(to_article(row))
        gold = {(BOOK.resolve("country", RENAMED.get(p, p)) or ("?",))[0] for p in row["places"]}
        about.add(gold - {"us"}, {t.value for t in tagged.countries if t.about} - {"us"})
        mentions.add(gold - {"us"}, {t.value for t in tagged.countries} - {"us"})
        if row["orgs"]:
            orgs.add(set(row["orgs"]) & {"ec", "imf"}, {t.value for t in tagged.organisations})
    assert about.f1 > 0.88
    assert mentions.recall > 0.99
    assert orgs.recall > 0.98


def test_reports_in_capitals() -> None:
    about, mentions = measure_muc(TAGGER, DATA)
    assert about.score.f1 > 0.89
    assert mentions.score.recall > 0.99


def test_the_seed_article() -> None:
    text = (DATA / "seed-article.txt").read_text("utf-8").replace(" date 2023-05-04 ", "")
    dating = Dating(date(2023, 5, 4), Precision.DAY, "date line")
    article = TAGGER.tag(Article("seed", text, dating=dating))
    assert {t.value for t in article.countries if t.about} == {"ru", "in"}
    others = {t.value for t in article.countries if not t.about}
    assert others == {"ua", "pk", "cn", "kg", "kz", "tj", "uz"}
    listed = {t.value: t.about for t in article.organisations if t.value[:2] != "x-"}
    assert listed == {
        "sco": True,
        "rats": False,
        "g20": False,
        "brics": False,
        "un": False,
        "pti": False,
    }
    assert article.pairs == ("in.ru",)
