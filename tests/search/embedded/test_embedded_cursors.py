"""Places to go on from: they come back as they were, and hostile ones come back as None."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.embedded.cursors import LONGEST, Cursor, decode, encode
from search.embedded.documents import UNDATED
from search.model import Sort

cursors = st.builds(
    Cursor,
    st.sampled_from(Sort),
    st.integers(0, 2**40),
    st.integers(0, 2**40 - 1),
    st.lists(st.just(UNDATED) | st.integers(-(2**61), 2**61), max_size=3).map(tuple),
    st.text(max_size=60),
)


@given(cursors)
def test_cursors_come_back(cursor: Cursor) -> None:
    assert decode(encode(cursor)) == cursor


def forged(row: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(row).encode()).decode()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "é" * 10,
        "\ud800",
        "\x00",
        "=" * 50,
        "A" * (LONGEST + 1),
        forged([]),
        forged({}),
        forged(None),
        forged(["relevance", 1, 2, 3]),
        forged(["relevance", 1, 2, [3], "id", 5]),
        forged(["loudest", 1, 2, [3], "id"]),
        forged([["relevance"], 1, 2, [3], "id"]),
        forged(["relevance", 1, -1, [3], "id"]),
        forged(["relevance", 1, 2**40, [3], "id"]),
        forged(["newest", 1, 0, [2**62], "id"]),
        forged(["newest", 1, 0, [-(2**62)], "id"]),
        forged(["newest", 1, None, [0], "id"]),
        forged(["newest", 1, "many", [0], "id"]),
        forged(["newest", 1, float("inf"), [0], "id"]),
        forged(["newest", 1, 0, [float("inf")], "id"]),
        forged(["newest", float("nan"), 0, [0], "id"]),
        base64.urlsafe_b64encode(b"[" * 2_000).decode(),
        base64.urlsafe_b64encode(b'["newest",1,0,[0],"' + b"9" * 5_000).decode(),
    ],
)
def test_what_encode_did_not_make_is_refused(text: str) -> None:
    assert decode(text) is None


@given(st.text(max_size=80))
def test_any_text_is_read_without_an_exception(text: str) -> None:
    decode(text)


@given(st.recursive(st.none() | st.integers() | st.floats() | st.text(), st.lists, max_leaves=8))
def test_any_json_is_read_without_an_exception(row: object) -> None:
    cursor = decode(forged(row))
    assert cursor is None or isinstance(cursor, Cursor)
