"""How one process of the server is told to stop, and never misses it.

A signal's handler runs wherever the interpreter happens to be. What it raises inside a finalizer or
a callback of a weak reference is printed and forgotten, and the process would serve on for ever.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from types import FrameType
from typing import Self

from waitress import wasyncore  # type: ignore[import-untyped]

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
"""What the server is stopped by: a service manager, Ctrl-C, a terminal that is closed."""


def heeded() -> list[signal.Signals]:
    """SIGNALS but those that the caller of the program ignores, as `nohup` does."""
    return [number for number in SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]


class Stop:
    """The signals to stop, from `with` on: written down in a pipe, which the server's loop reads.

    Until the loop runs they raise SystemExit as well, so that nobody waits for an app that is
    still being made; from then on the answers under way are finished first.

    `life` is a file that can be read from once the process has no reason to live on.
    """

    def __init__(self, life: int | None = None) -> None:
        self._heard, self._told = os.pipe()
        os.set_blocking(self._told, False)
        self._life = life
        self._looped = False

    def __enter__(self) -> Self:
        for number in heeded():
            signal.signal(number, self._take)
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing is put back: the process is at its end."""
        for number in SIGNALS:
            signal.signal(number, signal.SIG_IGN)
        os.close(self._told)
        os.close(self._heard)

    def listen_in(self, channels: dict[int, object]) -> None:
        """Let the loop over `channels` (waitress's, by number of file) end once a signal came."""
        self._looped = True
        _Ear(self._heard, map=channels)
        if self._life is not None:
            _Ear(self._life, map=channels)

    def _take(self, number: int, frame: FrameType | None) -> None:
        with suppress(BlockingIOError):  # told so often that the pipe is full
            os.write(self._told, b"x")
        if not self._looped:
            raise SystemExit(0)


class _Ear(wasyncore.file_dispatcher):  # type: ignore[misc]  # waitress has no types
    """The end of a pipe that the loop reads."""

    def writable(self) -> bool:
        return False

    def handle_read(self) -> None:
        """What the loop ends on; answers under way are finished."""
        raise SystemExit(0)

    def handle_close(self) -> None:
        """Nobody holds the other end any more."""
        raise SystemExit(0)
