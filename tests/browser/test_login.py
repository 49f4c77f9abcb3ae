"""Log-in in real Chromium: the form, the cookie, deep links, and everything that ends a log-in."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlmodel import select

from fam import db
from fam.models import Account, LoginSession, Setting
from fam.person import Person
from fam.rules.terms import Role
from fam.services import accounts, login, passwords
from fam.ui.auth_check import REFUSED
from tests.support.cast import PASSWORD
from tests.support.factor import code_at, next_code
from tests.support.people import as_before, at_the_door, fill_in_login, log_in, new_session, settled
from tests.support.server import Server, app_server
from tests.support.wire import Visitor, click_of, state_of

pytestmark = pytest.mark.browser
FAST = {"FAM_BCRYPT_ROUNDS": "4"}


@pytest.fixture(scope="module")
def server(ready_cast: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app on a database with the cast, for all tests of this file; `database` is the same one."""
    folder = tmp_path_factory.mktemp("server")
    url = f"sqlite:///{shutil.copy(ready_cast, folder / 'fam.db')}"
    with pytest.MonkeyPatch.context() as patch, app_server(folder, {"FAM_DATABASE_URL": url, **FAST}) as running:
        patch.setenv("FAM_DATABASE_URL", url)
        yield running


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    """The server's database, put in order again after the test."""
    yield server.environment["FAM_DATABASE_URL"]
    as_before()


@pytest.fixture(autouse=True)
def _in_order(request: pytest.FixtureRequest) -> None:
    if "empty_sqlite_url" not in request.fixturenames:
        request.getfixturevalue("database")


def cookies_of(context: BrowserContext) -> dict[str, dict[str, object]]:
    """Return our cookies by name."""
    return {str(cookie["name"]): dict(cookie) for cookie in context.cookies()}


def next_click(page: Page) -> None:
    """Click into the menu, unless the tab has found out by itself already (it asks now and then)."""
    page.get_by_role("link", name="Mein Konto").or_(page.get_by_role("heading", name="Anmelden")).first.click()


def test_log_in_reload_and_deep_link(server: Server, page: Page) -> None:
    """A deep link survives the log-in with its query; a reload stays inside; the cookie is out of reach of scripts."""
    page.goto(server.url + "/konto?fam=FAM-2017-00001")
    at_the_door(page)
    expect(page.get_by_text("Fiktive Daten · Stand 15.10.2018")).to_be_visible()
    fill_in_login(page, " Kerstin ")
    expect(page.get_by_role("heading", name="Mein Konto")).to_be_visible()
    assert page.url == server.url + "/konto?fam=FAM-2017-00001"
    page.reload()
    expect(page.get_by_role("heading", name="Mein Konto")).to_be_visible()
    cookie = cookies_of(page.context)["fam"]
    assert cookie["httpOnly"]
    assert cookie["sameSite"] == "Strict"
    assert "fam=" not in page.evaluate("document.cookie")
    expect(page.locator("html")).to_have_attribute("lang", "de")
    expect(page.get_by_text("Fiktive Daten · Stand 15.10.2018")).to_be_visible()


@pytest.mark.parametrize("typed", [("anna", "falsch"), ("niemand", PASSWORD), ("", ""), ("anna", "")])
def test_whatever_fails_says_the_same(server: Server, page: Page, typed: tuple[str, str]) -> None:
    """Wrong password, unknown name, nothing at all: one sentence, and the fields are empty again."""
    page.goto(server.url)
    at_the_door(page)
    fill_in_login(page, *typed)
    expect(page.get_by_text(REFUSED, exact=True)).to_be_visible()
    expect(page.get_by_label("Benutzername")).to_have_value("")
    expect(page.get_by_label("Passwort", exact=True)).to_have_value("")
    assert "fam" not in cookies_of(page.context)


def test_the_fields_say_what_they_are_for(server: Server, page: Page) -> None:
    """Password managers find the fields (WCAG 1.3.5), and the caret stands where typing begins."""
    page.goto(server.url)
    at_the_door(page)
    expect(page.get_by_label("Benutzername")).to_have_attribute("autocomplete", "username")
    expect(page.get_by_label("Passwort", exact=True)).to_have_attribute("autocomplete", "current-password")
    expect(page.get_by_label("Benutzername")).to_be_focused()


