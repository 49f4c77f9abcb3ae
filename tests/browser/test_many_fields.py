"""A form with 200 fields of the team in a real browser: how long it takes is printed, not judged."""

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from fam import db
from fam.fields.spec import Kind
from fam.person import Person
from fam.services import field_making
from fam.services.field_making import FieldDraft
from tests.support.axe import barriers, too_wide
from tests.support.people import log_in, settled
from tests.support.server import Server, app_server

pytestmark = pytest.mark.browser
Cast = Callable[[str], Person]
KINDS = (Kind.TEXT, Kind.DATE, Kind.CHOICE, Kind.MONEY, Kind.BOOLEAN)


@pytest.fixture
def server(
    database: str, tmp_path_factory: pytest.TempPathFactory, cast: Cast, make_family: Callable[..., int]
) -> Iterator[Server]:
    """The app with a family of Anna's, and 200 fields of the file in ten sections."""
    make_family("Kaya")
    with db.transaction(cast("kerstin")) as session:
        for number in range(200):
            kind = KINDS[number % len(KINDS)]
            options = "ja\nvielleicht" if kind is Kind.CHOICE else ""
            label, section = f"Merkmal {number:03}", f"Bereich {number // 20}"
            field_making.make(session, FieldDraft("family_detail", label, kind, options, section=section))
    folder = tmp_path_factory.mktemp("server")
    with app_server(folder, {"FAM_DATABASE_URL": database, "FAM_BCRYPT_ROUNDS": "4"}) as running:
        yield running


class Clock:
    """Prints how long each step took."""

    def __init__(self) -> None:
        self.begun = time.monotonic()

    def lap(self, what: str) -> None:
        """Print the time since the last lap."""
        now = time.monotonic()
        print(f"\n200 fields: {what} {now - self.begun:.2f} s")  # noqa: T201 (what this test is for)
        self.begun = now


def test_two_hundred_fields_can_be_worked_with(page: Page, server: Server) -> None:
    """Sections stay open while one types, folding loses nothing, the search finds, all is saved."""
    page.set_default_timeout(30_000)
    log_in(page, server.url, "anna", "/familienakte?fam=FAM-2017-00001")
    clock = Clock()
    page.get_by_role("button", name="Anlass und Lage bearbeiten").click()
    expect(page.get_by_role("searchbox", name="Feld suchen")).to_be_visible()
    settled(page)
    clock.lap("form opened")
    section = page.locator("summary").filter(has_text="Bereich 1 (20)")
    section.click()
    expect(page.get_by_role("textbox", name="Merkmal 020")).to_be_visible()
    settled(page)
    clock.lap("section of 20 unfolded")
    folded = page.evaluate(WATCH)
    assert folded is None
    page.get_by_role("textbox", name="Merkmal 020").press_sequentially("getippt", delay=20)
    page.keyboard.press("Tab")
    settled(page)
    clock.lap("typed and left a field")
    page.get_by_role("textbox", name="Merkmal 025").press_sequentially("noch eins", delay=20)
    page.wait_for_timeout(300)
    assert page.evaluate("window.famFolded") == 0
    section.click(delay=30)  # straight out of the text
    expect(page.get_by_role("textbox", name="Merkmal 020")).to_have_count(0)
    settled(page)
    clock.lap("folded")
    page.get_by_role("searchbox", name="Feld suchen").press_sequentially("kmal 178", delay=20)
    expect(page.get_by_text("1 von 200 Feldern")).to_be_visible()
    clock.lap("searched")
    assert (barriers(page), too_wide(page)) == ([], 0)
    page.get_by_role("textbox", name="Merkmal 178").fill("12,50")
    page.get_by_role("textbox", name="Merkmal 178").press("Tab")
    settled(page)
    page.get_by_role("button", name="Speichern", exact=True).last.click(delay=30)
    expect(page.get_by_text("Merkmal 178:")).to_be_visible()
    clock.lap("saved")
    for said in ("getippt", "noch eins", "12,50"):
        expect(page.get_by_text(said).first).to_be_visible()
    page.set_viewport_size({"width": 420, "height": 900})
    page.get_by_role("button", name="Anlass und Lage bearbeiten").click()
    expect(page.get_by_role("textbox", name="Merkmal 020")).to_have_value("getippt")  # filled: open from the start
    settled(page)
    assert (barriers(page), too_wide(page)) == ([], 0)


WATCH = """() => {
  window.famFolded = 0;
  const box = [...document.querySelectorAll('details')].find((one) => one.textContent.includes('Bereich 1 (20)'));
  const look = () => {
    if (!box.isConnected || !box.open || box.getBoundingClientRect().height < 200) window.famFolded += 1;
    if (box.isConnected) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
  return null;
}"""
