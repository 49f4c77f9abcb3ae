"""A new field in a minute, in real Chromium: made while somebody else types, used everywhere, changed, nothing lost."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

from fam import db
from fam.models import FamilyDetail, FieldChoice, FieldDef
from tests.support.hands import choose, fill, press, said
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


def test_a_field_from_the_idea_to_the_column(server: Server, people: dict[str, Page]) -> None:
    """Kerstin makes "Schulform" while Anna's form is open; nothing is lost at any step."""
    kerstin, anna = people["kerstin"], people["anna"]
    begin_to_type(anna)
    make_field(kerstin)
    fill_it_in(anna)
    assert stored() == "Realschule"


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


def stored() -> str:
    """Return the label of what is stored for the field in Kaya's file."""
    with db.program() as session:
        field = session.exec(select(FieldDef)).one()
        labels = {choice.id: choice.label for choice in session.exec(select(FieldChoice))}
        details = session.exec(select(FamilyDetail)).all()
    [found] = [detail.extra[field.key] for detail in details if field.key in detail.extra]
    return labels[found]
