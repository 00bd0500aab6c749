"""The connection to a cluster: requests with retries, and its errors in our words."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from search.cluster.address import Address
from search.cluster.shapes import Json
from search.engine import EngineUnavailable, IndexMissing, OutOfSpace

T = TypeVar("T")

RETRIES = 5
"""Of a request that a cluster refuses for being busy or while it elects and moves shards."""

FIRST_PAUSE = 0.2
"""Seconds before the first retry; doubled each time, so about six seconds in all."""

_PASSING = (429, 502, 503, 504)


class TooManyClauses(Exception):  # noqa: N818 - caught inside the engine, never shown
    """A question stands for more words than the cluster takes in one request."""


class Conflict(Exception):  # noqa: N818
    """Another writer was faster."""


class Cluster:
    """One cluster as the engine needs it. Safe to share between threads."""

    def __init__(self, address: Address) -> None:
        self.address = address
        self._client = _connect(address)

    def close(self) -> None:
        """Let go of connections."""
        self._client.close()

    def call(self, action: Callable[[Any], T], *, retry: bool = True) -> T:
        """Do something with the client; passing trouble is retried, other trouble translated.

        Raises IndexMissing, EngineUnavailable, OutOfSpace, Conflict or TooManyClauses.
        """
        from opensearchpy import OpenSearchException  # noqa: PLC0415 - an optional package

        pause = FIRST_PAUSE
        for attempt in range(RETRIES + 1):
            try:
                return action(self._client)
            except OpenSearchException as error:
                if not (retry and _is_passing(error)) or attempt == RETRIES:
                    raise self._translated(error) from error
            time.sleep(pause)
            pause *= 2
        raise AssertionError("the last attempt returns or raises")

    def search(self, body: Json, *, index: str = "") -> Json:
        """One search over every shard; raises EngineUnavailable if one has no live copy."""
        where = index or self.address.name
        return self.call(
            lambda c: c.search(
                index=None if "pit" in body else where,
                body=body,
                params=None if "pit" in body else {"allow_partial_search_results": "false"},
            )
        )

    def searches(self, bodies: Iterable[Json]) -> list[Json]:
        """Several searches in one request, answers in order."""
        lines: list[Json] = []
        for body in bodies:
            lines += ({"allow_partial_search_results": False}, body)
        return self._whole(lines) if lines else []

    def _whole(self, lines: list[Json]) -> list[Json]:
        """A multi-search is retried as a whole if one of its parts met passing trouble."""
        pause = FIRST_PAUSE
        for attempt in range(RETRIES + 1):
            answers = self.call(lambda c: c.msearch(body=lines, index=self.address.name))
            failed = [a for a in answers["responses"] if "error" in a]
            if not failed:
                return list(answers["responses"])
            if failed[0].get("status") not in _PASSING or attempt == RETRIES:
                raise self._refused(int(failed[0].get("status", 0)), failed[0]["error"])
            time.sleep(pause)
            pause *= 2
        raise AssertionError("the last attempt returns or raises")

    def bulk(self, lines: list[Json], *, refresh: bool = False) -> Json:
        """One bulk request; its items tell by themselves how they went."""
        return self.call(lambda c: c.bulk(body=lines, refresh=refresh))

    def scroll(self, body: Json, size: int = 500, *, index: str = "") -> Iterator[Json]:
        """Every hit of a search at one point in time; `body` must sort by a unique column."""
        where = index or self.address.name
        keep = "5m"
        pit = self.call(lambda c: c.create_pit(index=where, params={"keep_alive": keep}))["pit_id"]
        try:
            after: Json = {}
            while True:
                asked = {**body, **after, "size": size, "pit": {"id": pit, "keep_alive": keep}}
                hits = self.search({**asked, "track_total_hits": False})["hits"]["hits"]
                yield from hits
                if len(hits) < size:
                    return
                after = {"search_after": hits[-1]["sort"]}
        finally:
            self.call(lambda c: c.delete_pit(body={"pit_id": [pit]}), retry=False)

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
    status = getattr(error, "status_code", "")
    return status in _PASSING


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
