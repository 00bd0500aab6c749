"""A raw record to an Article, or a Rejection that says why; remarks on what readers should know.

Cleaning never changes words: it drops what no reader sees (control characters, surrogates) and
settles each value by a fixed order of where it may come from.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

from indexer.addresses import canonical_url
from indexer.dates import FIRST_YEAR, parse_date
from indexer.records import Cleaned, Noted, Policy, RawRecord, Reason, Rejection, Remark
from indexer.tagging.dateline import find_dateline
from indexer.titles import derive_title
from search.fields import place_of
from search.model import Article, Dating, Tag

_LONGEST_ID = 255
"""Characters of an id: the bound on every term of an index."""

_LONGEST = {"title": 2_000, "dateline": 500, "byline": 500, "source": 200}
"""Characters of one-line fields. A longer title is a text in the wrong place."""

_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\x80-\x84\x86-\x9f\ufeff\ufffe\uffff]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_WORD = re.compile(r"[^\W_]+")
_TAG_ID = re.compile(r"[a-z0-9][a-z0-9._:-]{0,99}")
_LANGUAGE = re.compile(r"([A-Za-z]{2})(?:[-_][A-Za-z0-9_-]{1,30})?")


def clean(raw: RawRecord, policy: Policy) -> Cleaned | Rejection:
    """The article that `raw` holds. Never raises on anything a file can contain."""
    notes: list[Noted] = []
    text = _body(clean_text(raw.text))
    title = _line("title", raw.title or raw.defaults.title, notes)
    said = text if _WORD.search(text) else title
    if not _WORD.search(said):
        return _refuse(raw, title)
    if said != text:
        notes.append(Noted(Remark.TITLE_ONLY))
    if raw.assumed:
        notes.append(Noted(Remark.ENCODING, raw.assumed))
    dating = _date(raw, policy, notes)
    url = _address(raw.url, notes)
    id, derived = _identify(raw, dating, url, said)
    if not id:
        return Rejection(raw.source, raw.line, Reason.BAD_ID, repr(raw.id[:80]))
    article = Article(
        id=id,
        text=text,
        title=title,
        derived_title="" if title else derive_title(text),
        dating=dating,
        dateline=_line("dateline", raw.dateline, notes) or _found_dateline(text, policy),
        byline=_line("byline", raw.byline or raw.defaults.byline, notes),
        url=url,
        source=_line("source", raw.outlet or raw.defaults.outlet, notes),
        source_country=_outlet_country(raw, policy, notes),
        language=_language(raw, said, policy, notes),
        countries=_given_tags("country", raw.countries, policy, notes),
        organisations=_given_tags("organisation", raw.organisations, policy, notes),
    )
    return Cleaned(
        article,
        raw.source,
        raw.line,
        derived,
        single=raw.single,
        ignored=raw.ignored,
        meant=raw.meant,
        notes=tuple(notes),
    )


def clean_text(text: str) -> str:
    """`text` with plain line ends, without control characters and lone surrogates, stripped."""
    text = _LINE_ENDS.sub("\n", text)
    text = _UNSEEN.sub("", text)
    return _SURROGATES.sub("\ufffd", text).strip()


def _body(text: str) -> str:
    """`text`, or "" where it is the placeholder that one agency's archive has in place of a body.

    Articles that only begin that way are articles.
    """
    word = _WORD.search(text)
    if word and word.group().lower() == "blah" and len(text) < 200:
        rest = {found.lower() for found in _WORD.findall(text)}
        if rest <= {"blah", "reuter", "reuters"}:
            return ""
    return text


def _refuse(raw: RawRecord, title: str) -> Rejection:
    """A record that has neither a text nor a title."""
    reason = Reason.PLACEHOLDER if _WORD.search(raw.text) else Reason.NO_TEXT
    meant = tuple(pair for pair in raw.meant if pair[1] in ("text", "title"))
    seen = ", ".join(f"`{clean_text(key)}`" for key, _ in meant)
    told = f"but {seen}, see --rename" if seen else title[:80]
    return Rejection(raw.source, raw.line, reason, told, raw.meant if meant else ())


def _date(raw: RawRecord, policy: Policy, notes: list[Noted]) -> Dating:
    """The first date that can be understood: given, `date` line, file name, metadata, mtime."""
    found = Dating()
    for written, origin in (
        (raw.date, "given"),
        (raw.date_line, "date line"),
        (raw.defaults.name_date, "file name"),
        (raw.defaults.metadata_date, "metadata"),
        (raw.defaults.modified, "modification time"),
    ):
        if not written.strip():
            continue
        if dating := parse_date(written, origin):
            found = dating
            break
        notes.append(Noted(Remark.BAD_DATE, clean_text(written[:40])))
    if found.day is None:
        notes.append(Noted(Remark.UNDATED))
    elif found.day.year < FIRST_YEAR:
        notes.append(Noted(Remark.EARLY, found.iso))
    elif found.day > policy.today:
        notes.append(Noted(Remark.FUTURE, found.iso))
    return found


def _address(written: str, notes: list[Noted]) -> str:
    """The address as it was written, if it is one that a reader can follow."""
    written = written.strip()
    if not written or canonical_url(written):
        return written
    notes.append(Noted(Remark.BAD_URL, clean_text(written[:80])))
    return ""


def _identify(raw: RawRecord, dating: Dating, url: str, text: str) -> tuple[str, bool]:
    """The article's id, and whether it was derived from its text; "" if the given one is bad."""
    given = raw.id.strip()
    if given:
        bad = len(given) > _LONGEST_ID or not given.isprintable() or _SURROGATES.search(given)
        return ("" if bad else given), False
    if url:
        address = canonical_url(url)
        return (address if len(address) <= _LONGEST_ID else _digest(address)), False
    return derived_id(dating, text), True


