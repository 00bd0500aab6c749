"""What is printed: which machine, which versions, and the tables."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from rich.console import Console
from rich.table import Table

from benchmarks.goals import Goal
from benchmarks.summary import Row

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

WIDTH = 130
"""Columns where there is no terminal to ask."""


def describe_machine() -> dict[str, str]:
    """What the figures depend on besides the programs."""
    return {
        "processor": _processor(),
        "cores": str(os.cpu_count()),
        "load": " ".join(f"{load:.1f}" for load in os.getloadavg()),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "numpy": np.__version__,
    }


def _processor() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or "unknown")


def open_console() -> Console:
    """The terminal, or what is wide enough for the tables."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(width=WIDTH, highlight=False)


def print_head(console: Console, facts: Mapping[str, str]) -> None:
    """One line a fact."""
    for name, fact in facts.items():
        console.print(f"{name:<12} {fact}")


def print_rows(console: Console, rows: Sequence[Row]) -> None:
    """One table; times in milliseconds."""
    table = Table("class", "pass", "engine", title="Milliseconds with top ten and exact counts")
    for name in ("n", "p50", "p95", "cpu p50", "cpu p95", "hits", "hits/ours", "cpu/ours"):
        table.add_column(name, justify="right")
    for _, group in groupby(rows, key=lambda row: (row.kind, row.at)):
        for row in group:
            table.add_row(
                row.kind,
                row.at,
                row.engine,
                str(row.questions),
                *(f"{ms:.2f}" for ms in (row.p50, row.p95, row.cpu50, row.cpu95)),
                f"{row.hits:,.0f}",
                f"{row.hits_to_ours:.3f}",
                f"{row.cpu50_to_ours:.2f}",
            )
        table.add_section()
    console.print(table)


def print_goals(console: Console, goals: Sequence[Goal]) -> None:
    """What was aimed at beside what was reached."""
    met = sum(goal.met for goal in goals)
    table = Table("goal", "wanted", "reached", "", title=f"Goals: {met} of {len(goals)} met")
    for goal in goals:
        table.add_row(goal.name, goal.wanted, goal.reached, "met" if goal.met else "missed")
    if goals:
        console.print(table)


def print_values(console: Console, title: str, values: Iterable[DataclassInstance]) -> None:
    """Values of one kind, a column for each of their fields."""
    rows = list(values)
    if not rows:
        return
    table = Table(title=title)
    names = [field.name for field in fields(rows[0])]
    for name in names:
        table.add_column(name.replace("_", " "))
    for row in rows:
        table.add_row(*(_tell(getattr(row, name)) for name in names))
    console.print(table)


def _tell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.3f}" if value < 10 else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
