"""What operators set: the public address, the gate, the log, the figures, the server itself."""

from __future__ import annotations

import base64
import logging
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from fake_clock import FakeClock
from fake_searcher import FakeSearcher
from flask import Flask
from reading_html import Page
from werkzeug.security import generate_password_hash
from werkzeug.test import Client

from search.budget import Budget
from search.engine import DEFAULT_WANT, EngineUnavailable, TookTooLong
from search.model import Article, Query, SearchPage, Want
from search.settings import BadSetting
from webapp import Config, create_app
from webapp.deadline import Hurried
from webapp.opened import OpenIndex
from webapp.pace import Buckets, Pace, whose
from webapp.serving import listen
from webapp.wsgi import Late


def made(**settings: object) -> Flask:
    return create_app(Config(opener=lambda url: FakeSearcher(), **settings))  # type: ignore[arg-type]


def basic(password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"me:{password}".encode()).decode()}


NO_ADDRESSES = (
    "a.example",
    "https://",
    "https:///news",
    "https://me:secret@a.example",
    "https://a.example/news?x=1",
    "https://a.example/#news",
    "https://a.example/ne ws",
    "https://[::1",
    "https://a.example:port/",
    'https://a.example/"><script>',
    "https://bücher.example",
)
NO_HASHES = ("secret", "scrypt:32768:8:1$salt$", "a$b$c", "scrypt:9:8:1$a$b", "pbkdf2:md0:1$a$b")


def test_a_true_hash_is_no_bad_setting() -> None:
    for method in ("scrypt", "pbkdf2:sha256:1000"):
        hash_ = generate_password_hash("open sesame", method)
        assert Config.from_environ({"DRAGOMAN_READ_PASSWORD_HASH": hash_}).password_hash == hash_
    for address in ("http://[::1]:8080", "http://127.0.0.1:80/a/b", "https://a-b.example/~me"):
        assert Config.from_environ({"DRAGOMAN_BASE_URL": address}).base_url == address


def test_settings_are_read_and_bad_ones_named() -> None:
    config = Config.from_environ(
        {"DRAGOMAN_BASE_URL": "https://a.example/news/", "DRAGOMAN_STATE": "/s",
         "DRAGOMAN_METRICS": "1", "DRAGOMAN_EXPORT_LIMIT": "5"}
    )  # fmt: skip
    assert config.base_url == "https://a.example/news"
    assert config.database == "sqlite:////s/saved.sqlite"
    assert config.metrics and config.export_limit == 5
    for name, value in (
        *(("DRAGOMAN_BASE_URL", address) for address in NO_ADDRESSES),
        *(("DRAGOMAN_READ_PASSWORD_HASH", text) for text in NO_HASHES),
        ("DRAGOMAN_EXPORT_LIMIT", "0"),
        ("DRAGOMAN_TRUSTED_PROXIES", "two"),
        ("DRAGOMAN_ACCESS_LOG", "perhaps"),
    ):
        with pytest.raises(BadSetting, match=name):
            Config.from_environ({name: value})


@pytest.mark.parametrize("cut", [True, False])
def test_every_link_lives_below_the_public_path(tmp_path: Path, cut: bool) -> None:
    app = made(base_url="https://library.example/news", state=tmp_path)
    client = app.test_client()
    prefix = "" if cut else "/news"  # whether the proxy before us cuts the path off
    for path in ("/", "/search?q=sanctions", "/article?id=a1&q=oil", "/saved/new?q=a", "/compare"):
        page = Page(client.get(prefix + path).text)
        addresses = [e.attributes["href"] for e in page.all("a")]
        addresses += [e.attributes["action"] for e in page.all("form")]
        addresses += [e.attributes["href"] for e in page.all("link", rel="stylesheet")]
        ours = [a for a in addresses if not a.startswith(("#", "https://news.example"))]
        assert ours and all(a.startswith("/news/") for a in ours)
    assert client.get(f"{prefix}/search?q=b&country=ir").location == "/news/search?country=ir&q=b"
    feed = client.get(f"{prefix}/search.atom?q=sanctions").text
    assert 'href="https://library.example/news/article?id=a1"' in feed
    cookie = client.get(f"{prefix}/saved").headers["Set-Cookie"]
    assert "Path=/news" in cookie and "Secure" in cookie


