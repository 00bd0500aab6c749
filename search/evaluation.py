"""How good a ranking is: topics, judgements and runs, and the measures of TREC over them.

Measures follow trec_eval: a document without a judgement is not relevant, gains are linear, and
a topic that finds nothing counts with 0. Nothing here asks an engine; see `evaluate`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

import numpy as np

Judgements = Mapping[str, int]
"""Document id to its grade for one topic; grades above 0 are relevant."""

Qrels = Mapping[str, Judgements]
"""Topic id to its judgements."""

Ranking = Sequence[tuple[str, float]]
"""Document ids with their scores, best first."""

Run = Mapping[str, Ranking]
"""Topic id to what was found for it."""

Measure = Callable[[Sequence[str], Judgements], float]
"""From ranked ids, best first, and a topic's judgements to a value between 0 and 1."""

DEPTH = 1_000
"""Documents a topic is evaluated to, as at TREC."""


class BadFile(ValueError):  # noqa: N818 - named for what is wrong
    """A file of topics, judgements or results cannot be read; the message names the line."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One question with its id."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Each measure's mean over the judged topics, and its values topic by topic."""

    means: Mapping[str, float]
    by_topic: Mapping[str, Mapping[str, float]]
    run: Run


@dataclass(frozen=True, slots=True)
class PairedTest:
    """Two systems on the same topics: the mean difference, and how likely chance makes one as
    large in either direction."""

    difference: float
    p: float


# --- files


def read_topics(path: Path) -> tuple[Topic, ...]:
    """Topics from lines of `id<TAB>text`; raises BadFile."""
    topics: dict[str, Topic] = {}
    for place, line in _lines(path):
        id, tab, text = line.partition("\t")
        id, text = id.strip(), text.strip()
        if not (id and tab and text):
            raise BadFile(f"{place}: a topic is an id, a tab and a text")
        if id in topics:
            raise BadFile(f"{place}: topic {id} stands there twice")
        topics[id] = Topic(id, text)
    if not topics:
        raise BadFile(f"{path}: holds no topic")
    return tuple(topics.values())


def read_qrels(path: Path) -> dict[str, dict[str, int]]:
    """Judgements in TREC's form, `topic iteration document grade`; raises BadFile."""
    qrels: dict[str, dict[str, int]] = {}
    for place, line in _lines(path):
        parts = line.split()
        if len(parts) != 4 or not re.fullmatch(r"-?[0-9]{1,9}", parts[3]):
            raise BadFile(f"{place}: a judgement is a topic, a 0, a document and a whole grade")
        topic, _, document, grade = parts
        if qrels.setdefault(topic, {}).setdefault(document, int(grade)) != int(grade):
            raise BadFile(f"{place}: {document} has two different grades for topic {topic}")
    if not qrels:
        raise BadFile(f"{path}: holds no judgement")
    return qrels


def read_run(path: Path) -> dict[str, list[tuple[str, float]]]:
    """A run in TREC's form, `topic Q0 document rank score name`; raises BadFile.

    As in trec_eval, scores alone give the order, and equal ones the document id, descending.
    """
    run: dict[str, dict[str, float]] = {}
    for place, line in _lines(path):
        parts = line.split()
        if len(parts) != 6:
            raise BadFile(f"{place}: a result is a topic, Q0, a document, a rank, a score, a name")
        topic, _, document, _, text, _ = parts
        try:
            score = float(text)
        except ValueError:
            raise BadFile(f"{place}: {text} is not a score") from None
        if document in run.setdefault(topic, {}):
            raise BadFile(f"{place}: {document} stands twice under topic {topic}")
        run[topic][document] = score
    return {topic: _in_order(found) for topic, found in run.items()}


def write_run(run: Run, stream: TextIO, name: str = "dragoman") -> None:
    """Write a run in TREC's form.

    Scores are written as falling with the rank, so that every tool keeps the order of the run
    even where ties were broken by something that its files do not hold.
    """
    for topic, ranking in run.items():
        for rank, (document, _) in enumerate(ranking, 1):
            stream.write(f"{topic} Q0 {document} {rank} {len(ranking) - rank + 1} {name}\n")


def _lines(path: Path) -> Iterator[tuple[str, str]]:
    """Lines that are not blank, each with its place for messages; raises BadFile."""
    try:
        with path.open(encoding="utf-8-sig") as stream:
            for number, line in enumerate(stream, 1):
                if line.strip():
                    yield f"{path}:{number}", line.rstrip("\r\n")
    except UnicodeDecodeError as error:
        raise BadFile(f"{path}: is not UTF-8 text") from error
    except OSError as error:
        raise BadFile(f"{path}: {error.strerror or error}") from error


