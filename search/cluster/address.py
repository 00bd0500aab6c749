"""Where a cluster is and how it is talked to: from an address and the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote

from search.engine import EngineUnavailable
from search.settings import BadSetting

SCHEMES = {"opensearch+http": "http", "opensearch+https": "https"}
FORM = "opensearch+https://host:9200/name"
DEFAULT_PORT = 9200

_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,199}")
"""What OpenSearch takes as a name, with room for what we append to it."""

_HOST = re.compile(r"(\[[0-9A-Fa-f:.]{2,45}\]|[A-Za-z0-9._-]{1,253})(?::(\d{1,5}))?")


@dataclass(frozen=True, slots=True)
class Address:
    """One index of one cluster. `hosts` are tried in turn; `shown` is free of passwords.

    `timeout` is in seconds and for one request; `shards` and `replicas` are for new indices.
    """

    hosts: tuple[tuple[str, int], ...]
    name: str
    https: bool = False
    user: str = ""
    password: str = field(default="", repr=False)
    ca_certs: str = ""
    timeout: float = 30.0
    shards: int = 1
    replicas: int = 1

    @property
    def shown(self) -> str:
        """The address for messages."""
        hosts = ",".join(f"{host}:{port}" for host, port in self.hosts)
        return f"opensearch+{'https' if self.https else 'http'}://{hosts}/{self.name}"


def read_address(url: str, environ: Mapping[str, str]) -> Address:
    """The address in `opensearch+https://user:password@host:port,host:port/name`.

    What the address leaves out is taken from the environment's variables for clusters, told in
    docs/settings.md. Raises EngineUnavailable for an address, BadSetting for a variable that
    cannot be used.
    """
    scheme, _, rest = url.partition("://")
    place, _, name = rest.partition("/")
    credentials, at, hosts = place.rpartition("@")
    name = name.strip("/")
    if scheme not in SCHEMES or not _NAME.fullmatch(name):
        raise EngineUnavailable(
            f"{scheme}://…/{name}: an index on a cluster is named like {FORM}, "
            "the name in small letters"
        )
    user, _, password = credentials.partition(":") if at else ("", "", "")
    return Address(
        hosts=tuple(_host(host) for host in hosts.split(",")),
        name=name,
        https=SCHEMES[scheme] == "https",
        user=unquote(user) or environ.get("DRAGOMAN_OPENSEARCH_USER", ""),
        password=unquote(password) or environ.get("DRAGOMAN_OPENSEARCH_PASSWORD", ""),
        ca_certs=environ.get("DRAGOMAN_OPENSEARCH_CA_CERTS", ""),
        timeout=_number(environ, "DRAGOMAN_OPENSEARCH_TIMEOUT", 30, 1, 3600),
        shards=_number(environ, "DRAGOMAN_OPENSEARCH_SHARDS", 1, 1, 1024),
        replicas=_number(environ, "DRAGOMAN_OPENSEARCH_REPLICAS", 1, 0, 10),
    )


def _host(text: str) -> tuple[str, int]:
    found = _HOST.fullmatch(text)
    port = int(found[2] or DEFAULT_PORT) if found else 0
    if found is None or not 0 < port < 65536:
        raise EngineUnavailable(f"{text[:60]!r} is not a host and port; an address is like {FORM}")
    return found[1].strip("[]"), port


def _number(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = environ.get(name) or str(default)
    if not (text.isascii() and text.isdecimal() and low <= int(text[:9]) <= high):
        raise BadSetting(f"{name} must be a number from {low} to {high}, not {text[:60]!r}")
    return int(text)