def test_a_password_closes_the_whole_site() -> None:
    client = made(password_hash=generate_password_hash("sésame")).test_client()
    for path in ("/", "/search.csv", "/api/v1/info", "/static/dragoman.css", "/nowhere"):
        answer = client.get(path)
        assert answer.status_code == 401, path
        assert answer.headers["WWW-Authenticate"].startswith("Basic")
    assert client.get("/", headers=basic("wrong")).status_code == 401
    for _ in range(2):
        assert client.get("/", headers=basic("sésame")).status_code == 200
    assert client.get("/", headers=basic("wrong")).status_code == 401
    assert client.get("/healthz").status_code == 200


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> FakeClock:
    """The gate's own: no bucket fills while a test goes on."""
    clock = FakeClock()
    monkeypatch.setattr("webapp.gate.time", clock)
    return clock


def test_too_many_requests_are_answered_in_words(clock: FakeClock) -> None:
    client = made(requests_a_minute=3).test_client()
    assert [client.get("/robots.txt").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = client.get("/robots.txt")
    assert int(answer.headers["Retry-After"]) == 21
    assert "Too many requests" in Page(answer.text).one(cls="trouble").text
    refused = client.get("/api/v1/info")
    assert (refused.status_code, refused.content_type) == (429, "application/problem+json")
    assert client.get("/healthz").status_code == 200
    clock.sleep(20)
    assert [client.get("/robots.txt").status_code for _ in range(2)] == [200, 429]


@pytest.mark.usefixtures("clock")
def test_a_download_counts_as_several_requests() -> None:
    client = made(requests_a_minute=12).test_client()
    assert [client.get("/search.csv").status_code for _ in range(2)] == [200, 429]
    assert [client.get("/robots.txt").status_code for _ in range(3)] == [200, 200, 429]
    few = made(requests_a_minute=3).test_client()  # a bucket that never holds ten
    assert [few.get("/search.csv").status_code for _ in range(2)] == [200, 429]


class Slow(FakeSearcher):
    """Takes half a second for each question."""

    def search(
        self, query: Query, want: Want = DEFAULT_WANT, budget: Budget | None = None
    ) -> SearchPage:
        self.late += 0.5
        return super().search(query, want, budget)

    late = 0.0


def test_a_request_that_takes_too_long_is_given_up_in_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    slow = Slow()
    clock = SimpleNamespace(perf_counter=lambda: slow.late)
    monkeypatch.setattr("search.budget.time", clock)
    app = create_app(Config(opener=lambda url: slow, deadline=1, state=tmp_path))
    client = app.test_client()
    assert client.get("/search?q=sanctions").status_code == 200
    answer = client.get("/table?q=sanctions")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert "longer than 1 second " in Page(answer.text).one(cls="trouble").text
    assert len(slow.asked) == 1 + 2
    assert client.get("/search.csv?q=sanctions").status_code == 200
    assert client.get("/api/v1/search?q=sanctions").status_code == 200


class Dear(FakeSearcher):
    """Works on each question until its time is up."""

    def search(
        self, query: Query, want: Want = DEFAULT_WANT, budget: Budget | None = None
    ) -> SearchPage:
        if budget is not None and query.text:
            raise TookTooLong(budget.seconds)
        return super().search(query, want, budget)


def test_a_single_question_is_given_up_in_words(tmp_path: Path) -> None:
    client = create_app(Config(opener=lambda url: Dear(), deadline=7, state=tmp_path)).test_client()
    for path in ("search", "lines", "table", "map", "compare", "facet/country", "search.csv"):
        answer = client.get(f"/{path}?q=oil")
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30"), path
        told = Page(answer.text).one(cls="trouble").text
        assert "longer than 7 seconds " in told
        assert "fewer words" in told
    answer = client.get("/api/v1/search?q=oil")
    assert (answer.status_code, answer.content_type) == (503, "application/problem+json")
    assert "longer than 7 seconds " in answer.json["detail"]
    endless = create_app(Config(opener=lambda url: Dear(), deadline=0, state=tmp_path))
    assert endless.test_client().get("/search?q=oil").status_code == 200


def test_what_a_part_of_a_request_is_given_never_lengthens_it() -> None:
    given: list[Budget | None] = []

    class Noting(FakeSearcher):
        def search(
            self, query: Query, want: Want = DEFAULT_WANT, budget: Budget | None = None
        ) -> SearchPage:
            given.append(budget)
            return super().search(query, want, budget)

    hurried = Hurried(Noting(), 60)
    short, long = Budget(5), Budget(600)
    for budget in (short, long, None):
        hurried.search(Query("oil"), DEFAULT_WANT, budget)
    assert given == [short, hurried._budget, hurried._budget]
    with pytest.raises(TookTooLong):
        Hurried(Noting(), 0).search(Query("oil"), DEFAULT_WANT, short)
    with pytest.raises(TookTooLong):
        Hurried(Noting(), 0).get("a1")


def test_a_login_of_a_trusted_proxy_opens_the_site(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="DRAGOMAN_TRUSTED_PROXIES"):
        Config.from_environ({"DRAGOMAN_REMOTE_USER": "1"})
    config = {"DRAGOMAN_REMOTE_USER": "1", "DRAGOMAN_TRUSTED_PROXIES": "1"}
    assert Config.from_environ(config).remote_user
    app = made(remote_user=True, trusted_proxies=1, state=tmp_path)
    ann, elsewhere, bob = (app.test_client() for _ in range(3))
    for path in ("/", "/search.csv", "/api/v1/info", "/static/dragoman.css"):
        answer = ann.get(path)
        assert (answer.status_code, "Log in" in answer.text) == (401, True), path
        with ann.get(path, headers={"Remote-User": "ann"}) as answer:
            assert answer.status_code == 200
    assert ann.get("/healthz").status_code == 200
    page = Page(ann.get("/saved/new?q=oil", headers={"Remote-User": "ann"}).text)
    form = {e.attributes["name"]: e.attributes["value"] for e in page.all("input", type="hidden")}
    form["name"] = "Oil"
    assert bob.post("/saved", data=form, headers={"Remote-User": "bob"}).status_code == 403
    assert ann.post("/saved", data=form, headers={"Remote-User": "ann"}).status_code == 303
    seen = [
        each.get("/api/v1/saved", headers={"Remote-User": name}).json["saved"]
        for each, name in ((elsewhere, "ann"), (ann, "bob"), (bob, "bob"))
    ]
    assert [[one["name"] for one in found] for found in seen] == [["Oil"], [], []]


def test_a_name_is_no_login_where_none_is_asked_for(tmp_path: Path) -> None:
    client = made(state=tmp_path).test_client()
    first = client.get("/saved/new?q=a", headers={"Remote-User": "ann"}).text
    other = made(state=tmp_path).test_client().get("/saved/new?q=a", headers={"Remote-User": "ann"})
    assert Page(first).one(name="token").attributes != Page(other.text).one(name="token").attributes


def test_another_server_can_run_the_app(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DRAGOMAN_INDEX", str(tmp_path / "none"))
    monkeypatch.setenv("DRAGOMAN_STATE", str(tmp_path))
    client = Client(Late())
    assert client.get("/healthz").text == "ok\n"
    assert client.get("/readyz").status_code == 503
    monkeypatch.setenv("DRAGOMAN_METRICS", "perhaps")
    with pytest.raises(BadSetting, match="DRAGOMAN_METRICS"):
        Client(Late()).get("/healthz")


def test_a_pace_lets_through_what_it_promises() -> None:
    pace = Pace(60, Buckets())
    assert [pace.wait("a", 0.0) for _ in range(60)] == [0.0] * 60
    assert pace.wait("a", 0.0) == pytest.approx(1.0)
    assert pace.wait("b", 0.0) == 0.0
    assert pace.wait("a", 1.01) == 0.0
    assert pace.wait("a", 1.02) > 0.9


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("::ffff:192.0.2.7", "192.0.2.7", True),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.8", False),
        ("192.0.2.7", "192.0.2.8", False),
        ("", "unknown", False),
        ("\ud800", "b", False),
    ],
)
def test_a_network_of_ipv6_has_one_bucket(one: str, other: str, same: bool) -> None:
    pace = Pace(1, Buckets())
    assert (whose(one) == whose(other)) is same
    assert pace.wait(one, 0.0) == 0.0
    assert (pace.wait(other, 0.0) > 0) is same


