"""Articles as references: RIS, BibTeX, CSL-JSON, and a line to be read.

RIS as reference managers exchange it (type NEWS); CSL-JSON 1.0.2; BibTeX as biblatex reads it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from markupsafe import Markup

from search.model import Article, Dating, Precision
from webapp.labels import label_of
from webapp.links import outside
from webapp.markup import readable
from webapp.wording import dating_in_words, place_in_words

LONGEST_KEY_WORD = 20
"""Characters of a word of the title in a BibTeX key."""


def one_line(text: str) -> str:
    """Text without line ends or control characters, as a field of a reference must be."""
    return " ".join(readable(text).replace("\ufffd", " ").split())


def to_ris(article: Article, here: str = "") -> str:
    """A reference in RIS; every line ends in CR LF. `here` is the article's address on this site,
    by which one without an address of its own is found again; so in the other forms."""
    fields = [
        ("TY", "NEWS"),
        ("ID", article.id),
        ("TI", article.shown_title),
        ("AU", article.byline),
        ("T2", article.source),
        ("PY", str(article.dating.day.year) if article.dating.day else ""),
        ("DA", _ris_date(article.dating)),
        ("CY", place_in_words(article.dateline)),
        ("LA", article.language),
        ("UR", outside(article.url) or here),
        *(("KW", label) for label in _keywords(article)),
    ]
    lines = [f"{tag}  - {one_line(value)}" for tag, value in fields if one_line(value)]
    return "\r\n".join([*lines, "ER  - ", "", ""])


def to_bibtex(article: Article, here: str = "") -> str:
    """A reference for BibTeX and biblatex."""
    fields = [
        ("title", f"{{{_tex(article.shown_title)}}}"),
        ("author", _tex(article.byline) and f"{{{_tex(article.byline)}}}"),
        ("journaltitle", _tex(article.source)),
        ("journal", _tex(article.source)),
        ("date", article.dating.iso),
        ("year", str(article.dating.day.year) if article.dating.day else ""),
        ("location", _tex(place_in_words(article.dateline))),
        ("langid", _tex(article.language)),
        ("url", _tex_url(outside(article.url) or here)),
    ]
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in fields if value)
    return f"@article{{{_key(article)},\n{body}  entrysubtype = {{newspaper}}\n}}\n\n"


def to_csl(article: Article, here: str = "") -> dict[str, object]:
    """A reference as an item of CSL-JSON."""
    item: dict[str, object] = {
        "id": one_line(article.id),
        "type": "article-newspaper",
        "title": one_line(article.shown_title),
        "container-title": one_line(article.source),
        "publisher-place": one_line(place_in_words(article.dateline)),
        "language": one_line(article.language),
        "URL": outside(article.url) or here,
    }
    if article.byline:
        item["author"] = [{"literal": one_line(article.byline)}]
    if article.dating.day:
        item["issued"] = {"date-parts": [_parts(article.dating)]}
    return {key: value for key, value in item.items() if value}


def to_line(article: Article) -> Markup:
    """A reference as a line to be read: `Herald, “Title”, 5 March 2014, https://…`.

    What is the article's own runs in its own direction (`<bdi>`): commas and quotation marks
    beside Arabic or Hebrew would otherwise wander.
    """
    where = [_apart(part) for part in (article.byline, article.source)]
    title = Markup("“{}”").format(_apart(article.shown_title))
    date, url = dating_in_words(article.dating), outside(article.url) or ""
    return Markup(", ").join(part for part in (*where, title, date, url) if part)


def _apart(text: str) -> Markup:
    return Markup("<bdi>{}</bdi>").format(line) if (line := one_line(text)) else Markup()


def _parts(dating: Dating) -> list[int]:
    if dating.day is None:
        return []
    known = {Precision.DAY: 3, Precision.MONTH: 2, Precision.YEAR: 1}[dating.precision]
    return [dating.day.year, dating.day.month, dating.day.day][:known]


def _ris_date(dating: Dating) -> str:
    """`2014/03/05/`, `2014/03//` or `2014///`: always three slashes."""
    written = [f"{part:02d}" for part in _parts(dating)]
    return "/".join((*written, *([""] * (4 - len(written))))) if written else ""


def _keywords(article: Article) -> list[str]:
    tags = [("country", tag) for tag in article.countries]
    tags += [("organisation", tag) for tag in article.organisations]
    return [label_of(key, tag.value) for key, tag in tags if tag.about]


_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}


def _tex(text: str) -> str:
    return "".join(_TEX.get(c, c) for c in one_line(text))


def _tex_url(url: str) -> str:
    """An address whose braces and backslashes cannot end the field they stand in."""
    return url.replace("\\", "%5C").replace("{", "%7B").replace("}", "%7D")


def _key(article: Article) -> str:
    """`herald2014accord-3f2a`: readable, and its own for every id."""
    source = _ascii(article.source) or "article"
    year = str(article.dating.day.year) if article.dating.day else "undated"
    word = next((w for w in _words(article.shown_title) if len(w) > 3), "")
    digest = hashlib.sha256(article.id.encode("utf-8", "replace")).hexdigest()[:6]
    return f"{source}{year}{word}-{digest}"


def _ascii(text: str) -> str:
    return "".join(_words(text))[: 2 * LONGEST_KEY_WORD]


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return [word[:LONGEST_KEY_WORD] for word in re.findall(r"[a-z]+", plain)]
