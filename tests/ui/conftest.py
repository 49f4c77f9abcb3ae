"""The gallery of the UI kit as a server of its own, and a page of Chromium that looks at it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.server import Server

expect.set_options(timeout=15_000)  # a busy machine is no failure
COMMAND = (sys.executable, "-m", "streamlit", "run", "tests/ui/gallery.py", "--server.port", "{port}")


def start_gallery(folder: Path) -> Server:
    """Start the gallery; its drafts lie in `folder`."""
    return Server(COMMAND, folder, {"FAM_GALLERY_DRAFTS": str(folder)})


@pytest.fixture(scope="module")
def gallery(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A running gallery for the tests of one file."""
    server = start_gallery(tmp_path_factory.mktemp("gallery"))
    yield server
    server.stop()


def settle(page: Page) -> None:
    """Wait until the script has run and the page stands still."""
    page.wait_for_timeout(150)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]")
    page.wait_for_timeout(150)


def open_gallery(page: Page, server: Server) -> None:
    """Open the gallery and wait until all of it is there."""
    page.goto(server.url)
    page.get_by_role("button", name="Gespräch festhalten").wait_for()
    page.get_by_role("table").wait_for()
    settle(page)
