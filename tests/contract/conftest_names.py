"""What the tests need of conftest for their annotations: conftest itself cannot be imported."""

from __future__ import annotations

from typing import Protocol


class Engine(Protocol):
    """One engine under the contract; see conftest.Engine."""

    @property
    def atomic(self) -> bool: ...

    @property
    def same_scores(self) -> bool: ...
