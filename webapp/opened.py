"""The index that an app answers from: opened at the first question, moved on at each commit."""

from __future__ import annotations

import logging
import threading
import time

from search.engine import EngineError, Searcher
from search.model import IndexInfo, Notice
from webapp.config import Config

log = logging.getLogger(__name__)


def tell_notices(info: IndexInfo, known: tuple[Notice, ...] = ()) -> None:
    """Write to the log what operators should know of an index, but for what is `known`."""
    for notice in info.notices:
        if notice not in known:
            log.warning("%s, generation %d: %s", info.name, info.generation, notice.text)


class OpenIndex:
    """Hands out the one searcher of a process. Safe to share between threads."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._lock = threading.Lock()
        self._searcher: Searcher | None = None
        self._looked = 0.0

    def searcher(self) -> Searcher:
        """The searcher, at the newest commit seen in the last `refresh_seconds`.

        Raises the engine's errors while there is nothing to open, and tries anew each time.
        """
        searcher = self._searcher
        if searcher is None:
            return self._open()
        if time.monotonic() - self._looked >= self._config.refresh_seconds:
            self._move_on(searcher)
        return searcher

    def _open(self) -> Searcher:
        with self._lock:
            if self._searcher is None:
                self._searcher = self._config.open()
                self._looked = time.monotonic()
            return self._searcher

    def _move_on(self, searcher: Searcher) -> None:
        """Look for a new commit; while one thread does, others go on with what is open."""
        if not self._lock.acquire(blocking=False):
            return
        try:
            self._looked = time.monotonic()
            known = searcher.info().notices
            if searcher.refresh():
                info = searcher.info()
                log.info("index is now at generation %d", info.generation)
                tell_notices(info, known)
        except EngineError as error:
            log.warning("the index cannot be refreshed, answering from what is open: %s", error)
        finally:
            self._lock.release()

    def close(self) -> None:
        """Let go of the index."""
        with self._lock:
            if self._searcher is not None:
                self._searcher.close()
                self._searcher = None
