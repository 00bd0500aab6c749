"""Addresses of articles in one canonical form, so that the same page always has the same id.

After RFC 3986, section 6.2: case, default port, percent-encoding, dot segments; and beyond it,
what never changes which article is meant: user names, fragments, and parameters that only
track where a reader came from.
"""

from __future__ import annotations

import posixpath
import re
from urllib.parse import urlsplit, urlunsplit

_PORTS = {"http": 80, "https": 443}
_LONGEST = 2_000
"""Longer addresses are not kept: browsers and proxies cut them at about this length."""

_TRACKING = re.compile(
    r"(?:utm_\w*|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|igshid|mc_cid|mc_eid|_ga|_gl"
    r"|ocid|ncid|cmpid|cmp|xtor|at_\w+|ns_\w+|smid|spm|ref_src|ref_url|guccounter|feedtype"
    r"|feedname|mkt_tok|vero_id|_hsenc|_hsmi|s_cid|icid)",
    re.IGNORECASE,
)
_ESCAPE = re.compile(r"%([0-9A-Fa-f]{2})")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
_UNSAFE = re.compile(r"[\x00-\x20\x7f<>\"{}|\\^`\ud800-\udfff]")


def canonical_url(url: str) -> str:
    """The canonical form of an http(s) address, or "" if `url` is not one. Idempotent."""
    url = url.strip()
    if len(url) > _LONGEST or _UNSAFE.search(url):
        return ""
    try:
        parts = urlsplit(url)
        port, host = parts.port, parts.hostname
    except ValueError:  # a broken IPv6 host, a port that is no number
        return ""
    scheme = parts.scheme.lower()
    if scheme not in _PORTS or not host:
        return ""
    host = host.rstrip(".")
    if ":" in host:
        host = f"[{host}]"
    if port is not None and port != _PORTS[scheme]:
        host = f"{host}:{port}"
    query = "&".join(p for p in _unescape(parts.query).split("&") if p and not _tracks(p))
    return urlunsplit((scheme, host, _path(parts.path), query, "")) if host else ""


def _tracks(parameter: str) -> bool:
    return _TRACKING.fullmatch(parameter.partition("=")[0]) is not None


def _path(path: str) -> str:
    path = _unescape(path)
    if "/." in path:
        trailing = path.endswith(("/", "/.", "/.."))
        path = posixpath.normpath(path)
        path += "/" if trailing and not path.endswith("/") else ""
    return "/" + path.lstrip("/")


def _unescape(text: str) -> str:
    """Percent-escapes in capitals; those of plain letters and digits as the letter itself."""

    def put(match: re.Match[str]) -> str:
        byte = int(match.group(1), 16)
        return chr(byte) if byte in _UNRESERVED else match.group().upper()

    return _ESCAPE.sub(put, text)
