"""Gespräche, Aufgaben and Heute through the real router: who sees what, and what one click does."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.db import reading, transaction
from fam.models import Account, Attendee, Family, ListItem, Meeting, Task
from fam.person import Person
from fam.rules.terms import Confidentiality, ListName, MeetingState, Party
from fam.services import meetings, tasks
from fam.services.attendance import Presence
from fam.services.meeting_draft import FamilyPart, MeetingDraft
from tests.support.people import LoginAs, opened, page_path
from tests.ui.reading import table_rows

Cast = Callable[[str], Person]
Families = Callable[..., int]
MEETINGS, TASKS, TODAY = "cooperation/meetings.py", "cooperation/tasks.py", "start/today.py"
SIDES = {"anna": Party.PRO_ARBEIT, "amir": Party.ASD}


@pytest.fixture
def record(cast: Cast) -> Callable[..., int]:
    """Save a meeting of Anna and Amir with the family (or of whom a test names) and return its id."""

    def save(family: int, writer: str = "anna", staff: tuple[str, ...] = ("anna", "amir"), **more: Any) -> int:
        people = tuple(Presence(SIDES[name], cast(name).account_id) for name in staff)
        part = FamilyPart(family, topics=more.pop("topics", ""), present=(Presence(Party.FAMILY, name="Familie"),))
        planned = more.pop("planned", False)
        with transaction(cast(writer)) as session:
            query = select(ListItem.id).where(ListItem.list == ListName.MEETING_KIND, ListItem.code == "GESPRAECH")
            draft = MeetingDraft(session.exec(query).one(), more.pop("on", date(2018, 10, 8)), (part,), people, **more)
            return (meetings.plan if planned else meetings.record)(session, draft)[0].id or 0

    return save


def number_of(family: int) -> str:
    """Return the FAM number of a family."""
    with db.program() as session:
        row = session.get(Family, family)
        assert row
        return row.number


def open_page(login_as: LoginAs, who: str, page: str, **query: str) -> AppTest:
    """Return a page as somebody sees it, at an address."""
    return opened(login_as(who), page, **query)


def words(app: AppTest) -> str:
    """Return everything that is written on a page, components included."""
    texts = [element.value for kind in (app.markdown, app.title, app.caption, app.info, app.error) for element in kind]
    return "\n".join([*map(str, texts), *(element.proto.json for element in app.get("bidi_component"))])


def agenda(app: AppTest) -> dict[str, list[str]]:
    """Return heading -> titles of the lines on Heute."""
    for element in app.get("bidi_component"):
        if element.proto.component_name == "fam_agenda":
            groups = json.loads(element.proto.json)["groups"]
            return {group["heading"]: [line["title"] for line in group["lines"]] for group in groups}
    raise LookupError("no agenda")


def test_lists_show_each_reader_their_own(login_as: LoginAs, make_family: Families, record: Callable[..., int]) -> None:
    """Anna reads the joint meeting and not Amir's own; Amir both; Stefan none."""
    family = make_family("Sommer")
    record(family, topics="gemeinsames Thema")
    record(family, "amir", ("amir",), topics="nur ASD")
    anna, amir = (table_rows(open_page(login_as, name, MEETINGS), "Gespräche") for name in ("anna", "amir"))
    assert [(row["Gemeinsam"], row["Themen"], row["Lesbar für"]) for row in anna] == [
        ("gemeinsam", "gemeinsames Thema", "beide")
    ]
    assert {row["Themen"] for row in amir} == {"gemeinsames Thema", "nur ASD"}
    stefan = words(open_page(login_as, "stefan", MEETINGS))
    assert "Noch keine Gespräche" in stefan
    assert "Sommer" not in stefan


def test_deep_links_to_hidden_meetings_show_nothing(
    login_as: LoginAs, make_family: Families, record: Callable[..., int]
) -> None:
    """By its number a meeting opens for its readers only; for others, nonsense and unknown numbers look alike."""
    number = record(make_family("Sommer"), "amir", ("amir",), topics="nur ASD")
    assert "nur ASD" in words(open_page(login_as, "amir", MEETINGS, gespraech=str(number)))
    for who, asked in (
        ("anna", str(number)),
        ("kerstin", str(number)),
        ("anna", "99999"),
        ("anna", "x"),
        ("anna", "²"),
    ):
        for action in ("", "bearbeiten", "dokumentieren"):
            app = open_page(login_as, who, MEETINGS, gespraech=asked, tun=action)
            assert [error.value for error in app.error] == ["Nicht gefunden oder nicht freigegeben."]
            assert "nur ASD" not in words(app)
            assert "Sommer" not in words(app)


