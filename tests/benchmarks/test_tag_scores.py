"""The figures of the tagger's benchmark: what is averaged, how sure it is, what was labelled."""

from __future__ import annotations

import math

import pytest

from benchmarks.tag_scores import OFTEN, Row, Score, in_fold, print_table
from benchmarks.tagging import KEYS, read_wikinews_labels
from search.vocabulary import load_vocabulary


def scored(*stories: tuple[str, str]) -> Score:
    score = Score()
    for gold, found in stories:
        score.add(gold.split(), found.split())
    return score


def test_micro_figures() -> None:
    score = scored(("fr de", "fr"), ("fr", "fr it"), ("", ""))
    assert (score.stories, score.precision, score.recall) == (3, 2 / 3, 2 / 3)
    assert score.f1 == pytest.approx(2 / 3)


def test_the_macro_mean_is_over_frequent_labels() -> None:
    often = [("fr", "fr")] * OFTEN + [("de", "")] * OFTEN
    score = scored(*often, ("it", ""), ("", "es"))
    assert set(score.frequent) == {"fr", "de"}
    assert score.macro == 0.5
    assert math.isnan(scored(*often[:OFTEN]).macro)


def test_intervals_hold_the_figure_and_narrow_with_more_stories() -> None:
    stories = [("fr", "fr"), ("fr", ""), ("de", "de"), ("de", "de fr")] * 10
    few, many = scored(*stories), scored(*stories * 20)
    for score in (few, many):
        (low, high), (least, most) = score.intervals()
        assert low < score.f1 < high
        assert least < score.macro < most
    widths = [s.intervals()[0][1] - s.intervals()[0][0] for s in (few, many)]
    assert widths[1] < widths[0] / 3
    assert few.intervals() == few.intervals()


def test_counts_of_one_label() -> None:
    score = Score()
    score.add_counts("ORG", (3, 1, 2))
    score.add_counts("ORG", (0, 0, 0))
    assert (score.stories, score.precision, score.recall) == (2, 0.75, 0.6)


def test_folds_are_a_third_and_the_rest() -> None:
    held = [i for i in range(900) if in_fold(i, "held-back")]
    assert 250 < len(held) < 350
    assert all(in_fold(i, "tuning") is not in_fold(i, "held-back") for i in range(900))
    assert all(in_fold(i, "all") for i in range(9))


def test_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    print_table([Row("one label", scored(*[("fr", "fr"), ("fr", "")] * 5))])
    line = capsys.readouterr().out.splitlines()[-1]
    assert line.startswith("| one label | 10 | 1.000 | 0.500 | 0.667 (.")
    assert line.endswith("| – | – |")


def test_labels_of_modern_articles_name_known_ids() -> None:
    book = load_vocabulary()
    known = {"country": set(book.lists.countries), "organisation": set(book.lists.organisations)}
    labels = read_wikinews_labels()
    assert len(labels) == 60
    for columns in labels.values():
        assert set(columns) == set(KEYS)
        for key, ids in columns.items():
            assert set(ids) <= known[key.removesuffix("_mention")], ids
            assert len(ids) == len(set(ids))
