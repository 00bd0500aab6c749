"""What the workers of one server count together: answers, and how fast each reader asks."""

from __future__ import annotations

from dataclasses import dataclass, field

from webapp.figures import Figures
from webapp.pace import Buckets


@dataclass(frozen=True, slots=True)
class Together:
    """Made by the process that starts the workers, before it forks; each app is given it."""

    figures: Figures = field(default_factory=Figures)
    buckets: Buckets = field(default_factory=Buckets)
