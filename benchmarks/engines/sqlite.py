"""SQLite FTS5 with its Porter stemmer; counts by joins and GROUP BY over the matches."""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from benchmarks.engines.protocol import FEW, LISTED, TOP, Answer, NotInstalled, month_of
from benchmarks.questions import NEAR_DISTANCE, Kind, Question
from search.model import Article

SCHEMA = """
CREATE TABLE articles (number INTEGER PRIMARY KEY, id TEXT, title TEXT, shown TEXT, text TEXT,
                       date TEXT, month INTEGER);
CREATE VIRTUAL TABLE words USING fts5 (title, text, content='articles', content_rowid='number',
                                       tokenize='porter unicode61');
CREATE TABLE country (number INTEGER, value INTEGER, PRIMARY KEY (number, value)) WITHOUT ROWID;
CREATE TABLE organisation (number INTEGER, value INTEGER, PRIMARY KEY (number, value))
    WITHOUT ROWID;
CREATE TABLE names (value INTEGER PRIMARY KEY, name TEXT UNIQUE);
"""

MATCH = "INSERT INTO temp.matches SELECT rowid, bm25(words) FROM words WHERE words MATCH ?"
BEST = """
SELECT id, coalesce(nullif(title, ''), shown), date FROM articles JOIN
(SELECT number FROM temp.matches ORDER BY score LIMIT ?) USING (number)
"""
NEWEST = """
SELECT id, coalesce(nullif(title, ''), shown), date FROM articles
WHERE number IN (SELECT number FROM temp.matches) ORDER BY date DESC LIMIT ?
"""
COUNT = """
SELECT name, n FROM names JOIN
(SELECT value, count(*) AS n FROM temp.matches JOIN {} USING (number)
 GROUP BY value ORDER BY n DESC LIMIT ?) USING (value)
"""
MONTHS = "SELECT month, count(*) FROM temp.matches JOIN articles USING (number) GROUP BY month"


class Sqlite:
    """Builds and opens SQLite."""

    name = "sqlite"
    index_name = name

    def version(self) -> str:
        """Of the SQLite library; raises NotInstalled without FTS5."""
        with closing(sqlite3.connect(":memory:")) as database:
            try:
                database.execute("CREATE VIRTUAL TABLE t USING fts5 (x)")
            except sqlite3.OperationalError as error:
                raise NotInstalled("this Python's SQLite has no FTS5") from error
        return sqlite3.sqlite_version

    def build(self, folder: Path, articles: Iterable[Article]) -> None:
        """One transaction, then FTS5's own optimize."""
        with closing(sqlite3.connect(folder / "index.db")) as database:
            database.executescript(SCHEMA)
            names: dict[str, int] = {}
            for number, article in enumerate(articles):
                _insert(database, number, article, names)
            rows = [(value, name) for name, value in names.items()]
            database.executemany("INSERT INTO names VALUES (?, ?)", rows)
            database.execute("CREATE INDEX month ON articles (number, month)")
            database.execute("INSERT INTO words(words) VALUES ('optimize')")
            database.execute("ANALYZE")
            database.commit()
            database.execute("VACUUM")

    def open(self, folder: Path) -> SqliteEngine:
        """Open for questions."""
        return SqliteEngine(folder / "index.db")


def _insert(
    database: sqlite3.Connection, number: int, article: Article, names: dict[str, int]
) -> None:
    shown = "" if article.title else article.derived_title
    date, month = article.dating.iso, month_of(article)
    row = (number, article.id, article.title, shown, article.text, date, month)
    database.execute("INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    database.execute(
        "INSERT INTO words(rowid, title, text) VALUES (?, ?, ?)",
        (number, article.title, article.text),
    )
    for table, tags in (("country", article.countries), ("organisation", article.organisations)):
        rows = [(number, names.setdefault(tag.value, len(names))) for tag in tags]
        database.executemany(f"INSERT INTO {table} VALUES (?, ?)", rows)


class SqliteEngine:
    """Answers by a temporary table of the matches, which every count then joins."""

    def __init__(self, path: Path) -> None:
        self.database = sqlite3.connect(path, isolation_level=None)
        weakref.finalize(self, self.database.close)
        self.database.execute("PRAGMA temp_store = memory")
        self.database.execute("PRAGMA mmap_size = 2000000000")
        self.database.execute("CREATE TEMP TABLE matches (number INTEGER PRIMARY KEY, score REAL)")

    def answer(self, question: Question) -> Answer:
        """The whole way; see Engine."""
        total = self._match(to_fts(question))
        if question.kind is Kind.TOPIC and total < FEW and len(question.words) > 1:
            total = self._match(" OR ".join(quote(question.words)))
        best = NEWEST if question.kind is Kind.DATE else BEST
        return Answer(
            total,
            tuple(self._rows(best, TOP)),
            dict(self._rows(COUNT.format("country"), LISTED)),
            dict(self._rows(COUNT.format("organisation"), LISTED)),
            dict(self._rows(MONTHS)),
        )

    def _match(self, expression: str) -> int:
        self.database.execute("DELETE FROM temp.matches")
        return self.database.execute(MATCH, (expression,)).rowcount

    def _rows(self, statement: str, *arguments: int) -> Iterator[tuple]:  # type: ignore[type-arg]
        return iter(self.database.execute(statement, arguments))


def quote(words: Iterable[str]) -> list[str]:
    """Words as FTS5 strings, so that none is read as an operator."""
    return [f'"{word}"' for word in words]


def to_fts(question: Question) -> str:
    """A question in the language of FTS5."""
    words = quote(question.words)
    match question.kind:
        case Kind.OR3:
            return " OR ".join(words)
        case Kind.PHRASE:
            return " + ".join(words)
        case Kind.NEAR:
            return f"NEAR({' '.join(words)}, {NEAR_DISTANCE - 1})"
        case Kind.PREFIX:
            return f"{words[0]} *"
        case Kind.NOT:
            return f"{words[0]} NOT {words[1]}"
        case _:
            return " AND ".join(words)
