"""The values that pass along the indexing pipeline, from a file to the writer.

Readers make RawRecords and Rejections; cleaning turns each RawRecord into a Cleaned article or
another Rejection. Everything here can be pickled, since cleaning may run in other processes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from search.model import Article


class Reason(StrEnum):
    """Why an input was not indexed; the words are those of the report."""

    NO_TEXT = "neither text nor title"
    PLACEHOLDER = "no title, and a placeholder for a text"
    BINARY = "not text"
    FORMAT = "a format that is not read"
    TOO_LARGE = "too large"
    BROKEN_ARCHIVE = "damaged compressed file"
    BOMB = "expands suspiciously"
    NOT_JSON = "not valid JSON"
    NOT_OBJECT = "not a JSON object"
    WRONG_TYPE = "a value of the wrong type"
    BAD_ID = "an unusable id"
    ENCODING = "not UTF-8"
    UNREADABLE = "cannot be read"
    OUTSIDE = "a link that leads out of the folder"
    FAULT = "could not be processed"


class Remark(StrEnum):
    """What is worth telling of an article that *was* indexed."""

    UNDATED = "undated"
    BAD_DATE = "date not understood"
    EARLY = "dated before 1800"
    FUTURE = "dated in the future"
    TITLE_ONLY = "only a title, no text"
    ENCODING = "encoding assumed"
    BAD_URL = "address not usable"
    BAD_TAG = "label not usable"
    BAD_LANGUAGE = "language not understood"
    SHORTENED = "a field was shortened"
    DUPLICATE = "the same article twice"
    REPLACED = "the same id twice: the later one stands"


@dataclass(frozen=True, slots=True)
class Rejection:
    """An input that was not indexed: which file, which line (0: the whole of it), and why.

    `meant` as in RawRecord, where renaming them would give it a text or a title.
    """

    source: str
    line: int
    reason: Reason
    detail: str = ""
    meant: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one input may demand.

    `record_bytes` bounds one article. A compressed file is refused once it has given more than
    `bomb_bytes` *and* more than `bomb_ratio` times its own size: news text shrinks three- to
    tenfold, JSON Lines of one outlet up to some thirtyfold, while bombs begin at a thousand.
    """

    record_bytes: int = 20_000_000
    bomb_bytes: int = 64_000_000
    bomb_ratio: int = 250


@dataclass(frozen=True, slots=True)
class Defaults:
    """What is known of a file's articles from outside their text; the file's own words win.

    `name_date` comes from the file name, `modified` from the file system (only if asked for);
    both are ISO dates as written, or "". The rest comes from a metadata row or the command.
    """

    name_date: str = ""
    modified: str = ""
    metadata_date: str = ""
    title: str = ""
    outlet: str = ""
    byline: str = ""
    language: str = ""


NO_DEFAULTS = Defaults()


@dataclass(frozen=True, slots=True)
class RawRecord:
    """One article as a reader found it: every value still as it was written.

    `source` and `line` say where (line 0: the whole file); `outlet` is what JSON Lines call
    `source`. `date` was given with the record, `date_line` stands at the head of its text.
    `single` is set if the file holds exactly this article. `ignored` names the keys of the
    input that mean nothing here, `meant` those of them that plainly stand for one that the record
    lacks, each with it; `assumed` is the encoding, where it had to be guessed.
    """

    source: str
    line: int
    text: str
    id: str = ""
    date: str = ""
    date_line: str = ""
    title: str = ""
    dateline: str = ""
    byline: str = ""
    url: str = ""
    outlet: str = ""
    outlet_country: str = ""
    language: str = ""
    countries: tuple[tuple[str, float], ...] = ()
    organisations: tuple[tuple[str, float], ...] = ()
    single: bool = False
    ignored: tuple[str, ...] = ()
    meant: tuple[tuple[str, str], ...] = ()
    assumed: str = ""
    defaults: Defaults = NO_DEFAULTS


@dataclass(frozen=True, slots=True)
class Noted:
    """One remark on one article, with the words that show what is meant."""

    remark: Remark
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """An article ready for the writer, with where it came from and what is to be told of it.

    `derived` marks an id made from the article's own text, so that an edited file may keep the
    id it had; `single`, `ignored` and `meant` are the RawRecord's.
    """

    article: Article
    source: str
    line: int
    derived: bool = False
    single: bool = False
    ignored: tuple[str, ...] = ()
    meant: tuple[tuple[str, str], ...] = ()
    notes: tuple[Noted, ...] = ()


@dataclass(frozen=True, slots=True)
class Policy:
    """What cleaning must know of the run.

    `detect_language` gives the two-letter code of a text, or "" where it is not sure. `resolve`
    gives the ids that a given label may mean in a field ("country", "organisation"), None for an
    unknown one. Both must bear pickling. `towns` are places that a dateline may name without more
    to show it, as `search.fields.place_of` spells them.
    """

    today: date
    detect_language: Callable[[str], str] | None = None
    resolve: Callable[[str, str], tuple[str, ...] | None] | None = None
    towns: frozenset[str] = frozenset()
