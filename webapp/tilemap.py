"""The world as equal squares, one a country: Malta can be hit, and no border is drawn.

Squares stand roughly where countries lie; nothing else is said by their places.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from search.model import NONE, Facet, FacetValue, Query
from webapp.facets import is_group, with_any, with_included
from webapp.labels import shown_label
from webapp.links import Links
from webapp.wording import counted, number

SIDE = 24
"""Side of a square in the drawing's own units, with the gap to the next."""

SHADES = 5

_LAYOUT = """
.. .. .. .. .. .. .. gl .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. ..
.. .. .. .. .. .. .. is .. .. .. .. .. no .. se .. fi .. .. .. ru .. .. .. .. .. .. .. ..
ca .. .. .. .. .. .. .. .. .. .. .. .. dk .. .. .. ee .. .. .. .. .. .. .. .. .. .. .. ..
.. .. .. .. .. .. .. .. .. ie gb .. nl .. .. pl lt lv by .. .. .. .. .. .. .. .. .. .. ..
.. .. .. .. .. .. .. .. .. .. .. be lu de at cz sk .. ua .. .. .. .. .. .. .. .. .. .. ..
.. .. .. .. .. .. .. .. .. .. .. fr ch li si hu rs ro md .. .. .. kz .. mn .. .. .. .. ..
.. .. .. .. .. .. .. .. .. .. .. ad mc sm hr ba xk bg .. ge .. uz .. .. .. .. .. .. .. ..
us .. .. .. .. .. .. .. .. pt es .. .. va it me al mk tr am az tm kg .. .. .. kp .. .. ..
.. .. .. .. .. .. .. .. .. .. .. .. .. .. mt .. gr cy lb sy .. .. tj .. cn .. kr jp .. ..
.. .. .. .. .. .. .. .. .. ma .. .. .. tn .. .. .. il ps iq ir af pk np .. .. .. .. .. ..
mx .. .. .. bs .. .. .. eh .. .. dz .. .. .. ly .. eg jo kw bh ae .. bd bt hk tw .. .. ..
.. .. bz cu ht pr kn ag mr ml .. .. .. .. .. .. .. .. .. sa qa om in mm la mo .. .. .. ..
.. gt hn jm do dm lc cv gm sn .. .. .. ne .. td .. sd er ye .. .. .. .. th vn .. .. .. ..
.. sv ni cr .. gd vc bb gw gn bf bj ng .. .. .. .. .. .. dj .. .. .. .. kh .. ph .. .. ..
.. .. .. pa .. ve tt .. sl ci gh tg .. .. cm .. cf ss et so .. .. .. lk .. bn pw fm mh ..
.. .. .. .. co .. gy sr lr .. .. .. st gq .. .. .. .. ug ke .. .. mv .. sg my .. .. .. ki
.. .. .. ec .. .. .. .. .. .. .. .. .. ga cg .. cd bi rw .. sc .. .. .. .. id .. .. nr ..
.. .. .. .. pe .. br .. .. .. .. .. .. .. .. .. .. .. tz .. .. .. .. .. .. .. tl pg sb tv
.. .. .. .. .. bo .. .. .. .. .. .. .. .. .. ao .. zm mw km .. .. .. .. .. .. .. .. vu ws
.. .. .. .. .. .. py .. .. .. .. .. .. .. .. na bw zw mz mg .. mu .. .. .. .. .. .. nc fj
.. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. za sz .. .. .. .. .. .. .. au .. .. to
.. .. .. .. cl ar uy .. .. .. .. .. .. .. .. .. .. ls .. .. .. .. .. .. .. .. .. .. .. ..
.. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. .. nz
"""

PLACES: dict[str, tuple[int, int]] = {
    code: (column, row)
    for row, line in enumerate(_LAYOUT.strip().splitlines())
    for column, code in enumerate(line.split())
    if code != ".."
}
"""Column and row of each country's square."""

COLUMNS = 1 + max(column for column, _ in PLACES.values())
ROWS = 1 + max(row for _, row in PLACES.values())


@dataclass(frozen=True, slots=True)
class Tile:
    """One country's square; `url` is "" where there is nothing to lead to.

    `url` finds the `count_text` articles: it asks for this country instead of those chosen, or
    besides them where articles about all of them are wanted.
    """

    value: str
    label: str
    told: str
    count_text: str
    x: int
    y: int
    url: str
    shade: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Shade:
    """One step of the scale: which counts are shaded so."""

    shade: int
    told: str


@dataclass(frozen=True, slots=True)
class TileMap:
    """The map, and what has no square on it: former states and places of other kinds.

    `every` where articles about all of the `chosen` are wanted; `any_url` takes the choice of
    countries back, "" where none is chosen.
    """

    tiles: tuple[Tile, ...]
    beside: tuple[Tile, ...]
    counted: tuple[Tile, ...]
    scale: tuple[Shade, ...]
    chosen: tuple[str, ...]
    every: bool
    any_url: str
    width: int
    height: int
    side: int


def shade_of(count: int, highest: int) -> int:
    """0 for nothing, else 1 to SHADES by the root of the share, as a few countries tower."""
    if not count or not highest:
        return 0
    return math.isqrt((SHADES * SHADES * count - 1) // highest) + 1


def scale_of(highest: int) -> tuple[Shade, ...]:
    """Which counts each shade stands for; shades that no count can have are left out."""
    steps = []
    below = 0
    for shade in range(1, SHADES + 1):
        most = highest * shade * shade // (SHADES * SHADES)
        if most > below:
            told = number(most) if most == below + 1 else f"{number(below + 1)}–{number(most)}"
            steps.append(Shade(shade, told))
        below = most
    return tuple(steps)


def make_tile_map(facet: Facet, query: Query, links: Links) -> TileMap:
    """The map of a result whose country facet lists every value."""
    values = {v.value: v for v in facet.values if v.value != NONE and not is_group(v.value)}
    selection = query.filters.of("country")
    named = {v.value: shown_label("country", v.value, v.label) for v in facet.values}
    highest = max((v.count for v in values.values() if not v.excluded), default=0)
    tiles = tuple(
        _tile(values.get(code, FacetValue(code, "", 0)), place, highest, query, links)
        for code, place in PLACES.items()
    )
    beside = tuple(
        _tile(value, (0, 0), highest, query, links)
        for code, value in values.items()
        if code not in PLACES
    )
    found = {tile.value: tile for tile in (*tiles, *beside)}
    return TileMap(
        tiles=tiles,
        beside=beside,
        counted=tuple(found[code] for code in values if found[code].url),
        scale=scale_of(highest),
        chosen=tuple(named.get(value, value) for value in selection.include),
        every=selection.every,
        any_url=links.search(with_any(query, "country")) if selection.include else "",
        width=COLUMNS * SIDE,
        height=ROWS * SIDE,
        side=SIDE - 2,
    )


def _tile(
    value: FacetValue, place: tuple[int, int], highest: int, query: Query, links: Links
) -> Tile:
    label = shown_label("country", value.value, value.label)
    shown = value.count and not value.excluded
    told = "excluded" if value.excluded else counted(value.count, "article")
    return Tile(
        value=value.value,
        label=label,
        told=f"{label}: {told}",
        count_text=number(value.count),
        x=place[0] * SIDE,
        y=place[1] * SIDE,
        url=links.search(with_included(query, "country", value.value)) if shown else "",
        shade=shade_of(value.count, highest) if shown else 0,
        chosen=value.selected,
    )
