"""The second factor and single sign-on in real Chromium: first start, log-in in two steps, Mein Konto, a directory."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlmodel import select

from fam import db
from fam.models import ExternalIdentity, LoginSession, LoginTicket, SecondFactor, Setting
from fam.services import external
from fam.ui import auth_directory
from fam.ui.auth_return import SENTENCES
from tests.support.axe import LISTEN, barriers, too_wide
from tests.support.cast import PASSWORD
from tests.support.directory import REFUSED, Directory, running
from tests.support.factor import code_at, give_factor, id_of, next_code
from tests.support.people import as_before, at_the_door, fill_in_login, log_in, new_session, settled
from tests.support.server import Server, app_server, free_port

pytestmark = pytest.mark.browser
KEY = re.compile(r"([A-Z2-7]{4} ?){8}")
CODE = re.compile(r"^[a-hjk]-[a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4}$", re.MULTILINE)


@pytest.fixture(scope="module")
def directory() -> Iterator[Directory]:
    """A directory with two people, one of them linked."""
    with running({"anna": {"sub": "1", "preferred_username": "anna@x"}, "fremd": {"sub": "2"}}) as found:
        yield found


@pytest.fixture(scope="module")
def server(ready_cast: Path, tmp_path_factory: pytest.TempPathFactory, directory: Directory) -> Iterator[Server]:
    """The app on a database with the cast, with a directory."""
    folder, port = tmp_path_factory.mktemp("server"), free_port()
    url = f"sqlite:///{shutil.copy(ready_cast, folder / 'fam.db')}"
    (folder / ".streamlit").mkdir()
    head = f'[auth]\nredirect_uri = "http://127.0.0.1:{port}/oauth2callback"\ncookie_secret = "{"k" * 40}"\n'
    section = directory.section("kreis", label="Kreis")
    (folder / ".streamlit" / "secrets.toml").write_text(head + section, encoding="utf-8")
    environment = {"FAM_DATABASE_URL": url, "FAM_BCRYPT_ROUNDS": "4", "HOME": str(folder)}
    with pytest.MonkeyPatch.context() as patch, app_server(folder, environment, port) as found:
        patch.setenv("FAM_DATABASE_URL", url)
        yield found


@pytest.fixture(autouse=True)
def database(server: Server) -> str:
    """The server's database, in order and without second factors."""
    as_before()
    with db.program() as session:
        for model in (SecondFactor, ExternalIdentity, LoginTicket, LoginSession):
            for row in session.exec(select(model)):
                session.delete(row)
    return server.environment["FAM_DATABASE_URL"]


def set_up(page: Page) -> tuple[str, list[str]]:
    """Type the key into "an app", confirm with its code, and note the recovery codes; return both."""
    expect(page.get_by_test_id("stCode")).to_contain_text(KEY)
    secret = page.get_by_test_id("stCode").inner_text().replace(" ", "").strip()
    expect(page.get_by_role("img", name="QR-Code für die Authenticator-App")).to_be_visible()
    page.get_by_role("textbox", name="Code aus der App").fill(code_at(secret))
    page.get_by_role("button", name="Zweiten Faktor einschalten").click()
    expect(page.get_by_role("heading", name="Wiederherstellungscodes")).to_be_visible()
    expect(page.get_by_test_id("stCode")).to_contain_text("k-")
    codes = CODE.findall(page.get_by_test_id("stCode").inner_text())
    assert len(codes) == 10
    return secret, codes


def second_step(page: Page, code: str) -> None:
    """Give the code of the second step."""
    expect(page.get_by_role("heading", name="Zweiter Schritt")).to_be_visible()
    settled(page)
    page.get_by_role("textbox", name="Code").fill(code)
    page.get_by_role("button", name="Weiter").click()


