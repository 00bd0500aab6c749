"""Text with marks as safe HTML: everything is escaped, only `<mark>` is ours."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

Range = tuple[int, int]


def marked(text: str, marks: Iterable[Range]) -> Markup:
    """`text` escaped, with `<mark>` around each half-open range; overlaps are joined."""
    apart = _apart(marks, len(text))
    text = readable(text)
    if not apart:
        return escape(text)
    parts: list[str] = []
    at = 0
    for start, end in apart:
        parts += (text[at:start], _OPEN, text[start:end], _CLOSE)
        at = end
    escaped = str(escape("".join((*parts, text[at:]))))
    return Markup(escaped.replace(_OPEN, "<mark>").replace(_CLOSE, "</mark>"))  # noqa: S704


_OPEN, _CLOSE = "\x02", "\x03"
"""They stand for the marks while all of a text is escaped at once; `readable` leaves none."""


def readable(text: str) -> str:
    """`text` as UTF-8 and HTML can carry it: lone surrogates and control characters replaced."""
    if text.isprintable():
        return text
    return "".join(c if _carried(c) else "\ufffd" for c in text)


def _carried(c: str) -> bool:
    return c in "\t\n\r" or not (c < " " or "\x7f" <= c <= "\x9f" or "\ud800" <= c <= "\udfff")


def paragraphs(text: str) -> tuple[Range, ...]:
    """The half-open ranges of the paragraphs of an article: blocks between empty lines.

    A text without any empty line, as wires have it, is one paragraph a line.
    """
    separator = "\n\n" if "\n\n" in text else "\n"
    found, at = [], 0
    for block in text.split(separator):
        stripped = block.strip()
        if stripped:
            start = at + block.index(stripped)
            found.append((start, start + len(stripped)))
        at += len(block) + len(separator)
    return tuple(found)


def within(marks: Iterable[Range], start: int, end: int) -> tuple[Range, ...]:
    """The marks that fall into one range of the text, counted from its start."""
    clipped = ((max(s, start) - start, min(e, end) - start) for s, e in marks)
    return tuple((s, e) for s, e in clipped if s < e)


def _apart(marks: Iterable[Range], length: int) -> list[Range]:
    """Ranges in order, inside the text, not overlapping."""
    apart: list[Range] = []
    for start, end in sorted((max(0, s), min(e, length)) for s, e in marks):
        if start >= end:
            continue
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
        else:
            apart.append((start, end))
    return apart
