"""How fast one address may ask: so many requests a minute of the whole server.

Every address has a bucket that fills steadily. The buckets lie in memory that all workers share,
in a table of fixed size; where it is full, the address that has been away longest is forgotten.
"""

from __future__ import annotations

import hashlib
import secrets
import struct
from ipaddress import ip_address
from mmap import mmap

from webapp.sharing import SharedMemory

MINUTE = 60.0

NETWORK_BITS = 64

SETS = 8192
WAYS = 8
"""65,536 addresses at once, in 1.5 MB. Each belongs to one set and takes any place in it."""

_ENTRY = struct.Struct("=Qdd")
"""A digest of the address (0: a free place), what its bucket holds, and when that was so."""

_SET = WAYS * _ENTRY.size


def whose(address: str) -> str:
    """Whom an address is counted as: of IPv6 the network of 64 bits, as that is the least that one
    reader is given (RFC 6177), with all its addresses to ask from; anything else is itself."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return f"{int(parsed) >> (128 - NETWORK_BITS):x}/{NETWORK_BITS}"


class Buckets:
    """The buckets of all addresses, for all workers that are forked after it was made."""

    def __init__(self) -> None:
        self.shared = SharedMemory(SETS * _SET)
        self._key = secrets.token_bytes(16)

    def place(self, address: str) -> tuple[int, int]:
        """The digest of an address, and where its set begins. Nobody outside can tell which
        addresses share one, but that those of one network of IPv6 do."""
        address_ = whose(address).encode("utf-8", "replace")
        digest = hashlib.blake2b(address_, digest_size=16, key=self._key).digest()
        name, set_ = struct.unpack("=QQ", digest)
        return name or 1, set_ % SETS * _SET


class Pace:
    """Lets so many requests a minute through from each address. Safe between threads and workers.

    Addresses of one network of IPv6 count as one (`whose`). After a pause, an address may ask as
    many at once as it may in a minute.
    """

    def __init__(self, a_minute: int, buckets: Buckets) -> None:
        self._rate = a_minute / MINUTE
        self._size = float(a_minute)
        self._buckets = buckets

    def wait(self, address: str, now: float, cost: float = 1.0) -> float:
        """Seconds until this address may ask; 0 if it may now, which then counts as `cost`.

        What costs more than a full bucket holds takes all of it. `now` is of a clock that all
        processes of the machine share, as `time.monotonic` is.
        """
        cost = min(cost, self._size)
        left = self._pour(address, now, cost)
        return 0.0 if left >= cost else (cost - left) / self._rate

    def take(self, address: str, now: float, cost: float) -> None:
        """Count what an address did without asking, `now` as above; it may come to owe."""
        self._pour(address, now, cost, owing=True)

    def _pour(self, address: str, now: float, cost: float, *, owing: bool = False) -> float:
        """What the bucket held before `cost` was taken, if it was: there is enough, or `owing`."""
        name, start = self._buckets.place(address)
        with self._buckets.shared.held() as memory:
            at, left, seen = self._find(memory, name, start, now)
            left = min(self._size, left + max(0.0, now - seen) * self._rate)
            rest = max(left - cost, -self._size) if owing or left >= cost else left
            _ENTRY.pack_into(memory, at, name, rest, max(now, seen))
        return left

    def _find(self, memory: mmap, name: int, start: int, now: float) -> tuple[int, float, float]:
        """Where the bucket of an address is, what it held and when; a full one if it is new."""
        entries = list(_ENTRY.iter_unpack(memory[start : start + _SET]))
        for way, (found, left, seen) in enumerate(entries):
            if found == name:
                return start + way * _ENTRY.size, left, seen
        free = min(range(WAYS), key=lambda way: (entries[way][0] != 0, entries[way][2]))
        return start + free * _ENTRY.size, self._size, now
