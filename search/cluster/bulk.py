"""Bulk requests that are acknowledged item by item: what was refused in passing is sent again."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from search.cluster.client import FIRST_PAUSE, RETRIES, Cluster
from search.cluster.shapes import Json
from search.engine import EngineUnavailable, OutOfSpace

_PASSING = (429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Action:
    """Put a document in the place of its id, or delete the id (`document` is None)."""

    index: str
    id: str
    document: Json | None = None

    def lines(self) -> list[Json]:
        """As a bulk request has it; an id sent twice comes to the same."""
        where = {"_index": self.index, "_id": self.id}
        return [{"delete": where}] if self.document is None else [{"index": where}, self.document]


def send(cluster: Cluster, actions: Sequence[Action], *, refresh: bool = False) -> None:
    """Carry out all actions; returns when the cluster has acknowledged every one.

    Raises EngineUnavailable or OutOfSpace; some of the actions may then have been carried out.
    """
    waiting = list(actions)
    pause = FIRST_PAUSE
    for attempt in range(RETRIES + 1):
        if not waiting:
            return
        if attempt:
            time.sleep(pause)
            pause *= 2
        lines = [line for action in waiting for line in action.lines()]
        answer = cluster.bulk(lines, refresh=refresh)
        waiting = _refused(cluster, waiting, answer) if answer["errors"] else []
    if waiting:
        raise EngineUnavailable(
            f"{cluster.address.shown}: the cluster is too busy to take {len(waiting):,} documents. "
            "What was acknowledged is kept; run the same command again later."
        )


def _refused(cluster: Cluster, actions: Sequence[Action], answer: Json) -> list[Action]:
    """The actions to send again; raises for those that no repetition would help."""
    again: list[Action] = []
    for action, item in zip(actions, answer["items"], strict=True):
        (result,) = item.values()
        if "error" not in result:
            continue
        if result["status"] not in _PASSING:
            reason = " ".join(str(result["error"].get("reason", result["error"])).split())[:200]
            if "flood-stage" in reason or "disk usage exceeded" in reason:
                raise OutOfSpace(f"{cluster.address.shown}: the cluster's disks are full.")
            raise EngineUnavailable(f"{cluster.address.shown}: a document was refused ({reason}).")
        again.append(action)
    return again