def test_coordination_gets_no_form(login_as: LoginAs, make_family: Families, record: Callable[..., int]) -> None:
    """Koordination sees why there is nothing, and cannot open the form by its address either."""
    record(make_family("Sommer"), topics="geheim")
    app = open_page(login_as, "kerstin", MEETINGS)
    assert "Fallführung und Vertretung" in app.info[0].value
    assert not [button for button in app.button if button.label == "Gespräch festhalten"]
    for new in ("gespraech", "termin"):
        form = open_page(login_as, "kerstin", MEETINGS, neu=new)
        assert "Noch keine eigenen Familien" in words(form)
        assert not form.selectbox


def test_recording_from_the_file_needs_three_clicks(login_as: LoginAs, cast: Cast, make_family: Families) -> None:
    """Coming from the file everything usual is ticked: one click saves a joint meeting of today."""
    family = make_family("Sommer")
    app = open_page(login_as, "anna", MEETINGS, neu="gespraech", fam=number_of(family))
    assert "Gemeinsames Gespräch" in words(app)
    app.button(key=f"meeting:new:{family}:submit").click().run()
    assert not app.exception
    with reading(cast("amir")) as session:
        meeting = session.exec(select(Meeting)).one()
        present = set(session.exec(select(Attendee.party)))
    assert (meeting.event_on, meeting.state, meeting.confidentiality) == (
        date(2018, 10, 15), MeetingState.HELD, Confidentiality.TEAM,
    )  # fmt: skip
    assert present == {Party.PRO_ARBEIT, Party.ASD, Party.FAMILY}


def test_the_file_offers_the_form_to_its_leads_only(login_as: LoginAs, make_family: Families) -> None:
    """„Gespräch festhalten“ stands in the file for leads and deputies; Koordination reads the head without it."""
    number = number_of(make_family("Sommer"))
    for who, offered in (("anna", True), ("kerstin", False)):
        app = open_page(login_as, who, "families/family_file.py", fam=number)
        assert ("Gespräch festhalten" in [button.label for button in app.button]) is offered


def test_who_reads_follows_from_who_was_there(login_as: LoginAs, cast: Cast, make_family: Families) -> None:
    """Without Amir the form says that it is not joint and asks who may read; the telephone needs neither."""
    family = make_family("Sommer")
    app = open_page(login_as, "anna", MEETINGS, neu="gespraech", fam=number_of(family))
    key = f"meeting:new:{family}"
    app.button_group(key=f"{key}:ASD").set_value([]).run()
    assert "Kein gemeinsames Gespräch: ASD nicht dabei." in words(app)
    assert app.selectbox(key=f"{key}:confidentiality").value is Confidentiality.INSTITUTION
    app.button(key=f"{key}:submit").click().run()
    with reading(cast("amir")) as session:
        assert session.exec(select(Meeting)).all() == []


def test_another_kind_brings_other_people_until_somebody_chose(login_as: LoginAs, make_family: Families) -> None:
    """Fallkonferenz unticks the family; what was chosen by hand stays."""
    family = make_family("Sommer")
    app = open_page(login_as, "anna", MEETINGS, neu="gespraech", fam=number_of(family))
    key = f"meeting:new:{family}"
    kinds = app.selectbox(key=f"{key}:kind_id")
    kinds.select("Fallkonferenz").run()
    assert app.button_group(key=f"{key}:FAMILY").value == []
    app.button_group(key=f"{key}:ASD").set_value([]).run()
    app.selectbox(key=f"{key}:kind_id").select("Hausbesuch").run()
    assert app.button_group(key=f"{key}:FAMILY").value == ["nFamilie"]
    assert app.button_group(key=f"{key}:ASD").value == []


def test_wrong_dates_keep_everything_typed(login_as: LoginAs, make_family: Families) -> None:
    """A future day is refused beside the field, in German, and the place typed stays."""
    family = make_family("Sommer")
    app = open_page(login_as, "anna", MEETINGS, neu="gespraech", fam=number_of(family))
    key = f"meeting:new:{family}"
    app.text_input(key=f"{key}:event_on").input("24.12.2018")
    app.text_input(key=f"{key}:place").input("Langen")
    app.button(key=f"{key}:submit").click().run()
    shown = "\n".join(element.proto.body for element in app.get("html"))
    assert "Der Tag liegt in der Zukunft" in shown
    assert app.text_input(key=f"{key}:place").value == "Langen"


