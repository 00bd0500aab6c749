"""`dragoman retag`: tags made anew from the stored text, and an index that knows what made them."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from indexer_runs import lines

import dragoman
from indexer.manifest import Fingerprint, retagged, tagging_of
from search.engine import open_searcher
from search.freshness import SEVERAL, STAMP, tagging_fingerprint
from search.model import Article, SourceRecord
from search.vocabulary import load_vocabulary

Invoke = Callable[..., Result]

OWN = """
[organisation.club]
label = "The Copper Club"
names = ["Copper Club"]

[country.zz]
label = "Ruritania"
names = ["Ruritania"]
demonyms = ["Ruritanian"]
capitals = ["Strelsau"]
"""


@pytest.fixture
def invoke(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Invoke:
    """Call dragoman in a folder with two files of news and a vocabulary, own.toml."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DRAGOMAN_INDEX", "ix")
    monkeypatch.delenv("DRAGOMAN_VOCABULARY", raising=False)
    Path("own.toml").write_text(OWN)
    Path("news").mkdir()
    Path("news/a.jsonl").write_text(
        lines(
            {"id": "r", "title": "Ruritania and Iran sign", "text": "Ruritania and Iran signed."},
            {"id": "f", "title": "France votes", "text": "France voted.", "countries": ["France"]},
        )
    )
    Path("news/b.jsonl").write_text(
        lines({"id": "c", "title": "Copper", "text": "The Copper Club met in Strelsau."})
    )

    def invoke(*words: str) -> Result:
        extra = ["--jobs", "1"] if words[0] == "index" else []
        return CliRunner().invoke(dragoman.commands, [*words, *extra])

    return invoke


def read(id: str) -> Article:
    with closing(open_searcher("ix")) as searcher:
        article = searcher.get(id)
    assert article is not None
    return article


def countries(id: str) -> list[str]:
    return [tag.value for tag in read(id).countries]


def stamp() -> str:
    with closing(open_searcher("ix")) as searcher:
        return dict(searcher.info().fingerprints)[STAMP]


OTHER = "other names or rules"


def test_new_names_are_found_in_what_is_indexed_and_nothing_else_is_rewritten(
    invoke: Invoke,
) -> None:
    invoke("index", "news")
    before = read("f")
    assert countries("r") == ["ir"]
    assert stamp() == tagging_fingerprint(load_vocabulary())
    assert OTHER not in invoke("info").stdout
    result = invoke("retag", "--vocabulary", "own.toml")
    assert (result.exit_code, result.stdout) == (
        0,
        "Articles: 3, of them with other tags than before: 2\n",
    )
    assert set(countries("r")) == {"ir", "zz"}
    assert read("r").pairs == ("ir.zz",)
    assert countries("c") == ["zz"]
    assert [tag.value for tag in read("c").organisations] == ["club"]
    after = read("f")
    assert after == before  # its instant of change included
    assert after.countries[0].given
    assert read("r").added == before.added
    assert read("r").changed != before.changed


def test_retagging_twice_changes_nothing_and_files_need_not_be_read_again(invoke: Invoke) -> None:
    invoke("index", "news")
    invoke("retag", "--vocabulary", "own.toml")
    again = invoke("retag", "--vocabulary", "own.toml", "--json")
    assert json.loads(again.stdout) == {"articles": 3, "changed": 0, "missing": []}
    told = invoke("index", "news", "--vocabulary", "own.toml", "--json")
    assert json.loads(told.stdout)["files"]["unchanged"] == 2
    anew = [read(id).countries for id in "rfc"]
    Path("ix2").mkdir()
    invoke("index", "news", "--vocabulary", "own.toml", "--index", "ix2")
    with closing(open_searcher("ix2")) as searcher:
        assert [searcher.get(id).countries for id in "rfc"] == anew


def test_some_articles_can_be_chosen(invoke: Invoke) -> None:
    invoke("index", "news")
    result = invoke("retag", "--vocabulary", "own.toml", "c", "nowhere\x1b", "c")
    assert result.exit_code == 1
    assert result.stderr == "Not in the index: nowhere \n"
    assert countries("c") == ["zz"]
    assert countries("r") == ["ir"]
    assert stamp() == SEVERAL
    assert OTHER in invoke("info").stdout
    invoke("retag")
    assert stamp() == tagging_fingerprint(load_vocabulary())
    assert countries("c") == []


def test_where_tags_are_older_it_is_told(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    invoke("index", "news")
    monkeypatch.setenv("DRAGOMAN_VOCABULARY", "own.toml")
    assert OTHER in invoke("info").stdout
    with closing(open_searcher("ix")) as searcher:
        assert any(OTHER in notice.text for notice in searcher.info().notices)
    some = invoke("index", "news/a.jsonl")
    assert "dragoman retag" in some.stdout  # the other file's articles are older
    assert stamp() == SEVERAL
    rest = invoke("index", "news")
    assert "dragoman retag" not in rest.stdout
    assert stamp() == tagging_fingerprint(load_vocabulary("own.toml"))


def test_an_index_without_tags_says_nothing_until_it_has_some(invoke: Invoke) -> None:
    invoke("index", "news/b.jsonl", "--no-tags")
    assert OTHER not in invoke("info").stdout
    invoke("index", "news/a.jsonl")
    assert stamp() == SEVERAL
    invoke("retag")
    assert OTHER not in invoke("info").stdout


def test_it_refuses_what_is_no_index_or_no_vocabulary(invoke: Invoke) -> None:
    assert invoke("retag").exit_code == 3
    assert not Path("ix").exists()
    invoke("index", "news")
    Path("bad.toml").write_text("[country\n")
    for words in (["retag"], ["index", "news"], ["search", "iran"], ["tag", "news"]):
        result = invoke(*words, "--vocabulary", "bad.toml")
        assert result.exit_code == 2
        assert "bad.toml: this is not TOML" in result.stderr
        assert invoke(*words, "--vocabulary", "none.toml").exit_code == 2


def test_a_users_names_reach_questions_and_tags(invoke: Invoke) -> None:
    invoke("index", "news", "--vocabulary", "own.toml")
    found = invoke("search", "country:Ruritanian", "--vocabulary", "own.toml", "--json")
    page = json.loads(found.stdout)
    assert page["total"] == 2
    assert page["read_as"] == "country:zz"
    labels = {row["value"]: row["label"] for row in page["facets"]["country"]}
    assert labels["zz"] == "Ruritania"
    assert invoke("search", "*", "--org", "Copper Club", "--vocabulary", "own.toml").exit_code == 0
    assert "Ruritania" in invoke("tag", "news", "--vocabulary", "own.toml").stdout


def test_the_fingerprint_of_a_file_tells_its_tagger() -> None:
    record = SourceRecord("a", str(Fingerprint("abc", "123-old", True)), ("x",), 1, 2)
    assert tagging_of(record) == "old"
    assert tagging_of(retagged(record, "new")) == "new"
    assert Fingerprint.parse(retagged(record, "new").fingerprint) == Fingerprint(
        "abc", "123-new", True
    )
