"""The main job from end to end in real Chromium: proposed, examined, disputed, admitted, met, closed; Lena watches."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import Session, col, select

from fam import db
from fam.models import Account, Dissent, Family, Lead, Meeting, StatusPeriod, Task, Vote
from fam.rules.terms import Answer, Institution, MeetingState, Status
from tests.browser import story
from tests.browser.story import NAME, NUMBER
from tests.support.cast import TODAY
from tests.support.people import log_in, new_session
from tests.support.server import Server, app_server
from tests.support.wire import Visitor

pytestmark = pytest.mark.browser
LIVE = 5_000  # milliseconds within which an open dashboard must move
PATIENCE = 20_000  # milliseconds for everything else, on a busy machine
CAST = ("anna", "amir", "kerstin", "konrad", "lena")
STEFANS_PAGES = (
    ("heute", ""), ("vorschlaege", ""), ("vorschlaege", f"fam={NUMBER}"), ("familien", ""),
    ("familienakte", f"fam={NUMBER}"), ("gespraeche", "gespraech=1"), ("aufgaben", ""), ("aenderungen", ""),
)  # fmt: skip
Make = Callable[..., int]


@pytest.fixture
def server(database: str, make_family: Make, tmp_path: Path) -> Iterator[Server]:
    """The app with one family in FAM, Stefan's, so that every number has something to start from."""
    make_family("Herbst", leads=("stefan",))
    with app_server(tmp_path, {"FAM_DATABASE_URL": database, "FAM_BCRYPT_ROUNDS": "4"}) as running:
        yield running


@pytest.fixture
def people(server: Server, browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[dict[str, Page]]:
    """Five people, each at a browser of their own, logged in through the form; Lena opens Wachstum and leaves it."""
    expect.set_options(timeout=PATIENCE)
    contexts = {name: browser.new_context(**browser_context_args) for name in CAST}
    pages = {name: context.new_page() for name, context in contexts.items()}
    for name, page in pages.items():
        log_in(page, server.url, name, "/wachstum" if name == "lena" else "/vorschlaege")
    yield pages
    for context in contexts.values():
        context.close()
    expect.set_options(timeout=5_000)


def test_from_the_proposal_to_the_growth_curve(server: Server, people: dict[str, Page]) -> None:
    """The whole story of one family; Lena's dashboard moves with it by itself, and Stefan never learns of it."""
    anna, amir, kerstin, konrad, lena = people.values()
    bestand(lena, 1, within=PATIENCE)  # the first picture of a page is no news of it
    lena.evaluate("window.stillHere = true")
    story.propose(anna)
    story.before_the_family_agrees(server, konrad)
    story.start_examination(server, anna, kerstin, konrad)
    story.examine(server, anna, Institution.PRO_ARBEIT, no=())
    story.examine(server, amir, Institution.ASD, no=("participation",))
    story.disagree(server, anna, amir)
    story.both_coordinators_see_the_dissent(server, kerstin, konrad)
    story.agree(amir)
    stefan_sees_nothing(server)
    story.consent(server, anna)
    story.admit(server, kerstin)
    bestand(lena, 2)
    story.meet(server, anna)
    story.do_the_task(server, amir)
    story.close(server, anna)
    bestand(lena, 1)
    expect(lena.get_by_text("1 Zugang − 1 Abgang")).to_be_visible()
    assert lena.evaluate("window.stillHere"), "Wachstum was loaded again"
    stefan_sees_nothing(server)
    as_it_happened()


def bestand(lena: Page, families: int, within: int = LIVE) -> None:
    """Lena's open page shows this Bestand within five seconds, untouched."""
    metric = lena.get_by_test_id("stMetric").filter(has_text="Bestand").get_by_test_id("stMetricValue")
    expect(metric).to_have_text(str(families), timeout=within)


def stefan_sees_nothing(server: Server) -> None:
    """Whatever Stefan opens, neither the name nor an answer to the number comes over the wire."""
    cookie = f"fam={new_session('stefan')}"
    for page, query in STEFANS_PAGES:
        with Visitor(server.url, cookie, page, query) as stefan:
            run = stefan.rerun()
            assert not run.exceptions
            assert run.shows("Stefan"), "he is logged in"
            assert not run.shows(NAME), page
            assert query or not run.shows(NUMBER), page


def as_it_happened() -> None:
    """The database tells the same story: half-open periods, the day after the last day, two votes, one dissent."""
    with db.program() as session:
        family = session.exec(select(Family).where(Family.number == NUMBER)).one()
        assert (family.admitted_on, family.closed_on) == (date(2018, 9, 24), date(2018, 10, 13))
        assert family.reason_id
        periods = session.exec(select(StatusPeriod).where(StatusPeriod.family_id == family.id))
        assert [(one.status, one.starts_on, one.ends_on) for one in periods] == [
            (Status.PROPOSED, date(2018, 9, 3), date(2018, 9, 10)),
            (Status.EXAMINATION, date(2018, 9, 10), date(2018, 9, 24)),
            (Status.ACTIVE, date(2018, 9, 24), date(2018, 10, 13)),
            (Status.CLOSED, date(2018, 10, 13), None),
        ]
        votes = session.exec(select(Vote).where(Vote.family_id == family.id))
        assert {one.institution: one.answer for one in votes} == dict.fromkeys(Institution, Answer.YES)
        dissent = session.exec(select(Dissent).where(Dissent.family_id == family.id)).one()
        assert (dissent.raised_on, dissent.settled_on, dissent.outcome) == (TODAY, TODAY, Answer.YES)
        _people_and_work(session, family.id or 0)


def _people_and_work(session: Session, family_id: int) -> None:
    """Anna and Amir lead, from the day they were named; one meeting held and one planned; one task done, one open."""
    leads = session.exec(select(Lead).where(Lead.family_id == family_id))
    found = {session.get_one(Account, one.account_id).username: (one.starts_on, one.ends_on) for one in leads}
    assert found == dict.fromkeys(("anna", "amir"), (date(2018, 9, 10), None))
    meetings = session.exec(select(Meeting).where(Meeting.family_id == family_id).order_by(col(Meeting.event_on)))
    assert [(one.state, one.event_on) for one in meetings] == [
        (MeetingState.HELD, date(2018, 10, 1)),
        (MeetingState.PLANNED, date(2018, 10, 22)),
    ]
    tasks = session.exec(select(Task).where(Task.family_id == family_id).order_by(col(Task.id)))
    assert [(one.text, one.due_on, one.done_on) for one in tasks] == [
        ("Ausbildungsplatz suchen", date(2018, 10, 19), TODAY),
        ("Zeugnisse mitbringen", None, None),
    ]
