"""The power cut after every operation of a commit: the index is as before it or as after it.

Every operation is recorded; each beginning of the record is played onto a copy of the folder, with
what was not synced dropped, kept or torn, and names that were not synced lost or kept by chance.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from embedded_builders import NIGHTLY, make_corpus, write
from index_states import State, needed_files, present_files, state_of
from recording_disk import Event, FullDisk, Medium, RecordingDisk

from search.embedded import EmbeddedSearcher, EmbeddedWriter, verify
from search.engine import OutOfSpace
from search.model import SourceRecord

ARTICLES = make_corpus(16, seed=3)
CUTS = [(0.0, "drop"), (1.0, "drop"), (1.0, "half"), (0.5, "half"), (0.5, "drop"), (0.5, "zeros")]
CUTS += [(0.7, "keep"), (0.3, "half")] * (3 if NIGHTLY else 0)

Change = Callable[[EmbeddedWriter], None]


def add_and_delete(writer: EmbeddedWriter) -> None:
    writer.add(ARTICLES[8])
    writer.add(replace(ARTICLES[0], text="Wholly new words."))
    writer.delete(ARTICLES[1].id)
    writer.record(SourceRecord("b.txt", "f2", ("x",)))


def merge(writer: EmbeddedWriter) -> None:
    writer.delete(ARTICLES[1].id)
    writer.optimize()


def only_records(writer: EmbeddedWriter) -> None:
    writer.forget("a.txt")


CHANGES = [add_and_delete, merge, only_records]


def make_base(folder: Path) -> None:
    """Two generations behind it, three segments."""
    write(folder, ARTICLES[:3], merging=False)
    write(folder, ARTICLES[3:5], deleted=[ARTICLES[2].id], merging=False)
    with EmbeddedWriter(folder) as writer:
        writer.add(ARTICLES[5])
        writer.record(SourceRecord("a.txt", "f1"))


def record(folder: Path, change: Change) -> list[Event]:
    disk = RecordingDisk(folder)
    with EmbeddedWriter(folder, disk=disk) as writer:
        change(writer)
    return disk.events


def moments(events: list[Event]) -> Iterator[tuple[int, float, str]]:
    """How many operations have happened when the power is cut, and what it does to the rest.

    Every way of it around whatever is not a plain write or a new file; one way, now and then, in
    the midst of these.
    """
    for length in range(len(events) + 1):
        around = events[max(0, length - 1) : length + 1]
        if NIGHTLY or len(around) < 2 or any(e.kind not in ("write", "create") for e in around):
            yield from ((length, *cut) for cut in CUTS)
        elif length % 5 == 0:
            yield length, *CUTS[length // 5 % len(CUTS)]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_power_cut_leaves_the_state_before_or_after(tmp_path: Path, change: Change) -> None:
    folder = tmp_path / "index"
    make_base(folder)
    base, before = Medium.of(folder), state_of(folder)
    events = record(folder, change)
    after = state_of(folder)
    assert before != after
    assert after is not None
    outcomes = set()
    for length, keep, tear in moments(events):
        state = cut(tmp_path, base, events[:length], keep, tear)
        assert state in (before, after), (length, keep, tear, events[max(0, length - 1)])
        if length == len(events):
            assert state == after, "a commit that was told of is lost"
        outcomes.add(state == after)
    assert outcomes == {True, False}


def cut(tmp_path: Path, base: Medium, events: list[Event], keep: float, tear: str) -> State:
    """The state of the index after the power was cut, and that work can go on from there."""
    rng = random.Random(f"{len(events)} {keep} {tear}")
    medium = Medium(dict(base.names), dict(base.written), dict(base.synced))
    medium.play(events)
    folder = tmp_path / "after"
    medium.lose_power(folder, rng, keep, tear)
    state = state_of(folder)
    if rng.random() < 0.06:
        go_on(folder, state)
    shutil.rmtree(folder)
    return state


def go_on(folder: Path, state: State) -> None:
    """The next writer works, and clears away what the power cut left."""
    write(folder, [ARTICLES[9]])
    articles = {a.id for a in EmbeddedSearcher(folder).articles()}
    assert articles == {a.id for a in (state[0] if state else ())} | {ARTICLES[9].id}
    assert verify(folder) == ()
    assert present_files(folder) == needed_files(folder)


def test_a_power_cut_in_the_first_commit_of_all(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    events = record(folder, add_and_delete)
    after = state_of(folder)
    for length, keep, tear in moments(events):
        assert cut(tmp_path, Medium(), events[:length], keep, tear) in (None, after)


def test_the_record_is_whole(tmp_path: Path) -> None:
    """Played to its end with everything kept, it gives the very files of the folder."""
    folder = tmp_path / "index"
    make_base(folder)
    medium = Medium.of(folder)
    medium.play(record(folder, add_and_delete))
    medium.lose_power(tmp_path / "copy", random.Random(0), 1.0, "keep")
    contents = [
        {path.name: path.read_bytes() for path in place.iterdir()}
        for place in (folder, tmp_path / "copy")
    ]
    assert contents[0] == contents[1]


def test_the_disk_would_tell_of_a_commit_without_sync(tmp_path: Path) -> None:
    """The simulation can fail: without its syncs, the same commit is lost or torn."""
    folder = tmp_path / "index"
    make_base(folder)
    base, before = Medium.of(folder), state_of(folder)
    events = [e for e in record(folder, add_and_delete) if not e.kind.startswith("sync")]
    assert cut(tmp_path, base, events, 0.0, "drop") == before
    after = state_of(folder)
    assert after not in (before, None)
    assert any(cut_or_none(tmp_path, base, events, keep, tear) != after for keep, tear in CUTS)


def cut_or_none(tmp_path: Path, base: Medium, events: list[Event], keep: float, tear: str) -> State:
    try:
        return cut(tmp_path, base, events, keep, tear)
    except Exception:
        shutil.rmtree(tmp_path / "after")
        return None


# --- no room


def needed_room(folder: Path, change: Change) -> int:
    disk = FullDisk(folder, 1 << 40)
    with EmbeddedWriter(folder, disk=disk) as writer:
        change(writer)
    return (1 << 40) - disk.room


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_full_disk_changes_nothing(tmp_path: Path, change: Change) -> None:
    folder, copy = tmp_path / "index", tmp_path / "copy"
    make_base(folder)
    before = state_of(folder)
    shutil.copytree(folder, copy)
    needed = needed_room(copy, change)
    steps = 200 if NIGHTLY else 24
    rooms = {*range(8), *(needed * step // steps for step in range(steps)), needed - 1}
    for room in sorted(rooms):
        try:
            with EmbeddedWriter(folder, disk=FullDisk(folder, room)) as writer:
                change(writer)
        except OutOfSpace as error:
            assert "last commit" in str(error)
        else:
            raise AssertionError(f"there was room in {room} of {needed} bytes")
        assert state_of(folder) == before, room
        assert verify(folder) == ()
    with EmbeddedWriter(folder, disk=FullDisk(folder, needed * 2)) as writer:
        change(writer)
    assert state_of(folder) != before
    assert verify(folder) == ()
    assert present_files(folder) == needed_files(folder)


def test_a_full_disk_while_articles_are_added_is_told_at_once(tmp_path: Path) -> None:
    with (
        pytest.raises(OutOfSpace),
        EmbeddedWriter(tmp_path, disk=FullDisk(tmp_path, 4)) as writer,
    ):
        for article in ARTICLES:
            writer.add(article)
        raise AssertionError("the disk is full")
    assert state_of(tmp_path) is None
