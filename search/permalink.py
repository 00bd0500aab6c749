"""A Query and its canonical URL parameters, which are one thing: each is made from the other.

Reading never raises: what cannot be read is left out and named in a problem. Names of countries
and the like become ids where a vocabulary is at hand; an id that nobody knows is a question with
no answer, not a bad parameter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from urllib.parse import quote, urlencode, urlsplit

from search.fields import CHOOSABLE, Field
from search.model import (
    DEEPEST_HIT,
    NONE,
    PAGE_SIZE,
    DateSpan,
    Filters,
    Match,
    Problem,
    Query,
    Selection,
    Sort,
)
from search.naming import Names, as_typed
from search.parameters import LONGEST_TEXT, Given, Readable, clean_text, pairs, quoted
from search.syntax.dates import NotDates, read_dates
from search.syntax.groups import GROUPED, read_group

MOST_VALUES = 200
"""Values ticked, or excluded, in one facet: there are about that many countries."""

LARGEST_PAGE = 1_000
"""Hits on one page; exports go on from there by cursor."""

ANY, ALL = "any", "all"
EXCLUDE = "not."
EVERY = ".match"

Params = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: the query, what was wrong (each message starts with the parameter's name
    and a colon), and the names of parameters that mean nothing here.

    `faults` are the `problems` without what was read instead, for whoever refuses to answer.
    """

    query: Query
    problems: tuple[Problem, ...] = ()
    unknown: tuple[str, ...] = ()
    faults: tuple[Problem, ...] = ()


_CHOSEN_BY = {field.key: field.param for field in CHOOSABLE}
"""The parameter of each field whose values are ticked."""


def to_params(query: Query) -> Params:
    """The canonical parameters: sorted, keys repeated for several values, defaults left out."""
    plain = {
        "q": query.text,
        "sort": "" if query.sort is Sort.RELEVANCE else query.sort.value,
        "match": "" if query.match is Match.AUTO else query.match.value,
        "page": "" if query.page == 1 else str(query.page),
        "size": "" if query.size == PAGE_SIZE else str(query.size),
        "cursor": query.cursor,
        "added": _instant_to_text(query.filters.added_since),
    }
    pairs = [(key, value) for key, value in plain.items() if value]
    pairs.extend(span_to_params(query.filters.span))
    for key, selection in query.filters.selections:  # a page writes a hundred addresses
        pairs.extend(selection_to_params(key, selection))
    return tuple(sorted(pairs))


def selection_to_params(key: str, selection: Selection) -> Iterator[tuple[str, str]]:
    """The part of `to_params` that tells what is ticked in one facet."""
    param = _CHOSEN_BY.get(key)
    if param is None:
        return
    for value in sorted(set(selection.include)):
        yield param, value
    for value in sorted(set(selection.exclude)):
        yield EXCLUDE + param, value
    if selection.every and selection.include:
        yield param + EVERY, ALL


def span_to_params(span: DateSpan) -> Iterator[tuple[str, str]]:
    """The part of `to_params` that tells a span of days."""
    if span.start:
        yield "from", span.start.isoformat()
    if span.end:
        yield "to", span.end.isoformat()
    if span.rolling or span.only:
        yield "date", span.rolling or span.only


def from_params(params: Readable, names: Names | None = None) -> Query:
    """The query that parameters ask for; whatever cannot be read in them is left out.

    Takes a mapping (values may be lists), pairs, or a query string. `from_params(to_params(q))`
    is `q` for every canonical query; `read_params` also tells what was wrong.
    """
    return read_params(params, names).query


def read_params(params: Readable, names: Names | None = None) -> Reading:
    """The query that parameters ask for, with what was wrong in them. Never raises.

    With `names`, a name or alias of a country or organisation is read as its id, so that each
    question has one address whatever it was typed as.
    """
    given = Given(params)
    text = given.one("q", LONGEST_TEXT)
    filters = Filters(_read_selections(given, names), _read_span(given), _read_added(given))
    sort, match = _read_sort(given), _read_match(given)
    page, size, cursor = _read_place(given)
    query = Query(text, filters, sort, match, page, size, cursor)
    return Reading(query, tuple(given.problems), given.unknown(), tuple(given.faults))