def test_planned_meetings_wait_for_an_answer(
    login_as: LoginAs, cast: Cast, make_family: Families, record: Callable[..., int]
) -> None:
    """Not appeared with one click, the way back beside it; the planned day is documented instead of doubled."""
    family = make_family("Sommer")
    number = record(family, planned=True, on=date(2018, 10, 15))
    app = open_page(login_as, "anna", MEETINGS)
    app.button(key=f"noshow:{number}").click().run()
    assert not app.exception
    app.button(key="undo-last").click().run()
    with reading(cast("anna")) as session:
        assert session.exec(select(Meeting.state)).one() is MeetingState.PLANNED
    form = open_page(login_as, "anna", MEETINGS, neu="gespraech", fam=number_of(family))
    assert form.checkbox(key=f"meeting:new:{family}:planned-{number}").value is True
    form.button(key=f"meeting:new:{family}:submit").click().run()
    with reading(cast("anna")) as session:
        assert session.exec(select(Meeting.state)).all() == [MeetingState.HELD]


def test_tasks_are_done_with_one_click_and_back(login_as: LoginAs, cast: Cast, make_family: Families) -> None:
    """Anna ticks her task off and takes it back; overdue is said in words; Stefan and Kerstin see nothing."""
    anna, family = cast("anna"), make_family("Sommer")
    with transaction(anna) as session:
        draft = tasks.TaskDraft(family, "Kita-Platz anmelden", anna.account_id, date(2018, 10, 20))
        number = tasks.add(session, draft).id
        task = session.get(Task, number)
        assert task
        task.event_on, task.due_on = date(2018, 9, 1), date(2018, 10, 1)
        session.add(task)
    app = open_page(login_as, "anna", TASKS)
    assert "überfällig seit 14 Tagen" in words(app)
    app.button(key=f"done:{number}").click().run()
    assert "Keine offenen Aufgaben" in words(app)
    app.button(key="undo-last").click().run()
    assert "überfällig seit 14 Tagen" in words(app)
    for name in ("stefan", "kerstin"):
        assert "Kita" not in words(open_page(login_as, name, TASKS))


def test_today_says_what_is_due(
    login_as: LoginAs, cast: Cast, make_family: Families, record: Callable[..., int]
) -> None:
    """One sentence and the groups: a meeting today, one undocumented, an overdue task; Stefan gets none of it."""
    anna, family = cast("anna"), make_family("Sommer")
    record(family, planned=True, on=date(2018, 10, 15))
    late = record(family, planned=True, on=date(2018, 10, 16))
    with transaction(anna) as session:
        tasks.add(session, tasks.TaskDraft(family, "Heute fällig", anna.account_id, date(2018, 10, 15)))
        row = session.get(Meeting, late)
        assert row
        row.event_on = date(2018, 10, 1)
        session.add(row)
    app = open_page(login_as, "anna", TODAY)
    assert "Heute 1 Termin, 1 Aufgabe fällig. Dazu 1 offener Punkt." in words(app)
    assert agenda(app) == {
        "Termine heute": ["Sommer"],
        "Aufgaben heute": ["Heute fällig"],
        "Ohne Eintrag: Was wurde daraus?": ["Sommer"],
    }
    stefan = open_page(login_as, "stefan", TODAY)
    assert "Sommer" not in words(stefan)
    assert "Familie vorschlagen" in [button.label for button in stefan.button]


def test_today_says_what_to_do_first(login_as: LoginAs) -> None:
    """On an empty database: Koordination reads the list in, Administration is told which accounts are missing."""
    kerstin = open_page(login_as, "kerstin", TODAY)
    assert {"Liste einlesen", "Plan und Plätze eintragen"} <= {button.label for button in kerstin.button}
    assert not [button for button in open_page(login_as, "adam", TODAY).button if button.label == "Konten anlegen"]
    with db.program() as session:
        konrad = session.exec(select(Account).where(Account.username == "konrad")).one()
        konrad.active = False
        session.add(konrad)
    adam = open_page(login_as, "adam", TODAY)
    assert "Koordination ASD" in words(adam).replace("\\", "")
    assert "Konten anlegen" in [button.label for button in adam.button]


def test_leadership_gets_none_of_these_pages(login_as: LoginAs) -> None:
    """Leitung sees totals only: neither Heute nor Gespräche nor Aufgaben open."""
    for page in (MEETINGS, TASKS, TODAY):
        with pytest.raises(ValueError, match="page"):
            login_as("lena").switch_page(page_path(page))