def derived_id(dating: Dating, text: str, turn: int = 0) -> str:
    """16 hexadecimal digits of sha256(date, text): the same wherever the file lies.

    `text` is the title of an article that has nothing else. A day that the file system told is
    left out, since it differs between machines. `turn` gives other ids for the rare article whose
    first one is taken by another.
    """
    day = "" if dating.origin == "modification time" else dating.iso
    return _digest(f"{day}\n{text}" if not turn else f"{day}\n{text}\n{turn}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _line(name: str, value: str, notes: list[Noted]) -> str:
    """`value` on one line, at most as long as its field may be."""
    longest = _LONGEST[name]
    line = " ".join(clean_text(value[: longest * 2]).split())
    if len(line) > longest or len(value) > longest * 2:
        notes.append(Noted(Remark.SHORTENED, name))
        return line[:longest]
    return line


def _outlet_country(raw: RawRecord, policy: Policy, notes: list[Noted]) -> str:
    """The country that the input gives for the outlet: one id or name, as given labels are."""
    if not raw.outlet_country.strip():
        return ""
    found = _given_tags("country", ((raw.outlet_country, 1.0),), policy, notes)
    return found[0].value if found else ""


def _found_dateline(text: str, policy: Policy) -> str:
    """The place at the head of the text, where a date or an agency follows it or it is known.

    "COCOA PRICES -" is none; the first line stays in the text, which is never changed.
    """
    end, after = find_dateline(text)
    said, rest = text[:end].strip(), text[end:after]
    dated = any(char.isdigit() for char in rest)
    by_agency = "(" in rest and said.isupper()
    return said if dated or by_agency or (said and place_of(said) in policy.towns) else ""


def _language(raw: RawRecord, text: str, policy: Policy, notes: list[Noted]) -> str:
    """The language that is told, else the one that is surely detected, else ""."""
    for told in (raw.language, raw.defaults.language):
        if match := _LANGUAGE.fullmatch(told.strip()):
            return match.group(1).lower()
        if told.strip():
            notes.append(Noted(Remark.BAD_LANGUAGE, clean_text(told[:40])))
    return policy.detect_language(text) if policy.detect_language else ""


def _given_tags(
    field: str, labels: tuple[tuple[str, float], ...], policy: Policy, notes: list[Noted]
) -> tuple[Tag, ...]:
    """Labels that came with the article, each id once, as tags it is about.

    A label is a name or id of the vocabulary; an id of another list is kept as it is.
    """
    tags: dict[str, Tag] = {}
    for label, score in labels:
        known = policy.resolve(field, label) if policy.resolve else None
        value = known[0] if known and len(known) == 1 else label.strip().lower()
        if (known is None or len(known) == 1) and _TAG_ID.fullmatch(value):
            tags.setdefault(value, Tag(value, score, given=True))
        else:  # a name that is shared ("Congo"), or no id at all
            notes.append(Noted(Remark.BAD_TAG, clean_text(label[:40])))
    return tuple(tags.values())


def with_id(cleaned: Cleaned, id: str) -> Cleaned:
    """The same article under another id."""
    return replace(cleaned, article=replace(cleaned.article, id=id))
