"""The engines that the contract is held to, each with the same corpus written through its writer.

Only `search.engine` and `search.permalink` are used here and in the tests: what an engine is made
of is the matter of its own tests.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "search"))

import contract_cluster
from brute_force import BruteForce
from contract_corpus import ARTICLES, GONE, OLDER, TODAY

from search.engine import Searcher, open_searcher, open_writer


@dataclass(frozen=True)
class Engine:
    """How one engine is reached. `atomic`: an exception in the writer's block undoes it all;
    `same_scores`: its scores are those of the oracle to the last digits of 32 bits."""

    name: str
    url_in: Callable[[Path], str]
    atomic: bool = True
    same_scores: bool = True
    discard: Callable[[str], None] = lambda url: None


CLUSTER = Engine("cluster", contract_cluster.url_in, atomic=False, discard=contract_cluster.discard)
ENGINES = [
    pytest.param(Engine("embedded", lambda folder: f"whoosh:{folder}"), id="embedded"),
    pytest.param(CLUSTER, id="cluster", marks=pytest.mark.cluster),
]


@pytest.fixture(scope="session", params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    chosen: Engine = request.param
    return chosen


@pytest.fixture
def url(engine: Engine, tmp_path: Path) -> Iterator[str]:
    """The address of an index that is not there yet."""
    address = engine.url_in(tmp_path / "index")
    yield address
    engine.discard(address)


@pytest.fixture(scope="session")
def searcher(engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Searcher]:
    """The corpus in several commits: articles added, replaced and deleted on the way."""
    address = engine.url_in(tmp_path_factory.mktemp("contract") / "index")
    for rows in (OLDER, ARTICLES[:20], GONE, ARTICLES[20:]):
        with open_writer(address) as writer:
            for article in rows:
                writer.add(article)
    with open_writer(address) as writer:
        for article in GONE:
            assert writer.delete(article.id)
    opened = open_searcher(address, today=TODAY)
    yield opened
    opened.close()
    engine.discard(address)


@pytest.fixture(scope="session")
def oracle(searcher: Searcher) -> BruteForce:
    """The same articles, with the instants that the engine gave them."""
    stored = {article.id: article for article in searcher.articles()}
    assert stored.keys() == {article.id for article in ARTICLES}
    timed = [replace(a, added=stored[a.id].added, changed=stored[a.id].changed) for a in ARTICLES]
    return BruteForce(timed, today=TODAY)
