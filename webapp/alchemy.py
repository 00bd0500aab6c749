"""Saved searches in any database that SQLAlchemy speaks to; needs the extra `database`."""

from __future__ import annotations

from sqlalchemy import create_engine, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from search.settings import BadSetting
from webapp.database import DatabaseTrouble, Row, Values


class AlchemyDatabase:
    """A database behind an engine with a pool of connections."""

    def __init__(self, url: str) -> None:
        try:
            self._engine = create_engine(url, pool_pre_ping=True, hide_parameters=True)
        except (ArgumentError, ImportError, SQLAlchemyError) as error:
            raise BadSetting(f"DRAGOMAN_DATABASE_URL cannot be used: {error}") from error

    def rows(self, statement: str, values: Values) -> list[Row]:
        """What a SELECT finds."""
        try:
            with self._engine.begin() as connection:
                return [tuple(row) for row in connection.execute(text(statement), dict(values))]
        except SQLAlchemyError as error:
            raise DatabaseTrouble(f"the database: {type(error).__name__}") from error

    def change(self, statement: str, values: Values) -> int:
        """How many rows a statement changed."""
        try:
            with self._engine.begin() as connection:
                return connection.execute(text(statement), dict(values)).rowcount
        except SQLAlchemyError as error:
            raise DatabaseTrouble(f"the database: {type(error).__name__}") from error

    def close(self) -> None:
        """Let go of the connections in the pool."""
        self._engine.dispose()
