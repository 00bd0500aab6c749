"""Saved searches in PostgreSQL, through SQLAlchemy; needs the extra `database`."""

from __future__ import annotations

from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from search.settings import BadSetting
from webapp.database import MISSING, DatabaseTrouble, Row, TableMissing, Values

SPOKEN = ("postgresql", "sqlite")
"""Whose SQL the statements are written in; others know no ON CONFLICT."""

UNDEFINED_TABLE = "42P01"
"""PostgreSQL's code for what SQLite tells in words."""


class AlchemyDatabase:
    """A database behind an engine with a pool of connections; nothing is connected to at once.

    Raises BadSetting for an address that is none, of another kind of database, or whose driver
    is not installed.
    """

    def __init__(self, url: str) -> None:
        try:
            address = make_url(url)
            if address.get_backend_name() not in SPOKEN:
                raise ValueError(f"{address.drivername} is neither SQLite nor PostgreSQL")
            self._engine = create_engine(address, pool_pre_ping=True, hide_parameters=True)
        except (ImportError, SQLAlchemyError, ValueError) as error:
            raise BadSetting(f"DRAGOMAN_DATABASE_URL cannot be used: {error}") from error

    def rows(self, statement: str, values: Values) -> list[Row]:
        """What a SELECT finds."""
        try:
            with self._engine.begin() as connection:
                return [tuple(row) for row in connection.execute(text(statement), dict(values))]
        except SQLAlchemyError as error:
            raise _told(error) from error

    def change(self, statement: str, values: Values) -> int:
        """How many rows a statement changed."""
        try:
            with self._engine.begin() as connection:
                return connection.execute(text(statement), dict(values)).rowcount
        except SQLAlchemyError as error:
            raise _told(error) from error

    def close(self) -> None:
        """Let go of the connections in the pool."""
        self._engine.dispose()


def _told(error: SQLAlchemyError) -> DatabaseTrouble:
    """What went wrong, without the address or the values, which may be nobody else's."""
    cause = getattr(error, "orig", None)
    code = getattr(cause, "sqlstate", None)
    missing = code == UNDEFINED_TABLE or str(cause).startswith(MISSING)
    return (TableMissing if missing else DatabaseTrouble)(f"the database: {type(error).__name__}")
