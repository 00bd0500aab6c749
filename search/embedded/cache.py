"""A byte-bounded cache that threads share: the least recently used goes first."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable
from threading import Lock
from typing import Generic, Protocol, TypeVar


class Sized(Protocol):
    """Anything that knows how much memory it holds."""

    @property
    def nbytes(self) -> int:
        """Bytes held."""
        ...


T = TypeVar("T", bound=Sized)
S = TypeVar("S")


class ByteCache(Generic[S, T]):
    """Maps keys to values of known size, up to a budget in bytes.

    A value is right for one state only; of another state it is what the next one is made from.
    States are told apart by identity.
    """

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self.held = 0
        self._values: OrderedDict[Hashable, tuple[S, T]] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, state: S, make: Callable[[tuple[S, T] | None], T]) -> T:
        """The value of `key` in `state`, made if it is not there.

        `make` is given what is there of another state, with that state, or None. Two threads may
        make the same value at once; that costs time, never correctness.
        """
        with self._lock:
            known = self._values.get(key)
            if known is not None and known[0] is state:
                self._values.move_to_end(key)
                return known[1]
        value = make(known)
        with self._lock:
            old = self._values.pop(key, None)
            self.held += value.nbytes - (old[1].nbytes if old is not None else 0)
            self._values[key] = (state, value)
            self._shrink()
        return value

    def move_on(self, states: Collection[S], budget: int) -> None:
        """Forget the values of all other states, and keep to another budget from now on."""
        kept = {id(state) for state in states}
        with self._lock:
            for key in [k for k, (state, _) in self._values.items() if id(state) not in kept]:
                self.held -= self._values.pop(key)[1].nbytes
            self.budget = budget
            self._shrink()

    def _shrink(self) -> None:
        while self.held > self.budget and len(self._values) > 1:
            self.held -= self._values.popitem(last=False)[1][1].nbytes
