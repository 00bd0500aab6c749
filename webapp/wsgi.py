"""The application for other servers than our own: `gunicorn webapp.wsgi:app`.

It is made at the first request, not on import, so that a server may fork before. Workers that were
forked after the import (`--preload`) count together; others count each for itself.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import TYPE_CHECKING

from webapp import create_app
from webapp.together import Together

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


class Late:
    """A WSGI app made of DRAGOMAN_* settings when it is first asked. Safe between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._together = Together()
        self._app: WSGIApplication | None = None

    def __call__(self, environ: WSGIEnvironment, start: StartResponse, /) -> Iterable[bytes]:
        """Pass the request on; raises BadSetting where a setting cannot be used."""
        with self._lock:
            if self._app is None:
                self._app = create_app(together=self._together)
        return self._app(environ, start)


app = Late()