def is_canonical(params: Readable, names: Names | None = None) -> bool:
    """Whether these are exactly the parameters, in the order, that their query is written with."""
    given = tuple(pairs(params))
    return to_params(from_params(given, names)) == given


def to_url(query: Query, base: str = "/search") -> str:
    """The canonical address of a query under `base`, percent-encoded as forms are."""
    encoded = urlencode(to_params(query), errors="replace", safe=":")
    return f"{base}?{encoded}" if encoded else base


def from_url(url: str, names: Names | None = None) -> Query:
    """The query of an address; only what stands after its `?` is read."""
    try:
        return from_params(urlsplit(url).query, names)
    except ValueError:  # brackets in the host that hold no address
        return from_params(url.partition("?")[2].partition("#")[0], names)


def article_url(id: str, base: str = "") -> str:
    """The address of an article's page under `base`.

    The id stands in the query because ids may be addresses themselves: slashes and dots in a
    path are rewritten by browsers and servers, even percent-encoded.
    """
    return f"{base}/article?id={quote(id, safe='', errors='replace')}"


def pin(query: Query, matched: Match) -> Query:
    """The same query with the mode that it was answered in, as saved and shared links carry it."""
    if query.match is not Match.AUTO or not query.text:
        return query
    return replace(query, match=matched)


_NOTHING = Selection()
_GROUP = re.compile(r"any\((.*)\)", re.IGNORECASE)


def _read_selections(given: Given, names: Names | None) -> tuple[tuple[str, Selection], ...]:
    selections = {field.key: _read_selection(given, field, names) for field in CHOOSABLE}
    return tuple(sorted((key, chosen) for key, chosen in selections.items() if chosen))


def _read_selection(given: Given, field: Field, names: Names | None) -> Selection:
    if not given.has(field.param, EXCLUDE + field.param, field.param + EVERY):
        return _NOTHING
    include = _read_values(given, field.param, field, names)
    exclude = _read_values(given, EXCLUDE + field.param, field, names)
    if both := include & exclude:
        named = ", ".join(sorted(both))
        given.report(field.param, f"{named} is both chosen and excluded", "it is excluded")
        include -= both
    mode = given.one(field.param + EVERY).lower()
    if mode not in ("", ANY, ALL):
        given.report(field.param + EVERY, f"{quoted(mode)} is neither any nor all", "any is used")
    every = mode == ALL and bool(include)
    return Selection(tuple(sorted(include)), tuple(sorted(exclude)), every)


def _read_values(given: Given, param: str, field: Field, names: Names | None) -> set[str]:
    found = dict.fromkeys(
        value
        for typed in given.many(param)
        for value in _canonical_values(given, param, field, typed, names)
    )
    if len(found) > MOST_VALUES:
        many = f"{len(found):,} values, more than {MOST_VALUES}"
        given.report(param, many, f"only the first {MOST_VALUES} are used")
    return set(list(found)[:MOST_VALUES])


def _canonical_values(
    given: Given, param: str, field: Field, typed: str, names: Names | None
) -> Iterator[str]:
    """Ids are lower case and pairs sorted; a source is a name and stays as it is written."""
    grouped = _GROUP.fullmatch(typed) if field.operator in GROUPED else None
    if grouped:
        group, note = read_group(grouped[1])
        if group is None:
            given.report(param, f"{quoted(typed)} names no group; write any(g20)")
            return
        if note:
            fault, _, remedy = note.partition(", so ")
            given.report(param, fault, remedy or "it was read so")
        typed = str(group)
    values = names.values(field.key, typed) if names else as_typed(field.key, typed)
    if field.key == "pair" and not all(value == NONE or "." in value for value in values):
        given.report(param, f"{quoted(typed)} names no two countries; write in.ru")
        return
    yield from filter(None, map(clean_text, values))


