"""The page as readers use it: a real browser, with and without scripts, by keyboard, on a phone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from fake_searcher import ARTICLES
from in_browser import PHONE, Opener

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def see_total(page: Page, told: str) -> None:
    """Wait until the page tells this total."""
    page.locator("#summary .total", has_text=re.compile(rf"^\s*{told}\s*$")).wait_for()


def test_search_click_exclude_and_back(open_page: Opener) -> None:
    page = open_page("/")
    page.get_by_role("searchbox", name="Search articles").fill("sanctions")
    page.keyboard.press("Enter")
    see_total(page, "8 articles")
    page.locator("#country-ir").check()
    page.wait_for_url("**/search?country=ir&*")
    see_total(page, "6 articles")
    assert page.evaluate("document.activeElement.id") == "country-ir"
    page.get_by_role("link", name="Exclude United States").click()
    page.wait_for_url("**not.country=us*")
    see_total(page, "3 articles")
    page.go_back()
    see_total(page, "6 articles")
    page.go_back()
    see_total(page, "8 articles")
    assert "country" not in page.url


def test_the_histogram_narrows_from_year_to_day(open_page: Opener) -> None:
    page = open_page("/search?q=sanctions")
    page.locator(".bars a", has_text="2012").click(force=True)
    page.wait_for_url("**from=2012-01-01*")
    page.locator(".bars a", has_text="June 2012").click(force=True)
    page.wait_for_url("**from=2012-06-01*")
    page.locator(".bars a", has_text="9 June 2012").click(force=True)
    page.wait_for_url("**from=2012-06-09*")
    see_total(page, "1 article")
    page.get_by_role("link", name="All dates").click()
    see_total(page, "8 articles")


def test_everything_works_without_scripts(open_page: Opener) -> None:
    page = open_page("/", java_script_enabled=False)
    page.get_by_role("searchbox").fill("sanctions")
    page.get_by_role("button", name="Search").click()
    see_total(page, "8 articles")
    page.locator("#country-ir").check()
    page.get_by_role("button", name="Apply country", exact=True).click()
    see_total(page, "6 articles")
    assert page.url.endswith("/search?country=ir&match=all&q=sanctions")
    page.get_by_label("From").fill("2013-01-01")
    page.get_by_role("button", name="Apply dates").click()
    see_total(page, "3 articles")
    page.get_by_role("link", name="Accord in Vienna").click()
    page.locator("#text mark").first.wait_for()
    page.get_by_role("link", name="Back to the results").click()
    see_total(page, "3 articles")
    page.get_by_label("Tick Accord in Vienna").check()
    page.get_by_role("button", name="List the ticked").click()
    page.get_by_role("heading", level=1, name="A list of 1 article", exact=True).wait_for()
    page.get_by_label("On the list: Accord in Vienna").uncheck()
    page.get_by_role("button", name="List the ticked alone").click()
    page.get_by_role("heading", level=1, name="An empty list").wait_for()


def test_excluding_is_named_where_the_pointer_is(open_page: Opener) -> None:
    page = open_page("/search?q=sanctions")
    link = page.get_by_role("link", name="Exclude Iran", exact=True)
    opacity = "e => getComputedStyle(e).opacity"
    assert link.evaluate(opacity) == "0"
    shown = f"e => ({opacity})(e) === '1'"
    page.locator("#country-ir").hover()
    page.wait_for_function(shown, arg=link.element_handle())
    page.mouse.move(0, 0)
    link.focus()
    page.wait_for_function(shown, arg=link.element_handle())
    phone = open_page("/search?q=sanctions", **PHONE)
    assert phone.get_by_role("link", name="Exclude Iran", exact=True).evaluate(opacity) == "1"


def test_on_a_phone_filters_are_one_step_away(open_page: Opener) -> None:
    page = open_page("/search?country=ir&q=sanctions", **PHONE)
    button = page.get_by_role("link", name="Filters 1 in force")
    assert button.bounding_box()["y"] < 400
    button.click()
    page.wait_for_function("document.getElementById('filters').getBoundingClientRect().y < 100")
    page.locator("#country-us").check()
    page.wait_for_url("**country=us*")
    told = page.locator("#summary .total").inner_text()
    page.get_by_role("link", name=f"Show the {told}").click()
    page.wait_for_function("scrollY < 200")


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
    page.wait_for_url("**/search?country=ir&match=all&q=sanctions")
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


def test_hostile_articles_do_nothing(open_page: Opener) -> None:
    page = open_page("/search?q=sanctions")
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    page.get_by_role("link", name=ARTICLES[10].title).click()
    page.locator("h1", has_text=ARTICLES[10].title).wait_for()
    assert page.locator("img").count() == 0
