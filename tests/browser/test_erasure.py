"""A deletion run at two real browsers: Dora proposes, Kerstin confirms and executes, Wachstum shows the same."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

from fam import db
from fam.models import Family
from fam.rules.terms import Status
from tests.support.erasing import old_case
from tests.support.hands import click, press, said
from tests.support.people import log_in, settled
from tests.support.server import Server, app_server

pytestmark = pytest.mark.browser
NAME, NUMBER = "Zweigelhuber", "FAM-2014-00001"


@pytest.fixture
def server(database: str, make_family: Callable[..., int], tmp_path: Path) -> Iterator[Server]:
    """The app with one case that is due and one that runs."""
    old_case(make_family, NAME)
    make_family("Herbst", received_on=date(2017, 5, 1))
    settings = {"FAM_DATABASE_URL": database, "FAM_BCRYPT_ROUNDS": "4", "FAM_BACKUP_DIR": str(tmp_path / "kept")}
    with app_server(tmp_path, settings) as running:
        yield running


def growth(page: Page, server: Server) -> str:
    """Return the figures of Wachstum as their table says them."""
    page.goto(f"{server.url}/wachstum")
    click(page.get_by_role("tab", name="Als Tabelle").first)
    settled(page)
    return page.get_by_role("region").filter(has=page.get_by_role("table")).first.inner_text()


def test_two_people_at_two_browsers(server: Server, browser: Browser, browser_context_args: dict[str, Any]) -> None:
    """Nobody sees a name on the page; the proposer finds no button to confirm; afterwards the figures are the same."""
    dora, kerstin = (browser.new_context(**browser_context_args).new_page() for _who in range(2))
    log_in(dora, server.url, "dora", "/loeschung")
    log_in(kerstin, server.url, "kerstin", "/heute")
    before = growth(kerstin, server)
    assert "Oktober 2018" in before
    press(dora, "Löschlauf vorschlagen")
    said(dora, "Jetzt muss eine zweite Person bestätigen.")
    expect(dora.get_by_role("button", name="Bestätigen")).to_have_count(0)
    kerstin.goto(f"{server.url}/heute")
    click(kerstin.get_by_role("link", name="prüfen und bestätigen"))
    expect(kerstin.get_by_role("rowheader", name=NUMBER).first).to_be_visible()
    assert NAME not in kerstin.content()
    expect(kerstin.get_by_role("button", name="Bestätigen")).to_be_disabled()
    click(kerstin.get_by_text("Ich habe geprüft"))
    settled(kerstin)
    press(kerstin, "Bestätigen")
    said(kerstin, "Der Lauf kann jetzt ausgeführt werden.")
    press(kerstin, "Jetzt ausführen")
    said(kerstin, "1 Fall gelöscht.")
    expect(kerstin.get_by_role("heading", name="Frühere Läufe")).to_be_visible()
    assert growth(kerstin, server) == before
    kerstin.goto(f"{server.url}/familienakte?fam={NUMBER}")
    expect(kerstin.get_by_text("Nicht gefunden oder nicht freigegeben.")).to_be_visible()
    with db.program() as session:
        assert session.exec(select(Family.name).where(Family.status == Status.ANONYMISED)).all() == [""]
    for page in (dora, kerstin):
        page.context.close()
