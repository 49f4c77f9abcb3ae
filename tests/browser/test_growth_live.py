"""Wachstum in real Chromium: it moves by itself, asks for nothing while idle, and speaks German throughout."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect
from sqlmodel import select

from fam import db
from fam.models import Family
from fam.rules.terms import Status
from fam.services import statuses
from tests.support.cast import TODAY
from tests.support.people import log_in
from tests.support.server import Server, app_server

pytestmark = pytest.mark.browser
SECONDS = 5_000  # milliseconds within which a change elsewhere must show
PATIENT = 20_000  # Plotly itself comes with the first chart
Make = Callable[..., int]


@pytest.fixture
def server(database: str, make_family: Make, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app with two families in FAM and one waiting."""
    make_family("Eins")
    make_family("Zwei")
    make_family("Drei", status=Status.WAITING)
    environment = {"FAM_DATABASE_URL": database, "FAM_BCRYPT_ROUNDS": "4"}
    with app_server(tmp_path_factory.mktemp("server"), environment) as running:
        yield running


def stock(page: Page) -> Any:
    """Return the key number Bestand."""
    return page.get_by_test_id("stMetric").filter(has_text="Bestand").get_by_test_id("stMetricValue")


def test_a_case_admitted_elsewhere_appears(server: Server, page: Page, browser: Browser) -> None:
    """Lena's open dashboard moves within five seconds when a family is admitted, without a reload."""
    log_in(page, server.url, "lena", path="/wachstum")
    expect(stock(page)).to_have_text("2")
    page.evaluate("window.stillHere = true")
    other = browser.new_page(locale="de-DE")
    log_in(other, server.url, "kerstin", path="/wachstum")
    with db.program() as session:
        waiting = session.exec(select(Family).where(Family.status == Status.WAITING)).one()
        statuses.set_status(session, waiting, Status.ACTIVE, TODAY)
    for one in (page, other):
        expect(stock(one)).to_have_text("3", timeout=SECONDS)
        expect(one.get_by_text("3 Familien am 15.10.2018")).to_be_visible()
    assert page.evaluate("window.stillHere")
    other.close()


def test_an_idle_dashboard_costs_next_to_nothing(server: Server, page: Page) -> None:
    """While nothing changes, only the question for the data version travels: no chart, no table, no redraw."""
    received: list[int] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: received.append(len(frame)))

    page.on("websocket", listen)
    log_in(page, server.url, "lena", path="/wachstum")
    expect(page.locator(".js-plotly-plot").first).to_be_visible(timeout=PATIENT)
    page.wait_for_timeout(2_000)
    before = len(received)
    page.wait_for_timeout(7_000)
    assert 0 < len(received) - before < 40, "the fragment asks about every three seconds"
    assert sum(received[before:]) < 10_000


def test_everything_of_a_chart_is_german(server: Server, page: Page) -> None:
    """Months, the button for the picture and its file name; the table stands one click away."""
    log_in(page, server.url, "lena", path="/wachstum")
    chart = page.locator(".js-plotly-plot").first
    expect(chart).to_be_visible(timeout=PATIENT)
    button = chart.locator(".modebar-btn").first
    expect(button).to_have_attribute("data-title", "Als Bild speichern (PNG)")
    assert re.search(r"(Jan|März|Mai|Juli|Okt|Sep)", chart.locator(".xaxislayer-above").text_content() or "")
    with page.expect_download() as download:
        button.click()
    assert download.value.suggested_filename == "FAM Bestand und Plan 15.10.2018.png"
    page.get_by_role("tab", name="Als Tabelle").first.click()
    expect(page.get_by_role("rowheader", name="Oktober 2018")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Als Excel speichern").click()
    assert download.value.suggested_filename == "FAM Bestand und Plan 15.10.2018.xlsx"


def test_narrow_and_typed(server: Server, page: Page) -> None:
    """At 320 px nothing is wider than the window, and the day is typed and applied with Enter."""
    page.set_viewport_size({"width": 320, "height": 800})
    log_in(page, server.url, "anna", path="/wachstum")
    expect(stock(page)).to_have_text("2")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.get_by_role("textbox", name="Stand").fill("1.1.17")
    page.keyboard.press("Enter")
    expect(stock(page)).to_have_text("0")


def test_a_click_on_a_bar_opens_the_families_behind_it(server: Server, page: Page, browser: Browser) -> None:
    """Anna clicks on Zugang of May 2017 and stands in the list of those two; Lena's click does nothing."""
    log_in(page, server.url, "anna", path="/wachstum")
    click_first_admissions(page)
    expect(page.get_by_text("Zugang im Mai 2017")).to_be_visible(timeout=PATIENT)
    expect(page.get_by_text("2 Familien", exact=True)).to_be_visible()
    page.go_back()
    expect(stock(page)).to_have_text("2", timeout=PATIENT)  # and it does not leave again
    lena = browser.new_page(locale="de-DE")
    log_in(lena, server.url, "lena", path="/wachstum")
    click_first_admissions(lena)
    lena.wait_for_timeout(2_000)
    expect(stock(lena)).to_have_text("2")
    assert lena.url.endswith("/wachstum")
    lena.close()


def click_first_admissions(page: Page) -> None:
    """Click on the bar of the third month, May 2017, in "Zugang und Abgang"."""
    chart = page.locator(".js-plotly-plot").nth(1)
    expect(chart).to_be_visible(timeout=PATIENT)
    page.wait_for_timeout(2_000)  # the charts above have their height now
    chart.scroll_into_view_if_needed()
    box = chart.locator(".trace.bars").first.locator(".point").nth(2).bounding_box()
    assert box
    assert box["height"] > 50
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_timeout(500)
    page.mouse.down()
    page.mouse.up()
