"""Parameters of an address that cannot be used: told on a page, refused by a file or the API.

A page answers all the same, and says what it left out; what is kept or read by programs would
pass on an answer to another question, so it answers 400 and names the parameters.
"""

from __future__ import annotations

from dataclasses import replace

from werkzeug.exceptions import BadRequest

from search.model import Problem
from search.permalink import Reading

TRACKING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid", "ref_src")
"""What other sites hang on the addresses of pages; taken away without a word."""

MOST_TOLD = 5
"""Faults of one address told in a sentence; a hostile one may have thousands."""


class Refused(BadRequest):
    """An address that is not answered; `parameters` are the names that cannot be used."""

    def __init__(self, faults: tuple[Problem, ...], unknown: tuple[str, ...] = ()) -> None:
        self.faults = faults
        named = [fault.message.partition(":")[0] for fault in faults]
        self.parameters = (*dict.fromkeys(named), *unknown)
        told = [fault.message for fault in faults]
        told += [f"{name[:40]}: means nothing here" for name in unknown]
        more = f"; and {len(told) - MOST_TOLD} more" if len(told) > MOST_TOLD else ""
        super().__init__("; ".join(told[:MOST_TOLD]) + more)


def refuse(reading: Reading) -> None:
    """Raises Refused unless the whole address could be read."""
    if reading.faults or reading.unknown:
        raise Refused(reading.faults, reading.unknown)


def notices(reading: Reading) -> tuple[Problem, ...]:
    """What a page tells of an address that could not be read in full."""
    unknown = (name for name in reading.unknown if not name.startswith(TRACKING))
    return (*reading.problems, *map(_meaningless, unknown))


def with_fault(reading: Reading, name: str, fault: str, remedy: str = "it is left out") -> Reading:
    """The same reading with something wrong in a parameter that is the view's own."""
    told = f"{name}: {fault}"
    return replace(
        reading,
        problems=(*reading.problems, Problem(f"{told}; {remedy}")),
        faults=(*reading.faults, Problem(told)),
    )


def _meaningless(name: str) -> Problem:
    return Problem(f"“{name[:40]}” in the address means nothing here and was left out")
