"""The ways to look at a result: a list, words in context, a timeline, a table, a map.

A mode is a place in the address (`/timeline?…`) with the same parameters as `/search`; where it
asks for another order or size than the address tells, that is put in here and taken out again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from search.model import PAGE_SIZE, Query, Sort


@dataclass(frozen=True, slots=True)
class Mode:
    """One way to look. `size` and `sort` stand in where the address tells none."""

    name: str
    label: str
    size: int = PAGE_SIZE
    sort: Sort = Sort.RELEVANCE
    hits: bool = True

    def asked(self, query: Query) -> Query:
        """The question as it is put to the index."""
        size = self.size if query.size == PAGE_SIZE else query.size
        sort = self.sort if query.sort is Sort.RELEVANCE else query.sort
        return replace(query, size=size, sort=sort)

    def told(self, query: Query) -> Query:
        """The question as the address tells it; the reverse of `asked`."""
        if self.size == PAGE_SIZE and self.sort is Sort.RELEVANCE:
            return query
        size = PAGE_SIZE if query.size == self.size else query.size
        sort = Sort.RELEVANCE if query.sort is self.sort else query.sort
        return replace(query, size=size, sort=sort)


LIST = Mode("search", "List")
LINES = Mode("lines", "In context", hits=False)
TIMELINE = Mode("timeline", "Timeline", size=100, sort=Sort.NEWEST)
TABLE = Mode("table", "Table", hits=False)
MAP = Mode("map", "Map", hits=False)

MODES = {mode.name: mode for mode in (LIST, LINES, TIMELINE, TABLE, MAP)}
