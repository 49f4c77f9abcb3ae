"""The lock in real Chromium: it covers, it keeps what was typed, and nothing gets past it."""

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from fam import db
from fam.models import LoginSession, now
from fam.person import Person, system
from fam.queries import presence
from fam.services import login
from fam.ui.auth_check import REFUSED
from tests.support.cast import PASSWORD
from tests.support.hands import choose
from tests.support.people import as_before, log_in, new_session, settled
from tests.support.server import Server, app_server
from tests.support.wire import Visitor, click_of

pytestmark = pytest.mark.browser
IDLE = 0.15  # minutes: nine seconds
TYPED = "Getippt, nicht gespeichert"


@pytest.fixture(scope="module")
def server(ready_cast: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app with a lock after nine seconds, on a database with the cast."""
    folder = tmp_path_factory.mktemp("server")
    url = f"sqlite:///{shutil.copy(ready_cast, folder / 'fam.db')}"
    environment = {"FAM_DATABASE_URL": url, "FAM_BCRYPT_ROUNDS": "4", "FAM_IDLE_MINUTES": str(IDLE)}
    with pytest.MonkeyPatch.context() as patch, app_server(folder, environment) as running:
        patch.setenv("FAM_DATABASE_URL", url)
        yield running


@pytest.fixture(autouse=True)
def database(server: Server) -> Iterator[str]:
    """The server's database, put in order again after the test."""
    yield server.environment["FAM_DATABASE_URL"]
    as_before()


def rest(minutes: float = 1) -> None:
    """Let all sessions rest for some time."""
    with db.program() as session:
        for row in session.exec(select(LoginSession)):
            row.last_active_at -= timedelta(minutes=minutes)
            session.add(row)


def lock_of(page: Page) -> None:
    """Wait until the lock covers the page."""
    expect(page.get_by_role("heading", name="Gesperrt", exact=True)).to_be_visible(timeout=20_000)
    expect(page.get_by_role("button", name="Entsperren")).to_be_visible()


def unlock(page: Page, password: str = PASSWORD) -> None:
    """Type the password into the lock and send it."""
    page.locator("#fam-lock-password").fill(password)
    page.get_by_role("button", name="Entsperren").click()


def test_warned_locked_and_reopened_with_everything_typed(server: Server, page: Page) -> None:
    """Idle: first a warning that screen readers hear, then the cover; the password brings back what was typed."""
    log_in(page, server.url, "anna", "/konto")
    field = page.get_by_role("textbox", name="Neues Passwort", exact=True)
    field.fill(TYPED)
    warning = page.locator(".fam-warn[aria-live=assertive]")
    expect(warning.get_by_role("button", name="Weiterarbeiten")).to_be_visible(timeout=20_000)
    warning.get_by_role("button", name="Weiterarbeiten").click()
    expect(warning).to_be_empty()
    lock_of(page)
    expect(page.get_by_role("dialog").get_by_text("Fiktive Daten · Stand 15.10.2018")).to_be_visible()
    expect(field).not_to_be_visible()
    unlock(page, "falsch")
    expect(page.get_by_text(REFUSED)).to_be_visible()
    unlock(page)
    expect(page.get_by_role("button", name="Entsperren")).to_have_count(0)
    expect(field).to_be_visible()
    expect(field).to_have_value(TYPED)


def test_somebody_at_the_keys_is_not_locked_out(server: Server, page: Page) -> None:
    """Typing into a field that is not sent yet counts: longer than the idle time, and neither warning nor lock."""
    log_in(page, server.url, "anna", "/konto")
    page.get_by_role("textbox", name="Neues Passwort", exact=True).click()
    for _ in range(int(IDLE * 60 * 1.5)):
        page.keyboard.type("a")
        page.wait_for_timeout(1000)
        expect(page.get_by_role("button", name="Entsperren")).to_have_count(0)
        expect(page.locator(".fam-warn")).to_be_empty()


def test_escape_does_not_open_the_lock(server: Server, page: Page) -> None:
    """Neither Escape, pressed again and again, nor Tab leads past the cover."""
    log_in(page, server.url, "anna", "/konto")
    rest()
    page.evaluate("window.famLock.look()")
    lock_of(page)
    for _ in range(3):
        page.keyboard.press("Escape")
    lock_of(page)
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate("!document.activeElement || !document.activeElement.closest('#root')")


def test_a_reload_shows_the_lock_alone(server: Server, page: Page) -> None:
    """A locked session shows no page after a reload or in a second tab; the password leads to the wanted page."""
    log_in(page, server.url, "anna", "/konto")
    rest()
    page.reload()
    lock_of(page)
    assert "Neues Passwort" not in page.content()
    second = page.context.new_page()
    second.goto(server.url + "/konto")
    lock_of(second)
    unlock(page)
    expect(page.get_by_role("heading", name="Mein Konto")).to_be_visible(timeout=15_000)
    second.bring_to_front()
    expect(second.get_by_role("heading", name="Mein Konto")).to_be_visible(timeout=15_000)


def test_hand_made_events_get_nothing_while_locked(server: Server, cast: Callable[[str], Person]) -> None:
    """A click sent by hand into a locked tab is not answered, and its callback does not run; after the lock it does."""
    sid, other = new_session("anna"), login.hashed(new_session("anna"))
    with Visitor(server.url, cookie=f"fam={sid}", page="konto") as visitor:
        button = visitor.tab.widget("Beenden", "button").id
        silence(visitor)
        rest()
        assert visitor.connection
        visitor.connection.send(visitor.tab.request([click_of(button)], server.url))
        assert silence(visitor) == 0
        assert ended(other) is False
        with db.program() as session:
            login.touch(session, login.hashed(sid), None)
        visitor.rerun([click_of(button)])
        assert ended(other) is True


def silence(visitor: Visitor) -> int:
    """Wait until nothing has come for two seconds; return how many messages came before."""
    assert visitor.connection
    count = 0
    while True:
        try:
            visitor.connection.recv(2)
        except TimeoutError:
            return count
        count += 1


def ended(sid_hash: str) -> bool:
    """Return whether a log-in was ended."""
    with db.program() as session:
        return session.get_one(LoginSession, sid_hash).revoked_at is not None


def test_a_new_tab_of_a_locked_session_gets_the_lock_only(server: Server) -> None:
    """Also a hand-made client gets no page of a locked session, whatever address it asks for."""
    with db.program():
        sid = new_session("anna", rested=timedelta(minutes=5))
    for path in ("konto", "heute", "familien"):
        with Visitor(server.url, cookie=f"fam={sid}", page=path) as visitor:
            run = visitor.rerun()
            assert run.shows("Gesperrt")
            assert not run.shows("Neues Passwort")


def test_asking_how_long_is_no_activity(server: Server, page: Page) -> None:
    """The lock's own questions and polling do not keep a session open."""
    log_in(page, server.url, "lena", "/konto")
    with db.reading(system()) as session:
        row = session.exec(select(LoginSession).order_by(LoginSession.created_at.desc())).first()  # type: ignore[attr-defined]
        assert row
    before = row.last_active_at
    for _ in range(5):
        page.evaluate("window.famLock.look()")
        page.wait_for_timeout(200)
    with db.reading(system()) as session:
        found = presence.presence(session, row.sid_hash)
    assert found
    assert found.last_active_at == before
    assert found.last_active_at < now()


def test_totals_are_never_covered(server: Server, page: Page) -> None:
    """Wachstum stays open on the wall; the next page from its menu asks for the password."""
    log_in(page, server.url, "lena", "/wachstum")
    expect(page.get_by_role("heading", name="Wachstum", level=1)).to_be_visible()
    rest()
    page.wait_for_timeout(2500)
    expect(page.get_by_role("heading", name="Wachstum", level=1)).to_be_visible()
    expect(page.get_by_role("button", name="Entsperren")).to_have_count(0)
    page.reload()
    expect(page.get_by_role("heading", name="Wachstum", level=1)).to_be_visible()
    page.get_by_role("link", name="Mein Konto").click()
    lock_of(page)
    unlock(page)
    expect(page.get_by_role("heading", name="Mein Konto")).to_be_visible(timeout=15_000)
    settled(page)


def test_the_lock_covers_an_open_dialog(server: Server, page: Page) -> None:
    """Also above a dialog the lock is on top, takes the keys, and gives the dialog back as it was."""
    log_in(page, server.url, "adam", "/team")
    page.get_by_text("Konto anlegen", exact=True).first.click()
    page.get_by_role("textbox", name="Benutzername *", exact=True).fill("neu")
    page.get_by_role("textbox", name="Name *", exact=True).fill("Neu")
    choose(page, "Rollen", "Leitung")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Konto anlegen").last.click()
    dialog = page.get_by_role("dialog", name="Einmalpasswort")
    expect(dialog).to_be_visible()
    once = page.get_by_test_id("stCode").inner_text()
    rest()
    page.evaluate("window.famLock.look()")
    lock_of(page)
    expect(page.locator("#fam-lock-password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    expect(page.locator("#fam-lock-password")).to_have_value(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Entsperren")).to_have_count(0)
    expect(dialog).to_be_visible()
    assert page.get_by_test_id("stCode").inner_text() == once
