"""Whether everybody can use the page: room, targets, names, and what axe-core finds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from fake_searcher import FakeSearcher
from in_browser import PATIENCE_MS, Opener, serving

from search.model import Article, Dating, Precision, Tag
from webapp import Config, create_app
from webapp.grid_view import ROOMY

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

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


@pytest.mark.parametrize("width", [320, 390, 768, 1280, 1920])
def test_no_page_scrolls_sideways(open_page: Opener, site: str, width: int) -> None:
    page = open_page("/", viewport={"width": width, "height": 800})
    for path in PAGES:
        page.goto(site + path)
        across = page.evaluate("document.documentElement.scrollWidth")
        assert across <= width, path


@pytest.mark.parametrize(
    ("path", "result"),
    [
        ("/search?q=sanctions", ".hit"),
        ("/search?country=ir&not.country=us&q=sanctions", ".hit"),
        ("/timeline?q=sanctions", ".timeline li"),
        ("/table?q=sanctions", ".grid tbody tr"),
    ],
)
def test_results_begin_on_the_first_screen_of_a_phone(
    open_page: Opener, path: str, result: str
) -> None:
    page = open_page(path, viewport={"width": 360, "height": 640}, is_mobile=True)
    first = page.locator(result).first.bounding_box()
    assert first is not None and first["y"] + first["height"] <= 640


@contextmanager
def years(count: int, searcher: FakeSearcher, folder: Path) -> Iterator[str]:
    """The address of a table of so many years, from 1970 on."""
    dating = [Dating(date(1970 + n, 5, 1), Precision.DAY) for n in range(count)]
    about = (Tag("ir", about=True),)
    searcher.put(
        *(Article(f"a{n}", "oil", dating=d, countries=about) for n, d in enumerate(dating))
    )
    with serving(create_app(Config(opener=lambda url: searcher, state=folder))) as address:
        yield f"{address}/table?q=oil"


def test_both_ends_of_a_wide_table_are_a_link_away(
    browser: Browser, tmp_path: Path, searcher: FakeSearcher
) -> None:
    with years(50, searcher, tmp_path) as address:
        page = browser.new_page(viewport={"width": 800, "height": 900}, java_script_enabled=False)
        page.set_default_timeout(PATIENCE_MS)
        page.goto(address)
        assert (in_sight(page, "#column-1"), in_sight(page, "#column-50")) == (False, True)
        page.get_by_role("link", name="To the first, 1970").click()
        assert (in_sight(page, "#column-1"), in_sight(page, "#column-50")) == (True, False)
        page.get_by_role("link", name="To the last").click()
        assert (in_sight(page, "#column-1"), in_sight(page, "#column-50")) == (False, True)
        page.close()


@pytest.mark.parametrize("count", [ROOMY, ROOMY + 1])
def test_a_table_is_not_called_wide_where_there_is_room(
    browser: Browser, tmp_path: Path, searcher: FakeSearcher, count: int
) -> None:
    with years(count, searcher, tmp_path) as address:
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(PATIENCE_MS)
        page.goto(address)
        told = page.get_by_text("the last are in view")
        assert told.is_visible() == (count > ROOMY)
        assert in_sight(page, "#column-1") and in_sight(page, f"#column-{count}")
        page.set_viewport_size({"width": 600, "height": 900})
        assert told.is_visible() and not in_sight(page, "#column-1")
        page.close()


def in_sight(page: Page, column: str) -> bool:
    """Whether the head of a column stands in its window, beside the names of the rows."""
    window, names, head = (
        page.locator(place).first.bounding_box() for place in (".newest", ".grid th", column)
    )
    assert window and names and head
    begins = head["x"] >= names["x"] + names["width"] - 1
    return begins and head["x"] + head["width"] <= window["x"] + window["width"] + 1


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
    page.wait_for_url("**/saved")
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
