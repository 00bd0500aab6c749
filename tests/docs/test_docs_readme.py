"""The answer that the README shows is the one that the sample corpus gives."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from click.testing import CliRunner

import dragoman

ROOT = Path(__file__).resolve().parents[2]


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def test_the_answer_shown_is_the_answer(tmp_path: Path) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    asked = re.search(r"^\$ dragoman (search 'sanctions on Iran' .*)$", readme, re.MULTILINE)
    shown = re.search(r"^```text\n(.*?)^```", readme, re.MULTILINE | re.DOTALL)
    assert asked is not None
    assert shown is not None
    index = str(tmp_path / "index")
    words = [index if word == ".demo/index" else word for word in shlex.split(asked.group(1))]
    corpus = [str(ROOT / "corpus" / name) for name in ("articles.jsonl", "raw")]
    run = CliRunner()
    made = run.invoke(
        dragoman.commands, ["index", *corpus, "--index", index, "--jobs", "1", "--no-tags"]
    )
    assert made.exit_code == 0, made.output
    answer = run.invoke(dragoman.commands, words)
    assert answer.exit_code == 0, answer.output
    told = _squeezed(re.sub(r"[\d.]+ ms", "", answer.output))
    pieces = [_squeezed(piece).strip(" ·") for piece in re.split("…|\n\n", shown.group(1))]
    assert len(pieces) > 5
    assert [piece for piece in pieces if piece not in told] == []
