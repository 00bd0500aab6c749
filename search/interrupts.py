"""How a run is told to end: at any moment, once, and never in the middle of what must be whole.

A signal's handler runs wherever the main thread happens to be, whatever thread the system gave the
signal to; so masks of signals hold nothing back, and what a handler raises may be lost.
"""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from types import FrameType

_Handler = Callable[[int, FrameType | None], object] | signal.Handlers

_ENDINGS = (signal.SIGTERM, signal.SIGHUP)
"""What a service manager and a closed terminal send."""

_AGAIN = 0.01
"""Seconds until an interrupt that was swallowed is raised again; what swallowed it is left then."""


class _Held:
    """Whether interrupts are held back now, and whether one waits. The signals are the process's,
    and so is this."""

    now = False
    waiting = False


@contextmanager
def held() -> Iterator[None]:
    """Let interrupts that come meanwhile wait until the end of the block; not to be nested.

    Holds back what `ended_like_ctrl_c` takes, and nothing outside of it.
    """
    _Held.now = True
    try:
        yield
    finally:
        _Held.now = False
        if _Held.waiting:
            _Held.waiting = False
            raise KeyboardInterrupt


@contextmanager
def ended_like_ctrl_c() -> Iterator[None]:
    """Let SIGTERM and SIGHUP do what Ctrl-C does: a transaction is undone, processes are ended.

    One that the caller has set otherwise, as `nohup` has, is left as it is. Only the first of them
    counts: a terminal that is closed sends several, which would disturb the tidying up.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    usual: dict[signal.Signals, _Handler] = dict.fromkeys(_ENDINGS, signal.SIG_DFL)
    usual[signal.SIGINT] = signal.default_int_handler
    ours = [number for number, handler in usual.items() if signal.getsignal(number) is handler]
    told = False

    def interrupt_once(number: int, frame: FrameType | None) -> None:
        nonlocal told
        if number == signal.SIGINT or not told:
            told = told or number != signal.SIGINT
            _interrupt(number, frame)

    for number in ours:
        signal.signal(number, interrupt_once)
    try:
        with _none_lost() if hasattr(signal, "setitimer") else nullcontext():
            yield
    finally:
        for number in ours:
            signal.signal(number, usual[number])


@contextmanager
def _none_lost() -> Iterator[None]:
    """Raise a KeyboardInterrupt again that fell into a finalizer or a weak reference's callback.

    The interpreter cannot pass on what is raised there: it tells the hook, and the run would go on
    as if nobody had asked it to end.
    """
    tell, alarmed = sys.unraisablehook, signal.signal(signal.SIGALRM, _interrupt)

    def raise_again(lost: sys.UnraisableHookArgs) -> None:
        if issubclass(lost.exc_type, KeyboardInterrupt):
            signal.setitimer(signal.ITIMER_REAL, _AGAIN)
        else:
            tell(lost)

    sys.unraisablehook = raise_again
    try:
        yield
    finally:
        sys.unraisablehook = tell
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, alarmed)


def _interrupt(number: int, frame: FrameType | None) -> None:
    if _Held.now:
        _Held.waiting = True
    else:
        raise KeyboardInterrupt
