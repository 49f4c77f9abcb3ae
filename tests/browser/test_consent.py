"""A withdrawal in real Chromium: from Anna's click until Amir's open file shows nothing of Pro Arbeit's, by itself."""

import re
import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

from fam import db
from fam.models import Account, Family, Note
from fam.rules.terms import Confidentiality, Institution
from tests.support.cast import TODAY
from tests.support.hands import press
from tests.support.people import log_in, settled
from tests.support.server import Server, app_server

pytestmark = pytest.mark.browser
SECONDS = 5
SECRET, OWN = "Geteilter Eintrag von Pro Arbeit", "Eigener Eintrag des ASD"


@pytest.fixture
def number(database: str, make_family: Callable[..., int]) -> str:
    """A family with an entry of either side for the team; gives its FAM number."""
    family = make_family("Eins")
    with db.program() as session:
        accounts = {one.username: one.id for one in session.exec(select(Account))}
        for text, institution, author in (
            (SECRET, Institution.PRO_ARBEIT, "anna"),
            (OWN, Institution.ASD, "amir"),
        ):
            session.add(
                Note(
                    family_id=family, institution=institution, confidentiality=Confidentiality.TEAM, event_on=TODAY,
                    author_id=accounts[author], text=text,
                )
            )  # fmt: skip
        return session.get_one(Family, family).number


@pytest.fixture
def server(database: str, number: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app with that family."""
    environment = {"FAM_DATABASE_URL": database, "FAM_BCRYPT_ROUNDS": "4"}
    with app_server(tmp_path_factory.mktemp("server"), environment) as running:
        yield running


def test_the_other_side_sees_nothing_within_seconds(server: Server, number: str, page: Page, browser: Browser) -> None:
    """Two clicks of Anna's, none of Amir's; the letter is there at once, and nothing of it stands in its name."""
    amir = browser.new_page(locale="de-DE")
    log_in(amir, server.url, "amir", path=f"/familienakte?fam={number}")
    expect(amir.get_by_text(SECRET)).to_be_visible()
    amir.evaluate("window.stillHere = true")
    log_in(page, server.url, "anna", path=f"/familienakte?fam={number}")
    press(page, "Einwilligung widerrufen")
    button = page.get_by_role("button", name="Jetzt widerrufen")
    expect(button).to_be_visible()
    settled(page)
    button.click()
    began = time.monotonic()
    expect(amir.get_by_text(SECRET)).to_have_count(0, timeout=SECONDS * 1000)
    seconds = time.monotonic() - began
    assert seconds <= SECONDS, f"{seconds:.1f} s from the click to the other session"
    expect(amir.get_by_text(OWN)).to_be_visible()
    assert amir.evaluate("window.stillHere"), "without a reload"
    expect(page.get_by_text(SECRET)).to_be_visible()  # what Pro Arbeit collected stays with it
    expect(page.get_by_text(OWN)).to_have_count(0)
    settled(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Bestätigung für die Familie (PDF)").click()
    assert download.value.suggested_filename == f"{number}-Bestaetigung-Widerruf.pdf"
    assert download.value.path().read_bytes().startswith(b"%PDF-")
    amir.close()


def test_it_is_reached_from_a_form_and_nothing_typed_is_lost(server: Server, number: str, page: Page) -> None:
    """From the form of a meeting, in the middle of typing: two clicks, and the text is still there."""
    log_in(page, server.url, "anna", path=f"/gespraeche?neu=gespraech&fam={number}")
    topics = page.get_by_role("textbox", name="Themen").first
    topics.fill("Halb getippt")
    press(page, "Einwilligung widerrufen")
    page.get_by_role("button", name="Jetzt widerrufen").click()
    expect(page.get_by_text("Widerruf gespeichert.", exact=False).first).to_be_visible()
    settled(page)
    expect(topics).to_have_value("Halb getippt")
    page.get_by_role("button", name="Abschluss vorbereiten").click()
    reason = page.get_by_role("combobox", name=re.compile("^Hauptgrund"))
    expect(reason).to_have_value("Abbruch: Einwilligung widerrufen")
