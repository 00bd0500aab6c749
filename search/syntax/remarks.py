"""Collects what was repaired in a question, or could not be read, as problems with positions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from search.model import Problem
from search.syntax.limits import MAX_LENGTH, MAX_PROBLEMS

_BEGIN = re.compile(r"date:[\d-]+\.\.")
_END = re.compile(r"date:\.\.[\d-]+")

Piece = tuple[int, int, str]
"""A half-open range of characters, and what might be typed there."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One problem before the question's canonical text is known.

    `edit` is the whole question as it might have been meant, where the question was read as it
    stands; it is None where reading already departed from what was typed. `piece` is what might
    have been meant in place of a range of characters: all pieces of a question are one repair.
    """

    message: str
    start: int
    end: int
    hint: bool = False
    edit: str | None = None
    piece: Piece | None = None


@dataclass(slots=True)
class Remarks:
    """The remarks on one question; `once` keeps a kind of remark from being repeated."""

    text: str
    found: list[Remark] = field(default_factory=list)
    told: set[str] = field(default_factory=set)

    def repaired(self, message: str, start: int, end: int, once: str = "") -> None:
        """Tell a departure from what was typed; its repair will be the canonical question."""
        if not (once and once in self.told):
            self.told.add(once)
            self.found.append(Remark(message, start, end))

    def hint(
        self, message: str, start: int, end: int, edit: str | None = None, once: str = ""
    ) -> None:
        """Tell something that was read as it stands but may have been meant otherwise."""
        if not (once and once in self.told):
            self.told.add(once)
            self.found.append(Remark(message, start, end, hint=True, edit=edit))

    def meant(self, message: str, start: int, end: int, piece: Piece | None) -> None:
        """Tell something that was read as it stands, with what it was probably meant as."""
        self.found.append(Remark(message, start, end, hint=True, piece=piece))

    def edited(self, edits: Iterable[Piece]) -> str:
        """The question with ranges of characters replaced; ranges in order, not overlapping."""
        parts, done = [], 0
        for start, end, new in edits:
            parts += [self.text[done:start], new]
            done = end
        return "".join([*parts, self.text[done:]])

    def problems(self, canonical: str) -> tuple[Problem, ...]:
        """The problems in the order of their positions, each repair with the first it mends."""
        useful = canonical != self.text.strip() and len(canonical) <= MAX_LENGTH
        repair = canonical if canonical and useful else None
        found = sorted(self.found, key=lambda remark: (remark.start, remark.end))
        together = self._together()
        problems: list[Problem] = []
        offered: set[str | None] = set()
        for remark in found[:MAX_PROBLEMS]:
            mended = remark.edit if remark.hint else repair
            mended = together if remark.piece else mended
            new = None if mended in offered else mended
            problems.append(Problem(remark.message, remark.start, remark.end, new))
            offered.add(mended)
        if len(found) > MAX_PROBLEMS:
            more = f"There are {len(found) - MAX_PROBLEMS} more remarks of this kind."
            problems.append(Problem(more, found[MAX_PROBLEMS].start, len(self.text)))
        return tuple(problems)

    def _together(self) -> str | None:
        """The question with every piece in its place; `from:` and `to:` become one range."""
        pieces = sorted(remark.piece for remark in self.found if remark.piece)
        begins = [piece for piece in pieces if _BEGIN.fullmatch(piece[2])]
        ends = [piece for piece in pieces if _END.fullmatch(piece[2])]
        if len(begins) == 1 == len(ends):
            (start, end, new), (gone, last, until) = begins[0], ends[0]
            pieces.remove(begins[0])
            pieces.remove(ends[0])
            while gone and self.text[gone - 1].isspace():
                gone -= 1
            pieces += [(start, end, new + until.partition("..")[2]), (gone, last, "")]
            pieces.sort()
        whole = self.edited(pieces).strip() if pieces else None
        return whole if whole is None or len(whole) <= MAX_LENGTH else None