def _read_span(given: Given) -> DateSpan:
    first, last = _read_dates(given, "from"), _read_dates(given, "to")
    span = DateSpan(first.start, last.end)
    if span.start and span.end and span.start > span.end:
        given.report("from", f"{span.start} is after to, {span.end}", "neither is used")
        span = DateSpan()
    whole = _read_dates(given, "date")
    if not whole:
        return span
    if span:
        given.report("date", "given beside from or to", "those are used instead")
        return span
    return whole


def _read_dates(given: Given, key: str) -> DateSpan:
    """What the question language reads after `date:`; in `from` and `to`, one period only."""
    text = given.one(key)
    if not text:
        return DateSpan()
    try:
        read, repair = read_dates("date", text)
    except NotDates as trouble:
        given.report(key, str(trouble))
        return DateSpan()
    if key != "date" and not (text[0].isdigit() and read.start and read.end and ".." not in text):
        given.report(key, f"{quoted(text)} is not a date; write 2023-05-07, 2023-05 or 2023")
        return DateSpan()
    if repair:
        fault, _, remedy = repair.partition(", so ")
        given.report(key, f"{quoted(text)}: {fault}", remedy or "it was read so")
    return DateSpan(read.start, read.end, read.rolling, read.only)


def _instant_to_text(instant: datetime | None) -> str:
    if instant is None:
        return ""
    text = instant.astimezone(UTC).replace(tzinfo=None).isoformat()
    return text.removesuffix("T00:00:00") if text.endswith("T00:00:00") else text + "Z"


def _read_added(given: Given) -> datetime | None:
    """An instant of ISO 8601; a day means its first moment, and no zone means UTC."""
    written = given.one("added")
    text = written.upper()
    if not text:
        return None
    if "T" in text:  # a plus that was not percent-encoded arrives as a blank
        text = text.replace(" ", "+")
    try:
        if not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError(text)
        instant = datetime.fromisoformat(text)
        return (instant if instant.tzinfo else instant.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        given.report("added", f"{quoted(written)} is no instant; write 2023-05-07 or …T09:30:00Z")
        return None


def _read_sort(given: Given) -> Sort:
    text = given.one("sort").lower()
    if text and text not in tuple(Sort):
        given.report("sort", f"{quoted(text)} is not one of {', '.join(Sort)}")
        return Sort.RELEVANCE
    return Sort(text) if text else Sort.RELEVANCE


def _read_match(given: Given) -> Match:
    text = given.one("match").lower()
    if text and text not in tuple(Match):
        given.report("match", f"{quoted(text)} is not one of {', '.join(Match)}")
        return Match.AUTO
    return Match(text) if text else Match.AUTO


def _read_place(given: Given) -> tuple[int, int, str]:
    """Page, size and cursor; a cursor is a place of its own, beside which no page counts."""
    size = _read_number(given, "size", PAGE_SIZE, LARGEST_PAGE)
    page = _read_number(given, "page", 1, None)
    cursor = given.one("cursor", LONGEST_TEXT)
    if cursor and page > 1:
        given.report("page", "given beside a cursor", "that is used instead")
        page = 1
    deepest = max(1, DEEPEST_HIT // size)
    if page > deepest:
        fault = f"{page:,} is too far on, pages of {size:,} hits end at {deepest:,}"
        given.report("page", fault, f"{deepest:,} is used")
        page = deepest
    return page, size, cursor


def _read_number(given: Given, key: str, default: int, most: int | None) -> int:
    text = given.one(key)
    if not text:
        return default
    if not re.fullmatch(r"[0-9]{1,9}", text) or int(text) < 1:
        given.report(key, f"{quoted(text)} is not a number from 1 on", f"{default} is used")
        return default
    if most is not None and int(text) > most:
        given.report(key, f"{int(text):,} is more than {most:,}", f"{most:,} is used")
        return most
    return int(text)
