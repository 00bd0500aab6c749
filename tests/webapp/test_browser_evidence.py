"""Why an article bears a tag: told by pointer, focus, click and keyboard, and without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from in_browser import PHONE, Opener

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.browser


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
