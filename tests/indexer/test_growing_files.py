"""JSON Lines to which lines are added: only these are read, and the index is as if all were."""

from __future__ import annotations

import codecs
import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from fake_engine import FakeIndex
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from indexer_runs import Run, lines

from indexer.records import Reason

LINE = st.sampled_from(
    [
        '{"id": "a", "text": "One."}',
        '{"id": "a", "text": "One, corrected."}',
        '{"id": "b", "text": "Two."}',
        '{"text": "Without an id."}',
        '{"id": "c", "text": "Three.\\u00e9", "title": "ü"}',
        "{broken",
        "",
    ]
)


def grow(file: Path, added: str) -> None:
    with file.open("a", encoding="utf-8") as stream:
        stream.write(added)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(parts=st.lists(st.lists(LINE, max_size=4), min_size=2, max_size=4))
def test_a_file_read_piece_by_piece_is_as_if_it_was_read_whole(
    run: Run, news: Path, fake: FakeIndex, parts: Sequence[Sequence[str]]
) -> None:
    file, text = news / "a.jsonl", "".join(f"{line}\n" for part in parts for line in part)
    file.unlink(missing_ok=True)
    run(prune=True)
    for part in parts:
        grow(file, "".join(f"{line}\n" for line in part))
        run()
    pieces = dict(fake.articles), [set(r.ids) for r in fake.records.values()]
    file.unlink()
    run(prune=True)
    file.write_text(text, encoding="utf-8")
    run()
    assert (dict(fake.articles), [set(r.ids) for r in fake.records.values()]) == pieces


def test_only_added_lines_are_read(run: Run, news: Path, fake: FakeIndex) -> None:
    file = news / "a.jsonl"
    file.write_text(lines({"id": "a", "text": "One."}, {"id": "b", "text": "Two."}) + "{no\n")
    assert run().added == 2
    grow(file, lines({"id": "c", "text": "Three."}) + "{broken\n")
    report = run()
    assert (report.added, report.updated, report.files.grown) == (1, 0, 1)
    assert sorted(fake.articles) == ["a", "b", "c"]
    (rejected,) = report.rejected
    assert (rejected.name, [s.line for s in rejected.samples]) == (Reason.NOT_JSON, [5])
    assert run().files.unchanged == 1
    file.write_text(lines({"id": "a", "text": "One."}))
    assert run().deleted == 2


OLD = lines({"id": "a", "text": "One."}, {"id": "b", "text": "Two."})
NEW = lines({"id": "c", "text": "Three."})


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (OLD.removesuffix("\n").encode(), OLD.encode() + NEW.encode()),
        (OLD.removesuffix("}\n").encode(), OLD.encode() + NEW.encode()),
        (OLD.encode(), OLD.replace("Two", "2nd").encode() + NEW.encode()),
        (OLD.encode(), NEW.encode() + OLD.encode()),
        (gzip.compress(OLD.encode()), gzip.compress(OLD.encode()) + gzip.compress(NEW.encode())),
        (
            codecs.BOM_UTF16_LE + OLD.encode("utf-16-le"),
            codecs.BOM_UTF16_LE + (OLD + NEW).encode("utf-16-le"),
        ),
    ],
    ids=["no last newline", "cut line", "changed before", "put in front", "packed", "UTF-16"],
)
def test_any_other_change_reads_the_whole_file(
    run: Run, news: Path, fake: FakeIndex, before: bytes, after: bytes
) -> None:
    file = news / "a.jsonl"
    file.write_bytes(before)
    run()
    file.write_bytes(after)
    report = run()
    assert report.files.grown == 0
    assert sorted(fake.articles) == ["a", "b", "c"]


def test_other_options_read_a_grown_file_whole(run: Run, news: Path, fake: FakeIndex) -> None:
    file = news / "a.jsonl"
    file.write_text(OLD)
    run()
    grow(file, NEW)
    report = run(source="Example Times")
    assert (report.files.grown, report.updated, report.added) == (0, 2, 1)
    assert {a.source for a in fake.articles.values()} == {"Example Times"}


def test_what_another_file_corrected_meanwhile_stands(
    run: Run, news: Path, fake: FakeIndex
) -> None:
    file = news / "a.jsonl"
    file.write_text(OLD)
    run()
    (news / "b.jsonl").write_text(json.dumps({"id": "a", "text": "One, corrected."}) + "\n")
    run()
    grow(file, NEW)
    run()
    assert fake.articles["a"].text == "One, corrected."
