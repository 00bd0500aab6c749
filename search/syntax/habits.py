"""Field names of other search engines, and what is typed here in their place."""

from __future__ import annotations

from search.syntax.dates import NotDates, read_dates, write_dates
from search.syntax.tree import DateIs

_TITLE = "words of the title are asked for by title:."
_TEXT = "a word without a field is looked for in title and text."
_OUTLET = "outlets are asked for by source:, spelt as the index has them."
_PEOPLE = "there is none for people; a name in quotation marks finds who is named so."
_ABOUT = "there is none for topics; country: and org: ask what an article is about."
_ADDRESS = "there is none for addresses."
_FILE = "there is none for kinds of file: all articles are text."
_AUTHOR = "there is none for authors."
_PLACE = "country: asks what an article is about, dateline: where it was written."
_GROUP = "the members of a group of states are asked for by country:any(…)."

_FIELDS = {
    **dict.fromkeys(("intitle", "allintitle", "ti"), ("title", _TITLE)),
    **dict.fromkeys(("intext", "allintext", "inbody"), ("text", _TEXT)),
    **dict.fromkeys(("site", "domain", "host", "website"), ("source", _OUTLET)),
    **dict.fromkeys(("group", "bloc"), ("country", _GROUP)),
    **dict.fromkeys(("inurl", "allinurl", "url", "link", "cache", "related"), ("", _ADDRESS)),
    **dict.fromkeys(("filetype", "ext", "format", "type", "mimetype"), ("", _FILE)),
    **dict.fromkeys(("author", "inauthor", "by", "byline", "writer", "au"), ("", _AUTHOR)),
    **dict.fromkeys(("topic", "subject", "tag", "category", "section", "about"), ("", _ABOUT)),
    **dict.fromkeys(("person", "people", "name"), ("", _PEOPLE)),
    **dict.fromkeys(("location", "loc", "region", "city", "where", "near"), ("", _PLACE)),
}
"""By a name of others, the operator here that does it ("" for none) and what is told."""

_DATES = {
    **dict.fromkeys(("from", "since", "start"), "from"),
    **dict.fromkeys(("after", "newer", "later"), "after"),
    **dict.fromkeys(("before", "older", "earlier"), "before"),
    **dict.fromkeys(("to", "until", "till", "end"), "to"),
    **dict.fromkeys(("year", "month", "day", "on", "in", "dated", "daterange"), "in"),
    **dict.fromkeys(("published", "pubdate", "time", "when", "between"), "in"),
}
"""By a name of others, where the dates lie that it asks for."""

_LYING = {
    "from": "dates from then on",
    "after": "dates after that",
    "before": "dates before that",
    "to": "dates until then",
    "in": "that time",
}
_TYPED = "dates are typed date:2012, date:2012.., date:..2015 or date:2012..2015."


def is_habit(name: str) -> bool:
    """Whether a name is one of these."""
    return name.casefold() in _DATES or name.casefold() in _FIELDS


def habit(name: str, value: str) -> tuple[str, str | None] | None:
    """What is told of a field `name` of other engines with its value, and what to type for both.

    The second is None where there is nothing like it here; the whole is None for other names.
    """
    name = name.casefold()
    if name in _DATES:
        return _dates(_DATES[name], value)
    if name not in _FIELDS:
        return None
    operator, told = _FIELDS[name]
    if operator == "country":
        return told, f"country:any({value})" if value.isalnum() else None
    return told, f"{operator}:{value}" if operator else None


def _dates(where: str, typed: str) -> tuple[str, str | None]:
    value = typed.rstrip(",;:!?")
    value = value if value.endswith("..") else value.rstrip(".")
    try:
        new = _written(where, read_dates("date", value)[0])
        read = read_dates("date", new)[0]
    except NotDates:
        return _TYPED, None
    where = "in" if read.start and read.end else where
    return f"type date:{new} for {_LYING[where]}.", f"date:{new}"


def _written(where: str, read: DateIs) -> str:
    """The value of `date:` that a name and its value mean; raises NotDates where there is none."""
    text = write_dates(read)
    if read.rolling and where == "from":
        return "last-2d" if text == "yesterday" else text
    ends = {"in": True, "from": read.start, "after": read.start, "to": read.end, "before": read.end}
    if where == "in" or (".." in text and ends[where]):
        return text
    if not (read.start and read.end):
        raise NotDates(f"{text} is no one time")
    return {"from": f"{text}..", "to": f"..{text}", "after": f">{text}", "before": f"<{text}"}[
        where
    ]
