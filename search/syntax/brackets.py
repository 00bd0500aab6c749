"""Makes the brackets of a token list match, bounds their depth, and bounds the question's size."""

from __future__ import annotations

from collections.abc import Sequence

from search.syntax.limits import MAX_CLAUSES, MAX_DEPTH
from search.syntax.remarks import Remarks
from search.syntax.scanner import Kind, Token


def limit_clauses(tokens: Sequence[Token], remarks: Remarks) -> list[Token]:
    """The tokens up to the largest number of words and phrases."""
    seen = 0
    for index, token in enumerate(tokens):
        seen += token.kind in (Kind.WORD, Kind.PHRASE)
        if seen > MAX_CLAUSES:
            remarks.repaired(
                f"A question may hold {MAX_CLAUSES} words and phrases; the rest was left out.",
                token.start,
                tokens[-1].end,
            )
            return list(tokens[:index])
    return list(tokens)


def balance(tokens: Sequence[Token], remarks: Remarks, end: int) -> list[Token]:
    """The tokens with every bracket matched and none deeper than the limit."""
    out: list[Token] = []
    opened: list[tuple[Token, bool]] = []  # each open bracket, and whether it was kept
    for token in tokens:
        if token.kind is Kind.OPEN:
            kept = len(opened) < MAX_DEPTH
            opened.append((token, kept))
            if not kept:
                _tell_depth(token, remarks)
                continue
        elif token.kind is Kind.CLOSE:
            if not opened:
                remarks.repaired(
                    "A closing bracket has no opening one; it was left out.",
                    *token.at,
                    once="closing",
                )
                continue
            if not opened.pop()[1]:
                continue
        out.append(token)
    return out + _closing(opened, remarks, end)


def _tell_depth(token: Token, remarks: Remarks) -> None:
    remarks.repaired(
        f"Brackets may stand {MAX_DEPTH} deep; the deeper ones were left out.",
        *token.at,
        once="depth",
    )


def _closing(opened: list[tuple[Token, bool]], remarks: Remarks, end: int) -> list[Token]:
    if opened:
        remarks.repaired(
            "A closing bracket is missing; it was read as standing at the end.", *opened[0][0].at
        )
    return [Token(Kind.CLOSE, ")", end, end) for _, kept in opened if kept]
