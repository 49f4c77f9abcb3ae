"""The handbook's pictures: the script that takes them works, and every picture has its place."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserType

from docs import screenshots
from tests.support.server import Server, demo_server

HANDBOOK = screenshots.ROOT / "docs" / "handbuch.md"
MEGABYTE = 1024 * 1024


@pytest.fixture
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo as it is delivered."""
    with demo_server(tmp_path_factory.mktemp("demo")) as running:
        yield running


@pytest.fixture
def steady(browser_type: BrowserType, browser_type_launch_args: dict[str, Any]) -> Iterator[Browser]:
    """Chromium as the script starts it."""
    browser = browser_type.launch(**{**browser_type_launch_args, "args": list(screenshots.STEADY)})
    yield browser
    browser.close()


@pytest.mark.browser
def test_the_pictures_can_be_taken_again(demo: Server, steady: Browser, tmp_path: Path) -> None:
    """The log-in, Heute and the quick form come out of the running demo, as wide as in the handbook, and not empty."""
    files = screenshots.take(steady, demo.url, tmp_path, ("anmelden", "heute", "familie-vorschlagen"))
    assert [file.name for file in files] == ["anmelden.png", "heute.png", "familie-vorschlagen.png"]
    for file in files:
        with Image.open(file) as image:
            assert image.width == screenshots.WIDE
            assert len(image.convert("RGB").getcolors(100_000) or []) > 20


def test_every_picture_is_in_the_handbook() -> None:
    """docs/images holds exactly what the script takes, the handbook shows each with a description, all below 3 MB."""
    files = list(screenshots.IMAGES.iterdir())
    assert sorted(file.stem for file in files) == sorted(screenshots.SHOTS)
    shown = re.findall(r"!\[(.+?)\]\(images/([a-z-]+)\.png\)", HANDBOOK.read_text(encoding="utf-8"))
    assert sorted(name for _text, name in shown) == sorted(screenshots.SHOTS)
    assert sum(file.stat().st_size for file in files) < 3 * MEGABYTE
