"""The mode of a meeting on a telephone: the agenda and the ratings stand within 420 and 320 px."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.pages.test_meeting_mode import family
from tests.support.people import log_in, settled
from tests.support.server import Server
from tests.ui.test_meeting_browser import server

pytestmark = pytest.mark.browser
__all__ = ["family", "server"]


def test_the_agenda_fits_a_telephone(page: Page, family: int, server: Server, tmp_path: Path) -> None:
    """Nothing to scroll sideways; a goal is judged without leaving the form."""
    assert family
    page.set_viewport_size({"width": 420, "height": 900})
    log_in(page, server.url, "anna", "/gespraeche?gespraech=1&tun=dokumentieren")
    expect(page.get_by_text("Tagesordnung (3)")).to_be_visible()
    page.get_by_text("Einschätzungen im Gespräch").click()
    expect(page.get_by_text("Pünktlich zur Schule").last).to_be_visible()
    for width in (420, 320):
        page.set_viewport_size({"width": width, "height": 900})
        settled(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    folder = Path(os.environ.get("FAM_LOOK", tmp_path))
    page.set_viewport_size({"width": 420, "height": 2600})
    settled(page)
    page.screenshot(path=folder / "meeting-mode.png", full_page=True)
