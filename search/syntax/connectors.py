"""Connectors of other programs (`&&`, `w/5`, `/s`) and lower-case `and`, `or` between words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from search.syntax.limits import MAX_DISTANCE
from search.syntax.remarks import Remarks
from search.syntax.scanner import Kind, Token
from search.syntax.words import CONNECTOR

_ENDS = (Kind.WORD, Kind.PHRASE, Kind.CLOSE)
_BEGINS = (Kind.WORD, Kind.PHRASE, Kind.OPEN, Kind.FIELD, Kind.MINUS, Kind.PLUS, Kind.NOT)
_COUNTED = re.compile(r"(w|within|pre|near|adj)?/(\d{1,6})", re.IGNORECASE)


def read_connectors(tokens: Sequence[Token], remarks: Remarks) -> list[Token]:
    """The tokens with foreign connectors between words replaced or left out, and told."""
    out: list[Token] = []
    for index, token in enumerate(tokens):
        if not _between(tokens, index):
            out.append(token)
            continue
        if CONNECTOR.fullmatch(token.text):
            read = _read(token, remarks)
            out += (read,) if read else ()
            continue
        if token.text in ("and", "or"):
            _hint(token, tokens, remarks)
        out.append(token)
    return out


def _between(tokens: Sequence[Token], index: int) -> bool:
    return (
        tokens[index].kind is Kind.WORD
        and 0 < index < len(tokens) - 1
        and tokens[index - 1].kind in _ENDS
        and tokens[index + 1].kind in _BEGINS
    )


def _read(token: Token, remarks: Remarks) -> Token | None:
    """The operator that a connector was plainly meant as; None where there is none like it."""
    if token.text in ("&&", "||"):
        kind = Kind.AND if token.text == "&&" else Kind.OR
        remarks.repaired(f"“{token.text}” was read as {kind}; type {kind} instead.", *token.at)
        return replace(token, kind=kind)
    counted = _COUNTED.fullmatch(token.text)
    if counted is None:
        _tell_sentence(token, remarks)
        return None
    ordered = (counted[1] or "").lower() in ("pre", "adj")
    kind = Kind.ADJ if ordered else Kind.NEAR
    number = min(max(int(counted[2]), 1), MAX_DISTANCE)
    remarks.repaired(
        f"“{token.text}” was read as {kind}/{number}; type {kind}/{number} instead.", *token.at
    )
    return replace(token, kind=kind, number=number)


def _tell_sentence(token: Token, remarks: Remarks) -> None:
    unit, near = ("paragraph", "NEAR/50") if token.text[-1] in "pP" else ("sentence", "NEAR/15")
    remarks.repaired(
        f"“{token.text}” (in one {unit}) is not known here and was left out; type {near}, for "
        f"instance, for words at most {near[5:]} apart.",
        *token.at,
    )


def _hint(token: Token, tokens: Sequence[Token], remarks: Remarks) -> None:
    edits = [
        (other.start, other.end, other.text.upper())
        for index, other in enumerate(tokens)
        if other.text == token.text and _between(tokens, index)
    ]
    remarks.hint(
        f"“{token.text}” in small letters is an ordinary word; type {token.text.upper()} to "
        f"{'require both sides' if token.text == 'and' else 'accept either side'}.",
        *token.at,
        remarks.edited(edits),
        once=token.text,
    )
