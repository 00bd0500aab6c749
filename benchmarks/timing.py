"""The clocks: one process for each engine, asked in turn, a few questions at a time.

Alternating keeps the engines under the same weather on a machine that others use as well; the
processor time beside the wall clock is what other programs disturb least.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Self

from benchmarks.engines.protocol import Answer
from benchmarks.engines.registry import MAKERS
from benchmarks.memory import Held, read_memory
from benchmarks.questions import Kind, Question, sample


class Pass(StrEnum):
    """Whether a question is new to its process, or asked there a second time."""

    COLD = "cold"
    WARM = "warm"


@dataclass(frozen=True, slots=True)
class Timing:
    """One question asked once. Times are milliseconds, of the wall clock and of processor time."""

    engine: str
    kind: Kind
    at: Pass
    question: Question
    wall: float
    cpu: float
    total: int


class Process:
    """An engine in a process of its own, started fresh."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        context = multiprocessing.get_context("spawn")
        self._here, there = context.Pipe()
        self._process = context.Process(target=_serve, args=(name, folder, there), daemon=True)
        self._process.start()
        there.close()
        self._receive()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._here.close()
        self._process.join()

    def ask(self, question: Question) -> tuple[float, float, Answer]:
        """Wall and processor milliseconds, and the answer."""
        self._here.send(question)
        wall, cpu, answer = self._receive()
        return wall, cpu, answer

    def memory(self) -> Held:
        """What the process holds now, and the most it ever held."""
        assert self._process.pid is not None
        return read_memory(self.name, self._process.pid)

    def _receive(self) -> tuple[float, float, Answer]:
        received: tuple[float, float, Answer] = self._here.recv()
        return received


def _serve(name: str, folder: Path, pipe: Connection) -> None:
    """Answer until the other end closes."""
    engine = MAKERS[name].open(folder)
    pipe.send((0.0, 0.0, Answer(0, ())))
    while True:
        try:
            question = pipe.recv()
        except EOFError:
            return
        wall, cpu = time.perf_counter_ns(), time.process_time_ns()
        answer = engine.answer(question)
        cpu, wall = time.process_time_ns() - cpu, time.perf_counter_ns() - wall
        pipe.send((wall / 1e6, cpu / 1e6, answer))


SLOW = {"whoosh groupedby": 5, "whoosh bincount": 10, "sqlite": 20}
"""Questions of a class that slow engines are asked, evenly spread; the others get all."""


BLOCK = 10
"""Questions in a row before the next engine's turn. One by one, every engine would find the
processor's caches emptied by the others, which no server does; both ways are alike for all."""


def measure(processes: Sequence[Process], questions: Sequence[Question], at: Pass) -> list[Timing]:
    """Ask every engine the questions of one class, one after the other."""
    asked = {p.name: set(sample(questions, SLOW.get(p.name, len(questions)))) for p in processes}
    timings = []
    for number, start in enumerate(range(0, len(questions), BLOCK)):
        turn = number % len(processes)
        for process in [*processes[turn:], *processes[:turn]]:
            for question in questions[start : start + BLOCK]:
                if question in asked[process.name]:
                    wall, cpu, answer = process.ask(question)
                    timings.append(
                        Timing(process.name, question.kind, at, question, wall, cpu, answer.total)
                    )
    return timings


def keep_least(timings: Iterable[Timing]) -> list[Timing]:
    """Of questions asked more than once in one kind of pass, the least time of each clock.

    What other programs add to a time is never negative, so the least is the nearest to what the
    engine itself takes; with one pass nothing changes.
    """
    least: dict[tuple[str, Pass, Question], Timing] = {}
    for timing in timings:
        key = timing.engine, timing.at, timing.question
        before = least.get(key, timing)
        wall, cpu = min(before.wall, timing.wall), min(before.cpu, timing.cpu)
        least[key] = replace(timing, wall=wall, cpu=cpu)
    return list(least.values())
