"""When each user last looked at which saved search, kept beside the searches themselves.

For users known by a login, who thereby see the same on every machine; other visitors carry their
own in a cookie (`webapp.visitors`).
"""

from __future__ import annotations

from datetime import datetime

from webapp.database import Database, Tables

MOST_KEPT = 500
"""Searches remembered for one user; a page lists 200. Beyond it, those longest ago are dropped."""

_CREATE = """
CREATE TABLE IF NOT EXISTS last_looked (
    owner VARCHAR(64) NOT NULL,
    slug VARCHAR(64) NOT NULL,
    looked BIGINT NOT NULL,
    PRIMARY KEY (owner, slug)
)
"""
_MOVE = """
INSERT INTO last_looked (owner, slug, looked) VALUES (:owner, :slug, :looked)
ON CONFLICT (owner, slug) DO UPDATE SET looked = excluded.looked
WHERE excluded.looked > last_looked.looked
"""
_OF = "SELECT slug, looked FROM last_looked WHERE owner = :owner ORDER BY looked DESC, slug"
_DROP_OLD = """
DELETE FROM last_looked WHERE owner = :owner AND slug NOT IN (
    SELECT slug FROM last_looked WHERE owner = :owner ORDER BY looked DESC, slug LIMIT :most
)
"""


class LastLooked:
    """The marks of all users in one database. Safe between threads and processes."""

    def __init__(self, database: Database) -> None:
        self._tables = Tables(database, _CREATE)

    def look(self, owner: str, slug: str, now: datetime) -> None:
        """Remember that `owner` looks at a search now; a mark never moves back."""
        values: dict[str, str | int] = {
            "owner": owner,
            "slug": slug,
            "looked": int(now.timestamp()),
        }
        self._tables.change(_MOVE, values)
        self._tables.change(_DROP_OLD, {"owner": owner, "most": MOST_KEPT})

    def of(self, owner: str) -> tuple[tuple[str, int], ...]:
        """Slugs with the second at which `owner` last looked at each, latest first."""
        rows = self._tables.rows(_OF, {"owner": owner})
        return tuple((str(slug), int(str(looked))) for slug, looked in rows)

    def forget(self, slug: str) -> None:
        """Drop everybody's mark of a search that is no more."""
        self._tables.change("DELETE FROM last_looked WHERE slug = :slug", {"slug": slug})
