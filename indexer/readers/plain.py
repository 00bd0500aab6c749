"""Plain text: one article a file, perhaps with a `date` line at its head, in any encoding."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from indexer.readers.encoding import NotTextError, decode
from indexer.records import Limits, RawRecord, Reason, Rejection

# ` date 2023-05-04 The text …` as archives of plain articles have it, the text on the same line
# or below. A year alone must end its line: "Date 2014 was fixed" is prose.
_DATE_LINE = re.compile(
    r"\s*date[ \t]*(?::[ \t]*|[ \t])"
    r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?:[Tt]\S{1,40})?|\d{4}-\d{2}|\d{8}|\d{4}(?=[ \t]*(?:\n|\Z)))"
    r"(?=\s|\Z)",
    re.IGNORECASE,
)


class PlainText:
    """The reader of plain text files; it takes whatever no other reader recognises."""

    single = True
    by_line = False

    def recognises(self, head: bytes, suffix: str) -> bool:
        """Anything."""
        return True

    def read(
        self, stream: io.BufferedReader, source: str, limits: Limits
    ) -> Iterator[RawRecord | Rejection]:
        """The one article of the file."""
        data = stream.read(limits.record_bytes + 1)
        if len(data) > limits.record_bytes:
            yield Rejection(source, 0, Reason.TOO_LARGE, f"more than {limits.record_bytes:,} bytes")
            return
        try:
            decoded = decode(data)
        except NotTextError as error:
            yield Rejection(source, 0, Reason.BINARY, str(error))
            return
        date_line, text = split_date_line(decoded.text)
        yield RawRecord(source, 0, text, date_line=date_line, single=True, assumed=decoded.assumed)


def split_date_line(text: str) -> tuple[str, str]:
    """The date at the head of `text` as it is written ("" if there is none), and the rest."""
    if match := _DATE_LINE.match(text):
        return match.group(1), text[match.end() :]
    return "", text
