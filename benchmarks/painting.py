"""When a browser first shows something: page views of one server worker on loopback.

Each view has a browser context of its own, so that nothing is cached; the same page is then
opened again in that context, with the style, the script and the page's ETag kept from before.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.goals import Goal
from benchmarks.load import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
"""Nothing beside the page: as the tests in a browser."""

VIEWPORT = (1280, 900)
PATIENCE_MS = 120_000
FIRST_PAINT_MS = 300.0
TIMES = 3
"""Contexts that open each address, of which the least figures count, as elsewhere: what other
programs add to a time is never negative."""

_TIMINGS = """
() => new Promise(resolve => {
  const tell = paint => {
    const page = performance.getEntriesByType("navigation")[0];
    const parts = [page, ...performance.getEntriesByType("resource")];
    const bytes = parts.reduce((sum, part) => sum + part.transferSize, 0);
    resolve([paint.startTime, page.domContentLoadedEventEnd, bytes]);
  };
  new PerformanceObserver(
    list => list.getEntriesByName("first-contentful-paint").forEach(tell)
  ).observe({type: "paint", buffered: true});
})
"""
"""A paint is told a little after it happened, perhaps after the page has loaded."""


class BrowserMissing(RuntimeError):  # noqa: N818 - named for what is wrong
    """There is no browser to look with; the message says what to install."""


@dataclass(frozen=True, slots=True)
class View:
    """One page view: milliseconds from its start to the first contentful paint and to
    DOMContentLoaded, and the bytes that came over the network, headers included."""

    paint: float
    ready: float
    size: float


@dataclass(frozen=True, slots=True)
class Painting:
    """Views of one sort of page: milliseconds, and KB (1,000 bytes)."""

    page: str
    cache: str
    n: int
    paint_p50: float
    paint_p95: float
    ready_p50: float
    ready_p95: float
    kb_p50: float
    kb_most: float


COLD, KEPT = "cold", "kept"


def watch_painting(index: Path, addresses: Mapping[str, Sequence[str]]) -> list[Painting]:
    """Open each address, by sort of page, once for the server's caches and then to measure.

    Raises BrowserMissing.
    """
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        raise BrowserMissing("Chromium is not installed (on Debian: apt-get install chromium)")
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - not everybody has it
    except ImportError:
        raise BrowserMissing("the Python package playwright is not installed") from None
    rows = []
    with (
        tempfile.TemporaryDirectory() as state,
        serving(index, Path(state), workers=1) as port,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(
            executable_path=path, args=list(ARGUMENTS), timeout=PATIENCE_MS
        )
        for page, asked in addresses.items():
            views = [_view(browser, f"http://127.0.0.1:{port}{at}") for at in asked]
            rows.append(_summarise(page, COLD, [cold for cold, _ in views]))
            rows.append(_summarise(page, KEPT, [kept for _, kept in views]))
        browser.close()
    return rows


def _view(browser: Browser, url: str) -> tuple[View, View]:
    """With nothing cached, and with what that view left."""
    _open(browser, url)  # for the server's caches
    opened = [_open(browser, url) for _ in range(TIMES)]
    return _least([cold for cold, _ in opened]), _least([kept for _, kept in opened])


def _least(views: Sequence[View]) -> View:
    return View(
        min(view.paint for view in views),
        min(view.ready for view in views),
        min(view.size for view in views),
    )


def _open(browser: Browser, url: str) -> tuple[View, View]:
    """Two views of a page in a new context, one after the other."""
    width, height = VIEWPORT
    context = browser.new_context(viewport={"width": width, "height": height})
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    cold, kept = _look(page, url), _look(page, url)
    context.close()
    return cold, kept


def _look(page: Page, url: str) -> View:
    """One view; the blank page before it makes it a navigation of its own."""
    page.goto("about:blank")
    answer = page.goto(url)
    if answer is None or answer.status not in (200, 304):
        raise RuntimeError(f"{url} was not answered")
    return View(*page.evaluate(_TIMINGS))


def _summarise(page: str, cache: str, views: Sequence[View]) -> Painting:
    paint = np.percentile([view.paint for view in views], (50, 95))
    ready = np.percentile([view.ready for view in views], (50, 95))
    size = np.percentile([view.size / 1000 for view in views], (50, 100))
    figures = (float(figure) for figure in (*paint, *ready, *size))
    return Painting(page, cache, len(views), *figures)


def judge_painting(rows: Sequence[Painting]) -> list[Goal]:
    """Every page with nothing cached."""
    return [
        Goal(
            f"{row.page}, first contentful paint p95",
            f"< {FIRST_PAINT_MS:g} ms",
            f"{row.paint_p95:.0f} ms",
            row.paint_p95 < FIRST_PAINT_MS,
        )
        for row in rows
        if row.cache == COLD
    ]
