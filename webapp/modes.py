"""The ways to look at a result: a list, words in context, a timeline, a table, a map.

A mode is a place in the address (`/timeline?…`) with the same parameters as `/search`; where it
asks for another order or size than the address tells, that is put in here and taken out again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from search.model import PAGE_SIZE, Query, Sort


@dataclass(frozen=True, slots=True)
class Mode:
    """One way to look. `size` and `sort` stand in where the address tells none, or an order that is
    not among `orders`."""

    name: str
    label: str
    size: int = PAGE_SIZE
    sort: Sort = Sort.RELEVANCE
    hits: bool = True
    orders: tuple[Sort, ...] = tuple(Sort)

    def asked(self, query: Query) -> Query:
        """The question as it is put to the index."""
        size = self.size if query.size == PAGE_SIZE else query.size
        default = query.sort is Sort.RELEVANCE or query.sort not in self.orders
        return replace(query, size=size, sort=self.sort if default else query.sort)

    def told(self, query: Query) -> Query:
        """The question as the address tells it; the reverse of `asked`."""
        if self.size == PAGE_SIZE and self.sort is Sort.RELEVANCE:
            return query
        size = PAGE_SIZE if query.size == self.size else query.size
        default = query.sort is self.sort or query.sort not in self.orders
        return replace(query, size=size, sort=Sort.RELEVANCE if default else query.sort)

    def canonical(self, query: Query) -> Query:
        """The question as its one address tells it, without what stands in anyway."""
        return self.told(self.asked(query))


LIST = Mode("search", "List")
LINES = Mode("lines", "In context", hits=False)
TIMELINE = Mode(
    "timeline", "Timeline", size=100, sort=Sort.NEWEST, orders=(Sort.NEWEST, Sort.OLDEST)
)
"""Goes by the articles' dates, either way: by best match or by arrival, months would come again and
again."""
TABLE = Mode("table", "Table", hits=False)
MAP = Mode("map", "Map", hits=False)

MODES = {mode.name: mode for mode in (LIST, LINES, TIMELINE, TABLE, MAP)}
