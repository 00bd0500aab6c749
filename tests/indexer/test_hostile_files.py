"""Any bytes at all: a rejection or an article, never an exception; ids that stay where files go."""

from __future__ import annotations

import gzip
import json
import lzma
import os
import shutil
import tempfile
from pathlib import Path

from fake_engine import FakeIndex
from hypothesis import given, settings
from hypothesis import strategies as st
from indexer_runs import TODAY

from indexer.indexing import Request, check, index
from indexer.readers.keys import KEYS as KNOWN_KEYS
from indexer.records import Reason
from indexer.report import Report

NAMES = st.sampled_from(["a.txt", "a.jsonl", "a", "a.json", "a.jsonl.gz", "a.xz", "2014-03-05.zst"])
HEADS = st.sampled_from(
    [
        *(b"", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\xff\xfe\x00\x00"),
        *(b"\x1f\x8b\x08", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd"),
        *(b" date ", b" date 2014-03-05 ", b'{"text": "', b"{", b"["),
    ]
)
PLAIN = st.builds(lambda head, rest: head + rest, HEADS, st.binary(max_size=300))
BYTES = PLAIN | PLAIN.map(gzip.compress) | PLAIN.map(lzma.compress)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
KEYS = st.sampled_from([*sorted(KNOWN_KEYS), "places", ""])
RECORDS = st.dictionaries(KEYS, JSON | st.text(min_size=1, max_size=30), max_size=8)


def index_into(fake: FakeIndex, folder: Path) -> Report:
    request = Request(paths=(str(folder),), index=str(folder / ".index"), today=TODAY)
    report = index(request, engine=fake.engine)
    assert not [r for r in report.rejected if r.name == Reason.FAULT]
    return report


@given(st.lists(st.tuples(NAMES, BYTES), min_size=1, max_size=3))
@settings(deadline=None, max_examples=150)
def test_any_bytes_as_files(files: list[tuple[str, bytes]]) -> None:
    fake = FakeIndex()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in files:
            (folder / file).write_bytes(content)
        report = index_into(fake, folder)
        assert report.added == len(fake.articles)
        shown = check(Request(paths=(name,), index=str(folder / ".index"), today=TODAY))
        assert shown.rejections == report.rejections
        assert not index_into(fake, folder).committed


@given(st.lists(RECORDS, min_size=1, max_size=4))
@settings(deadline=None, max_examples=150)
def test_any_objects_as_lines(records: list[dict[str, object]]) -> None:
    fake = FakeIndex()
    with tempfile.TemporaryDirectory() as name:
        text = "".join(json.dumps(record) + "\n" for record in records)
        (Path(name) / "a.jsonl").write_text(text)
        report = index_into(fake, Path(name))
    doubles = sum(r.count for r in report.remarks if "twice" in r.name)
    assert report.articles + report.rejections + doubles == len(records)


@given(st.dictionaries(st.sampled_from("abcdef"), st.text(min_size=1, max_size=20), min_size=1))
@settings(deadline=None, max_examples=50)
def test_ids_do_not_depend_on_the_folder(texts: dict[str, str]) -> None:
    ids = []
    for depth in ("here", "there/and/deeper"):
        fake = FakeIndex()
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name) / depth
            folder.mkdir(parents=True)
            for file, text in texts.items():
                (folder / file).write_text(text, encoding="utf-8", errors="replace")
            index_into(fake, folder)
        ids.append(list(fake.articles))
    assert ids[0] == ids[1]


def test_a_name_that_is_not_utf8(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    Path(os.fsdecode(name)).write_text("An article.")
    fake = FakeIndex()
    assert index_into(fake, tmp_path).added == 1
    assert not index_into(fake, tmp_path).committed


def test_folders_nested_deeply(tmp_path: Path) -> None:
    folder = tmp_path
    for _ in range(300):
        folder = folder / "d"
    folder.mkdir(parents=True)
    (folder / "a.txt").write_text("An article.")
    try:
        assert index_into(FakeIndex(), tmp_path).added == 1
    finally:
        shutil.rmtree(tmp_path / "d")
