"""A list that knows a field of the team, in a real browser: its filter, its columns, and a view with an address."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from sqlmodel import select

from fam import db
from fam.fields.encoding import put
from fam.fields.registry import runtime_fields
from fam.fields.spec import Kind
from fam.models import FamilyDetail
from fam.person import Person
from fam.services import field_making
from fam.services.field_making import FieldDraft
from tests.support.axe import barriers, too_wide
from tests.support.people import log_in, settled
from tests.support.server import Server, app_server

pytestmark = pytest.mark.browser
Cast = Callable[[str], Person]
FIELDS = ("Schulden", "Sparbuch", "Rente", "Miete", "Strom", "Gas")


@pytest.fixture
def server(
    database: str, tmp_path_factory: pytest.TempPathFactory, cast: Cast, make_family: Callable[..., int]
) -> Iterator[Server]:
    """The app with two families of Anna's and six amounts in their files."""
    with db.transaction(cast("kerstin")) as session:
        for label in FIELDS:
            field_making.make(session, FieldDraft("family_detail", label, Kind.MONEY))
    for name, amount in (("Kaya", 500), ("Lang", 2000)):
        family = make_family(name)
        with db.program() as session:
            fields = runtime_fields(session, FamilyDetail)
            row = session.exec(select(FamilyDetail).where(FamilyDetail.family_id == family)).one()
            put(row, fields, {field.key: amount for field in fields})
            session.add(row)
    folder = tmp_path_factory.mktemp("server")
    with app_server(folder, {"FAM_DATABASE_URL": database, "FAM_BCRYPT_ROUNDS": "4"}) as running:
        yield running


def choose(page: Page, label: str, option: str) -> None:
    """Choose in a select box or among several, by typing."""
    box, found = (
        page.get_by_role("combobox", name=label, exact=True),
        page.get_by_role("option", name=option, exact=True),
    )
    for _ in range(5):  # a list that opens while the page still moves closes again
        box.click()
        box.fill(option)
        page.wait_for_timeout(400)
        if found.count():
            break
    found.click()
    settled(page)


def names(page: Page) -> list[str]:
    """Return the families that stand in the list."""
    return page.get_by_role("table", name="Familien").get_by_role("link").all_inner_texts()


def test_a_view_with_filter_and_columns_has_an_address(page: Page, server: Server) -> None:
    """Filtered by a typed amount, many columns, saved; the address opens it anew and follows the choice."""
    page.set_default_timeout(30_000)
    log_in(page, server.url, "anna", "/familien")
    page.get_by_text("Filter", exact=True).click()
    choose(page, "Filter hinzufügen", "Schulden")
    page.keyboard.press("Escape")
    page.get_by_role("textbox", name="Schulden von").fill("1000,50 €")
    page.keyboard.press("Tab")
    expect(page.get_by_text("1 Familie", exact=True)).to_be_visible()
    assert names(page) == ["Lang"]
    page.get_by_role("button", name="Spalten").click()
    for label in FIELDS:
        expect(page.get_by_role("combobox", name="Spalte hinzufügen")).to_have_count(1)
        choose(page, "Spalte hinzufügen", label)
        expect(page.get_by_role("columnheader", name=label)).to_be_visible()
    assert (barriers(page), too_wide(page)) == ([], 0)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Ansicht speichern").click()
    page.get_by_role("textbox", name="Neue Ansicht: Name").fill("Hohe Schulden")
    assert barriers(page) == []
    page.get_by_role("button", name="Als neue Ansicht speichern").click()
    expect(page).to_have_url(re.compile(r"/familien\?ansicht=1$"))
    choose(page, "Ansicht", "Standard")
    expect(page.get_by_text("2 Familien", exact=True)).to_be_visible()
    expect(page).to_have_url(re.compile(r"/familien$"))
    page.goto(f"{server.url}/familien?ansicht=1")
    expect(page.get_by_text("1 Familie", exact=True)).to_be_visible()
    expect(page.get_by_role("columnheader", name="Gas")).to_be_visible()
    expect(page.get_by_text("Filter (1)", exact=True)).to_be_visible()
    page.set_viewport_size({"width": 420, "height": 900})
    settled(page)
    assert (barriers(page), too_wide(page)) == ([], 0)
