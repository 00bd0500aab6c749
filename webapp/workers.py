"""Several processes that do the same work, ended together.

One that ends without being told to takes the others with it, and so does their parent, however it
ended: half a server that looks like a whole one is worse than none.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

from webapp.stopping import Stop, heeded


def run_workers(work: Callable[[Stop], None], count: int) -> None:
    """Run `work` in `count` processes until all have ended, passing signals to stop on to them.

    Raises SystemExit with a message where one ended unasked.
    """
    signals = heeded()
    heard, told = os.pipe()
    os.set_blocking(told, False)
    signal.set_wakeup_fd(told, warn_on_full_buffer=False)
    signal.pthread_sigmask(signal.SIG_BLOCK, signals)  # until there are all to pass them on to
    for number in (*signals, signal.SIGCHLD):
        signal.signal(number, _note)
    life = os.pipe()
    children = {_fork(work, life) for _ in range(count)}
    signal.pthread_sigmask(signal.SIG_UNBLOCK, signals)
    lost = _watch(children, heard)
    if lost:
        raise SystemExit(f"process {lost} of the server ended unasked")


def _note(number: int, frame: FrameType | None) -> None:
    """Nothing is left to do: the number of the signal is in the pipe."""


def _watch(children: set[int], heard: int) -> int | None:
    """Wait until all `children` have ended; the first that ended unasked, if any.

    Signals are read from a pipe, into which they are written the moment they come: a handler in
    Python can be called just before a wait begins, which would then go on for ever.
    """
    asked, lost = False, None
    while children:
        for number in os.read(heard, 100):
            if number != signal.SIGCHLD:
                asked = True
                _tell(children, number)
                continue
            for child in _ended(children):
                children.remove(child)
                lost = lost if asked else child
            if lost and not asked:
                asked = True
                _tell(children, signal.SIGTERM)
    return lost


def _ended(children: set[int]) -> list[int]:
    return [child for child in children if os.waitpid(child, os.WNOHANG)[0]]


def _tell(children: set[int], number: int) -> None:
    for child in children:
        os.kill(child, number)  # there is one: what has ended stays until it is waited for


def _fork(work: Callable[[Stop], None], life: tuple[int, int]) -> int:
    child = os.fork()
    return child or _live(work, life)


def _live(work: Callable[[Stop], None], life: tuple[int, int]) -> NoReturn:
    """The whole life of a worker: its trouble is told here, as nobody above it would.

    `life` is a pipe that nobody writes to: its read end wakes up when the parent is gone.
    """
    code = 1
    try:
        os.close(life[1])
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        with Stop(life[0]) as stop:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, heeded())
            work(stop)
        code = 0
    except SystemExit as ended:
        code = 1 if ended.code else 0
        if isinstance(ended.code, str):
            print(ended.code, file=sys.stderr)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
