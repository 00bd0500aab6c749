"""Organisations that no list has: their spans, their canonical names, their aliases."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from benchmarks.tagging import DATA, measure_conll
from indexer.tagging import load_tagger
from search.model import Article, Dating, Precision
from search.vocabulary import load_vocabulary

TAGGER = load_tagger()
BOOK = load_vocabulary()


def unlisted(text: str, day: str = "2015-05-05") -> list[tuple[str, str]]:
    dating = Dating(date.fromisoformat(day), Precision.DAY, "given")
    spans = TAGGER.explain(Article("x", text, dating=dating)).spans
    return [
        (span.text, id) for span in spans for id in span.organisations if span.kind == "unlisted"
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "India's Ministry of External Affairs spoke.",
            [("Ministry of External Affairs", "x-ministry-of-external-affairs--in")],
        ),
        (
            "The Russian Foreign Ministry spoke.",
            [("Foreign Ministry", "x-ministry-of-foreign-affairs--ru")],
        ),
        (
            "France waited. The Foreign Ministry spoke.",
            [("Foreign Ministry", "x-ministry-of-foreign-affairs--fr")],
        ),
        (
            "The Defense Ministry in Kyiv and the Ukrainian Ministry of Defence spoke.",
            [
                ("Defense Ministry", "x-ministry-of-defence--ua"),
                ("Ministry of Defence", "x-ministry-of-defence--ua"),
            ],
        ),
        (
            "The Patriotic Union of Kurdistan (PUK) spoke. The PUK left.",
            [
                ("Patriotic Union of Kurdistan", "x-patriotic-union-of-kurdistan"),
                ("PUK", "x-patriotic-union-of-kurdistan"),
                ("PUK", "x-patriotic-union-of-kurdistan"),
            ],
        ),
        (
            "Gencor Ltd rose. Gencor fell.",
            [("Gencor Ltd", "x-gencor"), ("Gencor", "x-gencor")],
        ),
        ("The XYZ leader left.", [("XYZ", "x-xyz")]),
        ("The GDP rate fell, and the CEO said so.", []),
        ("Bank loans fell. Party time came. The Ministry was shut.", []),
        ("The World Bank and the Bank of England spoke.", []),
        ("THE FOREIGN MINISTRY OF RURITANIA SPOKE.", []),
        ("They play in the American League.", []),
        ("Ebola virus disease (EVD) and the New South Wales (NSW) floods were named.", []),
        ("The Ballot Interference Prevention Act (BIPA) passed.", []),
    ],
)
def test_spans_and_names(text: str, found: list[tuple[str, str]]) -> None:
    assert unlisted(text) == found


def test_a_states_body_belongs_to_the_state_of_its_time() -> None:
    text = "The Soviet Foreign Ministry and the Polish Foreign Ministry spoke."
    assert [id for _, id in unlisted(text, "1987-05-05")] == [
        "x-ministry-of-foreign-affairs--suhh",
        "x-ministry-of-foreign-affairs--pl",
    ]
    assert unlisted("The Russian Foreign Ministry spoke.", "1987-05-05") == [
        ("Foreign Ministry", "x-ministry-of-foreign-affairs--suhh")
    ]


def test_labels() -> None:
    ((_, id),) = unlisted("India's Ministry of External Affairs spoke.")
    assert BOOK.label("organisation", id) == "Ministry of External Affairs (India)"


def test_they_stand_behind_the_listed_ones_and_need_more() -> None:
    article = TAGGER.tag(
        Article("x", "The Ruritanian People's Party met. NATO spoke. The Ruritanian Party left.")
    )
    assert [(t.value, t.about) for t in article.organisations] == [
        ("nato", True),
        ("x-ruritanian-peoples-party", False),
        ("x-ruritanian-party", False),
    ]


def test_a_list_of_companies_does_not_fill_the_facet() -> None:
    names = " ".join(f"{chr(65 + i % 26)}{chr(97 + i // 26)}lpha Corp rose." for i in range(200))
    article = TAGGER.tag(Article("x", names))
    assert len(article.organisations) == 20


@pytest.mark.data
@pytest.mark.skipif(
    not (DATA / "conll2003").is_dir(), reason="the corpora are not beside the checkout"
)
def test_exact_spans_in_newswire_of_1996() -> None:
    everything, news = measure_conll(TAGGER, Path(DATA))
    assert everything.score.precision > 0.78
    assert news.score.precision > 0.80
    assert news.score.recall > 0.45
