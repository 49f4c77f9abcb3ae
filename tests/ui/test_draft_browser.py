"""Nothing typed is lost: long texts in a real browser, with a server that dies."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.hands import choose
from tests.support.server import Server
from tests.ui.conftest import open_gallery, start_gallery

pytestmark = pytest.mark.browser
CARET = """(() => {
    let at = document.activeElement;
    while (at.shadowRoot) at = at.shadowRoot.activeElement;
    return at.tagName;
})()"""


def kept(folder: Path, field: str) -> str:
    """Return what the store holds of a field."""
    file = folder / f"galerie-{field}.json"
    return file.read_text(encoding="utf-8") if file.exists() else ""


def within(seconds: float, holds: Callable[[], bool]) -> bool:
    """Return whether something becomes true in time."""
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.05)
    return holds()


@pytest.fixture
def server(tmp_path: Path) -> Server:
    """A gallery for one test: it is killed in it."""
    return start_gallery(tmp_path)


def test_text_reaches_the_server_while_the_caret_stays(page: Page, server: Server, tmp_path: Path) -> None:
    """At most two seconds after the last key the text is stored, and typing goes on in the same place."""
    open_gallery(page, server)
    page.get_by_label("Themen").click()
    page.keyboard.type("Frau M. sagt: <b>nein</b> & „ja“")
    assert within(2.5, lambda: "nein" in kept(tmp_path, "topics"))
    expect(page.get_by_text("Entwurf gesichert")).to_be_visible()
    assert page.evaluate(CARET) == "TEXTAREA"
    page.keyboard.type(" – weiter")
    expect(page.get_by_label("Themen")).to_have_value("Frau M. sagt: <b>nein</b> & „ja“ – weiter")
    server.stop()


def test_killed_server_offers_the_text_again(page: Page, server: Server, tmp_path: Path) -> None:
    """kill -9 with the caret in the field: the same tab keeps the text, a new tab is offered it, or throws it away."""
    open_gallery(page, server)
    page.get_by_label("Themen").click()
    page.keyboard.type("vor dem Absturz")
    assert within(3, lambda: "vor dem Absturz" in kept(tmp_path, "topics"))
    server.kill()
    page.keyboard.type(", und währenddessen")
    server.start()
    expect(page.get_by_label("Themen")).to_have_value("vor dem Absturz, und währenddessen")
    assert within(20, lambda: "dessen" in kept(tmp_path, "topics")), "what was typed meanwhile was never sent"
    fresh = page.context.new_page()
    open_gallery(fresh, server)
    expect(fresh.get_by_label("Themen")).to_have_value("vor dem Absturz, und währenddessen")
    expect(fresh.get_by_text("wiederhergestellt")).to_be_visible()
    fresh.get_by_role("button", name="Verwerfen").click()
    expect(fresh.get_by_label("Themen")).to_have_value("")
    expect(fresh.get_by_text("wiederhergestellt")).to_have_count(0)
    assert not kept(tmp_path, "topics")
    server.stop()


def test_lost_connection_is_said_and_made_good(page: Page, server: Server, tmp_path: Path) -> None:
    """Without a connection the field says that it is not stored; when the connection is back it is sent by itself."""
    open_gallery(page, server)
    page.get_by_label("Themen").click()
    page.keyboard.type("A")
    assert within(3, lambda: bool(kept(tmp_path, "topics")))
    page.context.set_offline(True)
    server.kill()  # cuts the socket too
    page.keyboard.type("BC")
    expect(page.get_by_text("Noch nicht gesichert")).to_be_visible(timeout=9000)
    server.start()
    page.context.set_offline(False)
    assert within(30, lambda: "ABC" in kept(tmp_path, "topics"))
    expect(page.get_by_text("Entwurf gesichert")).to_be_visible()
    server.stop()


def test_saved_form_forgets_its_draft(page: Page, server: Server, tmp_path: Path) -> None:
    """After saving nothing is offered again, and the field is empty."""
    open_gallery(page, server)
    page.get_by_role("textbox", name="Familienname").fill("Özdemir")
    page.get_by_role("textbox", name="Eingangsdatum").fill("heute")
    choose(page, "Wohnort", "Büdingen")
    page.get_by_label("Notiz").fill("fertig")
    page.get_by_role("button", name="Speichern", exact=True).click()  # straight out of the text: it must arrive
    expect(page.get_by_test_id("stToast")).to_contain_text("Gespeichert.")
    expect(page.get_by_test_id("stJson")).to_contain_text("fertig")
    expect(page.get_by_label("Notiz")).to_have_value("")
    assert not kept(tmp_path, "plain")
    server.stop()
