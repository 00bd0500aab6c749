"""Integers as bytes and back, a whole column at a time.

Gaps between article numbers are variable-length integers (seven bits a byte, the high bit
meaning "more follows"), frequencies are half bytes. Both have a list of exceptions or extra
bytes for the rare large value, so that the common one stays small.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]

BIG_FREQUENCY = 15
"""A half byte holds frequencies 1 to 14 as they are; 15 says: look among the exceptions."""

BIG_POSITION = 0xFFFF
"""A 16-bit position of this value says: look among the exceptions."""


def encode_varints(values: Ints) -> tuple[Bytes, Ints]:
    """Pack non-negative `values`; also the end of each in the bytes, as exclusive offsets."""
    lengths = np.ones(len(values), dtype=np.int64)
    for bits in (7, 14, 21, 28):
        if not len(values) or int(values.max()) < 1 << bits:
            break
        lengths += values >= 1 << bits
    ends = np.cumsum(lengths)
    packed = np.zeros(int(ends[-1]) if len(ends) else 0, dtype=np.uint8)
    remaining = values
    # From the last byte of each value backwards: the last one carries the highest bits, so that
    # reading can find the ends by the missing high bit alone.
    starts = ends - lengths
    for place in range(int(lengths.max()) if len(lengths) else 0):
        here = np.flatnonzero(lengths > place)
        part = (remaining[here] >> (7 * place)) & 0x7F
        more = (lengths[here] > place + 1).astype(np.int64) << 7
        packed[starts[here] + place] = (part | more).astype(np.uint8)
    return packed, ends


def decode_varints(packed: Bytes) -> Ints:
    """Unpack every value of a run of whole varints."""
    ends = np.flatnonzero(packed < 0x80)
    values = packed[ends].astype(np.int64)
    if len(ends) == len(packed):
        return values
    lengths = np.diff(ends, prepend=-1)
    longer = np.flatnonzero(lengths > 1)
    at, length = ends[longer], lengths[longer]
    wide = values[longer]
    for back in range(1, int(length.max())):
        reach = length > back
        if not reach.all():
            part = np.where(reach, packed[np.where(reach, at - back, 0)] & 0x7F, 0)
            wide = np.where(reach, (wide << 7) | part, wide)
        else:
            wide = (wide << 7) | (packed[at - back] & 0x7F)
    values[longer] = wide
    return values


def encode_halves(values: Ints) -> tuple[Bytes, Ints, Ints]:
    """Pack values of at least 1 two to a byte; also where the exceptions are, and their values."""
    big = np.flatnonzero(values >= BIG_FREQUENCY)
    small = np.minimum(values, BIG_FREQUENCY).astype(np.uint8)
    if len(small) % 2:
        small = np.append(small, np.uint8(0))
    packed = np.bitwise_or(small[0::2], np.left_shift(small[1::2], np.uint8(4)))
    return packed.astype(np.uint8), big.astype(np.int64), values[big]


def decode_halves(packed: Bytes, start: int, stop: int) -> NDArray[np.uint8]:
    """The half bytes `start` to `stop` (exclusive), exceptions still as BIG_FREQUENCY."""
    window = packed[start >> 1 : (stop + 1) >> 1]
    both = np.empty(len(window) * 2, dtype=np.uint8)
    np.bitwise_and(window, 0x0F, out=both[0::2])
    np.right_shift(window, 4, out=both[1::2])
    odd = start & 1
    return both[odd : odd + stop - start]


def narrowest(values: NDArray[np.generic]) -> NDArray[np.generic]:
    """The same non-negative integers in the smallest unsigned type that holds them."""
    top = int(values.max()) if values.size else 0
    for kind in (np.uint8, np.uint16, np.uint32):
        if top <= np.iinfo(kind).max:
            return values.astype(kind)
    return values.astype(np.uint64)


def ragged(starts: Ints, counts: Ints) -> Ints:
    """The indexes `starts[i] … starts[i] + counts[i] - 1` for every i, one after the other."""
    total = int(counts.sum())
    if total == 0:
        return np.empty(0, dtype=np.int64)
    ends = np.cumsum(counts)
    shift = starts - (ends - counts)
    return np.repeat(shift, counts) + np.arange(total)