def test_log_out_makes_a_copied_cookie_worthless(server: Server, page: Page, browser: Browser) -> None:
    """Before the log-out the copy opens the app elsewhere; after it, neither the copy nor the second tab does."""
    log_in(page, server.url, "anna", "/konto")
    elsewhere = browser.new_context(locale="de-DE", storage_state=page.context.storage_state())
    copied = elsewhere.new_page()
    copied.goto(server.url + "/konto")
    expect(copied.get_by_role("heading", name="Mein Konto")).to_be_visible()
    page.get_by_role("button", name="Abmelden").click()
    at_the_door(page)
    assert "fam" not in cookies_of(page.context)
    next_click(copied)
    at_the_door(copied)
    copied.reload()
    at_the_door(copied)
    elsewhere.close()


@pytest.mark.parametrize("what", ["deactivated", "password reset", "new roles"])
def test_an_open_tab_ends_with_the_next_click(
    server: Server, page: Page, cast: Callable[[str], Person], what: str
) -> None:
    """Deactivation, reset and new roles reach a tab that is open: its next click finds the log-in page."""
    log_in(page, server.url, "anna", "/konto")
    anna = cast("anna")
    with db.transaction(cast("adam")) as session:
        if what == "deactivated":
            accounts.switch_off(session, anna.account_id)
        elif what == "password reset":
            accounts.reset_password(session, anna.account_id, passwords.hash_password("einmal"))
        else:
            accounts.change(session, anna.account_id, "Anna", anna.institution, [Role.COORDINATOR])
    next_click(page)
    at_the_door(page)
    expect(page.get_by_role("heading", name="Mein Konto")).to_have_count(0)


def test_a_ticket_of_another_browser_is_refused(
    server: Server, browser: Browser, cast: Callable[[str], Person]
) -> None:
    """A ticket that somebody caught opens nothing in another browser, and is used up."""
    contexts = [browser.new_context(locale="de-DE") for _ in range(2)]
    pages = [context.new_page() for context in contexts]
    for page in pages:
        page.goto(server.url)
        at_the_door(page)
    own = str(cookies_of(contexts[0])["fam-browser"]["value"])
    with db.program() as session:
        ticket = login.issue_ticket(session, cast("anna").account_id, own, "/konto")
    for page in reversed(pages):
        answer = page.goto(f"{server.url}/anmelden/{ticket}")
        assert answer is not None
        assert answer.status == 400
        expect(page.get_by_text(REFUSED)).to_be_visible()
        assert "fam" not in cookies_of(page.context)
    for context in contexts:
        context.close()


def test_the_first_log_in_forces_a_password_of_ones_own(
    server: Server, page: Page, cast: Callable[[str], Person]
) -> None:
    """Outside a demo nothing opens before the new password; then the wanted page does, and the old cookie is dead."""
    forget_demo()
    with db.transaction(cast("adam")) as session:
        accounts.reset_password(session, cast("anna").account_id, passwords.hash_password("einmal-geheim-2"))
    page.goto(server.url + "/konto")
    fill_in_login(page, "anna", "einmal-geheim-2")
    expect(page.get_by_role("heading", name="Eigenes Passwort wählen")).to_be_visible()
    expect(page.get_by_role("link", name="Mein Konto")).to_have_count(0)
    before = str(cookies_of(page.context)["fam"]["value"])
    page.goto(server.url + "/konto")
    expect(page.get_by_role("heading", name="Eigenes Passwort wählen")).to_be_visible()
    change_password(page, "einmal-geheim-2", "kurz", "kurz")
    expect(page.get_by_text("mindestens 12 Zeichen", exact=False).last).to_be_visible()
    change_password(page, "falsch", "ein neuer Satz für Anna", "ein neuer Satz für Anna")
    expect(page.get_by_text("Das bisherige Passwort stimmt nicht", exact=False)).to_be_visible()
    change_password(page, "einmal-geheim-2", "ein neuer Satz für Anna", "ein neuer Satz für Anna")
    expect(page.get_by_role("heading", name="Mein Konto")).to_be_visible()
    assert cookies_of(page.context)["fam"]["value"] != before
    with Visitor(server.url, cookie=f"fam={before}", page="konto") as copied:
        assert copied.tab.widget("Benutzername")


def forget_demo() -> None:
    """Make the database a real one."""
    with db.program() as session:
        session.delete(session.get_one(Setting, "demo_today"))


