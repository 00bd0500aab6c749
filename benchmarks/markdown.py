"""The command `python -m benchmarks.markdown REPORT.json`: a report's tables for the documents."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import click

OURS = "dragoman"


@click.command()
@click.argument("report", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--at", type=click.Choice(["warm", "cold"]), default="warm", show_default=True)
@click.option("--clock", type=click.Choice(["wall", "cpu"]), default="wall", show_default=True)
def main(report: Path, at: str, clock: str) -> None:
    """Print one row a class: matches, then p50 and p95 of each engine in milliseconds."""
    rows = [
        row for row in json.loads(report.read_text(encoding="utf-8"))["rows"] if row["at"] == at
    ]
    click.echo("\n".join(tabulate(rows, clock)))


def tabulate(rows: Sequence[Mapping[str, Any]], clock: str) -> Iterator[str]:
    """The lines of a Markdown table."""
    engines = list(dict.fromkeys(row["engine"] for row in rows))
    yield f"| ms, p50 / p95 | matches | {' | '.join(engines)} |"
    yield "|---|---" + "|---" * len(engines) + "|"
    cells = {(row["kind"], row["engine"]): row for row in rows}
    for kind in dict.fromkeys(row["kind"] for row in rows):
        times = (_tell(cells.get((kind, engine)), clock) for engine in engines)
        matches = cells[kind, OURS]["hits"] if (kind, OURS) in cells else 0
        yield f"| {kind} | {matches:,.0f} | {' | '.join(times)} |"


def _tell(row: Mapping[str, Any] | None, clock: str) -> str:
    if row is None:
        return "–"
    names = ("cpu50", "cpu95") if clock == "cpu" else ("p50", "p95")
    return " / ".join(_round(row[name]) for name in names)


def _round(milliseconds: float) -> str:
    """Three figures, as far as they mean anything."""
    digits = 0 if milliseconds >= 100 else 1 if milliseconds >= 10 else 2
    return f"{milliseconds:.{digits}f}"


if __name__ == "__main__":
    main()