def test_a_bucket_may_owe_and_never_more_than_it_holds() -> None:
    pace = Pace(60, Buckets())
    pace.take("a", 0.0, 11)
    assert pace.wait("a", 0.0, 49) == 0.0
    assert pace.wait("a", 0.0) == pytest.approx(1.0)
    pace.take("a", 0.0, 10)
    assert pace.wait("a", 0.0) == pytest.approx(11.0)
    pace.take("a", 0.0, 10_000)
    assert pace.wait("a", 0.0) == pytest.approx(61.0)


def test_guessing_passwords_comes_to_an_end(clock: FakeClock) -> None:
    site = made(password_hash=generate_password_hash("sésame"), requests_a_minute=30)
    client = site.test_client()
    told = [client.get("/", headers=basic(f"guess {i}")).status_code for i in range(5)]
    assert told == [401, 401, 401, 429, 429]
    clock.sleep(7)  # three guesses took 33; what is owed fills at one in two seconds
    assert client.get("/", headers=basic("guess")).status_code == 429
    clock.sleep(1)
    assert client.get("/", headers=basic("guess")).status_code == 401
    reader = {"REMOTE_ADDR": "192.0.2.7"}
    asked = [client.get("/", environ_base=reader).status_code for _ in range(2)]
    assert asked == [401, 401]  # being asked for it is no guess
    right = [client.get("/", headers=basic("sésame"), environ_base=reader) for _ in range(20)]
    assert {answer.status_code for answer in right} == {200}


