"""From a bar of Tandemarbeit to the families behind it in real Chromium: by the mouse and by the keyboard alone."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.test_growth_live import PATIENT
from tests.figures.entries import meeting
from tests.support.people import log_in
from tests.support.server import Server, app_server

pytestmark = pytest.mark.browser
Make = Callable[..., int]
TITLE = "Gespräche im September 2018, dabei: "


@pytest.fixture
def server(database: str, make_family: Make, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app with two families of Anna's: joint meetings with the one, meetings of Pro Arbeit with the other."""
    first, second = make_family("Eins"), make_family("Zwei")
    for number in range(3, 6):
        meeting(first, f"0{number}.09.18")
        meeting(second, f"0{number}.09.18", came="PF")
    environment = {"FAM_DATABASE_URL": database, "FAM_BCRYPT_ROUNDS": "4"}
    with app_server(tmp_path_factory.mktemp("server"), environment) as running:
        yield running


def test_a_click_on_a_bar(server: Server, page: Page, browser: Browser) -> None:
    """Anna clicks on the joint meetings of September and stands before the one family; Lena has no bars at all."""
    log_in(page, server.url, "anna", path="/tandemarbeit")
    chart = page.locator(".js-plotly-plot").first
    expect(chart).to_be_visible(timeout=PATIENT)
    page.wait_for_timeout(2_000)  # what stands above has its height now
    chart.scroll_into_view_if_needed()
    box = chart.locator(".trace.bars").first.locator(".point").last.bounding_box()
    assert box
    assert box["height"] > 30
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(500)
    page.mouse.down()
    page.mouse.up()
    expect(page.get_by_text(f"{TITLE}beide Institutionen und die Familie (gemeinsam)")).to_be_visible(timeout=PATIENT)
    expect(page.get_by_text("1 Familie", exact=True)).to_be_visible(timeout=PATIENT)
    expect(page.get_by_role("link", name="Eins")).to_have_attribute("href", "familienakte?fam=FAM-2017-00001")
    page.go_back()
    expect(page.get_by_role("heading", name="Tandemarbeit")).to_be_visible(timeout=PATIENT)
    page.wait_for_timeout(2_000)
    assert "/tandemarbeit" in page.url  # and it does not leave again
    lena = browser.new_page(locale="de-DE")
    log_in(lena, server.url, "lena", path="/tandemarbeit")
    expect(lena.get_by_text("Noch kein Bericht eingefroren.")).to_be_visible(timeout=PATIENT)
    assert lena.locator(".js-plotly-plot").count() == 0
    lena.close()


def test_by_keyboard_alone(server: Server, page: Page) -> None:
    """The third bar is chosen by typing its name, Tab leads to the button, Enter to the other family."""
    log_in(page, server.url, "anna", path="/tandemarbeit")
    bars = page.get_by_role("combobox", name="Balken")
    expect(bars).to_be_visible(timeout=PATIENT)
    bars.focus()
    page.keyboard.type("Pro Arbeit und")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_timeout(1_500)
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Familien zeigen")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_text(f"{TITLE}Pro Arbeit und die Familie")).to_be_visible(timeout=PATIENT)
    expect(page.get_by_role("link", name="Zwei")).to_be_visible(timeout=PATIENT)
    expect(page.get_by_role("link", name="Eins")).to_have_count(0)
