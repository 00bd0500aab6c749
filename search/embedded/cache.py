"""A byte-bounded cache that threads share: the least recently used goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    """Anything that knows how much memory it holds."""

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        ...


T = TypeVar("T", bound=Sized)


class ByteCache(Generic[T]):
    """Maps keys to values of known size, up to a budget in bytes."""

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.held = 0
        self._values: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of `key`, made if it is not there.

        Two threads may make the same value at once; that costs time, never correctness.
        """
        with self._lock:
            value = self._values.get(key)
            if value is not None:
                self._values.move_to_end(key)
                return value
        value = make()
        with self._lock:
            old = self._values.pop(key, None)
            self.held += value.nbytes - (old.nbytes if old is not None else 0)
            self._values[key] = value
            while self.held > self.budget and len(self._values) > 1:
                self.held -= self._values.popitem(last=False)[1].nbytes
        return value

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()
            self.held = 0
