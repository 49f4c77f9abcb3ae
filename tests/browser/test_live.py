"""A withdrawal in real Chromium: open lists elsewhere stop showing by themselves, and nothing typed is lost."""

import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, WebSocket, expect
from sqlmodel import select

from fam import db
from fam.models import Account, Family, ListItem, Meeting, Member, Task
from fam.rules.terms import Confidentiality, Institution, ListName, MeetingState, MemberRole
from fam.services import consent_withdrawal
from tests.support.cast import TODAY, member
from tests.support.hands import press
from tests.support.people import log_in, settled
from tests.support.server import Server, app_server

pytestmark = pytest.mark.browser
SECONDS = 5
TASK, TOPIC, CHILD = "Geteilte Aufgabe von Pro Arbeit", "Geteiltes Thema von Pro Arbeit", "Kornelius"


@pytest.fixture
def family(database: str, make_family: Callable[..., int]) -> int:
    """A family whose son is found by his name, with a task and a meeting of Pro Arbeit for the team."""
    made = make_family("Eins")
    with db.program() as session:
        anna = session.exec(select(Account.id).where(Account.username == "anna")).one()
        shared: dict[str, Any] = {"family_id": made, "institution": Institution.PRO_ARBEIT, "author_id": anna,
                  "confidentiality": Confidentiality.TEAM}  # fmt: skip
        session.add(Member(family_id=made, first_name=CHILD, role=MemberRole.CHILD))
        session.add(Task(**shared, event_on=TODAY, due_on=TODAY, text=TASK, owner_id=anna))
        kind = session.exec(select(ListItem.id).where(ListItem.list == ListName.MEETING_KIND)).first() or 0
        day = TODAY - timedelta(days=1)
        session.add(Meeting(**shared, event_on=day, kind_id=kind, state=MeetingState.HELD, topics=TOPIC))
    return made


@pytest.fixture
def server(database: str, family: int, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The app with that family."""
    environment = {"FAM_DATABASE_URL": database, "FAM_BCRYPT_ROUNDS": "4"}
    with app_server(tmp_path_factory.mktemp("server"), environment) as running:
        yield running


def withdraw_as_anna(page: Page, server: Server, family: int) -> float:
    """Anna takes everything back, with two clicks; gives the moment of the second."""
    with db.program() as session:
        number = session.get_one(Family, family).number
    log_in(page, server.url, "anna", path=f"/familienakte?fam={number}")
    press(page, "Einwilligung widerrufen")
    button = page.get_by_role("button", name="Jetzt widerrufen")
    expect(button).to_be_visible()
    settled(page)
    button.click()
    return time.monotonic()


def test_lists_of_the_other_side_show_nothing_within_seconds(
    server: Server, family: int, page: Page, browser: Browser
) -> None:
    """Familien found by the child's name, Aufgaben, Gespräche: without a click of Amir's, without a reload."""
    context = browser.new_context(locale="de-DE")
    found, tasks, meetings = (context.new_page() for _ in range(3))
    log_in(found, server.url, "amir", path="/familien")
    found.get_by_label("Suchen").fill(CHILD)
    found.keyboard.press("Enter")
    hit = found.get_by_role("link", name="Eins", exact=True)
    expect(hit).to_be_visible()
    tasks.goto(server.url + "/aufgaben")
    tasks.get_by_role("radio", name="Meiner Familien").click()
    meetings.goto(server.url + "/gespraeche")
    expect(tasks.get_by_text(TASK)).to_be_visible()
    expect(meetings.get_by_text(TOPIC).first).to_be_visible()
    for one in (found, tasks, meetings):
        settled(one)
        one.evaluate("window.stillHere = true")
    began = withdraw_as_anna(page, server, family)
    gone = {}
    for name, what in (
        ("Familien", hit),
        ("Aufgaben", tasks.get_by_text(TASK)),
        ("Gespräche", meetings.get_by_text(TOPIC)),
    ):
        expect(what).to_have_count(0, timeout=SECONDS * 1000)
        gone[name] = time.monotonic() - began
    assert max(gone.values()) <= SECONDS, gone
    assert all(one.evaluate("window.stillHere") for one in (found, tasks, meetings)), "without a reload"
    context.close()


def test_nothing_typed_is_lost(server: Server, family: int, page: Page) -> None:
    """In the middle of a word of a new task: the list below is drawn anew, the word and the cursor stay."""
    log_in(page, server.url, "amir", path="/aufgaben")
    page.get_by_role("radio", name="Meiner Familien").click()
    expect(page.get_by_text(TASK)).to_be_visible()
    page.get_by_text("Neue Aufgabe").first.click()
    text = page.get_by_role("textbox", name=re.compile("^Aufgabe")).first
    text.click()
    page.keyboard.type("Halb getip")  # not sent: no Enter, no Tab
    with db.transaction(member("anna")) as session:
        consent_withdrawal.withdraw(session, family)
    expect(page.get_by_text(TASK)).to_have_count(0, timeout=SECONDS * 1000)
    page.keyboard.type("pt")
    expect(text).to_have_value("Halb getippt")
    settled(page)
    expect(text).to_have_value("Halb getippt")


def test_an_idle_page_asks_for_a_number_only(server: Server, page: Page) -> None:
    """While nothing is taken back nothing is drawn anew, also when somebody works elsewhere."""
    received: list[int] = []

    def listen(socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: received.append(len(frame)))

    page.on("websocket", listen)
    log_in(page, server.url, "amir", path="/familien")
    page.wait_for_timeout(2_000)
    before = len(received)
    with db.program() as session:
        session.get_one(Family, session.exec(select(Family.id)).one()).waiting_priority = "anderswo gearbeitet"
    page.wait_for_timeout(7_000)
    assert 0 < len(received) - before < 40, "the fragment asks about every three seconds"
    assert sum(received[before:]) < 10_000
