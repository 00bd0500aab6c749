"""Integers as bytes and back, named arrays in a file, and the cache: each against plain Python."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.embedded.cache import ByteCache
from search.embedded.columns import (
    Damaged,
    map_arrays,
    map_file,
    pack_strings,
    unpack_strings,
    write_arrays,
)
from search.embedded.packing import (
    BIG_FREQUENCY,
    decode_halves,
    decode_varints,
    encode_halves,
    encode_varints,
    narrowest,
    ragged,
)

edges = st.sampled_from([2**k + d for k in (7, 14, 21, 28, 31) for d in (-1, 0, 1)])
numbers = st.lists(st.one_of(st.integers(0, 300), st.integers(0, 2**34), edges))


def ints(values: list[int]) -> np.ndarray:
    return np.array(values, dtype=np.int64)


@given(numbers)
def test_varints_come_back(values: list[int]) -> None:
    packed, ends = encode_varints(ints(values))
    assert decode_varints(packed).tolist() == values
    widths = [max(1, -(-value.bit_length() // 7)) for value in values]
    assert ends.tolist() == list(accumulate(widths))


@given(numbers, st.data())
def test_a_run_of_varints_is_read_by_itself(values: list[int], data: st.DataObject) -> None:
    packed, ends = encode_varints(ints(values))
    low = data.draw(st.integers(0, len(values)))
    high = data.draw(st.integers(low, len(values)))
    bounds = [0, *ends.tolist()]
    assert decode_varints(packed[bounds[low] : bounds[high]]).tolist() == values[low:high]


@given(st.lists(st.integers(1, 40)), st.data())
def test_halves_come_back_from_any_start(values: list[int], data: st.DataObject) -> None:
    packed, big, exceptions = encode_halves(ints(values))
    start = data.draw(st.integers(0, len(values)))
    stop = data.draw(st.integers(start, len(values)))
    wanted = [min(value, BIG_FREQUENCY) for value in values]
    assert decode_halves(packed, start, stop).tolist() == wanted[start:stop]
    assert dict(zip(big.tolist(), exceptions.tolist(), strict=True)) == {
        at: value for at, value in enumerate(values) if value >= BIG_FREQUENCY
    }
    assert len(packed) == (len(values) + 1) // 2


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 5))))
def test_ragged_is_ranges_end_to_end(rows: list[tuple[int, int]]) -> None:
    starts, counts = ints([s for s, _ in rows]), ints([c for _, c in rows])
    wanted = [n for start, count in rows for n in range(start, start + count)]
    assert ragged(starts, counts).tolist() == wanted


@pytest.mark.parametrize(
    ("top", "kind"), [(0, "u1"), (255, "u1"), (256, "u2"), (65_536, "u4"), (2**32, "u8")]
)
def test_narrowest_is_the_smallest_that_holds(top: int, kind: str) -> None:
    packed = narrowest(ints([0, top]))
    assert packed.tolist() == [0, top]
    assert packed.dtype == np.dtype(kind)


def test_narrowest_of_nothing() -> None:
    assert narrowest(ints([])).dtype == np.uint8


# --- columns

arrays = st.dictionaries(
    st.text(min_size=1, max_size=8),
    st.tuples(st.sampled_from(["u1", "u2", "u4", "u8", "i4", "i8"]), st.lists(st.integers(0, 200))),
    max_size=6,
)


def written(content: dict[str, np.ndarray]) -> bytes:
    file = io.BytesIO()
    write_arrays(file, content)
    return file.getvalue()


def make(spec: dict[str, tuple[str, list[int]]]) -> dict[str, np.ndarray]:
    return {name: np.array(values, dtype=kind) for name, (kind, values) in spec.items()}


@given(arrays)
def test_arrays_come_back(tmp_path_factory: pytest.TempPathFactory, spec: object) -> None:
    content = make(spec)  # type: ignore[arg-type]
    path = tmp_path_factory.mktemp("columns") / "x.col"
    path.write_bytes(written(content))
    read = map_arrays(path)
    assert list(read) == list(content)
    for name, array in content.items():
        assert read[name].dtype == array.dtype
        assert read[name].tolist() == array.tolist()
        assert not read[name].flags.writeable


def test_every_truncation_of_a_file_is_damage(tmp_path: Path) -> None:
    path = tmp_path / "x.col"
    whole = written({"a": np.arange(50), "b": np.array([1, 2], dtype=np.uint8)})
    needed = len(whole) - 62  # the last array's padding may go
    for length in [*range(0, needed, 7), needed - 1]:
        path.write_bytes(whole[:length])
        with pytest.raises(Damaged, match=r"x\.col"):
            map_arrays(path)


@given(junk=st.binary(max_size=200))
def test_foreign_files_are_damage(tmp_path_factory: pytest.TempPathFactory, junk: bytes) -> None:
    path = tmp_path_factory.mktemp("foreign") / "x.col"
    for data in (junk, b"DRGCOL1\n" + junk):
        path.write_bytes(data)
        with pytest.raises(Damaged):
            map_arrays(path)


def test_directories_that_tell_of_more_than_there_is_are_damage(tmp_path: Path) -> None:
    path = tmp_path / "x.col"
    for directory in (
        b'{"a":["O",1,0]}',
        b'{"a":["<i8",1e9,0]}',
        b'{"a":["<i8",99999999999999,0]}',
        b'{"a":5}',
        b"[1]",
    ):
        head = b"DRGCOL1\n" + len(directory).to_bytes(8, "little") + directory
        path.write_bytes(head + b"\0" * 200)
        with pytest.raises(Damaged):
            map_arrays(path)


def test_an_empty_file_maps_to_nothing(tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    assert len(map_file(tmp_path / "empty")) == 0


@given(st.lists(st.binary(max_size=9)))
def test_strings_come_back(strings: list[bytes]) -> None:
    assert unpack_strings(*pack_strings(strings)) == strings


# --- the cache


@dataclass(frozen=True)
class Thing:
    nbytes: int
    name: int = 0


def test_the_least_recently_used_goes_first() -> None:
    cache: ByteCache[str, Thing] = ByteCache(10)
    made: list[str] = []

    def ask(key: str) -> None:
        cache.get(key, STATE, lambda _: made.append(key) or Thing(3))  # type: ignore[func-returns-value]

    for key in "abc":
        ask(key)
    ask("a")  # there already, and now the newest
    ask("d")
    assert made == ["a", "b", "c", "d"]
    for key in "acd":
        ask(key)
    assert made == ["a", "b", "c", "d"]
    ask("b")
    assert made == ["a", "b", "c", "d", "b"]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(1, 12))))
def test_the_budget_holds_but_for_one_value(asked: list[tuple[int, int]]) -> None:
    cache: ByteCache[str, Thing] = ByteCache(20)
    for key, size in asked:
        cache.get(key, STATE, lambda _, size=size: Thing(size))  # type: ignore[misc]
        assert cache.held == held(cache)
        assert cache.held <= 20 or len(cache._values) == 1


def test_threads_share_a_cache() -> None:
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415

    cache: ByteCache[str, Thing] = ByteCache(50)

    def ask(seed: int) -> bool:
        rng = random.Random(seed)
        keys = [rng.randrange(20) for _ in range(500)]
        return all(cache.get(k, STATE, lambda _, k=k: Thing(k + 1, k)).name == k for k in keys)  # type: ignore[misc]

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(ask, range(8)))
    assert cache.held == held(cache) <= 50


def test_a_value_of_another_state_is_what_the_next_is_made_from() -> None:
    cache: ByteCache[str, Thing] = ByteCache(50)
    given: list[tuple[str, Thing] | None] = []

    def ask(state: str, name: int) -> int:
        return cache.get("key", state, lambda known: given.append(known) or Thing(1, name)).name  # type: ignore[func-returns-value]

    assert ask("first", 1) == ask("first", 2) == 1
    assert ask("second", 3) == ask("second", 4) == 3
    assert ask("first", 5) == 5
    assert given == [None, ("first", Thing(1, 1)), ("second", Thing(1, 3))]


def test_moving_on_forgets_the_values_of_other_states_and_keeps_to_the_new_budget() -> None:
    cache: ByteCache[str, Thing] = ByteCache(50)
    for state in ("old", "kept", "new"):
        for key in range(3):
            cache.get((state, key), state, lambda _: Thing(5))
    cache.move_on(("kept", "new"), 20)
    assert list(cache._values) == [("kept", 2), ("new", 0), ("new", 1), ("new", 2)]
    assert cache.held == held(cache) == 20


STATE = "state"


def held(cache: ByteCache[str, Thing]) -> int:
    return sum(value.nbytes for _, value in cache._values.values())
