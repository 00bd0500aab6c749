"""The parts of an app that keep something: saved searches and visitors, made when first asked."""

from __future__ import annotations

import threading

from webapp.config import Config
from webapp.database import open_database
from webapp.saved import SavedSearches
from webapp.visitors import Visitors, read_key


class Shelf:
    """Makes each part once a process. Safe to share between threads."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._lock = threading.Lock()
        self._saved: SavedSearches | None = None
        self._visitors: Visitors | None = None

    def saved(self) -> SavedSearches:
        """The saved searches."""
        with self._lock:
            if self._saved is None:
                self._saved = SavedSearches(open_database(self._config.database))
            return self._saved

    def visitors(self) -> Visitors:
        """The visitors; raises DatabaseTrouble where no key can be kept."""
        with self._lock:
            if self._visitors is None:
                key = read_key(self._config.state / "secret-key")
                secure = self._config.base_url.startswith("https://")
                self._visitors = Visitors(key, secure=secure)
            return self._visitors
