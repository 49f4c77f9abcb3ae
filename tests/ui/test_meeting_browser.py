"""A standard joint meeting in Chromium: 60 seconds, 12 actions, weeks later too; and nothing typed is lost."""

import re
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlmodel import col, select

from fam.db import reading
from fam.models import Attendee, Meeting, Task
from fam.person import Person
from fam.rules.meetings import is_joint
from fam.rules.terms import Confidentiality, MeetingState, Party
from tests.support.hands import choose
from tests.support.people import log_in, settled
from tests.support.server import Server

pytestmark = pytest.mark.browser
COMMAND = (sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", "{port}")


@pytest.fixture
def server(database: str, tmp_path: Path) -> Iterator[Server]:
    """The app on the test's database."""
    running = Server(COMMAND, tmp_path, {"FAM_DATABASE_URL": database, "FAM_BCRYPT_ROUNDS": "4"})
    yield running
    running.stop()


class Hand:
    """Counts what a person does: every click and every field that is filled is one action."""

    def __init__(self, page: Page) -> None:
        self.page, self.actions, self.started = page, 0, time.monotonic()

    def click(self, target: Locator) -> None:
        """Click once, when the page stands still."""
        self.actions += 1
        settled(self.page)
        target.click()

    def fill(self, label: str, text: str, place: int = 0) -> None:
        """Type into a field and leave it by Tab, as people do."""
        self.actions += 1
        field = self.page.get_by_role("textbox", name=re.compile(rf"^{label}")).nth(place)
        field.fill(text)
        field.press("Tab")

    def choose(self, label: str, option: str, place: int = 0, exact: bool = False) -> None:
        """Open a list and choose: two actions."""
        self.actions += 2
        choose(self.page, label, option, place=place, exact=exact)

    @property
    def seconds(self) -> float:
        """How long it took so far."""
        return time.monotonic() - self.started


def test_joint_meeting_in_twelve_actions(
    page: Page, server: Server, cast: Callable[[str], Person], make_family: Callable[..., int]
) -> None:
    """From the list of meetings: family, a day weeks ago, topics, two agreements with owner and date, the next date."""
    make_family("Sommer")
    make_family("Winter")
    log_in(page, server.url, "anna", "/gespraeche")
    hand = Hand(page)
    hand.click(page.get_by_role("button", name="Gespräch festhalten"))
    hand.choose(r"Familie \*", "Sommer")
    hand.fill("Datum", "24.9.18")
    expect(page.get_by_text("Mehr als 7 Tage her")).to_be_visible()
    hand.fill("Themen", "Tagesablauf, Schulbesuch")
    hand.fill("Vereinbarungen", "Kita-Platz anmelden\nMit der Schule sprechen")
    hand.fill("Bis wann", "22.10.18", 0)
    hand.choose("Wer", "Familie", place=1, exact=True)
    hand.fill("Nächster Termin", "29.10.18")
    hand.click(page.get_by_role("button", name="Gespräch speichern"))
    expect(page.get_by_text("Gespräch gespeichert.")).to_be_visible()
    assert hand.actions <= 12
    assert hand.seconds < 60
    _is_saved(cast)
    page.get_by_role("button", name="Rückgängig").click()
    expect(page.get_by_text("Rückgängig gemacht.")).to_be_visible()
    with reading(cast("anna")) as session:
        assert session.exec(select(Meeting)).all() == []


def _is_saved(cast: Callable[[str], Person]) -> None:
    """Read as Amir: the meeting is joint, dated, TEAM, with its tasks and the next date."""
    with reading(cast("amir")) as session:
        held = session.exec(select(Meeting).where(Meeting.state == MeetingState.HELD)).one()
        planned = session.exec(select(Meeting).where(Meeting.state == MeetingState.PLANNED)).one()
        present = {Party(one) for one in session.exec(select(Attendee.party).where(Attendee.meeting_id == held.id))}
        tasks = session.exec(select(Task).order_by(col(Task.id))).all()
    assert (held.event_on, held.topics) == (date(2018, 9, 24), "Tagesablauf, Schulbesuch")
    assert held.confidentiality is Confidentiality.TEAM
    assert is_joint(present)
    assert planned.event_on == date(2018, 10, 29)
    assert [(task.text, task.owner_text, task.due_on) for task in tasks] == [
        ("Kita-Platz anmelden", "", date(2018, 10, 22)),
        ("Mit der Schule sprechen", "Familie", None),
    ]


def test_lost_connection_keeps_the_meeting(page: Page, server: Server, make_family: Callable[..., int]) -> None:
    """The server dies while agreements are typed: after the restart the text is offered, its tasks beside it."""
    make_family("Sommer")
    log_in(page, server.url, "anna", "/gespraeche?neu=gespraech")
    page.get_by_label("Vereinbarungen").fill("Kita-Platz anmelden")
    expect(page.get_by_role("checkbox", name="Aufgabe: Kita-Platz anmelden")).to_be_visible()
    server.kill()
    server.start()
    fresh = page.context.new_page()
    fresh.goto(f"{server.url}/gespraeche?neu=gespraech")
    expect(fresh.get_by_label("Vereinbarungen")).to_have_value("Kita-Platz anmelden", timeout=20_000)
    expect(fresh.get_by_text("wiederhergestellt")).to_be_visible()
    expect(fresh.get_by_role("checkbox", name="Aufgabe: Kita-Platz anmelden")).to_be_checked()


def test_month_opens_with_the_keyboard(page: Page, server: Server, make_family: Callable[..., int]) -> None:
    """The month is a table from Monday to Sunday, its meetings are links; on a telephone it is a list."""
    make_family("Sommer")
    log_in(page, server.url, "anna", "/gespraeche?neu=termin")
    page.get_by_role("textbox", name="Datum").fill("17.10.18")
    page.get_by_role("button", name="Termin speichern").click()
    expect(page.get_by_text("Termin geplant.")).to_be_visible()
    page.get_by_text("Monat", exact=True).click()
    table = page.get_by_role("table", name="Gespräche im Oktober 2018")
    expect(table.get_by_role("columnheader")).to_have_text(["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"])
    page.set_viewport_size({"width": 420, "height": 900})
    settled(page)
    expect(table).to_be_hidden()
    link = page.get_by_role("list", name="Gespräche im Oktober 2018").get_by_role("link", name=re.compile("Sommer"))
    link.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Gespräch am 17.10.2018")).to_be_visible()
