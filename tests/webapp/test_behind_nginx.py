"""The site below a path behind a real nginx: links, redirects, cookies, forms and feeds hold."""

from __future__ import annotations

import http.client
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from fake_searcher import FakeSearcher
from reading_html import Page
from werkzeug.serving import make_server

from webapp import Config, create_app

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


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@pytest.fixture(params=["", "/"], ids=["path kept", "path cut off"])
def port(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[int]:
    if NGINX is None:
        pytest.skip("nginx is not installed (on Debian: apt-get install nginx-light)")
    port = _free_port()
    config = Config(
        opener=lambda url: FakeSearcher(),
        base_url=f"http://127.0.0.1:{port}/news",
        state=tmp_path / "state",
        trusted_proxies=1,
    )
    server = make_server("127.0.0.1", 0, create_app(config), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    text = CONFIGURATION.format(
        folder=tmp_path, port=port, app_port=server.server_port, cut=request.param
    )
    (tmp_path / "nginx.conf").write_text(text)
    command = [NGINX, "-p", str(tmp_path), "-e", str(tmp_path / "error.log")]
    nginx = subprocess.Popen([*command, "-c", str(tmp_path / "nginx.conf")])
    try:
        _wait_for(port)
        yield port
    finally:
        nginx.terminate()
        nginx.wait(10)
        server.shutdown()
        thread.join()
        server.server_close()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < deadline, "nginx does not answer"
            time.sleep(0.05)
        else:
            return


def ask(
    port: int, method: str, path: str, body: str = "", **headers: str
) -> tuple[int, dict[str, str], str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
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
