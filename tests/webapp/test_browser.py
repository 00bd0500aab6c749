"""The page as readers use it: a real browser, with and without scripts, by keyboard, on a phone."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from fake_searcher import ARTICLES, FakeSearcher
from flask import Flask
from werkzeug.serving import BaseWSGIServer, make_server

import dragoman
from webapp import Config, create_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

pytestmark = pytest.mark.browser

ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
ROOT = Path(__file__).parents[2]
PICTURES = Path(os.environ.get("DRAGOMAN_PICTURES", ""))
"""Where screenshots are put if DRAGOMAN_PICTURES names a folder."""

PHONE: dict[str, object] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True}

PAGES = (
    "/",
    "/search",
    "/search?country=ir&from=2012-01-01&not.country=us&q=sanctions&to=2015-12-31",
    "/search?q=sanctions+zeppelin",
    "/lines?q=sanctions",
    "/timeline?q=sanctions",
    "/table?q=sanctions",
    "/map?country=ir&q=sanctions",
    "/cite?q=sanctions",
    "/compare?q=sanctions&q=accord",
    "/compare?country=ir&q=%22accord&q=sanktions&q=accord",
    "/table?country=ir&not.country=us&q=sanctions",
    "/saved/new?q=sanctions",
    "/search.html?q=sanctions",
    "/search?country=fr&from=2018-01-01&org=nato&q=sanctions",
    "/article?id=a1&q=sanctions",
    "/facet/country?q=sanctions",
    "/facet/date?q=sanctions",
    "/list?id=a1&id=a2",
    "/nowhere",
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        pytest.skip("Chromium is not installed (on Debian: apt-get install chromium)")
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415
    except ImportError:
        pytest.skip("the Python package playwright is not installed")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """The address of an app that is served meanwhile."""
    server: BaseWSGIServer = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    state = tmp_path_factory.mktemp("state")
    app = create_app(Config(opener=lambda url: FakeSearcher(), state=state))
    with serving(app) as address:
        yield address


Opener = Callable[..., "Page"]


@pytest.fixture
def open_page(browser: Browser, site: str) -> Iterator[Opener]:
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_(path: str, **options: object) -> Page:
        options.setdefault("viewport", {"width": 1280, "height": 900})
        context = browser.new_context(**options)  # type: ignore[arg-type]
        context.set_default_timeout(5_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda m: complaints.append(m.text) if "Content Security" in m.text else None,
        )
        page.goto(site + path)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def total(page: Page) -> str:
    return page.locator("#summary .total").inner_text()


def test_search_click_exclude_and_back(open_page: Opener) -> None:
    page = open_page("/")
    page.get_by_role("searchbox", name="Search articles").fill("sanctions")
    page.keyboard.press("Enter")
    assert total(page) == "8 articles"
    page.locator("#country-ir").check()
    page.wait_for_url("**/search?country=ir&*")
    page.locator("#summary .total", has_text="6 articles").wait_for()
    assert page.evaluate("document.activeElement.id") == "country-ir"
    page.get_by_role("link", name="Exclude United States").click()
    page.wait_for_url("**not.country=us*")
    page.locator("#summary .total", has_text="3 articles").wait_for()
    page.go_back()
    page.locator("#summary .total", has_text="6 articles").wait_for()
    page.go_back()
    page.locator("#summary .total", has_text="8 articles").wait_for()
    assert "country" not in page.url


def test_the_histogram_narrows_from_year_to_day(open_page: Opener) -> None:
    page = open_page("/search?q=sanctions")
    page.locator(".bars a", has_text="2012").click(force=True)
    page.wait_for_url("**from=2012-01-01*")
    page.locator(".bars a", has_text="June 2012").click(force=True)
    page.wait_for_url("**from=2012-06-01*")
    page.locator(".bars a", has_text="9 June 2012").click(force=True)
    page.wait_for_url("**from=2012-06-09*")
    page.locator("#summary .total", has_text="1 article").wait_for()
    page.get_by_role("link", name="All dates").click()
    page.locator("#summary .total", has_text="8 articles").wait_for()


def test_everything_works_without_scripts(open_page: Opener) -> None:
    page = open_page("/", java_script_enabled=False)
    page.get_by_role("searchbox").fill("sanctions")
    page.get_by_role("button", name="Search").click()
    assert total(page) == "8 articles"
    page.locator("#country-ir").check()
    page.get_by_role("button", name="Apply country", exact=True).click()
    assert total(page) == "6 articles"
    assert page.url.endswith("/search?country=ir&match=all&q=sanctions")
    page.get_by_label("From").fill("2013-01-01")
    page.get_by_role("button", name="Apply dates").click()
    assert total(page) == "3 articles"
    page.get_by_role("link", name="Accord in Vienna").click()
    assert page.locator("mark").count() >= 1
    page.get_by_role("link", name="Back to the results").click()
    assert total(page) == "3 articles"
    page.get_by_label("Tick Accord in Vienna").check()
    page.get_by_role("button", name="List the ticked").click()
    assert page.get_by_role("heading", level=1).inner_text() == "A list of 1 article"


def test_everything_can_be_reached_by_keyboard(open_page: Opener) -> None:
    page = open_page("/search?q=sanctions")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the results"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "hits"
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    first = page.locator(".hit h3 a").first
    assert page.evaluate("document.activeElement.textContent") == first.inner_text()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.type("jo")
    assert page.locator("#q").input_value() == "jo"


def test_shortcuts_can_be_switched_off_for_good(open_page: Opener) -> None:
    page = open_page("/search?q=sanctions")
    page.get_by_role("button", name="Keyboard shortcuts on").click()
    page.reload()
    page.locator("#main").focus()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "main"
    page.get_by_role("button", name="Keyboard shortcuts off").click()
    page.locator("#main").focus()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "q"


def test_a_question_mark_lists_the_shortcuts(open_page: Opener) -> None:
    page = open_page("/search?q=sanctions")
    page.keyboard.press("j")
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keyboard shortcuts").wait_for()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.id") == "shortcuts-close"
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")
    first = page.locator(".hit h3 a").first
    assert page.evaluate("document.activeElement.textContent") == first.inner_text()


NARROWED = "/search?country=ir&not.country=fr&q=sanctions&to=2020-12-31"


@pytest.mark.parametrize(
    ("start", "link", "address", "focused"),
    [
        (NARROWED, ".chip >> nth=0", "**not.country=fr&q=*", "Remove Country Iran ×"),
        (NARROWED, ".chip >> nth=2", "**country=ir&match=all&q=*", "Remove Country Iran ×"),
        ("/search?q=sanctions", "nav >> text=Newest", "**sort=newest", "Newest"),
        ("/search?q=sanctions", "nav >> text=Timeline", "**/timeline*", "Timeline"),
        ("/search?q=sanctions", ".asides >> text=undated", "**date=none*", "1 undated"),
        ("/search?q=sanctions", ".numbers td >> nth=0", "**from=*", "As a table"),
    ],
)
def test_the_focus_stays_where_the_reader_was(
    open_page: Opener, start: str, link: str, address: str, focused: str
) -> None:
    page = open_page(start)
    if "numbers" in link:
        page.get_by_text("As a table").click()
        link = ".numbers th a >> nth=0"
    page.locator(link).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(address)
    page.locator(":focus", has_text=focused).wait_for()


def test_excluding_is_named_where_the_pointer_is(open_page: Opener) -> None:
    page = open_page("/search?q=sanctions")
    link = page.get_by_role("link", name="Exclude Iran", exact=True)
    opacity = "e => getComputedStyle(e).opacity"
    assert link.evaluate(opacity) == "0"
    page.locator("#country-ir").hover()
    assert link.evaluate(opacity) == "1"
    page.mouse.move(0, 0)
    link.focus()
    assert link.evaluate(opacity) == "1"
    phone = open_page("/search?q=sanctions", **PHONE)
    assert phone.get_by_role("link", name="Exclude Iran", exact=True).evaluate(opacity) == "1"


def test_on_a_phone_filters_are_one_step_away(open_page: Opener) -> None:
    page = open_page("/search?country=ir&q=sanctions", **PHONE)
    button = page.get_by_role("link", name="Filters 1 in force")
    assert button.bounding_box()["y"] < 400
    button.click()
    assert page.locator("#filters").bounding_box()["y"] < 100
    page.locator("#country-us").check()
    page.wait_for_url("**country=us*")
    page.get_by_role("link", name=f"Show the {total(page)}").click()
    assert page.evaluate("scrollY") < 200


@pytest.mark.parametrize("options", [{}, {"viewport": {"width": 320, "height": 800}}])
def test_targets_are_large_enough(open_page: Opener, options: dict[str, object]) -> None:
    page = open_page("/search?country=ir&q=sanctions", **options)
    for target in (".ticking", ".values label", ".side", ".chip", ".switch a", ".deeds a"):
        for box in page.locator(target).all():
            if box.is_visible():
                size = box.bounding_box()
                assert min(size["width"], size["height"]) >= 24, target


def test_ids_hold_no_blanks(open_page: Opener) -> None:
    page = open_page("/search?q=sanctions")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.getAttribute('id'))")
    assert "source-The%20Daily%20Herald" in ids
    assert not [id for id in ids if id.split() != [id]]
    assert len(ids) == len(set(ids))


def test_ticks_last_over_pages(open_page: Opener) -> None:
    page = open_page("/search?size=5")
    page.locator(".tick").first.check()
    page.get_by_role("link", name="Next").click()
    page.wait_for_url("**page=2*")
    page.locator(".place", has_text="6–10").wait_for()
    page.locator(".tick").first.check()
    page.get_by_role("button", name="List the ticked").click()
    page.get_by_role("heading", name="A list of 2 articles").wait_for()


def test_a_search_is_saved_followed_changed_and_deleted(open_page: Opener) -> None:
    page = open_page("/search?country=ir&q=sanctions")
    page.get_by_role("link", name="Save this search").click()
    page.get_by_label("Name").fill("Iran by week")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Iran by week 6 articles").wait_for()
    feed = page.get_by_role("link", name="Atom feed of Iran by week").get_attribute("href")
    assert page.request.get(page.url.removesuffix("/saved") + str(feed)).status == 200
    page.get_by_role("link", name="Iran by week", exact=True).click()
    assert page.url.endswith("/search?country=ir&match=all&q=sanctions")
    page.go_back()
    page.get_by_role("button", name="Copy the address of Iran by week").click()
    page.get_by_text("Address copied").wait_for(state="attached")
    address = page.get_by_label("Address of Iran by week", exact=True).input_value()
    assert address == page.url.removesuffix("/saved") + "/s/iran-by-week"
    page.get_by_role("link", name="Rename or share Iran by week").click()
    page.get_by_label("Name").fill("Iran")
    page.get_by_label("Public").check()
    page.get_by_role("button", name="Save the changes").click()
    page.get_by_text("public, saved").wait_for()
    page.get_by_role("link", name="Delete Iran").click()
    page.get_by_role("link", name="Keep it").click()
    page.get_by_role("link", name="Delete Iran").click()
    page.get_by_role("button", name="Delete it").click()
    page.get_by_text("None yet.").wait_for()


def test_views_are_walked_in_place(open_page: Opener) -> None:
    page = open_page("/search?q=sanctions")
    page.get_by_role("link", name="Timeline").click()
    page.wait_for_url("**/timeline?*")
    page.get_by_role("heading", name="May 2018").wait_for()
    page.get_by_role("link", name="In context").click()
    page.get_by_role("cell", name="sanctions").first.wait_for()
    page.locator("#country-ir").check()
    page.wait_for_url("**/lines?country=ir*")


@pytest.mark.parametrize("width", [320, 1280])
def test_a_table_opens_at_its_newest_end(open_page: Opener, width: int) -> None:
    page = open_page("/table?q=sanctions", viewport={"width": width, "height": 900})
    table = page.get_by_role("region", name="Countries by time").bounding_box()
    ends = [
        page.get_by_role("columnheader", name=name).bounding_box() for name in ("Country", "All")
    ]
    assert table and all(ends)
    left, right = ends
    assert left and left["x"] >= table["x"] - 1
    assert right and right["x"] + right["width"] <= table["x"] + table["width"] + 1


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_labels_below_a_comparison_stand_apart(open_page: Opener, width: int) -> None:
    page = open_page("/compare?q=sanctions", viewport={"width": width, "height": 900})
    for span in ("", "&from=2014-02-01&to=2014-11-30", "&from=2015-07-01&to=2015-07-30"):
        page.goto(page.url.partition("?")[0] + "?q=sanctions" + span)
        boxes = [e.bounding_box() for e in page.locator('.chart .scale[y="100%"]:visible').all()]
        places = sorted((box["x"], box["width"], box["height"]) for box in boxes if box)
        assert places and all(height >= 11 for _, _, height in places)
        assert all(x + wide + 4 <= after for (x, wide, _), (after, _, _) in pairwise(places)), span


def test_evidence_shows_under_pointer_and_focus(open_page: Opener) -> None:
    page = open_page("/article?id=a1&q=sanctions")
    row = page.locator(".evidence li").first
    quoted = row.locator("blockquote")
    row.locator("a").hover()
    quoted.wait_for()
    quoted.hover()  # the pointer can go there
    page.wait_for_timeout(300)
    assert quoted.is_visible()
    page.keyboard.press("Escape")
    quoted.wait_for(state="hidden")
    page.mouse.move(5, 5)
    row.locator("a").hover()
    quoted.wait_for()
    page.mouse.move(5, 5)
    quoted.wait_for(state="hidden")
    page.locator("#main").focus()
    page.keyboard.press("Tab")
    while not row.locator("a:focus").count():
        page.keyboard.press("Tab")
    quoted.wait_for()
    other = page.locator(".evidence li").nth(1)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    other.locator("blockquote").wait_for()
    assert not quoted.is_visible()
    page.keyboard.press("Escape")
    other.locator("blockquote").wait_for(state="hidden")
    assert other.locator(":focus").count() == 1


def test_evidence_kept_by_a_click_goes_with_the_next(open_page: Opener) -> None:
    page = open_page("/article?id=a1&q=sanctions", **PHONE)
    first, second = (page.locator(".evidence li").nth(n) for n in (0, 1))
    second.locator("summary").click()
    second.locator("blockquote").wait_for()
    page.mouse.move(5, 5)
    page.wait_for_timeout(300)
    assert second.locator("blockquote").is_visible()
    page.locator(".evidence + *, h1").first.click()
    second.locator("blockquote").wait_for(state="hidden")
    first.locator("summary").click()
    first.locator("blockquote").wait_for()


def test_evidence_needs_no_scripts(open_page: Opener) -> None:
    page = open_page("/article?id=a1&q=sanctions", java_script_enabled=False)
    page.locator(".evidence summary").first.click()
    page.locator(".evidence blockquote").first.wait_for()


def test_evidence_opens_and_closes_by_keyboard(open_page: Opener) -> None:
    page = open_page("/article?id=a1&q=sanctions")
    why = page.locator(".evidence summary").first
    why.focus()
    page.keyboard.press("Enter")
    page.locator(".evidence blockquote").first.wait_for()
    page.keyboard.press("Escape")
    page.locator(".evidence blockquote").first.wait_for(state="hidden")
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_hostile_articles_do_nothing(open_page: Opener) -> None:
    page = open_page("/search?q=sanctions")
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    page.get_by_role("link", name=ARTICLES[10].title).click()
    assert page.locator("h1").inner_text() == ARTICLES[10].title
    assert page.locator("img").count() == 0


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1920])
def test_no_page_scrolls_sideways(open_page: Opener, site: str, width: int) -> None:
    page = open_page("/", viewport={"width": width, "height": 800})
    for path in PAGES:
        page.goto(site + path)
        across = page.evaluate("document.documentElement.scrollWidth")
        assert across <= width, path


def violations(page: Page) -> list[tuple[str, str]]:
    """What axe-core finds wrong with a page as it is now, each with the markup it lies in."""
    try:
        from axe_playwright_python.sync_playwright import Axe  # noqa: PLC0415
    except ImportError:
        pytest.skip("the Python package axe-playwright-python is not installed")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    results = Axe().run(page, options={"runOnly": tags})
    return [(v["id"], n["html"][:200]) for v in results.response["violations"] for n in v["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_violations_of_accessibility(open_page: Opener, site: str, scheme: str) -> None:
    page = open_page("/", color_scheme=scheme, bypass_csp=True)
    for path in PAGES:
        page.goto(site + path)
        assert violations(page) == [], path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_violations_in_what_opens(open_page: Opener, site: str, scheme: str) -> None:
    page = open_page("/saved/new?q=sanctions", color_scheme=scheme, bypass_csp=True)
    page.get_by_label("Name").fill("Axe")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Axe").wait_for()
    for path in ("/saved", "/s/axe/edit", "/s/axe/delete"):
        page.goto(site + path)
        assert violations(page) == [], path
    page.get_by_role("button", name="Delete it").click()
    page.goto(site + "/article?id=a1&q=sanctions")
    page.locator(".evidence summary").first.click()
    assert violations(page) == []
    page.goto(site + "/search?country=ir&q=sanctions")
    page.locator("#country-us").focus()
    assert violations(page) == []
    page.locator("#main").focus()
    page.keyboard.press("?")
    page.get_by_role("dialog").wait_for()
    assert violations(page) == []


@pytest.fixture(scope="module")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The site over the sample corpus."""
    folder = tmp_path_factory.mktemp("sample")
    corpus = [str(ROOT / "corpus" / name) for name in ("articles.jsonl", "raw")]
    index = str(folder / "index")
    done = CliRunner().invoke(dragoman.commands, ["index", *corpus, "--index", index])
    assert done.exit_code in (0, 1), done.output
    app = create_app(Config(index, state=folder))
    with serving(app) as address:
        yield address


