"""The parts of an app that keep something: saved searches, visitors, when users last looked."""

from __future__ import annotations

import threading

from webapp.config import Config
from webapp.database import open_database
from webapp.last_looked import LastLooked
from webapp.saved import SavedSearches
from webapp.visitors import Visitors, read_key


class Shelf:
    """Makes each part once a process, at its first use. Safe to share between threads.

    Raises BadSetting where the database's address cannot be used; nothing is connected to at once.
    """

    def __init__(self, config: Config) -> None:
        self._config = config
        self._lock = threading.Lock()
        self._database = open_database(config.database)
        self._saved: SavedSearches | None = None
        self._last_looked: LastLooked | None = None
        self._visitors: Visitors | None = None

    def saved(self) -> SavedSearches:
        """The saved searches."""
        with self._lock:
            if self._saved is None:
                self._saved = SavedSearches(self._database)
            return self._saved

    def last_looked(self) -> LastLooked:
        """When users last looked at which of them."""
        with self._lock:
            if self._last_looked is None:
                self._last_looked = LastLooked(self._database)
            return self._last_looked

    def visitors(self) -> Visitors:
        """The visitors; raises DatabaseTrouble where no key can be kept."""
        with self._lock:
            if self._visitors is None:
                key = read_key(self._config.state / "secret-key")
                secure = self._config.base_url.startswith("https://")
                self._visitors = Visitors(key, secure=secure)
            return self._visitors

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()
