"""The measures agree with ir-measures; files that cannot be read say where."""

from __future__ import annotations

import io
import itertools
import math

import ir_measures
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.evaluation import (
    MEASURES,
    BadFile,
    Topic,
    compare,
    evaluate,
    measure_run,
    ndcg,
    precision,
    read_qrels,
    read_run,
    read_topics,
    recall,
    write_run,
)

ORACLE = {
    "ndcg@10": ir_measures.nDCG @ 10,
    "map": ir_measures.AP,
    "p@10": ir_measures.P @ 10,
    "recall@100": ir_measures.R @ 100,
    "mrr": ir_measures.RR,
    "ndcg@3": ir_measures.nDCG @ 3,
    "p@2": ir_measures.P @ 2,
    "recall@2": ir_measures.R @ 2,
}
OURS = {**MEASURES, "ndcg@3": ndcg(3), "p@2": precision(2), "recall@2": recall(2)}
TOPICS = ["1", "2", "3"]
DOCUMENTS = [f"d{number}" for number in range(14)]
QRELS = st.dictionaries(
    st.sampled_from(TOPICS),
    st.dictionaries(st.sampled_from(DOCUMENTS), st.integers(-1, 3), min_size=1),
    min_size=1,
)
RUNS = st.dictionaries(
    st.sampled_from(TOPICS),
    st.lists(st.sampled_from(DOCUMENTS), unique=True).map(
        lambda ids: [(id, float(len(ids) - place)) for place, id in enumerate(ids)]
    ),
)


@given(QRELS, RUNS)
@settings(deadline=None, max_examples=150)
def test_measures_are_those_of_ir_measures(qrels, run):
    ours = measure_run(run, qrels, OURS)
    oracle = ir_measures.calc_aggregate(
        list(ORACLE.values()), qrels, {topic: dict(found) for topic, found in run.items()}
    )
    for name, measure in ORACLE.items():
        assert ours.means[name] == pytest.approx(oracle[measure], abs=1e-9), name


def test_known_values_by_hand():
    judged = {"a": 2, "b": 1, "c": 0, "d": 1}
    found = measure_run({"1": [("c", 3.0), ("a", 2.0), ("x", 1.5), ("b", 1.0)]}, {"1": judged})
    ideal = 2 + 1 / math.log2(3) + 1 / 2
    assert found.means["ndcg@10"] == pytest.approx((2 / math.log2(3) + 1 / math.log2(5)) / ideal)
    assert found.means["map"] == pytest.approx((1 / 2 + 2 / 4) / 3)
    assert found.means["p@10"] == pytest.approx(0.2)
    assert found.means["recall@100"] == pytest.approx(2 / 3)
    assert found.means["mrr"] == pytest.approx(0.5)


def test_every_judged_topic_is_asked_and_counts():
    asked = []

    def answer(text):
        asked.append(text)
        return [("a", 1.0)] if text == "one" else []

    topics = [Topic("1", "one"), Topic("2", "two"), Topic("3", "not judged")]
    evaluation = evaluate(answer, topics, {"1": {"a": 1}, "2": {"b": 1}, "9": {"a": 1}})
    assert asked == ["one", "two"]
    assert evaluation.means["map"] == 0.5
    assert evaluation.by_topic["map"] == {"1": 1.0, "2": 0.0}
    with pytest.raises(ValueError, match="belong together"):
        evaluate(answer, topics, {"9": {"a": 1}})


def test_files_are_read_and_runs_survive_a_round_trip(tmp_path):
    topics, qrels, run = (tmp_path / name for name in ("topics.tsv", "qrels.txt", "run.txt"))
    topics.write_text("\ufeff1\tsanctions  on Iran\n\n2\ta\tb\n", encoding="utf-8")
    assert read_topics(topics) == (Topic("1", "sanctions  on Iran"), Topic("2", "a\tb"))
    qrels.write_text("1 0 a 2\n1 0 b 0\r\n1\t0\ta\t2\n2 0 c -1\n")
    assert read_qrels(qrels) == {"1": {"a": 2, "b": 0}, "2": {"c": -1}}
    given_run = {"1": [("b", 1.0), ("a", 1.0), ("c", 1.0)], "2": [("x", -3.0)]}
    with run.open("w") as stream:
        write_run(given_run, stream)
    assert {topic: [id for id, _ in found] for topic, found in read_run(run).items()} == {
        "1": ["b", "a", "c"],
        "2": ["x"],
    }
    run.write_text("1 Q0 a 1 0.5 x\n1 Q0 b 2 0.5 x\n1 Q0 c 3 2e0 x\n")
    assert [id for id, _ in read_run(run)["1"]] == ["c", "b", "a"]
    stream = io.StringIO()
    write_run({"1": [("a", 0.25)]}, stream)
    assert stream.getvalue() == "1 Q0 a 1 1 dragoman\n"


@pytest.mark.parametrize(
    ("read", "content", "place"),
    [
        (read_topics, "1\tone\nno tab\n", ":2: a topic"),
        (read_topics, "1\t \n", ":1: a topic"),
        (read_topics, "1\tone\n1\ttwo\n", ":2: topic 1"),
        (read_topics, "\n", "holds no topic"),
        (read_qrels, "1 0 a\n", ":1: a judgement"),
        (read_qrels, "1 0 a 1\n1 0 b high\n", ":2: a judgement"),
        (read_qrels, "1 0 a 1\n1 0 a 2\n", ":2: a has two"),
        (read_qrels, "", "holds no judgement"),
        (read_run, "1 Q0 a 1 0.5\n", ":1: a result"),
        (read_run, "1 Q0 a 1 x y\n", ":1: x is not"),
        (read_run, "1 Q0 a 1 2 y\n1 Q0 a 2 1 y\n", ":2: a stands twice"),
    ],
)
def test_a_bad_line_is_named(tmp_path, read, content, place):
    path = tmp_path / "file"
    path.write_text(content)
    with pytest.raises(BadFile) as caught:
        read(path)
    assert place in str(caught.value)


def test_files_that_are_missing_or_no_text_are_named(tmp_path):
    with pytest.raises(BadFile, match="No such file"):
        read_topics(tmp_path / "none")
    (tmp_path / "bytes").write_bytes(b"1\t\xff\xfe")
    with pytest.raises(BadFile, match="not UTF-8"):
        read_topics(tmp_path / "bytes")


def test_the_randomisation_test_is_the_exact_one_within_its_own_error():
    first = {str(n): value for n, value in enumerate([0.9, 0.8, 0.7, 0.6, 0.9, 0.5, 0.3, 0.8])}
    second = {str(n): value for n, value in enumerate([0.5, 0.7, 0.6, 0.7, 0.4, 0.4, 0.3, 0.2])}
    differences = [first[topic] - second[topic] for topic in first]
    sums = [
        abs(sum(sign * value for sign, value in zip(signs, differences, strict=True)))
        for signs in itertools.product((1, -1), repeat=len(differences))
    ]
    exact = sum(value >= abs(sum(differences)) - 1e-9 for value in sums) / len(sums)
    tested = compare(first, second)
    assert tested.difference == pytest.approx(sum(differences) / 8)
    assert tested.p == pytest.approx(exact, abs=0.01)
    assert compare(second, first).difference == pytest.approx(-tested.difference)
    assert compare(first, first).p == 1
    with pytest.raises(ValueError, match="same topics"):
        compare(first, {"0": 1.0})
