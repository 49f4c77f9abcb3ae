"""A new field in a minute, in real Chromium: made while somebody else types, used everywhere, changed, nothing lost."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

from fam import db
from fam.models import FamilyDetail, FieldChoice, FieldDef
from tests.support.hands import choose, click, fill, press, said
from tests.support.people import log_in, settled
from tests.support.server import Server, app_server

pytestmark = pytest.mark.browser
NUMBER = "FAM-2017-00001"
PATIENCE = 20_000  # milliseconds, on a busy machine
TYPED = "Mitten im Satz, als das Feld"
Make = Callable[..., int]


@pytest.fixture
def server(database: str, make_family: Make, tmp_path: Path) -> Iterator[Server]:
    """The app with two families of Anna's."""
    make_family("Kaya")
    make_family("Herbst")
    with app_server(tmp_path, {"FAM_DATABASE_URL": database, "FAM_BCRYPT_ROUNDS": "4"}) as running:
        yield running


@pytest.fixture
def people(server: Server, browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[dict[str, Page]]:
    """Kerstin and Anna, each at a browser of her own, at Kaya's file."""
    expect.set_options(timeout=PATIENCE)
    contexts = {name: browser.new_context(**browser_context_args) for name in ("kerstin", "anna")}
    pages = {name: context.new_page() for name, context in contexts.items()}
    for name, page in pages.items():
        log_in(page, server.url, name, f"/familienakte?fam={NUMBER}")
    yield pages
    for context in contexts.values():
        context.close()
    expect.set_options(timeout=5_000)


def test_a_field_from_the_idea_to_the_column(server: Server, people: dict[str, Page], tmp_path: Path) -> None:
    """Kerstin makes "Schulform" while Anna's form is open; nothing is lost at any step."""
    kerstin, anna = people["kerstin"], people["anna"]
    begin_to_type(anna)
    make_field(kerstin)
    fill_it_in(anna)
    assert stored() == "Realschule"
    filter_by_it(server, anna)
    chart_it(server, anna)
    edit_it_in_excel(server, anna, tmp_path)
    assert stored() == "Gymnasium"
    rename_an_option(server, kerstin)
    assert stored() == "Gymnasium (G9)"
    retire_and_restore(server, kerstin, anna)
    promote(server, kerstin)
    assert stored() == "Gymnasium (G9)"
    filter_by_it(server, anna, "Gymnasium (G9)")


def begin_to_type(anna: Page) -> None:
    """Anna's form is open, her caret in the text."""
    press(anna, "Anlass und Lage bearbeiten")
    anna.get_by_role("textbox", name="Bemerkung").fill(TYPED)


def make_field(kerstin: Page) -> None:
    """Three inputs, from the file."""
    press(kerstin, "Feld")
    fill(kerstin, "Bezeichnung", "Schulform")
    choose(kerstin, "Art", "Auswahl")
    options = kerstin.get_by_role("textbox", name="Optionen")
    options.fill("Hauptschule\nRealschule\nGymnasium")
    options.press("Tab")
    press(kerstin, "Feld anlegen")
    said(kerstin, "Feld angelegt.")


def fill_it_in(anna: Page) -> None:
    """At her next click the field stands in her form, and what she typed is there."""
    anna.get_by_role("textbox", name="Bemerkung").press("Tab")
    settled(anna)
    choose(anna, "Schulform", "Realschule")
    expect(anna.get_by_role("textbox", name="Bemerkung")).to_have_value(TYPED)
    press(anna, "Speichern")
    said(anna, "Gespeichert.")
    expect(anna.get_by_text("Schulform: Realschule")).to_be_visible()
    expect(anna.get_by_text(TYPED)).to_be_visible()


def filter_by_it(server: Server, anna: Page, option: str = "Realschule") -> None:
    """The list of families knows the field at once: only Kaya is left."""
    anna.goto(f"{server.url}/familien")
    expect(anna.get_by_role("link", name="Herbst")).to_be_visible()
    settled(anna)
    click(anna.get_by_text("Filter", exact=True))
    choose(anna, "Filter hinzufügen", "Schulform")
    anna.keyboard.press("Escape")
    choose(anna, "Schulform", option)
    anna.keyboard.press("Escape")
    expect(anna.get_by_role("link", name="Herbst")).to_have_count(0)
    expect(anna.get_by_role("link", name="Kaya")).to_be_visible()


def chart_it(server: Server, anna: Page) -> None:
    """So does Eigene Auswertung."""
    anna.goto(f"{server.url}/auswertung")
    expect(anna.get_by_role("heading", name="Eigene Auswertung", level=1)).to_be_visible()
    settled(anna)
    choose(anna, "Aufteilen nach", "Schulform")
    expect(anna.get_by_role("row", name=re.compile("Realschule.*1")).first).to_be_attached()


def edit_it_in_excel(server: Server, anna: Page, folder: Path) -> None:
    """The list goes out, one cell is edited, and it comes back as one change."""
    anna.goto(f"{server.url}/familien")
    expect(anna.get_by_role("link", name="Herbst")).to_be_visible()
    settled(anna)
    click(anna.get_by_text("Liste in Excel bearbeiten und zurücklesen"))
    with anna.expect_download() as coming:
        press(anna, "Liste ausgeben")
    path = folder / "Familien.xlsx"
    coming.value.save_as(path)
    book = load_workbook(path)
    sheet = book.worksheets[0]
    found = [cell for row in sheet.iter_rows() for cell in row if cell.value == "Realschule"]
    assert len(found) == 1
    found[0].value = "Gymnasium"
    book.save(path)
    anna.locator('input[type="file"]').set_input_files(path)
    press(anna, "1 Änderung speichern")
    settled(anna)
    expect(anna.get_by_role("button", name="1 Änderung speichern")).to_have_count(0)


def open_field(server: Server, kerstin: Page, part: str) -> None:
    """Open a part of the field on the page Felder."""
    with db.program() as session:
        number = session.exec(select(FieldDef.id)).one()
    kerstin.goto(f"{server.url}/felder?feld={number}")
    expect(kerstin.get_by_role("heading", name="Schulform", level=1)).to_be_visible()
    settled(kerstin)
    click(kerstin.get_by_role("tab", name=part))
    settled(kerstin)


def rename_an_option(server: Server, kerstin: Page) -> None:
    """A label only: what is stored stays."""
    open_field(server, kerstin, "Optionen")
    lines = kerstin.locator('[class*="st-key-zeile-option"]')
    row = lines.filter(has_text=re.compile("Gymnasium · 1 Eintrag"))
    click(row.get_by_role("button", name="Umbenennen"))
    fill(kerstin, "Bezeichnung", "Gymnasium (G9)")
    click(kerstin.get_by_role("button", name="Umbenennen").last)
    said(kerstin, "Umbenannt.")


def retire_and_restore(server: Server, kerstin: Page, anna: Page) -> None:
    """Out of every form and back, with the value."""
    open_field(server, kerstin, "Zustand")
    press(kerstin, "Stilllegen")
    said(kerstin, "ist stillgelegt")
    anna.goto(f"{server.url}/familienakte?fam={NUMBER}")
    expect(anna.get_by_role("heading", name="Kaya")).to_be_visible()
    settled(anna)
    expect(anna.get_by_text("Schulform")).to_have_count(0)
    open_field(server, kerstin, "Zustand")
    press(kerstin, "Wieder einsetzen")
    said(kerstin, "ist wieder da")
    anna.reload()
    expect(anna.get_by_text("Gymnasium (G9)")).to_be_visible()


def promote(server: Server, kerstin: Page) -> None:
    """A real column; nobody notices."""
    open_field(server, kerstin, "Feste Spalte")
    fill(kerstin, "Zur Bestätigung", "Schulform")
    press(kerstin, "Zur festen Spalte machen")
    said(kerstin, "Feste Spalte angelegt")


def stored() -> str:
    """Return the label of what is stored for the field in Kaya's file."""
    with db.program() as session:
        field = session.exec(select(FieldDef)).one()
        labels = {choice.id: choice.label for choice in session.exec(select(FieldChoice))}
        details = session.exec(select(FamilyDetail)).all()
    [found] = [detail.extra[field.key] for detail in details if field.key in detail.extra]
    return labels[found]
