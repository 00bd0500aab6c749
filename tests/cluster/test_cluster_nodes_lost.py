"""A node of a real cluster is killed while articles are written and questions answered."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from cluster_nodes import Nodes
from embedded_builders import TODAY, make_corpus

from search.cluster import ClusterSearcher, ClusterWriter
from search.engine import EngineError, EngineUnavailable, IndexLocked, verify_index
from search.model import Article, Match, Query, SourceRecord, Want

pytestmark = pytest.mark.cluster

PATIENCE = 300.0
"""Seconds for what takes one on an idle machine."""

SHORT_LEASE = "from search.cluster import lease; lease.SECONDS, lease.RENEWED = 15.0, 0.3; "
"""Long enough for a busy machine to look at it once more before it ends."""


def write(url: str, articles: list[Article]) -> None:
    with ClusterWriter(url) as writer:
        for article in articles:
            writer.add(article)


def test_nothing_acknowledged_is_lost_with_a_node(
    url: str, nodes: Nodes, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed in the middle of bulk requests, several of them under way at once."""
    monkeypatch.setattr("search.cluster.writer.BATCH", 50)
    corpus = make_corpus(2_000, seed=3)
    victim = nodes.nodes[-1]
    with ClusterWriter(url, jobs=3) as writer:
        for number, article in enumerate(corpus):
            writer.add(article)
            if number == 700:
                threading.Thread(target=nodes.kill, args=(victim,)).start()
        writer.record(SourceRecord("all", "f"))
    searcher = ClusterSearcher(url, today=TODAY)
    stored = {article.id: article.text for article in searcher.articles()}
    assert stored == {article.id: article.text for article in corpus}
    assert [record.source for record in searcher.sources()] == ["all"]
    assert searcher.search(Query("")).total == len(corpus)
    # A cluster makes new copies after a minute; until then these are missing, and nothing else.
    assert all("copies" in trouble for trouble in verify_index(url))
    nodes.ask_for(victim)
    nodes.wait(status="green")
    assert verify_index(url) == ()
    assert searcher.search(Query("")).total == len(corpus)


def test_answers_stay_right_while_a_node_dies(url: str, nodes: Nodes) -> None:
    write(url, make_corpus(500, seed=4))
    nodes.wait(status="green")
    searcher = ClusterSearcher(url, today=TODAY)
    questions = [Query("iran sanctions"), Query('"the council"'), Query("", match=Match.ALL)]
    want = Want(suggestions=False)
    wanted = [_told(searcher, query, want) for query in questions]
    wrong: list[object] = []
    refused: list[str] = []
    right = 0
    done = threading.Event()

    def ask() -> None:
        nonlocal right
        while not done.is_set():
            for query, answer in zip(questions, wanted, strict=True):
                try:
                    told = _told(searcher, query, want)
                except EngineUnavailable as error:
                    refused.append(str(error))
                else:
                    right += told == answer
                    if told != answer:
                        wrong.append((query, told))

    askers = [threading.Thread(target=ask) for _ in range(3)]
    for asker in askers:
        asker.start()

    def wait_for_answers(count: int, at_least: float) -> None:
        """So many right ones from now on, and for so many seconds."""
        began, before = time.monotonic(), right
        while time.monotonic() < began + at_least or right <= before + count:
            assert time.monotonic() < began + PATIENCE, refused
            time.sleep(0.05)

    try:
        wait_for_answers(5 * len(questions), at_least=1)
        nodes.kill(nodes.nodes[0])
        wait_for_answers(10 * len(questions), at_least=6)
    finally:
        done.set()
        for asker in askers:
            asker.join()
    assert not wrong
    assert all("opensearch+http://" in words for words in refused)
    assert [_told(searcher, query, want) for query in questions] == wanted


def test_reading_everything_survives_a_node(url: str, nodes: Nodes) -> None:
    """A point in time dies with a node; what is read goes on behind the last article."""
    write(url, make_corpus(1_500, seed=7))
    nodes.wait(status="green")
    searcher = ClusterSearcher(url, today=TODAY)
    seen = []
    for number, article in enumerate(searcher.articles()):
        seen.append(article.id)
        if number == 100:
            for node in nodes.nodes[:1]:
                nodes.kill(node)
    assert seen == sorted({article.id for article in make_corpus(1_500, seed=7)})


def _told(searcher: ClusterSearcher, query: Query, want: Want) -> object:
    page = searcher.search(query, want)
    return page.total, page.facets, [(hit.id, round(hit.score, 5)) for hit in page.hits]


CHILD = """
import sys; sys.path[:0] = {paths!r}
{lease}
from embedded_builders import make_corpus
from search.cluster import ClusterWriter, writer as w, bulk
w.BATCH, w.CHECKPOINT = 50, 0.0
send = bulk.send
def told(cluster, actions, **more):
    send(cluster, actions, **more)
    print(*[a.document["id"] for a in actions if a.document and "id" in a.document], flush=True)
w.send = told
with ClusterWriter({url!r}) as writer:
    for number, article in enumerate(make_corpus(5_000, seed=5)):
        writer.add(article)
        if number % 100 == 99:
            writer.record(w.SourceRecord(f"part {{number // 100}}", "f", (article.id,)))
"""


def test_a_run_that_was_killed_is_taken_up_again(url: str) -> None:
    """What a killed writer had acknowledged is there, and no record promises more than that."""
    paths = [p for p in sys.path if "tests" in p] + [str(Path(__file__).resolve().parents[2])]
    program = CHILD.format(paths=paths, url=url, lease=SHORT_LEASE)
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        acknowledged: set[str] = set()
        while len(acknowledged) < 400 and (line := child.stdout.readline()):
            acknowledged.update(line.decode().split())
        child.kill()
    with pytest.raises(IndexLocked, match="another writer"):
        ClusterWriter(url, timeout=0.0)
    assert len(acknowledged) >= 400
    corpus = make_corpus(5_000, seed=5)
    searcher = ClusterSearcher(url, today=TODAY)
    assert all(searcher.get(id) is not None for id in acknowledged)
    with ClusterWriter(url, timeout=PATIENCE) as writer:
        parts = {record.source for record in writer.sources()}
        assert parts
        for part in parts:
            first = 100 * int(part.split()[1])
            kept = [searcher.get(article.id) for article in corpus[first : first + 100]]
            assert None not in kept
        for article in corpus:
            writer.add(article)
    searcher.refresh()
    assert searcher.info().articles == len(corpus)


def test_without_any_node_the_error_says_what_to_do() -> None:
    with pytest.raises(EngineError, match="Start the cluster, or check the address"):
        ClusterSearcher("opensearch+http://127.0.0.1:9,127.0.0.1:1/news")