def test_proxies_are_believed_only_if_trusted(caplog: pytest.LogCaptureFixture) -> None:
    forwarded = {"X-Forwarded-For": "203.0.113.9"}
    with caplog.at_level(logging.INFO, "dragoman.access"):
        made(access_log=True).test_client().get("/healthz", headers=forwarded)
        made(access_log=True, trusted_proxies=1).test_client().get("/healthz", headers=forwarded)
    assert [record.message.split()[0] for record in caplog.records] == ["127.0.0.1", "203.0.113.9"]


def test_a_cookie_that_came_over_https_stays_there(tmp_path: Path) -> None:
    """A trusted proxy tells how the reader came; from anybody else it says nothing."""
    forwarded = {"X-Forwarded-Proto": "https"}
    secure = []
    for proxies, headers in ((1, forwarded), (1, {"X-Forwarded-Proto": "http"}), (0, forwarded)):
        client = made(trusted_proxies=proxies, state=tmp_path).test_client()
        secure.append("Secure" in client.get("/saved", headers=headers).headers["Set-Cookie"])
    assert secure == [True, False, False]


def test_questions_are_logged_only_if_asked_for(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "dragoman.access"):
        made(access_log=True).test_client().get("/search?q=secret%0Aline")
        made(access_log=True, log_questions=True).test_client().get("/search?q=open")
    first, second = (record.message for record in caplog.records)
    assert "secret" not in first and " GET /search 301 " in first and first.endswith(" ms")
    assert "/search?q=open 200" in second


def test_figures_are_off_unless_asked_for() -> None:
    assert made().test_client().get("/metrics").status_code == 404
    client = made(metrics=True).test_client()
    client.get("/search?q=iran")
    text = client.get("/metrics").text
    assert 'dragoman_requests_total{endpoint="search.results",status="200"} 1' in text
    assert "dragoman_articles 12" in text


def test_what_asks_the_index_many_things_costs_more(clock: FakeClock, tmp_path: Path) -> None:
    for path in ("/saved", "/table?q=oil", "/lines?q=oil", "/compare?q=oil"):
        client = made(requests_a_minute=10, state=tmp_path).test_client()
        answers = [client.get(path).status_code for _ in range(3)]
        assert answers == [200, 200, 429], path


def test_a_log_alone_opens_no_figures(tmp_path: Path) -> None:
    assert made(access_log=True, state=tmp_path).test_client().get("/metrics").status_code == 404


def test_browsers_find_what_their_search_bar_asks(tmp_path: Path) -> None:
    app = made(base_url="https://library.example/news", state=tmp_path, title="A & <B>")
    client = app.test_client()
    (link,) = Page(client.get("/").text).all("link", rel="search")
    assert link.attributes["href"] == "/news/opensearch.xml"
    described = ElementTree.fromstring(client.get("/opensearch.xml").data)
    names = "{http://a9.com/-/spec/opensearch/1.1/}"
    assert described.findtext(f"{names}ShortName") == "A & <B>"
    asked = {e.get("type"): e.get("template", "") for e in described.iter(f"{names}Url")}
    assert set(asked) == {"text/html", "application/x-suggestions+json", "application/atom+xml"}
    for kind, template in asked.items():
        assert template.startswith("https://library.example/news/")
        address = template.replace("{searchTerms}", "iran").removeprefix("https://library.example")
        answer = client.get(address)
        assert answer.status_code == 200 and answer.content_type.startswith(kind), address


def test_a_new_commit_is_picked_up_and_a_lost_index_lived_through() -> None:
    class Moving(FakeSearcher):
        lost = False

        def refresh(self) -> bool:
            if self.lost:
                raise EngineUnavailable("gone")
            self.put(Article(id="new", text="fresh", title="New"))
            return True

    moving = Moving()
    index = OpenIndex(Config(opener=lambda url: moving, refresh_seconds=0.0))
    assert index.searcher().info().articles == 12
    assert index.searcher().info().articles == 1
    moving.lost = True
    assert index.searcher().info().articles == 1
    index.close()


def test_a_port_in_use_is_an_error() -> None:
    with listen("127.0.0.1", 0) as taken, pytest.raises(OSError):
        listen("127.0.0.1", taken.getsockname()[1])
