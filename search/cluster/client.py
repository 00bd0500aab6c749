"""The connection to a cluster: requests with retries, and its errors in our words."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from copy import copy
from typing import Any, TypeVar

from search.budget import ENDLESS, Budget
from search.cluster.address import Address
from search.cluster.shapes import Json
from search.engine import EngineError, EngineUnavailable, IndexMissing, OutOfSpace, TookTooLong

T = TypeVar("T")

RETRIES = 5
"""Of a request that a cluster refuses for being busy or while it elects and moves shards."""

COPY_TIMEOUT = 20
"""Seconds that a write waits for a copy that is not there just now."""

FIRST_PAUSE = 0.2
"""Seconds before the first retry; doubled each time, so about six seconds in all."""

KEPT = "5m"
"""How long a cluster keeps a point in time that nobody asks for."""

LEAST = 0.05
"""Seconds that a request is given at least: with less, a connection would not even be made."""

_PASSING = (429, 502, 503, 504)


class TooManyClauses(Exception):  # noqa: N818 - caught inside the engine, never shown
    """A question stands for more words than the cluster takes in one request."""


class PointLost(Exception):  # noqa: N818 - likewise
    """A point in time is gone, with a node or because nobody asked for too long."""


class Conflict(Exception):  # noqa: N818
    """Another writer was faster."""


class Cluster:
    """One cluster as the engine needs it. Safe to share between threads."""

    def __init__(
        self, address: Address, client: Any = None, budget: Budget = ENDLESS, point: str = ""
    ) -> None:
        self.address = address
        self.budget = budget
        self._client = _connect(address) if client is None else client
        self._point = point

    def within(self, budget: Budget | None) -> Cluster:
        """The same cluster, for as long as a budget lasts; connections are shared."""
        if budget is None:
            return self
        # What one node did not answer in all the time left is not asked of the next one.
        client = copy(self._client)
        client.transport = copy(client.transport)
        client.transport.retry_on_timeout = False
        return Cluster(self.address, client, budget, self._point)

    def at_rest(self) -> Cluster:
        """The articles as they are now, whatever is written meanwhile; to be `let_go`."""
        point = self._take_point(self.address.name)
        return Cluster(self.address, self._client, self.budget, point)

    def let_go(self) -> None:
        """Give up the point in time that is searched; it would end by itself after a while."""
        with suppress(EngineError, PointLost):
            at_leisure = Cluster(self.address, self._client)
            at_leisure.call(lambda c: c.delete_pit(body={"pit_id": [self._point]}), retry=False)

    def _take_point(self, index: str) -> str:
        taken = self.call(lambda c: c.create_pit(index=index, params={"keep_alive": KEPT}))
        return str(taken["pit_id"])

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()

    def call(self, action: Callable[[Any], T], *, retry: bool = True) -> T:
        """Do something with the client; passing trouble is retried, other trouble translated.

        Raises IndexMissing, EngineUnavailable, OutOfSpace, Conflict, TooManyClauses or
        TookTooLong.
        """
        from opensearchpy import OpenSearchException  # noqa: PLC0415 - an optional package

        pause = FIRST_PAUSE
        for attempt in range(RETRIES + 1):
            self.budget.check()
            try:
                return action(self._client)
            except OpenSearchException as error:
                if self.budget.left < LEAST:
                    raise TookTooLong(self.budget.seconds) from error
                translated = self._translated(error)
                final = isinstance(translated, PointLost | TookTooLong)
                if final or not (retry and _is_passing(error)) or attempt == RETRIES:
                    raise translated from error
            self._wait(pause)
            pause *= 2
        raise AssertionError("the last attempt returns or raises")

    def _wait(self, seconds: float) -> None:
        time.sleep(min(seconds, self.budget.left))

    def _limits(self) -> Json:
        """What a request is sent with so that it ends when the budget does."""
        left = self.budget.left
        return {} if math.isinf(left) else {"request_timeout": max(left, LEAST)}

    def search(self, body: Json, *, index: str = "") -> Json:
        """One search over every shard; raises EngineUnavailable if one has no live copy."""
        if self._point and not index and "pit" not in body:
            body = {**body, "pit": {"id": self._point, "keep_alive": KEPT}}
        where = None if "pit" in body else index or self.address.name
        whole = {"allow_partial_search_results": "false"}
        try:
            answer: Json = self.call(
                lambda c: c.search(
                    index=where, body=self._ending(body), params=whole, **self._limits()
                )
            )
        except PointLost as error:
            if not self._point:
                raise
            raise EngineUnavailable(
                f"{self.address.shown}: a node was lost, and with it the state that was read "
                "from. Ask for the whole again."
            ) from error
        return self._complete(answer)

    def _ending(self, body: Json) -> Json:
        """A search that its cluster ends when the budget does, so that it does not work on."""
        left = self.budget.left
        return body if math.isinf(left) else {**body, "timeout": f"{max(1, int(left * 1000))}ms"}

    def _complete(self, answer: Json) -> Json:
        """An answer about everything; one that was ended early tells of a part alone."""
        if answer.get("timed_out"):
            raise self._ended_early()
        return answer

    def _ended_early(self) -> EngineError:
        if not math.isinf(self.budget.seconds):
            return TookTooLong(self.budget.seconds)
        return EngineUnavailable(
            f"{self.address.shown}: the cluster ended a search early. Raise "
            "search.default_search_timeout on it, or ask again when less is going on."
        )

    def searches(self, bodies: Iterable[Json]) -> list[Json]:
        """Several searches in one request, answers in order; at one point in time, in several."""
        if self._point:
            return [self.search(body) for body in bodies]
        lines: list[Json] = []
        for body in bodies:
            lines += ({"allow_partial_search_results": False}, self._ending(body))
        return self._whole(lines) if lines else []

    def _whole(self, lines: list[Json]) -> list[Json]:
        """A multi-search is retried as a whole if one of its parts met passing trouble."""
        pause = FIRST_PAUSE
        for attempt in range(RETRIES + 1):
            answers = self.call(
                lambda c: c.msearch(body=lines, index=self.address.name, **self._limits())
            )
            failed = [a for a in answers["responses"] if "error" in a]
            if not failed:
                return [self._complete(answer) for answer in answers["responses"]]
            refused = self._refused(int(failed[0].get("status", 0)), failed[0]["error"])
            passing = failed[0].get("status") in _PASSING
            if not passing or isinstance(refused, TookTooLong) or attempt == RETRIES:
                raise refused
            self._wait(pause)
            pause *= 2
        raise AssertionError("the last attempt returns or raises")

    def bulk(self, lines: list[Json], *, refresh: bool = False) -> Json:
        """One bulk request; its items tell by themselves how they went."""
        # The cluster gives up on a copy that went down before we give up on the cluster: then it
        # says which items are to be sent again, which a broken connection does not.
        asked = {"timeout": f"{COPY_TIMEOUT}s"}
        wait = max(self.address.timeout, 3 * COPY_TIMEOUT)
        return self.call(
            lambda c: c.bulk(body=lines, refresh=refresh, params=asked, request_timeout=wait)
        )

    def scroll(self, body: Json, size: int = 500, *, index: str = "") -> Iterator[Json]:
        """Every hit of a search at one point in time; `body` must sort by a unique column.

        A point in time dies with a node that holds a part of it; another is then taken, and the
        walk goes on behind the last hit.
        """
        where = index or self.address.name
        after: Json = {}
        for attempt in range(RETRIES + 1):
            try:
                for hit in self._walk({**body, **after, "size": size}, where):
                    yield hit
                    after = {"search_after": hit["sort"]}
            except (PointLost, EngineUnavailable) as error:
                if attempt == RETRIES:
                    raise EngineUnavailable(
                        f"{self.address.shown}: nodes were lost again and again while everything "
                        "was read. Run the same command again when the cluster is whole."
                    ) from error
                time.sleep(FIRST_PAUSE * 2**attempt)
            else:
                return

    def _walk(self, body: Json, index: str) -> Iterator[Json]:
        """The hits of one point in time, page after page; raises PointLost."""
        resting = self._point if index == self.address.name else ""
        pit = resting or self._take_point(index)
        asked = {**body, "pit": {"id": pit, "keep_alive": KEPT}, "track_total_hits": False}
        try:
            while hits := self.search(asked)["hits"]["hits"]:
                yield from hits
                if len(hits) < body["size"]:
                    return
                asked["search_after"] = hits[-1]["sort"]
        finally:
            if not resting:
                Cluster(self.address, self._client, point=pit).let_go()

    # --- errors

    def _translated(self, error: Exception) -> Exception:
        status = getattr(error, "status_code", "")
        info = getattr(error, "info", None)
        if isinstance(status, int):
            return self._refused(status, info.get("error") if isinstance(info, dict) else info)
        kind = type(error).__name__
        hosts = ", ".join(f"{host}:{port}" for host, port in self.address.hosts)
        if "SSL" in kind:
            return EngineUnavailable(
                f"{self.address.shown}: no secure connection ({_short(error)}). Name the "
                "authority's certificates in DRAGOMAN_OPENSEARCH_CA_CERTS."
            )
        return EngineUnavailable(
            f"{self.address.shown}: no answer from {hosts} ({kind}). Start the cluster, or check "
            "the address; then run the same command again."
        )

    def _refused(self, status: int, error: object) -> Exception:  # noqa: PLR0911 - one a kind
        """What an answer with an error means to us."""
        told = str(error)
        shown = self.address.shown
        if "too_many_clauses" in told or "too_many_nested_clauses" in told or "maxClause" in told:
            return TooManyClauses(told[:200])
        if "search_context_missing" in told or "No search context found" in told:
            return PointLost(told[:200])
        if "Time exceeded" in told:  # its word where a part of an answer is not wanted
            return self._ended_early()
        if status == 404:
            return IndexMissing(
                f"{shown}: no index here. Make one with: dragoman index PATH... --index {shown}"
            )
        if status == 409:
            return Conflict(told[:200])
        if status in (401, 403) and "cluster_block_exception" not in told:
            return EngineUnavailable(
                f"{shown}: the cluster refuses these credentials. Set DRAGOMAN_OPENSEARCH_USER "
                "and DRAGOMAN_OPENSEARCH_PASSWORD to those of a user who may use the index."
            )
        if "flood-stage" in told or "disk usage exceeded" in told:
            return OutOfSpace(f"{shown}: the cluster's disks are full. Make room, then repeat.")
        if status in _PASSING:
            return EngineUnavailable(
                f"{shown}: the cluster is up but cannot answer in full now ({_reason(error)}). "
                "Try again when its nodes are back; `dragoman verify` tells what is missing."
            )
        return EngineUnavailable(f"{shown}: the cluster refused the request ({_reason(error)}).")


def _connect(address: Address) -> Any:
    try:
        from opensearchpy import OpenSearch  # noqa: PLC0415
    except ImportError as error:
        raise EngineUnavailable(
            f"{address.shown}: the package opensearch-py is not installed. "
            "Install it with: pip install 'dragoman[cluster]'"
        ) from error
    # Its warnings tell of hosts that it goes on without; what matters is raised.
    logging.getLogger("opensearch").addHandler(logging.NullHandler())
    options: Json = {"http_auth": (address.user, address.password)} if address.user else {}
    if address.https:
        options |= {"use_ssl": True, "verify_certs": True, "ssl_show_warn": False}
        options |= {"ca_certs": address.ca_certs} if address.ca_certs else {}
    return OpenSearch(
        hosts=[{"host": host, "port": port} for host, port in address.hosts],
        http_compress=True,
        timeout=address.timeout,
        max_retries=max(3, len(address.hosts)),
        retry_on_timeout=True,
        dead_timeout=5,  # a node that was restarted is tried again soon
        pool_maxsize=20,
        **options,
    )


def _is_passing(error: Exception) -> bool:
    """Whether a repetition may help: the cluster is busy, or has lost a node just now."""
    told = str(getattr(error, "info", ""))
    lost = "node_not_connected" in told or "node_disconnected" in told
    return lost or getattr(error, "status_code", "") in _PASSING


def _reason(error: object) -> str:
    """The innermost reason that an error tells."""
    if isinstance(error, dict):
        causes = error.get("root_cause") or error.get("failed_shards") or ()
        inner = causes[0] if causes else None
        if isinstance(inner, dict) and inner is not error:
            return _short(inner.get("reason") or inner.get("type") or error.get("type"))
        return _short(error.get("reason") or error.get("type"))
    return _short(error)


def _short(value: object) -> str:
    return " ".join(str(value).split())[:200]
