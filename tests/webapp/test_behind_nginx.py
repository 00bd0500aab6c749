"""The site below a path behind a real nginx: links, redirects, cookies, forms and feeds hold."""

from __future__ import annotations

import http.client
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from fake_searcher import FakeSearcher
from flask import Flask
from reading_html import Page
from werkzeug.serving import make_server

from webapp import Config, create_app

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

pytestmark = pytest.mark.nginx

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")

CONFIGURATION = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{
    listen 127.0.0.1:{port};
    location /news/ {{
      proxy_pass http://127.0.0.1:{app_port}{cut};
      proxy_set_header X-Forwarded-For $remote_addr;
    }}
  }}
}}
"""


PATIENCE = 120
"""Seconds for what takes a tenth of one on an idle machine."""

TURNS = 5
"""Ports that are tried."""


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@pytest.fixture(params=["", "/"], ids=["path kept", "path cut off"])
def port(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[int]:
    if NGINX is None:
        pytest.skip("nginx is not installed (on Debian: apt-get install nginx-light)")
    apps: list[Flask] = []  # the one there will be, once nginx has a port for its address

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        return apps[0](environ, start)

    server = make_server("127.0.0.1", 0, answer, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    nginx, port = _start(tmp_path, server.server_port, request.param)
    config = Config(
        opener=lambda url: FakeSearcher(),
        base_url=f"http://127.0.0.1:{port}/news",
        state=tmp_path / "state",
        trusted_proxies=1,
    )
    apps.append(create_app(config))
    try:
        yield port
    finally:
        nginx.terminate()
        nginx.wait(PATIENCE)
        server.shutdown()
        thread.join()
        server.server_close()


def _start(folder: Path, app_port: int, cut: str) -> tuple[subprocess.Popen[bytes], int]:
    """An nginx that answers, and on which port; tried again where somebody else was faster."""
    for _ in range(TURNS):
        port = _free_port()
        text = CONFIGURATION.format(folder=folder, port=port, app_port=app_port, cut=cut)
        (folder / "nginx.conf").write_text(text)
        command = [str(NGINX), "-p", str(folder), "-e", str(folder / "error.log")]
        nginx = subprocess.Popen([*command, "-c", str(folder / "nginx.conf")])
        deadline = time.monotonic() + PATIENCE
        while nginx.poll() is None:
            if (folder / "pid").exists():  # written once it listens
                return nginx, port
            assert time.monotonic() < deadline, "nginx does not listen"
            time.sleep(0.02)
    raise AssertionError((folder / "error.log").read_text())


def ask(
    port: int, method: str, path: str, body: str = "", **headers: str
) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode()
    finally:
        connection.close()


def test_everything_stays_below_the_path(port: int) -> None:
    status, headers, _ = ask(port, "GET", "/news/search?q=sanctions&country=ir")
    assert (status, headers["Location"]) == (301, "/news/search?country=ir&q=sanctions")
    status, _, html = ask(port, "GET", headers["Location"])
    page = Page(html)
    assert status == 200
    ours = [e.attributes["href"] for e in page.all("a") if not e.attributes["href"].startswith("#")]
    ours += [e.attributes["action"] for e in page.all("form")]
    ours += [e.attributes["src"] for e in page.all("script")]
    assert ours and all(address.startswith("/news/") for address in ours)
    assert ask(port, "GET", page.all("script")[0].attributes["src"])[0] == 200
    _, _, feed = ask(port, "GET", "/news/search.atom?q=sanctions")
    assert f"http://127.0.0.1:{port}/news/article?id=a1" in feed


def test_cookies_and_forms_hold(port: int) -> None:
    _, headers, html = ask(port, "GET", "/news/saved/new?q=sanctions")
    assert "Path=/news" in headers["Set-Cookie"]
    cookie = headers["Set-Cookie"].partition(";")[0]
    form = {
        e.attributes["name"]: e.attributes["value"] for e in Page(html).all("input", type="hidden")
    }
    body = urlencode({**form, "name": "Behind nginx"})
    kind = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie}
    status, headers, _ = ask(port, "POST", "/news/saved", body, **kind)
    assert (status, headers["Location"]) == (303, "/news/saved")
    status, headers, _ = ask(port, "GET", "/news/s/behind-nginx", Cookie=cookie)
    assert (status, headers["Location"]) == (303, "/news/search?match=all&q=sanctions")


HOSTILE = {
    "Host": "evil.example",
    "X-Forwarded-Host": "evil.example",
    "X-Forwarded-Prefix": "/evil",
    "X-Forwarded-Proto": "javascript",
    "X-Forwarded-Port": "666",
    "Forwarded": "for=1.2.3.4;host=evil.example;proto=javascript",
    "X-Original-URL": "/evil",
    "X-Script-Name": "/evil",
    "Remote-User": "evil",
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_what_strangers_say_of_the_way_changes_no_address(port: int, name: str) -> None:
    here = f"http://127.0.0.1:{port}/news"
    for path in ("/search?q=sanctions", "/search.atom", "/cite", "/saved", "/opensearch.xml",
                 "/search?sort=relevance", "/api/v1/search", "/openapi.json"):  # fmt: skip
        status, headers, told = ask(port, "GET", f"/news{path}", **{name: HOSTILE[name]})
        assert status in (200, 301), path
        for word in ("evil", "javascript://", ":666"):
            assert word not in told and word not in str(headers), path
        if status == 301:
            assert headers["Location"] == "/news/search"
        if path in ("/search.atom", "/cite", "/opensearch.xml", "/openapi.json"):
            assert here in told
