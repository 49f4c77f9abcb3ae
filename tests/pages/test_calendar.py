"""Meetings with an end, and the way into one's calendar: on the page, and in the read log."""

from collections.abc import Callable
from datetime import date, time

import pytest
from sqlmodel import select
from streamlit.testing.v1 import AppTest

from fam import db
from fam.models import Account, Attendee, ListItem, Meeting, ReadEntry
from fam.rules.protection_terms import ReadKind
from fam.rules.terms import Confidentiality, Institution, ListName, MeetingState, Party
from tests.support.people import LoginAs, opened

Families = Callable[..., int]
PAGE = "cooperation/meetings.py"


@pytest.fixture
def planned(make_family: Families) -> int:
    """A joint meeting that Anna is expected at."""
    made = make_family("Yılmaz")
    with db.program() as session:
        kinds = select(ListItem.id).where(ListItem.list == ListName.MEETING_KIND, ListItem.code == "GESPRAECH")
        anna = session.exec(select(Account.id).where(Account.username == "anna")).one()
        meeting = Meeting(
            family_id=made, kind_id=session.exec(kinds).one() or 0, event_on=date(2018, 10, 22), starts_at=time(9),
            institution=Institution.PRO_ARBEIT, state=MeetingState.PLANNED, confidentiality=Confidentiality.TEAM,
        )  # fmt: skip
        session.add(meeting)
        session.flush()
        session.add(Attendee(meeting_id=meeting.id or 0, family_id=made, party=Party.PRO_ARBEIT, account_id=anna))
        return meeting.id or 0


def buttons(app: AppTest) -> list[str]:
    """Return the labels of the download buttons."""
    return [one.proto.label for one in app.get("download_button")]


def test_an_end_before_the_beginning_is_said_at_the_field(login_as: LoginAs, planned: int) -> None:
    """ "bis" is optional; when it is wrong it is said, and what was typed stays; then it is saved and shown."""
    app = opened(login_as("anna"), PAGE, gespraech=str(planned), tun="bearbeiten")
    until = next(one for one in app.text_input if one.label == "bis")
    until.input("8:30").run()
    app.button(key=f"meeting:{planned}:submit").click().run()
    assert any("Das Ende liegt nicht nach dem Beginn." in one.proto.body for one in app.get("html"))
    next(one for one in app.text_input if one.label == "bis").input("10:30").run()
    app.button(key=f"meeting:{planned}:submit").click().run()
    assert not app.exception
    with db.program() as session:
        assert session.exec(select(Meeting)).one().ends_at == time(10, 30)
    page = " ".join(str(one.value) for one in opened(login_as("anna"), PAGE, gespraech=str(planned)).markdown)
    assert "09:00–10:30 Uhr" in page.replace("\\", "")


def test_who_reads_a_meeting_may_take_it_along(login_as: LoginAs, planned: int) -> None:
    """Both leads see the button; a stranger neither meeting nor button; Koordination has no calendar of her own."""
    for name, there in (("anna", True), ("amir", True), ("stefan", False)):
        labels = buttons(opened(login_as(name), PAGE, gespraech=str(planned)))
        assert ("In den Kalender" in labels) == there, name
    assert "Meine Termine in den Kalender" in buttons(opened(login_as("anna"), PAGE))
    assert "Meine Termine in den Kalender" not in buttons(opened(login_as("kerstin"), PAGE))


def test_what_leaves_the_house_is_in_the_read_log(login_as: LoginAs, planned: int, cast: Callable[..., object]) -> None:
    """The function behind each button writes its line; the file holds no name."""
    import streamlit as st

    from fam.ui import calendar_file

    made: list[bytes] = []
    with pytest.MonkeyPatch.context() as patch:  # clicked at once
        patch.setattr(st, "download_button", lambda _label, *, data, **_more: made.append(data()))
        opened(login_as("anna"), PAGE, gespraech=str(planned))
        opened(login_as("anna"), PAGE)
    assert calendar_file
    assert [b"FAM-" in one and "Yılmaz".encode() not in one for one in made if one[:15] == b"BEGIN:VCALENDAR"] == [
        True,
        True,
    ]
    with db.program() as session:
        lines = session.exec(select(ReadEntry.kind, ReadEntry.detail)).all()
    assert (ReadKind.DOCUMENT, "Termin als Kalenderdatei") in lines
    assert (ReadKind.EXPORT, "Eigene Termine als Kalenderdatei, 1 Zeilen") in lines