def _in_order(found: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(found.items(), key=lambda item: (item[1], item[0]), reverse=True)


# --- measures


def ndcg(depth: int) -> Measure:
    """Normalised discounted cumulative gain of the first `depth` (Järvelin & Kekäläinen 2002),
    with linear gains and a discount of log2(rank + 1)."""

    def measure(ranked: Sequence[str], judged: Judgements) -> float:
        gains = [max(judged.get(id, 0), 0) for id in ranked[:depth]]
        ideal = sorted((grade for grade in judged.values() if grade > 0), reverse=True)
        best = _discounted(ideal[:depth])
        return _discounted(gains) / best if best else 0.0

    return measure


def average_precision(ranked: Sequence[str], judged: Judgements) -> float:
    """The mean of the precision at each relevant document, those not found counting 0."""
    found, total = 0, 0.0
    for rank, id in enumerate(ranked, 1):
        if judged.get(id, 0) > 0:
            found += 1
            total += found / rank
    return total / max(_relevant(judged), 1)


def precision(depth: int) -> Measure:
    """The share of relevant documents in the first `depth`, which may be fewer."""
    return lambda ranked, judged: _found(ranked[:depth], judged) / depth


def recall(depth: int) -> Measure:
    """The share of the relevant documents that stand in the first `depth`."""
    return lambda ranked, judged: _found(ranked[:depth], judged) / max(_relevant(judged), 1)


def reciprocal_rank(ranked: Sequence[str], judged: Judgements) -> float:
    """One over the rank of the first relevant document; 0 if there is none."""
    ranks = (rank for rank, id in enumerate(ranked, 1) if judged.get(id, 0) > 0)
    first = next(ranks, None)
    return 1 / first if first else 0.0


MEASURES: Mapping[str, Measure] = {
    "ndcg@10": ndcg(10),
    "map": average_precision,
    "p@10": precision(10),
    "recall@100": recall(100),
    "mrr": reciprocal_rank,
}
"""What `dragoman evaluate` reports, by the names it is reported under."""


def _discounted(gains: Sequence[int]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, 1))


def _relevant(judged: Judgements) -> int:
    return sum(grade > 0 for grade in judged.values())


def _found(ranked: Sequence[str], judged: Judgements) -> int:
    return sum(judged.get(id, 0) > 0 for id in ranked)


# --- whole evaluations


def evaluate(
    answer: Callable[[str], Ranking],
    topics: Iterable[Topic],
    qrels: Qrels,
    measures: Mapping[str, Measure] = MEASURES,
) -> Evaluation:
    """Ask every judged topic and measure what comes back; topics without judgements are left out.

    Raises ValueError if no topic has judgements: the files then do not belong together.
    """
    run = {topic.id: tuple(answer(topic.text))[:DEPTH] for topic in topics if topic.id in qrels}
    return measure_run(run, {topic: qrels[topic] for topic in run}, measures)


def measure_run(run: Run, qrels: Qrels, measures: Mapping[str, Measure] = MEASURES) -> Evaluation:
    """Measure a run over all topics of `qrels`; raises ValueError if there are none."""
    if not qrels:
        raise ValueError("none of the topics has judgements: do the files belong together?")
    ranked = {topic: [id for id, _ in run.get(topic, ())] for topic in qrels}
    by_topic = {
        name: {topic: measure(ranked[topic], qrels[topic]) for topic in qrels}
        for name, measure in measures.items()
    }
    means = {name: math.fsum(values.values()) / len(values) for name, values in by_topic.items()}
    return Evaluation(means, by_topic, run)


def compare(
    first: Mapping[str, float],
    second: Mapping[str, float],
    *,
    rounds: int = 10_000,
    seed: int = 1,
) -> PairedTest:
    """Fisher's two-sided randomisation test on paired values, topic by topic.

    Under the null hypothesis either system could have given either value of a topic, so signs
    of the differences are flipped at random (Smucker, Allan & Carterette 2007). The same seed
    gives the same p. Raises ValueError unless both have the same topics, at least one.
    """
    if not first or first.keys() != second.keys():
        raise ValueError("a paired test needs the same topics on both sides, at least one")
    differences = np.array([first[topic] - second[topic] for topic in first])
    chance = np.random.default_rng(seed)
    observed = abs(differences.mean())
    as_large = 0
    for _ in range(rounds):
        signs = chance.integers(0, 2, differences.size) * 2 - 1
        # a hair below, so that rounding does not make an equal mean a smaller one
        as_large += bool(abs((differences * signs).mean()) >= observed - 1e-12)
    return PairedTest(float(differences.mean()), (as_large + 1) / (rounds + 1))