def test_mein_konto_sets_it_up_and_the_next_log_in_asks_for_it(server: Server, page: Page) -> None:
    """Offered to everybody: password, QR code, code, recovery codes as a file; then the log-in has two steps."""
    log_in(page, server.url, "anna", "/konto")
    page.get_by_role("button", name="Zweiten Faktor einrichten").click()
    page.get_by_role("textbox", name="Passwort", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Weiter").click()
    expect(page.get_by_text("Authenticator-App", exact=False).first).to_be_visible()
    settled(page)
    secret, codes = set_up(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Als Datei speichern").click()
    assert CODE.findall(Path(download.value.path()).read_text(encoding="utf-8")) == codes
    page.get_by_role("button", name="Aufbewahrt, weiter").click()
    expect(page.get_by_text("10 Wiederherstellungscodes")).to_be_visible()
    page.get_by_role("button", name="Abmelden").click()
    at_the_door(page)
    page.goto(server.url + "/aufgaben")
    fill_in_login(page, "anna")
    field = page.get_by_role("textbox", name="Code")
    expect(field).to_have_attribute("autocomplete", "one-time-code")
    second_step(page, "123456")
    expect(page.get_by_text("Der Code stimmt nicht oder ist schon verbraucht", exact=False)).to_be_visible()
    expect(page.get_by_role("textbox", name="Code")).to_have_value("")
    second_step(page, next_code(secret, "anna"))
    expect(page.get_by_role("heading", name="Aufgaben")).to_be_visible()
    assert page.url == server.url + "/aufgaben"


def test_ending_all_other_log_ins(server: Server, page: Page, browser: Browser) -> None:
    """The other browser finds the log-in form with its next click; this one stays."""
    elsewhere = browser.new_context(locale="de-DE")
    other = elsewhere.new_page()
    log_in(other, server.url, "anna", "/konto")
    log_in(page, server.url, "anna", "/konto")
    expect(page.get_by_text("(diese Sitzung)")).to_be_visible()
    page.get_by_role("button", name="Alle anderen beenden").click()
    expect(page.get_by_text("1 andere Anmeldung beendet.")).to_be_visible()
    other.get_by_role("link", name="Mein Konto").or_(other.get_by_role("heading", name="Anmelden")).first.click()
    at_the_door(other)
    elsewhere.close()


def test_through_a_directory_and_out_again(server: Server, page: Page) -> None:
    """Button, directory, back, inside; after the log-out nothing of it lets anybody in."""
    with db.program() as session:
        external.link(session, id_of("anna"), "kreis", "anna@x")
    page.goto(server.url)
    at_the_door(page)
    page.get_by_role("button", name="Anmelden mit Kreis").click()
    page.get_by_role("link", name="anna").click()
    expect(page.get_by_role("button", name="Abmelden")).to_be_visible()
    assert not [one for one in page.context.cookies() if str(one["name"]).startswith("_streamlit_user")]
    page.get_by_role("button", name="Abmelden").click()
    at_the_door(page)
    page.reload()
    at_the_door(page)


def test_a_link_in_a_mail_and_a_refusal(server: Server, page: Page) -> None:
    """Refused at the directory: a sentence at the form. The second time it works, and the link is not lost."""
    with db.program() as session:
        external.link(session, id_of("anna"), "kreis", "anna@x")
    page.goto(server.url + "/familienakte?fam=FAM-2017-00001")
    at_the_door(page)
    page.get_by_role("button", name="Anmelden mit Kreis").click()
    page.get_by_role("link", name=REFUSED).click()
    expect(page.get_by_text(SENTENCES["abgelehnt"])).to_be_visible()
    expect(page).to_have_url(server.url + "/familienakte?fam=FAM-2017-00001")
    page.get_by_role("button", name="Anmelden mit Kreis").click()
    page.get_by_role("link", name="anna").click()
    expect(page.get_by_role("button", name="Abmelden")).to_be_visible()
    expect(page).to_have_url(server.url + "/familienakte?fam=FAM-2017-00001")


def test_a_stranger_of_the_directory_is_told_so(server: Server, page: Page) -> None:
    """One sentence above the form, and the form works for others."""
    page.goto(server.url)
    at_the_door(page)
    page.get_by_role("button", name="Anmelden mit Kreis").click()
    page.get_by_role("link", name="fremd").click()
    expect(page.get_by_text(auth_directory.UNKNOWN)).to_be_visible()
    fill_in_login(page, "amir")
    expect(page.get_by_role("button", name="Abmelden")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 420])
def test_team_links_an_account(server: Server, browser: Browser, width: int, tmp_path: Path) -> None:
    """Adam opens Anna's account, types who she is in the directory, and saves; her factor can be reset there."""
    give_factor("anna")
    context = browser.new_context(locale="de-DE", viewport={"width": width, "height": 900})
    page = context.new_page()
    log_in(page, server.url, "adam", "/team")
    page.get_by_role("link", name="Anna", exact=True).click()
    expect(page.get_by_role("heading", name="Anna")).to_be_visible()
    expect(page.get_by_role("button", name="Zweiten Faktor zurücksetzen")).to_be_visible()
    page.get_by_text("Anmeldung über ein Verzeichnis").click()
    settled(page)
    page.get_by_role("textbox", name="Anmeldename bei Kreis").fill("Anna@x")
    settled(page)
    page.screenshot(path=tmp_path / f"team {width}.png", full_page=True)
    assert barriers(page) == []
    assert too_wide(page) <= 0
    page.get_by_role("button", name="Anmeldenamen speichern").click()
    expect(page.get_by_text("Gespeichert. Die Person meldet sich neu an", exact=False).first).to_be_visible()
    with db.program() as session:
        assert session.exec(select(ExternalIdentity.login_name)).all() == ["anna@x"]
    context.close()


def _look(context: BrowserContext, url: str, username: str) -> Iterator[tuple[str, Page]]:
    """Give each page of the second factor, ready to be looked at."""
    give_factor(username)
    page = context.new_page()
    page.goto(url)
    fill_in_login(page, username)
    expect(page.get_by_role("heading", name="Zweiter Schritt")).to_be_visible()
    settled(page)
    yield "second step", page
    with db.program() as session:
        session.delete(session.get_one(SecondFactor, id_of(username)))
        session.delete(session.get_one(Setting, "demo_today"))
    context.add_cookies([{"name": "fam", "value": new_session(username), "url": url}])
    page.goto(url)
    expect(page.get_by_role("heading", name="Zweiten Faktor einrichten")).to_be_visible()
    expect(page.get_by_test_id("stCode")).to_contain_text(KEY)
    settled(page)
    yield "set up", page
    set_up(page)
    settled(page)
    yield "recovery codes", page
    page.get_by_role("button", name="Aufbewahrt, weiter").click()
    page.goto(url + "/konto")
    expect(page.get_by_text("Noch unbenutzt", exact=False)).to_be_visible()
    page.get_by_role("button", name="Anderes Gerät einrichten").click()
    expect(page.get_by_text("Passwort und ein Code bestätigen es", exact=False)).to_be_visible()
    settled(page)
    yield "my account", page


@pytest.mark.parametrize("width", [1440, 420])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_pages_are_for_everybody(server: Server, browser: Browser, width: int, scheme: str, tmp_path: Path) -> None:
    """WCAG 2.1 AA in both modes and widths, nothing cut off, nothing blocked by our own policy."""
    context = browser.new_context(
        locale="de-DE", color_scheme="dark" if scheme == "dark" else "light", viewport={"width": width, "height": 900}
    )
    context.add_init_script(LISTEN)
    for name, page in _look(context, server.url, "kerstin"):
        page.screenshot(path=tmp_path / f"{name} {width} {scheme}.png", full_page=True)
        assert barriers(page) == [], name
        assert too_wide(page) <= 0, name
        assert page.evaluate("violations") == [], name
    context.close()
