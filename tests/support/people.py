"""Members of the cast at work: logged in for AppTest without a form, or in Chromium with the real one."""

import secrets
from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.clock import DEMO_TODAY
from fam.config import ROOT
from fam.models import Account, AccountRole, LoginSession, LoginThrottle, Setting, now
from fam.services import login
from fam.services.passwords import hash_password
from fam.ui.auth_session import STATE_SID
from tests.support.cast import CAST, PASSWORD, TODAY
from tests.support.runs import still

ROUTER = str(ROOT / "fam" / "ui" / "router.py")
LoginAs = Callable[[str], AppTest]


def new_session(username: str, *, rested: timedelta = timedelta(0)) -> str:
    """Write a log-in of an account into the database in use and return its session id (the cookie's value)."""
    sid = secrets.token_urlsafe(16)
    with db.program() as session:
        account = session.exec(select(Account).where(Account.username == username)).one()
        assert account.id
        session.add(
            LoginSession(
                sid_hash=login.hashed(sid),
                account_id=account.id,
                token_version=account.token_version,
                last_active_at=now() - rested,
                expires_at=now() + timedelta(hours=1),
            )
        )
    return sid


def as_before() -> None:
    """Make the accounts of the cast what they were: active, their roles, no failures, the demo's day."""
    with db.program() as session:
        for row in session.exec(select(LoginThrottle)):
            session.delete(row)
        session.merge(Setting(key=DEMO_TODAY, value=TODAY.isoformat()))
        for name, (institution, roles) in CAST.items():
            account = session.exec(select(Account).where(Account.username == name)).one()
            assert account.id
            account.active, account.must_change_password, account.institution = True, False, institution
            account.password_hash = hash_password(PASSWORD)
            for held in session.exec(select(AccountRole).where(AccountRole.account_id == account.id)):
                session.delete(held)
            session.flush()
            session.add_all([AccountRole(account_id=account.id, role=role) for role in roles])


def router() -> AppTest:
    """Return the app as a stranger gets it, not run yet."""
    return AppTest.from_file(ROUTER, default_timeout=20)


@pytest.fixture
def login_as(database: str) -> LoginAs:
    """Log a member of the cast in and run the start page; then `switch_page(page_path("…"))`."""

    def log_in_as(username: str) -> AppTest:
        app = router()
        app.session_state[STATE_SID] = new_session(username)
        return app.run()

    return log_in_as


def page_path(file: str) -> str:
    """Return a page for `switch_page`, e.g. page_path("families/families.py")."""
    return str(ROOT / "pages" / file)


def opened(app: AppTest, page: str, **query: str) -> AppTest:
    """Open a page as its link does: at an address."""
    app.switch_page(page_path(page))
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def fill_in_login(page: Page, username: str, password: str = PASSWORD) -> None:
    """Fill in the log-in form that stands on the page, and send it."""
    at_the_door(page)
    page.get_by_role("textbox", name="Benutzername", exact=True).fill(username)
    page.get_by_role("textbox", name="Passwort", exact=True).fill(password)
    page.get_by_role("button", name="Anmelden", exact=True).click()


def log_in(page: Page, url: str, username: str, path: str = "/") -> None:
    """Open an address as a member of the cast, through the real form, and wait until the page stands."""
    page.goto(url + path)
    fill_in_login(page, username)
    page.get_by_role("button", name="Abmelden").wait_for()
    settled(page)


def at_the_door(page: Page) -> None:
    """Wait for the log-in form."""
    expect(page.get_by_role("heading", name="Anmelden")).to_be_visible(timeout=10_000)


def settled(page: Page) -> None:
    """Wait until the script of the page has run to its end; on a watched page also that nothing is on its way."""
    page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]').wait_for()
    still(page)
