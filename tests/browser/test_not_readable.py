"""Konrad (ASD) looks everywhere for a field that only Pro Arbeit reads: neither its name nor what stands in it."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from fam import db
from fam.fields.spec import Kind
from fam.models import Family
from fam.person import Person
from fam.rules.terms import Institution
from fam.services import families, field_making
from fam.services.field_making import FieldDraft
from tests.support.people import log_in, settled
from tests.support.server import Server, app_server

pytestmark = pytest.mark.browser
Cast = Callable[[str], Person]
NAME, VALUE = "Heimlichkeit", "Geheimwert"


@pytest.fixture
def server(
    database: str, tmp_path_factory: pytest.TempPathFactory, cast: Cast, make_family: Callable[..., int]
) -> Iterator[Server]:
    """The app with a field of the head, which Koordination reads, for Pro Arbeit only; Anna filled it in."""
    family = make_family("Kaya")
    with db.transaction(cast("kerstin")) as session:
        row = field_making.make(session, FieldDraft("family", NAME, Kind.TEXT))
        field_making.change(session, row.id or 0, {}, {"readers": Institution.PRO_ARBEIT})
        key = row.key
    with db.transaction(cast("anna")) as session:
        families.edit_head(session, family, {key: ""}, {key: VALUE})
    with db.program() as session:
        assert session.exec(select(Family.extra)).one() == {key: VALUE}
    folder = tmp_path_factory.mktemp("server")
    with app_server(folder, {"FAM_DATABASE_URL": database, "FAM_BCRYPT_ROUNDS": "4"}) as running:
        yield running


def everything(page: Page) -> str:
    """Return all text of the page, with folded parts, and what is offered in an open list."""
    settled(page)
    page.evaluate("() => document.querySelectorAll('details:not([open]) > summary').forEach((one) => one.click())")
    page.wait_for_timeout(500)
    settled(page)
    shadows = "() => [...document.querySelectorAll('*')].map((one) => one.shadowRoot?.textContent ?? '').join(' ')"
    return f"{page.locator('body').text_content()} {page.evaluate(shadows)}"


def offers(page: Page, label: str) -> str:
    """Return what a list offers when its name is typed."""
    box = page.get_by_role("combobox", name=label, exact=True)
    box.click()
    box.press_sequentially(NAME[:6], delay=20)
    page.wait_for_timeout(400)
    found = " ".join(page.get_by_role("option").all_inner_texts())
    for _ in range(2):  # an open list hides everything else
        page.keyboard.press("Escape")
        page.wait_for_timeout(200)
    return found


def look(page: Page, server: Server) -> dict[str, str]:
    """Return what stands in the file, its print, the list, its filters and columns, the charts, the change log."""
    seen = {}
    page.goto(f"{server.url}/familienakte?fam=FAM-2017-00001")
    expect(page.get_by_role("heading", name="Kaya")).to_be_visible()
    seen["file"] = everything(page)
    page.emulate_media(media="print")
    seen["print"] = page.locator("body").inner_text()
    page.emulate_media(media="screen")
    page.goto(f"{server.url}/familien")
    expect(page.get_by_role("link", name="Kaya")).to_be_visible()
    seen["list"] = everything(page)
    seen["filter"] = offers(page, "Filter hinzufügen")
    page.get_by_role("button", name="Spalten").click()
    seen["column"] = offers(page, "Spalte hinzufügen")
    page.goto(f"{server.url}/auswertung")
    expect(page.get_by_role("combobox", name="Aufteilen nach")).to_be_visible()
    seen["chart"] = offers(page, "Aufteilen nach")
    page.goto(f"{server.url}/aenderungen")
    expect(page.get_by_role("heading", name="Änderungen")).to_be_visible()
    seen["changes"] = everything(page)
    return seen


def test_konrad_finds_it_nowhere(page: Page, server: Server) -> None:
    """Kerstin, who reads it, finds it at each of these places: so the search is a real one."""
    page.set_default_timeout(15_000)
    log_in(page, server.url, "kerstin", "/familien")
    found = look(page, server)
    lacking = [place for place, text in found.items() if NAME not in text]
    assert lacking == ["list"]  # nobody chose it as a column
    assert [place for place, text in found.items() if VALUE in text] == ["file", "print", "changes"]
    page.get_by_role("button", name="Abmelden").click()
    page.context.clear_cookies()
    log_in(page, server.url, "konrad", "/familien")
    found = look(page, server)
    assert [place for place, text in found.items() if VALUE in text] == []
    named = [place for place, text in found.items() if NAME in text]
    assert named == ["changes"]  # as a Koordination he makes fields: that Kerstin made this one stands in the log
    assert not re.search(rf"Kaya[^\n]{{0,80}}{NAME}", found["changes"])