def change_password(page: Page, old: str, new: str, again: str) -> None:
    """Fill in the form for a new password and send it."""
    settled(page)
    page.get_by_role("textbox", name="Bisheriges Passwort").fill(old)
    page.get_by_role("textbox", name="Neues Passwort", exact=True).fill(new)
    page.get_by_role("textbox", name="Neues Passwort wiederholen").fill(again)
    page.get_by_role("button", name="Passwort ändern").click()
    settled(page)


def test_first_start_with_the_code_of_the_console(
    empty_sqlite_url: str, page: Page, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Without an account only the printed code makes one, the first administrator's, with a second factor."""
    with app_server(tmp_path_factory.mktemp("server"), {"FAM_DATABASE_URL": empty_sqlite_url, **FAST}) as server:
        code = server.logs.split("Einrichtungscode für das erste: ")[1].split()[0]
        page.goto(server.url + "/team")
        fill_in_setup(page, "000000-000000-000000-000000")
        expect(page.get_by_text("Der Einrichtungscode stimmt nicht", exact=False)).to_be_visible()
        expect(page.get_by_label("Benutzername")).to_have_value("eva")
        fill_in_setup(page, code)
        expect(page.get_by_role("heading", name="Zweiten Faktor einrichten")).to_be_visible()
        expect(page.get_by_test_id("stCode")).to_contain_text(re.compile(r"([A-Z2-7]{4} ?){8}"))
        secret = page.get_by_test_id("stCode").inner_text().replace(" ", "").strip()
        page.get_by_role("textbox", name="Code aus der App").fill(code_at(secret))
        page.get_by_role("button", name="Zweiten Faktor einschalten").click()
        page.get_by_role("button", name="Aufbewahrt, weiter").click()
        expect(page.get_by_role("heading", name="Team", exact=True)).to_be_visible()
        page.get_by_role("button", name="Abmelden").click()
        at_the_door(page)
        fill_in_login(page, "eva", "ein Satz für den Anfang")
        expect(page.get_by_role("heading", name="Zweiter Schritt")).to_be_visible()
        settled(page)
        page.get_by_role("textbox", name="Code").fill(next_code(secret, "eva"))
        page.get_by_role("button", name="Weiter").click()
        expect(page.get_by_role("button", name="Abmelden")).to_be_visible()


def fill_in_setup(page: Page, code: str) -> None:
    """Fill in the set-up page and send it."""
    expect(page.get_by_role("heading", name="FAM Westkreis einrichten")).to_be_visible()
    settled(page)
    page.get_by_role("textbox", name="Einrichtungscode").fill(code)
    page.get_by_label("Benutzername").fill("eva")
    page.get_by_role("textbox", name="Name", exact=True).fill("Eva Erste")
    page.get_by_role("textbox", name="Passwort", exact=True).fill("ein Satz für den Anfang")
    page.get_by_role("textbox", name="Passwort wiederholen").fill("ein Satz für den Anfang")
    page.get_by_role("button", name="Konto anlegen").click()
    settled(page)


def test_hand_made_events_of_a_stranger_get_the_log_in_page(server: Server) -> None:
    """Without a cookie, with an invented one, with widgets and fragments that no page offered: the form, no more."""
    for cookie in ("", "fam=erfunden"):
        with Visitor(server.url, cookie=cookie, page="konto") as stranger:
            events = [
                state_of("_fam_sid", "x"),
                click_of("_fam_leave"),
                state_of("FormSubmitter:Login0-Anmelden", True),
            ]
            run = stranger.rerun(events)
            assert run.shows("Anmelden")
            assert not run.shows("Mein Konto")


def test_hand_made_events_after_deactivation_do_nothing(server: Server, cast: Callable[[str], Person]) -> None:
    """The callback of a button that was drawn before the deactivation does not run after it."""
    sid, other = new_session("anna"), login.hashed(new_session("anna"))
    visitor = Visitor(server.url, cookie=f"fam={sid}", page="konto")
    assert visitor.open().shows("Anmeldungen")
    button = visitor.tab.widget("Beenden", "button").id
    with db.transaction(cast("adam")) as session:
        accounts.switch_off(session, cast("anna").account_id)
    with pytest.raises(Exception, match=r"4401|close"):
        visitor.rerun([click_of(button)])
    with db.program() as session:
        assert session.get_one(LoginSession, other).revoked_at is None
        assert session.exec(select(Account.active).where(Account.username == "anna")).one() is False
