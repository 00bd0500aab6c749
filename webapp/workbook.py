"""A workbook that spreadsheets open (Office Open XML, ISO/IEC 29500), written as a stream.

Two kinds of cell are enough: text, which is never a formula, and days, which are real dates.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import IO, cast
from xml.sax.saxutils import escape

from webapp.markup import readable

Cell = str | int | date
Sheet = tuple[str, Iterable[Sequence[Cell]]]

EPOCH = date(1899, 12, 30)
EARLIEST = date(1900, 3, 1)
"""Before it, spreadsheets count a day that never was; such dates are written as text."""

LONGEST_CELL = 32_767
"""Characters that a cell can hold."""

ROWS_AT_ONCE = 200

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

# Styles by number: 0 general, 1 text (shown as typed, also where it starts like a formula), 2 day.
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}">'
    '<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf xfId="0"/>'
    '<xf xfId="0" numFmtId="49" quotePrefix="1" applyNumberFormat="1"/>'
    '<xf xfId="0" numFmtId="164" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)


class _Outlet:
    """What a zip archive writes into: bytes wait here until they are sent."""

    def __init__(self) -> None:
        self._waiting: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._waiting.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        return None

    def taken(self) -> bytes:
        data = b"".join(self._waiting)
        self._waiting.clear()
        return data


def write_workbook(sheets: Sequence[Sheet]) -> Iterator[bytes]:
    """The bytes of a workbook, sheet by sheet, as its rows are made."""
    outlet = _Outlet()
    with zipfile.ZipFile(cast(IO[bytes], outlet), "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in _parts([name for name, _ in sheets]):
            archive.writestr(name, text)
        for number, (_, rows) in enumerate(sheets, 1):
            with archive.open(f"xl/worksheets/sheet{number}.xml", "w", force_zip64=True) as part:
                for _ in _write_rows(part, rows):
                    yield outlet.taken()
            yield outlet.taken()
    yield outlet.taken()


def _write_rows(part: IO[bytes], rows: Iterable[Sequence[Cell]]) -> Iterator[None]:
    part.write(f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>'.encode())
    for place, row in enumerate(rows, 1):
        cells = "".join(map(_cell, row))
        part.write(f"<row>{cells}</row>".encode("utf-8", "replace"))
        if place % ROWS_AT_ONCE == 0:
            yield
    part.write(b"</sheetData></worksheet>")


def _cell(value: Cell) -> str:
    if isinstance(value, date) and value >= EARLIEST:
        return f'<c s="2"><v>{(value - EPOCH).days}</v></c>'
    if isinstance(value, int):
        return f"<c><v>{value}</v></c>"
    text = value.isoformat() if isinstance(value, date) else value
    if not text:
        return "<c/>"
    return f'<c s="1" t="inlineStr"><is><t xml:space="preserve">{_legal(text)}</t></is></c>'


def _legal(text: str) -> str:
    cut = readable(text[:LONGEST_CELL]).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    return escape(cut)


def _parts(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The parts of the package beside its sheets."""
    numbers = range(1, len(names) + 1)
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for n in numbers
    )
    yield (
        "[Content_Types].xml",
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>'
        f"{overrides}</Types>",
    )
    yield "_rels/.rels", _relations([("rId1", "officeDocument", "xl/workbook.xml")])
    listed = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in zip(numbers, names, strict=True)
    )
    yield (
        "xl/workbook.xml",
        f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_LINKS}"><sheets>{listed}</sheets></workbook>',
    )
    links = [(f"rId{n}", "worksheet", f"worksheets/sheet{n}.xml") for n in numbers]
    links.append((f"rId{len(names) + 1}", "styles", "styles.xml"))
    yield "xl/_rels/workbook.xml.rels", _relations(links)
    yield "xl/styles.xml", _STYLES


def _relations(links: Iterable[tuple[str, str, str]]) -> str:
    listed = "".join(
        f'<Relationship Id="{id}" Type="{_LINKS}/{kind}" Target="{target}"/>'
        for id, kind, target in links
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'
