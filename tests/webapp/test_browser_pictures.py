"""Pictures of the pages, of fixed sizes, for those who look at what a change did."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from in_browser import PATIENCE_MS, PHONE, Opener, serving

import dragoman
from webapp import Config, create_app

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

ROOT = Path(__file__).parents[2]
PICTURES = Path(os.environ.get("DRAGOMAN_PICTURES", ""))
"""Where screenshots are put if DRAGOMAN_PICTURES names a folder."""


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
    page.set_default_timeout(PATIENCE_MS)
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
