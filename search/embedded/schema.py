"""The Whoosh schema of an index, and what an index says of itself in its table of contents.

Both are pickled into every index: class and module names here are part of the disk format.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from whoosh import fields
from whoosh.analysis import IDAnalyzer
from whoosh.fields import Schema

from search.fields import KEYWORDS, SCHEMA_VERSION
from search.stored import TEXT_FIELDS


@dataclass(frozen=True)
class Header:
    """What a table of contents tells besides its segments.

    `fingerprints` name the analysis, the tagger and other rules the articles went through;
    `ledger` is the file that remembers the input files, "" for none.
    """

    name: str
    schema_version: int = SCHEMA_VERSION
    fingerprints: tuple[tuple[str, str], ...] = ()
    ledger: str = ""
    ledger_bytes: int = 0
    committed: int = 0
    extra: tuple[tuple[str, str], ...] = field(default=())


class HeadedSchema(Schema):  # type: ignore[misc] # Whoosh has no types to check against
    """Whoosh's Schema with our header in it, so that both are committed in one step."""

    header: Header = Header("")

    def copy(self) -> HeadedSchema:
        """As in Whoosh, header included."""
        twin = self.__class__(**dict(self._fields))
        twin.header = self.header
        return twin


def make_schema(header: Header) -> HeadedSchema:
    """The fields that stock Whoosh sees: finished terms, split by nothing."""
    declared: dict[str, Any] = {
        name: fields.TEXT(analyzer=IDAnalyzer(), phrase=True, stored=False) for name in TEXT_FIELDS
    }
    declared |= {f.key: fields.KEYWORD(commas=True, scorable=False) for f in KEYWORDS}
    declared["id"] = fields.ID(unique=True)
    schema = HeadedSchema(**declared)
    schema.header = header
    return schema
