"""The benchmark harness on 200 made-up articles: every engine answers, and answers rightly."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks import starting
from benchmarks.__main__ import main
from benchmarks.corpus import read_articles, text_bytes, write_articles
from benchmarks.engines.protocol import NotInstalled, month_of
from benchmarks.engines.registry import MAKERS, OURS, ensure_index, present
from benchmarks.goals import judge_speed
from benchmarks.judged import Collection
from benchmarks.markdown import tabulate
from benchmarks.questions import Kind, Question, draw, read_vocabulary
from benchmarks.rankers import shares
from benchmarks.retrieval import compare_engines, try_most_shares, try_shares
from benchmarks.sources import DataMissing, find_data
from benchmarks.summary import summarise
from benchmarks.timing import Pass, Timing, keep_least
from search import second_look
from search.evaluation import Topic
from search.model import Article, Dating, Precision, Tag

# No word here changes under any engine's stemmer, and none is a function word.
WORDS = (
    *("accord", "border", "candid", "denim", "envoy", "fjord"),
    *("gulf", "harbor", "import", "junta", "karat", "limit"),
)
RARE = "zebu"


def make_articles(count: int = 200) -> list[Article]:
    """Articles of words drawn at random, every word far rarer than the one before it."""
    chance = random.Random(5)
    first = date(1990, 1, 1)
    articles = []
    for number in range(count):
        words = [word for rank, word in enumerate(WORDS) if chance.random() < 0.9 * 0.75**rank]
        chance.shuffle(words)
        text = " ".join([*words, *words[:3], *([RARE] if number % 50 == 0 else [])])
        articles.append(
            Article(
                id=f"a{number}",
                text=text,
                derived_title=text[:20],
                dating=Dating(first + timedelta(days=number * 3), Precision.DAY, "given"),
                countries=tuple(Tag(c) for c in chance.sample(["fr", "in", "ru", "us"], 2)),
                organisations=(Tag("un"),) if number % 3 else (),
            )
        )
    return articles


@pytest.fixture(scope="module")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench")
    write_articles(folder / "articles.jsonl", make_articles())
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("data")
    (folder / "topics").mkdir()
    topics = (
        "t:1\tEnvoy to the Gulf\nt:2\tLimit of an Accord\nt:3\tOf the\nt:4\tEnvoy to the Gulf\n"
    )
    (folder / "topics" / "news-topics.tsv").write_text(topics, encoding="utf-8")
    return folder


def installed(name: str) -> None:
    try:
        MAKERS[name].version()
    except NotInstalled as reason:
        pytest.skip(str(reason))


def matching(question: Question) -> list[Article]:
    """What must be found, word by word."""
    found = []
    for article in make_articles():
        words = article.text.split()
        has = [word in words for word in question.words]
        pairs = list(pairwise(words))
        near = any(
            abs(a - b) <= 8
            for a, one in enumerate(words)
            for b, other in enumerate(words)
            if {one, other} == set(question.words)
        )
        right = {
            Kind.AND3: all(has),
            Kind.OR3: any(has),
            Kind.PHRASE: tuple(question.words) in pairs,
            Kind.NEAR: near,
            Kind.PREFIX: any(word.startswith(question.words[0]) for word in words),
            Kind.NOT: has[0] and not has[-1],
            Kind.TOPIC_ALL: all(has),
        }.get(question.kind, has[0])
        if right:
            found.append(article)
    return found


QUESTIONS = [
    Question(Kind.RARE, (RARE,)),
    Question(Kind.COMMON, ("accord",)),
    Question(Kind.AND3, ("accord", "border", "envoy")),
    Question(Kind.OR3, ("junta", "karat", "limit")),
    Question(Kind.PHRASE, ("accord", "border")),
    Question(Kind.PREFIX, ("acco",)),
    Question(Kind.NOT, ("accord", "border")),
    Question(Kind.DATE, ("border",)),
    Question(Kind.TOPIC_ALL, ("envoy", "gulf"), "Envoy to the Gulf"),
]


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: str(q.kind))
@pytest.mark.parametrize("name", [name for name in MAKERS if "segments" not in name])
def test_every_engine_counts_exactly(name: str, question: Question, cache: Path) -> None:
    installed(name)
    folder = ensure_index(name, cache / "articles.jsonl", 200, cache)
    answer = MAKERS[name].open(folder).answer(question)
    right = matching(question)
    assert answer.total == len(right)
    assert dict(answer.countries) == Counter(t.value for a in right for t in a.countries)
    assert dict(answer.organisations) == Counter(t.value for a in right for t in a.organisations)
    assert dict(answer.months) == Counter(month_of(a) for a in right)
    shown = {(a.id, a.derived_title, a.dating.iso) for a in right}
    assert set(answer.hits) <= shown
    assert len(answer.hits) == min(10, len(right))
    if question.kind is Kind.DATE:
        newest = sorted((a.dating.iso for a in right), reverse=True)[:10]
        assert [day for _, _, day in answer.hits] == newest


@pytest.mark.parametrize("name", [OURS, "sqlite"])
def test_near_means_the_same_distance(name: str, cache: Path) -> None:
    question = Question(Kind.NEAR, ("accord", "limit"))
    folder = ensure_index(name, cache / "articles.jsonl", 200, cache)
    assert MAKERS[name].open(folder).answer(question).total == len(matching(question))


def test_twenty_segments_find_what_is_left(cache: Path) -> None:
    name = next(name for name in MAKERS if "segments" in name)
    folder = ensure_index(name, cache / "articles.jsonl", 200, cache)
    question = Question(Kind.OR3, tuple(WORDS[:3]))
    gone = len(matching(question)) - MAKERS[name].open(folder).answer(question).total
    assert 0 <= gone <= 4  # 2 % of 200 articles were deleted


def test_articles_are_spread_and_copied(cache: Path) -> None:
    path = cache / "articles.jsonl"
    some = [article.id for article in read_articles(path, 50)]
    assert len(some) == 50
    assert some == sorted(some, key=lambda id: int(id[1:]))
    assert int(some[-1][1:]) - int(some[0][1:]) > 150
    more = [article.id for article in read_articles(path, 450)]
    assert len(set(more)) == 450
    assert more[200] == "a0~1"
    assert text_bytes(path, 200) == sum(len(a.text) for a in make_articles())


def test_questions_are_distinct_and_the_same_every_time(cache: Path, data: Path) -> None:
    vocabulary = read_vocabulary(make_articles())
    drawn = draw(vocabulary, 5, data)
    assert drawn == draw(vocabulary, 5, data)
    assert drawn[Kind.COMMON]
    for questions in drawn.values():
        assert len(set(questions)) == len(questions)
    assert [q.words for q in drawn[Kind.TOPIC]] == [("envoy", "gulf"), ("limit", "accord")]


def test_rows_compare_the_questions_both_were_asked() -> None:
    one, two = (Question(Kind.COMMON, (word,)) for word in "ab")
    timings = [
        Timing(OURS, Kind.COMMON, Pass.WARM, one, 1.0, 1.0, 100),
        Timing(OURS, Kind.COMMON, Pass.WARM, two, 9.0, 9.0, 100),
        Timing("tantivy", Kind.COMMON, Pass.WARM, one, 3.0, 2.0, 110),
    ]
    ours, peer = summarise(timings)
    assert (ours.engine, ours.p50, ours.hits) == (OURS, 5.0, 100)
    assert (peer.p50_to_ours, peer.cpu50_to_ours, peer.hits_to_ours) == (3.0, 2.0, 1.1)
    goals = {goal.name: goal.met for goal in judge_speed([ours, peer], 1_000)}
    assert goals == {"common p50": False, "common p95": False} | {
        "common cpu50": False,
        "common cpu95": False,
    }


def test_least_time_of_several_warm_passes() -> None:
    question = Question(Kind.COMMON, ("a",))
    times = [(Pass.COLD, 9.0, 9.0), (Pass.WARM, 5.0, 2.0), (Pass.WARM, 3.0, 4.0)]
    asked = [Timing(OURS, Kind.COMMON, at, question, *clocks, 1) for at, *clocks in times]
    assert [(t.at, t.wall, t.cpu) for t in keep_least(asked)] == [
        (Pass.COLD, 9.0, 9.0),
        (Pass.WARM, 3.0, 2.0),
    ]


def test_missing_data_are_named(tmp_path: Path) -> None:
    with pytest.raises(DataMissing, match="beside the checkout"):
        find_data("nothing.txt", tmp_path)
    result = CliRunner().invoke(main, ["--cache", str(tmp_path), "--data", str(tmp_path)])
    assert result.exit_code == 1
    assert "reuters21578-dev.jsonl.gz is missing" in result.output


def test_command(cache: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(starting, "RUNS", 1)
    out = tmp_path / "report.json"
    arguments = ["--articles", "200", "--questions", "2", "--builds", "100", "--engine", OURS]
    places = ["--cache", str(cache), "--data", str(data), "--json", str(out)]
    result = CliRunner().invoke(main, [*arguments, *places], catch_exceptions=False)
    assert result.exit_code == 0
    report = json.loads(out.read_text(encoding="utf-8"))
    assert {(row["at"], row["kind"]) for row in report["rows"]} >= {
        (at, kind) for at in ("cold", "warm") for kind in ("common", "topics")
    }
    assert report["builds"][0]["articles"] == 100
    assert "first answer" in result.output


def test_rankers_find_what_was_asked_for(cache: Path, tmp_path: Path) -> None:
    articles = tuple(read_articles(cache / "articles.jsonl", 200))
    wanted = {a.id: 1 for a in make_articles() if RARE in a.text.split()}
    topics = (Topic("1", f"the {RARE}"),)
    collection = Collection("made up", articles, topics, {"1": wanted}, "map", 100)
    versions, missing = present(["dragoman", "tantivy", "sqlite", "whoosh bincount"])
    folders = {name: ensure_index(name, cache / "articles.jsonl", 200, cache) for name in versions}
    found = compare_engines(collection, folders)
    assert len(found) == 5 + 3 - len(missing)
    assert {e.means["map"] for e in found.values()} == {1.0}
    assert set(try_shares(collection, folders[OURS]).values()) == {1.0}
    tried = try_most_shares(collection, folders[OURS])
    assert [(one.value, one.mean_hits) for one in tried] == [(1.0, len(wanted))] * len(tried)


def test_shares_are_put_back() -> None:
    def now() -> tuple[float, float]:
        return second_look.PAIR_SHARE, second_look.LEAD_SHARE

    before = now()
    with shares(0.1, 0.2):
        assert now() == (0.1, 0.2)
    assert now() == before


def test_markdown_has_a_row_for_each_class() -> None:
    clocks = {"p50": 1.234, "p95": 12.34, "cpu50": 1.0, "cpu95": 123.4}
    rows = [
        {"kind": "rare", "engine": OURS, "hits": 1234.4, **clocks},
        {"kind": "rare", "engine": "tantivy", "hits": 9.0, **clocks},
        {"kind": "near", "engine": OURS, "hits": 2.0, **clocks},
    ]
    assert list(tabulate(rows, "wall"))[2:] == [
        "| rare | 1,234 | 1.23 / 12.3 | 1.23 / 12.3 |",
        "| near | 2 | 1.23 / 12.3 | – |",
    ]
    assert "1.00 / 123 |" in list(tabulate(rows, "cpu"))[2]
