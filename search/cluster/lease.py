"""The write lock of an index on a cluster: a lease that ends by itself if its holder dies."""

from __future__ import annotations

import os
import socket
import time
import uuid
from contextlib import suppress
from threading import Event, Thread

from search.cluster.client import Cluster, Conflict
from search.cluster.shapes import Json
from search.engine import EngineError, IndexLocked, IndexMissing

SECONDS = 30.0
"""A lease that is not renewed for so long has ended; clocks of writers may differ by a third."""

RENEWED = 5.0
"""Seconds between renewals."""

POLL = 0.2
"""Seconds between two looks at a lease that another writer holds."""

ID = "writer"


class Lease:
    """Held by one writer at a time. Renews itself in a thread of its own until released."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._index = f"{cluster.address.name}-lock"
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self._version: Json = {}
        self._stop = Event()
        self._thread: Thread | None = None
        self.lost = False

    def acquire(self, timeout: float) -> None:
        """Wait for the lease; raises IndexLocked after `timeout` seconds."""
        self._make_index()
        until = time.monotonic() + timeout
        while not self._take():
            if time.monotonic() >= until:
                raise IndexLocked(
                    f"{self._cluster.address.shown}: another writer has the index (waited "
                    f"{timeout:g} s). Wait until it has finished, then run the same command "
                    f"again; one that died lets go within {SECONDS:g} s."
                )
            time.sleep(POLL)
        self._thread = Thread(target=self._keep, name="lease", daemon=True)
        self._thread.start()

    def check(self) -> None:
        """Raises IndexLocked if the lease was lost, say to a machine that slept too long."""
        if self.lost:
            raise IndexLocked(
                f"{self._cluster.address.shown}: another writer took the index over while this "
                "one did not answer. What was acknowledged is kept; run the same command again."
            )

    def release(self) -> None:
        """Let go; a lease that cannot be given back ends by itself."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        if self._version and not self.lost:
            with suppress(EngineError, Conflict):
                self._cluster.call(
                    lambda c: c.delete(index=self._index, id=ID, params=self._version), retry=False
                )

    def _make_index(self) -> None:
        address = self._cluster.address
        body = {
            "settings": {"number_of_shards": 1, "number_of_replicas": address.replicas},
            "mappings": {"dynamic": False},
        }
        if not self._cluster.call(lambda c: c.indices.exists(index=self._index)):
            self._cluster.call(
                lambda c: c.indices.create(index=self._index, body=body, params={"ignore": 400})
            )

    def _take(self) -> bool:
        try:
            found = self._cluster.call(lambda c: c.get(index=self._index, id=ID))
        except IndexMissing:
            return self._write({"op_type": "create"})
        if float(found["_source"]["until"]) > time.time():
            return False
        return self._write(_version_of(found))

    def _write(self, condition: Json) -> bool:
        """Write the lease if nobody was faster."""
        body = {"owner": self._owner, "until": time.time() + SECONDS}
        try:
            made = self._cluster.call(
                lambda c: c.index(index=self._index, id=ID, body=body, params=condition)
            )
        except Conflict:
            return self._is_ours()
        self._version = _version_of(made)
        return True

    def _is_ours(self) -> bool:
        """After a conflict: whether it was with a request of ours that was sent twice."""
        try:
            found = self._cluster.call(lambda c: c.get(index=self._index, id=ID))
        except IndexMissing:
            return False
        if found["_source"]["owner"] != self._owner:
            return False
        self._version = _version_of(found)
        return True

    def _keep(self) -> None:
        while not self._stop.wait(RENEWED):
            try:
                self.lost = not self._write(self._version)
            except EngineError:
                continue  # the cluster may come back in time
            if self.lost:
                return


def _version_of(found: Json) -> Json:
    return {"if_seq_no": found["_seq_no"], "if_primary_term": found["_primary_term"]}
