"""The page by keyboard alone: what can be reached, where the focus goes, what keys do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from in_browser import Opener

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.browser


NARROWED = "/search?country=ir&not.country=fr&q=sanctions&to=2020-12-31"


def test_everything_can_be_reached_by_keyboard(open_page: Opener) -> None:
    page = open_page("/search?q=sanctions")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the results"
    page.keyboard.press("Enter")
    page.locator("#hits:focus").wait_for()
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
