"""Named searches: a short slug for the canonical parameters of a question.

What is stored is the address, never an object: an older grammar's address is read by
`search.permalink` like any other, so that saved searches outlive this version.
"""

from __future__ import annotations

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime

from search.model import Query
from search.permalink import from_params, to_params
from search.syntax import GRAMMAR_VERSION
from webapp.database import Database, Row, Tables
from webapp.labels import names
from webapp.links import encode, whole

LONGEST_NAME = 120
LONGEST_SLUG = 48
MOST_PER_OWNER = 200
"""Searches of one visitor: enough to work with, and a bound on what a script can fill."""

MOST_IN_ALL = 20_000

LONGEST_SEARCH = 60_000
"""Characters of a search as an address writes it: any question and hundreds of filters."""

_SLUG = re.compile(r"[a-z0-9-]{1,64}")

_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Signs that turn the direction of what follows, where unpaired beyond the name's end."""

_BLANK = ("Zs", "Cf", "Mn", "Me")
"""Kinds of signs that show nothing by themselves: a link of them alone could not be seen."""

_CREATE = """
CREATE TABLE IF NOT EXISTS saved_search (
    slug VARCHAR(64) PRIMARY KEY,
    name VARCHAR(200) NOT NULL,
    parameters TEXT NOT NULL,
    grammar INTEGER NOT NULL,
    owner VARCHAR(64) NOT NULL,
    open INTEGER NOT NULL,
    created VARCHAR(32) NOT NULL
)
"""
_INSERT = """
INSERT INTO saved_search (slug, name, parameters, grammar, owner, open, created)
VALUES (:slug, :name, :parameters, :grammar, :owner, :open, :created)
ON CONFLICT (slug) DO NOTHING
"""
_UPDATE = """
UPDATE saved_search SET name = :name, open = :open WHERE slug = :slug AND owner = :owner
"""
_COLUMNS = "SELECT slug, name, parameters, grammar, owner, open, created FROM saved_search "
_VISIBLE = "(owner = :owner OR open = 1)"


class NotSaved(ValueError):  # noqa: N818 - named for what happened
    """A search was not saved; the message tells the reader why."""


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """One named search. `open` ones are seen by everybody, others by their owner alone."""

    slug: str
    name: str
    query: Query
    grammar: int
    owner: str
    open: bool
    created: datetime


class SavedSearches:
    """The named searches in one database. Safe between threads and processes."""

    def __init__(self, database: Database) -> None:
        self._tables = Tables(database, _CREATE)

    def save(self, name: str, query: Query, owner: str, *, open: bool) -> SavedSearch:
        """Keep a question under a name; its slug is made of the name, and its own.

        Raises NotSaved where the name is empty, the search too long, or there are too many.
        """
        name = _clean(name)
        self._check_room(owner)
        kept = whole(query)
        if len(encode(to_params(kept))) > LONGEST_SEARCH:
            raise NotSaved("This search is too long to be saved; its address can be kept as it is.")
        created = datetime.now(UTC).replace(microsecond=0)
        for slug in _slugs(name):
            saved = SavedSearch(slug, name, kept, GRAMMAR_VERSION, owner, open, created)
            if self._insert(saved):
                return saved
        raise NotSaved("No short address is free for this name; choose another.")

    def find(self, slug: str, owner: str) -> SavedSearch | None:
        """The search of that slug, if this visitor may see it."""
        if not _SLUG.fullmatch(slug):  # and not every database takes every text
            return None
        where = f"WHERE slug = :slug AND {_VISIBLE}"
        rows = self._rows(_COLUMNS + where, slug=slug, owner=owner)
        return _read(rows[0]) if rows else None

    def visible_to(self, owner: str, limit: int = MOST_PER_OWNER) -> tuple[SavedSearch, ...]:
        """The searches a visitor may see: their own first, then those open to all, newest first."""
        order = f"WHERE {_VISIBLE} ORDER BY CASE WHEN owner = :owner THEN 0 ELSE 1 END"
        rows = self._rows(
            f"{_COLUMNS}{order}, created DESC, slug LIMIT :limit", owner=owner, limit=limit
        )
        return tuple(_read(row) for row in rows)

    def change(self, slug: str, owner: str, name: str, *, open: bool) -> bool:
        """Rename a search of one's own, make it public or private; False if there was none.

        Its slug stays, so that the address that others have goes on working. Raises NotSaved
        where the name is empty.
        """
        values: dict[str, str | int] = {
            "slug": slug,
            "owner": owner,
            "name": _clean(name),
            "open": int(open),
        }
        return self._tables.change(_UPDATE, values) > 0

    def delete(self, slug: str, owner: str) -> bool:
        """Forget a search of one's own; False if there was none."""
        statement = "DELETE FROM saved_search WHERE slug = :slug AND owner = :owner"
        return self._tables.change(statement, {"slug": slug, "owner": owner}) > 0

    def _insert(self, saved: SavedSearch) -> bool:
        values: dict[str, str | int] = {
            "slug": saved.slug,
            "name": saved.name,
            "parameters": encode(to_params(saved.query)),
            "grammar": saved.grammar,
            "owner": saved.owner,
            "open": int(saved.open),
            "created": saved.created.isoformat(),
        }
        return self._tables.change(_INSERT, values) == 1

    def _check_room(self, owner: str) -> None:
        count = "SELECT COUNT(*) FROM saved_search"
        mine = self._rows(count + " WHERE owner = :owner", owner=owner)
        if _number(mine[0][0]) >= MOST_PER_OWNER:
            raise NotSaved(f"You have {MOST_PER_OWNER} saved searches; delete one first.")
        if _number(self._rows(count)[0][0]) >= MOST_IN_ALL:
            raise NotSaved("This site keeps no more saved searches; ask who runs it.")

    def _rows(self, statement: str, **values: str | int) -> list[Row]:
        return self._tables.rows(statement, values)


def _clean(name: str) -> str:
    """A name as a line can show it. Raises NotSaved where nothing of it would be seen."""
    plain = "".join(" " if _unseen(c) else c for c in name)
    name = " ".join(plain.split())[:LONGEST_NAME].strip()
    if all(unicodedata.category(c) in _BLANK for c in name):
        raise NotSaved("Give the search a name.")
    return name


def _unseen(c: str) -> bool:
    return c in _TURNING or unicodedata.category(c) in ("Cc", "Cs")


def _slugs(name: str) -> list[str]:
    """Slugs to try: of the name itself, numbered, then with a few random letters."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    base = "-".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST_SLUG].strip("-")
    if not base:
        return [secrets.token_hex(4) for _ in range(3)]
    numbered = [f"{base}-{n}" for n in range(2, 10)]
    return [base, *numbered, f"{base}-{secrets.token_hex(4)}"]


def _read(row: Row) -> SavedSearch:
    slug, name, parameters, grammar, owner, open_, created = row
    return SavedSearch(
        slug=str(slug),
        name=str(name),
        query=whole(from_params(str(parameters), names())),
        grammar=_number(grammar),
        owner=str(owner),
        open=bool(open_),
        created=datetime.fromisoformat(str(created)),
    )


def _number(value: object) -> int:
    return int(str(value))
