"""Where saved searches are kept: SQLite by itself, PostgreSQL through SQLAlchemy.

Statements are written once, in SQL that SQLite and PostgreSQL share, with `:name` parameters.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Protocol, TypeVar

from search.settings import BadSetting

Values = Mapping[str, str | int]
Row = tuple[object, ...]

T = TypeVar("T")

SQLITE = "sqlite:///"

BUSY_SECONDS = 5.0
"""How long a writer waits for another; a saved search is a few hundred bytes."""

MISSING = "no such table"
"""What SQLite says where somebody has put another file in the place of ours."""


class DatabaseTrouble(Exception):  # noqa: N818 - named for what is wrong
    """The database cannot be read or written; the message says what to look at."""


class TableMissing(DatabaseTrouble):
    """The database has no such table: it is not the one that was there before."""


class Database(Protocol):
    """Runs one statement at a time, each a transaction of its own. Safe between threads."""

    def rows(self, statement: str, values: Values) -> list[Row]:
        """What a SELECT finds."""
        ...

    def change(self, statement: str, values: Values) -> int:
        """How many rows a statement changed."""
        ...

    def close(self) -> None:
        """Let go of what is held open."""
        ...


class SqliteDatabase:
    """A file, opened anew for each statement: that is cheap, and no thread waits on another.

    It has no log of changes beside it (WAL, as earlier versions had): reading one needs to write
    there, and saved searches are to be found on a full disk, and in a copy that is only read.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def rows(self, statement: str, values: Values) -> list[Row]:
        """What a SELECT finds."""
        try:
            with closing(self._open()) as connection:
                return connection.execute(statement, values).fetchall()
        except sqlite3.Error as error:
            raise self._told(error) from error

    def change(self, statement: str, values: Values) -> int:
        """How many rows a statement changed."""
        try:
            with closing(self._open()) as connection, connection:
                return connection.execute(statement, values).rowcount
        except sqlite3.Error as error:
            raise self._told(error) from error

    def close(self) -> None:
        """Nothing is held open between statements."""

    def _told(self, error: sqlite3.Error) -> DatabaseTrouble:
        kind = TableMissing if str(error).startswith(MISSING) else DatabaseTrouble
        return kind(f"{self._path}: {error}")

    def _open(self) -> sqlite3.Connection:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not self._path.exists():  # private searches are nobody else's on this machine
                os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise DatabaseTrouble(f"{error.filename}: {error.strerror}") from error
        connection = sqlite3.connect(self._path, timeout=BUSY_SECONDS)
        with suppress(sqlite3.Error):  # told at the statement, if it matters to that
            connection.execute("PRAGMA journal_mode=DELETE")
        return connection


class Tables:
    """A database whose table is made at first use, and anew where it has gone.

    That is how databases of earlier versions get the tables that came later, and how a server
    goes on with a copy that was put back, or with none. Safe between threads.
    """

    def __init__(self, database: Database, create: str) -> None:
        self._database = database
        self._create = create
        self._made = False
        self._lock = threading.Lock()

    def rows(self, statement: str, values: Values) -> list[Row]:
        """What a SELECT finds. Raises DatabaseTrouble."""
        return self._ask(lambda: self._database.rows(statement, values))

    def change(self, statement: str, values: Values) -> int:
        """How many rows a statement changed. Raises DatabaseTrouble."""
        return self._ask(lambda: self._database.change(statement, values))

    def _ask(self, question: Callable[[], T]) -> T:
        self._make()
        try:
            return question()
        except TableMissing:
            self._made = False
            self._make()
            return question()

    def _make(self) -> None:
        with self._lock:
            if self._made:
                return
            try:
                self._database.change(self._create, {})
            except DatabaseTrouble:  # another process may have been making it just now
                self._database.change(self._create, {})
            self._made = True


def open_database(url: str) -> Database:
    """The database at `sqlite:///PATH` or at the address of a PostgreSQL, as SQLAlchemy has it.

    Nothing is connected to at once. Raises BadSetting for any other address, and where
    SQLAlchemy is needed and missing.
    """
    if url.startswith(SQLITE) and len(url) > len(SQLITE):
        return SqliteDatabase(Path(url.removeprefix(SQLITE)))
    try:
        from webapp.alchemy import AlchemyDatabase  # noqa: PLC0415 - an extra
    except ImportError as error:
        raise BadSetting(
            "DRAGOMAN_DATABASE_URL names a database other than SQLite: "
            "install dragoman with its extra `database`"
        ) from error
    return AlchemyDatabase(url)
