"""The server of the page: waitress, in one process or in several that share a port."""

from __future__ import annotations

import resource
import socket
from collections.abc import Callable
from typing import TYPE_CHECKING

import waitress  # type: ignore[import-untyped]

from webapp.stopping import Stop
from webapp.workers import run_workers

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

THREADS = 4
"""Threads of one process; answers are computed, not waited for, so more would only queue."""

CONNECTIONS = 1000
"""Connections that a process holds open at once; the next ones wait until one of them ends. One
machine that says half a sentence on each takes the hundred that waitress holds by default."""

SILENCE = 20
"""Seconds without a byte after which a connection is closed that has no answer coming: longer than
any browser pauses within a request."""

UNREAD = 60
"""Seconds after which a connection is closed whose answer nobody takes. A large download waits in a
thread for its reader, and there are few threads."""

SWEEP = 5
"""Seconds between two looks for such connections."""

OTHER_FILES = 500
"""Open files beside the connections: five a segment, of two commits while one is taken up."""

MIN_CONNECTIONS = 100
"""Held even where the system allows few open files."""

IDENT = "dragoman"


def listen(host: str, port: int) -> socket.socket:
    """A bound socket that several processes may open beside each other; port 0 takes a free one.

    Raises OSError where the address cannot be had.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if hasattr(socket, "TCP_USER_TIMEOUT"):  # of Linux; the accepted ones have it from this one
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD * 1000)
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
        with Stop() as stop:
            _run(make(), sock, proxies, stop)
        return
    run_workers(lambda stop: _run(make(), sock, proxies, stop), workers)


def _run(app: WSGIApplication, sock: socket.socket, proxies: int, stop: Stop) -> None:
    channels: dict[int, object] = {}
    stop.listen_in(channels)
    waitress.serve(
        app,
        sockets=[sock],
        map=channels,
        threads=THREADS,
        ident=IDENT,
        clear_untrusted_proxy_headers=not proxies,
        connection_limit=_room_for_connections(),
        channel_timeout=SILENCE,
        cleanup_interval=SWEEP,
        asyncore_use_poll=True,  # select() knows no file beyond the 1,024th
    )


def _room_for_connections() -> int:
    """CONNECTIONS, or as many as the system lets the process have once it has asked for more."""
    wanted = CONNECTIONS + OTHER_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft == resource.RLIM_INFINITY:
        return CONNECTIONS
    return max(MIN_CONNECTIONS, min(CONNECTIONS, soft - OTHER_FILES))
