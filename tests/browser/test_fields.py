"""Kerstin on the page Felder in a real browser: made, opened from the list, out of use, saved to a file, gone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.support.people import log_in, settled
from tests.support.server import Server, demo_server

pytestmark = pytest.mark.browser


@pytest.fixture
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demo as it is delivered."""
    with demo_server(tmp_path_factory.mktemp("demo")) as running:
        yield running


def test_from_the_first_input_to_the_end(demo: Server, page: Page) -> None:
    """The backup really arrives as a file, and only then the label is asked for."""
    log_in(page, demo.url, "kerstin", "/felder?tabelle=member")
    page.get_by_role("button", name="Neues Feld").click()
    page.get_by_role("textbox", name="Bezeichnung *").fill("Turnverein")
    page.get_by_role("button", name="Feld anlegen").click()
    expect(page.get_by_role("heading", name="Turnverein")).to_be_visible()
    page.get_by_role("button", name="Alle Felder").click()
    page.get_by_role("link", name="Turnverein", exact=True).click()
    page.get_by_role("tab", name="Zustand").click()
    page.get_by_role("button", name="Stilllegen").click()
    expect(page.get_by_text("Alle Werte sind noch da.")).to_be_visible()
    page.locator("summary").filter(has_text="Endgültig löschen").click()
    page.get_by_role("button", name="1. Sichern").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="2. Sicherung herunterladen").click()
    assert (download.value.suggested_filename, download.value.failure()) == ("Feld Turnverein.csv", None)
    page.get_by_role("textbox", name="3. Zum Bestätigen").fill("Turnverein")
    page.get_by_role("button", name="Endgültig löschen").click()
    expect(page.get_by_role("heading", name="Felder", exact=True)).to_be_visible()
    settled(page)
    expect(page.get_by_role("link", name="Turnverein", exact=True)).to_have_count(0)


def test_the_order_is_changed_by_key_alone(demo: Server, page: Page) -> None:
    """The pressed arrow goes along with its field and keeps the focus: Enter, Enter, Enter."""
    log_in(page, demo.url, "kerstin", "/felder?tabelle=member")
    for name in ("Alpha", "Beta"):
        page.goto(f"{demo.url}/felder?neu=member")
        page.get_by_role("textbox", name="Bezeichnung *").fill(name)
        page.get_by_role("button", name="Feld anlegen").click(delay=30)
        expect(page.get_by_role("heading", name=name)).to_be_visible()
    page.goto(f"{demo.url}/felder?tabelle=member")
    page.locator("summary").filter(has_text="Reihenfolge im Formular").click()
    rows = page.locator('[class*="st-key-zeile-feld"] p')
    names = [text for text in rows.all_inner_texts() if len(text) > 1]
    first = page.locator('[class*="st-key-field-down"] button').first
    first.focus()
    for place in (1, 2):
        page.keyboard.press("Enter")
        moved = names[1 : place + 1] + names[:1] + names[place + 1 :]
        expect(page.locator('[class*="st-key-zeile-feld"]').nth(place)).to_contain_text(names[0])
        settled(page)
        assert [text for text in rows.all_inner_texts() if len(text) > 1] == moved
        page.wait_for_timeout(400)  # the focus follows