def take_picture(page: Page, name: str, folder: Path) -> tuple[int, int]:
    """Put what the window shows into DRAGOMAN_PICTURES, else `folder`; how wide and high it is."""
    if PICTURES.name:
        folder = PICTURES
    folder.mkdir(parents=True, exist_ok=True)
    made = page.screenshot(path=folder / f"{name}.png")
    assert len(made) > 10_000  # an empty window is smaller
    return int.from_bytes(made[16:20], "big"), int.from_bytes(made[20:24], "big")


def test_the_picture_of_the_readme_can_be_made(
    browser: Browser, sample_site: str, tmp_path: Path
) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    page.goto(f"{sample_site}/search?q=sanctions")
    assert "sanctions" in page.title()
    assert take_picture(page, "search", tmp_path) == (1280, 720)
    page.close()
    kept = (ROOT / "docs" / "images" / "search.png").read_bytes()
    assert kept[:8] == b"\x89PNG\r\n\x1a\n"
    assert int.from_bytes(kept[16:20], "big") == 1280
    assert len(kept) < 150_000  # whoever clones the project has it


FILTERED = "/search?country=ir&q=sanctions"


@pytest.mark.parametrize(
    ("name", "path", "options"),
    [
        ("first", "/", {}),
        ("search-light", FILTERED, {}),
        ("search-dark", FILTERED, {"color_scheme": "dark"}),
        ("search-phone", FILTERED, PHONE),
        ("search-forced", FILTERED, {"forced_colors": "active"}),
        ("article", "/article?id=peru-chile-sea-2014&q=court", {}),
        ("article-phone", "/article?id=peru-chile-sea-2014&q=court", PHONE),
        ("compare", "/compare?q=sanctions&q=treaty", {}),
        ("table", "/table?q=sanctions", {}),
        ("timeline", "/timeline?q=sanctions", {}),
        ("lines", "/lines?q=sanctions", {}),
        ("map", "/map?q=sanctions", {}),
    ],
)
def test_pages_are_pictured(
    open_page: Opener,
    sample_site: str,
    tmp_path: Path,
    name: str,
    path: str,
    options: dict[str, object],
) -> None:
    page = open_page("/", **options)
    answer = page.goto(sample_site + path)
    assert answer is not None and answer.status == 200
    assert take_picture(page, name, tmp_path) == ((390, 844) if options is PHONE else (1280, 900))


def test_saved_searches_are_pictured(open_page: Opener, sample_site: str, tmp_path: Path) -> None:
    page = open_page("/")
    for question, name in {"q=sanctions": "Sanctions", "country=ir": "Iran"}.items():
        page.goto(f"{sample_site}/saved/new?{question}")
        page.get_by_label("Name").fill(name)
        page.get_by_role("button", name="Save").click()
        page.get_by_role("heading", name=name).wait_for()
    assert take_picture(page, "saved", tmp_path) == (1280, 900)
