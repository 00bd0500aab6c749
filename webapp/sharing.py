"""Memory that all workers of one server see: made before they part, gone with the last of them.

Processes that are forked after it was made share it; what a worker wrote outlives the worker, and
nothing of an earlier server is ever found in it. Processes that were not forked from the one that
made it do not see it.
"""

from __future__ import annotations

import mmap
import os
import sys
import tempfile
import threading
import weakref
from collections.abc import Iterator
from contextlib import contextmanager

if sys.platform != "win32":
    import fcntl


class SharedMemory:
    """So many bytes, zeros at first. Safe between threads and between processes.

    Pages that nobody writes to take up no memory.
    """

    def __init__(self, size: int) -> None:
        self._memory = mmap.mmap(-1, size)
        self._threads = threading.Lock()
        self._processes = _lockable()
        weakref.finalize(self, os.close, self._processes)

    @contextmanager
    def held(self) -> Iterator[mmap.mmap]:
        """The bytes, while no other thread or process has them."""
        with self._threads:
            _lock(self._processes)
            try:
                yield self._memory
            finally:
                _unlock(self._processes)


def _lockable() -> int:
    """An open file without a name, to be locked: that ends by itself with a process that dies,
    unlike a semaphore, which would stop all the others."""
    if sys.platform == "linux":
        return os.memfd_create("dragoman")  # needs no folder that can be written
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


def _lock(file: int) -> None:
    if sys.platform != "win32":  # which has no fork, and so nobody to share with
        fcntl.lockf(file, fcntl.LOCK_EX)


def _unlock(file: int) -> None:
    if sys.platform != "win32":
        fcntl.lockf(file, fcntl.LOCK_UN)
