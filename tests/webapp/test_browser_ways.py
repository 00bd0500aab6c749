"""The page in the ways that readers set up: every control by keyboard, dark, in forced colours,
without motion, on paper; and the words asked for, one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from in_browser import Opener

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

CONTROLS = """() => {
  const kinds = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
  const seen = e => e.checkVisibility({visibilityProperty: true}) && e.getClientRects().length;
  return [...document.querySelectorAll(kinds)].filter(e => seen(e) && !e.disabled
    && e.getAttribute('tabindex') !== '-1' && !e.closest('svg[aria-hidden]'))
    .map((e, n) => { e.dataset.number = n; return e.outerHTML.slice(0, 120); });
}"""
FOCUSED = """() => {
  const e = document.activeElement, style = getComputedStyle(e);
  const ringed = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  return [e.dataset.number ?? null, ringed];
}"""


@pytest.mark.parametrize(
    "path",
    ["/search?country=ir&not.country=fr&q=sanctions", "/map?q=sanctions", "/article?id=a1&q=oil"],
)
def test_every_control_is_reached_and_seen_to_be(open_page: Opener, path: str) -> None:
    page = open_page(path)
    controls = page.evaluate(CONTROLS)
    reached, ringed, last = set(), set(), None
    for _ in range(2 * len(controls) + 20):
        page.keyboard.press("Tab")
        number, has_ring = page.evaluate(FOCUSED)
        if number in reached and number != last:  # a field for a day has several stops
            break  # round once
        last = number
        reached |= {number} - {None}
        ringed |= {number} if has_ring else set()
    assert [markup for n, markup in enumerate(controls) if str(n) not in reached] == []
    assert [markup for n, markup in enumerate(controls) if str(n) not in ringed] == []


def test_matches_are_walked(open_page: Opener) -> None:
    page = open_page("/article?id=a1&q=iran+oil")
    marks = page.locator("mark")
    assert marks.count() >= 3
    following = page.get_by_role("button", name="Next", exact=True)
    here = "[...document.querySelectorAll('mark')].indexOf(document.activeElement)"
    places = []
    for _ in range(3):
        following.click()
        places.append(page.evaluate(here))
    assert places == [0, 1, 2]
    page.get_by_role("button", name="Previous", exact=True).click()
    assert page.evaluate(here) == 1


def test_only_the_count_is_announced(open_page: Opener) -> None:
    page = open_page("/search?q=sanctions")
    live = page.locator("[aria-live], [role=status], [role=alert], [role=log]")
    assert [e.get_attribute("id") for e in live.all()] == ["summary"]
    page.evaluate("document.getElementById('summary').dataset.kept = 'yes'")
    page.locator("#country-ir").check()
    page.locator("#summary .total", has_text="6 articles").wait_for()
    # A region put anew into the page would not be announced: it has to be the one that was there.
    assert page.locator("#summary").get_attribute("data-kept") == "yes"
    assert [e.get_attribute("id") for e in live.all()] == ["summary"]


def brightness(page: Page, of: str, what: str) -> float:
    colour = page.locator(of).first.evaluate(f"e => getComputedStyle(e).{what}")
    parts = [float(part) for part in colour.strip("rgba()").split(",")[:3]]
    return sum(parts) / 3


def test_dark_is_dark(open_page: Opener) -> None:
    light, dark = (open_page("/search", color_scheme=scheme) for scheme in ("light", "dark"))
    assert brightness(light, "body", "backgroundColor") > 200
    assert brightness(light, "h1", "color") < 80
    assert brightness(dark, "body", "backgroundColor") < 60
    assert brightness(dark, "h1", "color") > 180


MOVING = """() => [...document.querySelectorAll('*')].filter(e => {
  const s = getComputedStyle(e);
  const long = s.transitionDuration.split(',').some(d => parseFloat(d) > 0);
  return long || s.animationName !== 'none' || s.scrollBehavior === 'smooth';
}).map(e => e.outerHTML.slice(0, 80))"""


def test_nothing_moves_where_that_is_asked_for(open_page: Opener) -> None:
    for path in ("/search?q=sanctions", "/article?id=a1&q=oil"):
        page = open_page(path, reduced_motion="reduce")
        page.evaluate("document.body.classList.add('waiting')")
        assert page.evaluate(MOVING) == []
    page = open_page("/search?q=sanctions", reduced_motion="no-preference")
    page.evaluate("document.body.classList.add('waiting')")
    assert page.evaluate(MOVING)


def test_forced_colours_leave_bars_and_marks_to_be_seen(open_page: Opener) -> None:
    page = open_page("/search?q=sanctions", forced_colors="active")
    paper = page.locator("body").evaluate("e => getComputedStyle(e).backgroundColor")
    ink = page.locator("body").evaluate("e => getComputedStyle(e).color")
    assert page.locator(".bars .bar").first.evaluate("e => getComputedStyle(e).fill") == ink
    mark = page.locator("mark").first
    assert mark.evaluate("e => getComputedStyle(e).backgroundColor") != paper


def test_paper_holds_the_results_alone(open_page: Opener) -> None:
    page = open_page("/search?q=sanctions", color_scheme="dark")
    page.emulate_media(media="print")
    for away in ("header.site", "#filters", ".deeds", ".pager", ".tick", ".skips"):
        assert not page.locator(away).first.is_visible(), away
    assert page.locator(".hit").first.is_visible() and page.locator("#summary").is_visible()
    assert brightness(page, "body", "backgroundColor") == 255
    assert brightness(page, "h1", "color") < 80
