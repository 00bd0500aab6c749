"""The server of the page: waitress, in one process or in several that share a port."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING

import waitress  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

THREADS = 4
"""Threads of one process; answers are computed, not waited for, so more would only queue."""

IDENT = "dragoman"


def listen(host: str, port: int) -> socket.socket:
    """A bound socket that several processes may open beside each other; port 0 takes a free one.

    Raises OSError where the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))
        sock.listen(1024)
        sock.setblocking(False)
    except OSError:
        sock.close()
        raise
    return sock


def serve(
    make: Callable[[], WSGIApplication], sock: socket.socket, workers: int, *, proxies: int = 0
) -> None:
    """Answer on `sock` until a signal to stop; each of several workers makes an app of its own.

    Every process waits on the one socket; whichever is free takes the next connection. Where one
    ends without being told to, so do the others, and SystemExit says so: whatever started the
    server can start it anew. What proxies say of themselves is dropped unless there are `proxies`
    to be trusted.
    """
    if workers == 1:
        _run(make(), sock, proxies)
        return
    children = [_fork(make, sock, proxies) for _ in range(workers)]

    told: list[int] = []

    def pass_on(number: int, _: FrameType | None) -> None:
        told.append(number)
        for child in children:
            _tell(child, number)

    signal.signal(signal.SIGTERM, pass_on)
    signal.signal(signal.SIGINT, pass_on)
    ended, _ = os.wait()
    children.remove(ended)
    lost = not told
    for child in children:
        if lost:
            _tell(child, signal.SIGTERM)
        os.waitpid(child, 0)
    if lost:
        raise SystemExit(f"process {ended} of the server ended unasked")


def _fork(make: Callable[[], WSGIApplication], sock: socket.socket, proxies: int) -> int:
    child = os.fork()
    if child:
        return child
    try:
        _run(make(), sock, proxies)
    finally:
        os._exit(0)


def _run(app: WSGIApplication, sock: socket.socket, proxies: int) -> None:
    signal.signal(signal.SIGTERM, _stop)
    waitress.serve(
        app,
        sockets=[sock],
        threads=THREADS,
        ident=IDENT,
        clear_untrusted_proxy_headers=not proxies,
    )


def _stop(number: int, frame: FrameType | None) -> None:
    """What waitress ends on; a plain SIGTERM would cut off answers under way."""
    raise SystemExit(0)


def _tell(child: int, number: int) -> None:
    try:
        os.kill(child, number)
    except ProcessLookupError:
        return
