"""Scenario 9: a meeting is entered three weeks late: its own day stays, the day of entry is kept, nothing blocks."""

from collections.abc import Callable
from datetime import date

from sqlmodel import select

from fam import db
from fam.exchange import report_rows
from fam.figures import growth, reports
from fam.figures.shown import Audience
from fam.models import ChangeEntry, Family, ListItem, Meeting, now
from fam.person import Person
from fam.rules.report_terms import ReportKind
from fam.rules.terms import ListName, Party
from fam.services import meetings
from fam.services import reports as service
from fam.services.attendance import FAMILY, Presence
from fam.services.meeting_draft import FamilyPart, MeetingDraft
from tests.pages.test_entry_levels import everything
from tests.support.cast import TODAY
from tests.support.people import LoginAs, opened

Cast = Callable[[str], Person]
Make = Callable[..., int]
HELD = date(2018, 9, 24)


def test_both_days_are_kept_and_last_month_is_not_blocked(login_as: LoginAs, make_family: Make, cast: Cast) -> None:
    """Amir reads it at its day; the file says that it was entered later; the stock of September is as before."""
    family = make_family("Neun")
    before = [one for one in growth.growth(TODAY) if one.month == date(2018, 9, 1)]
    with db.program() as session:
        kind = session.exec(select(ListItem.id).where(
            ListItem.list == ListName.MEETING_KIND, ListItem.code == "GESPRAECH")).one()  # fmt: skip
        number = session.get_one(Family, family).number
    staff = tuple(Presence(party, cast(name).account_id)
                  for name, party in (("anna", Party.PRO_ARBEIT), ("amir", Party.ASD)))  # fmt: skip
    part = FamilyPart(family, present=(Presence(Party.FAMILY, name=FAMILY),), topics="nachgetragen")
    with db.transaction(cast("anna")) as session:
        meetings.record(session, MeetingDraft(kind_id=kind, parts=(part,), staff=staff, event_on=HELD))
    with db.reading(cast("amir")) as session:
        meeting = session.exec(select(Meeting)).one()
        assert meeting.event_on == HELD
        assert meeting.created_at.date() == now().date()
        assert session.exec(select(ChangeEntry).where(ChangeEntry.entity == "meeting")).first() is not None
    assert [one for one in growth.growth(TODAY) if one.month == date(2018, 9, 1)] == before
    app = opened(login_as("amir"), "families/family_file.py", fam=number)
    said = " ".join(str(one.value) for one in (*app.markdown, *app.caption)).replace("\\", "")
    assert "nachgetragen" in said
    assert "erfasst am" in said


def test_the_frozen_report_stays_and_the_difference_is_shown(login_as: LoginAs, make_family: Make, cast: Cast) -> None:
    """What is entered after September was frozen changes what is counted today, not what Leitung holds in hand."""
    make_family("Neun")
    with db.transaction(cast("kerstin")) as session:
        report = service.freeze(session, ReportKind.MONTHLY, HELD).id or 0
    before = reports.frozen(report, Audience.COORDINATION)
    assert before is not None
    make_family("Nachtrag")
    after = reports.frozen(report, Audience.COORDINATION)
    assert after == before
    changed = report_rows.changes(after.figures, reports.counted_now(after), after)
    assert ("I01", "Bestand", "", "1", "2") in changed
    page = everything(opened(login_as("lena"), "analysis/reports.py"))
    assert "Seither geändert (Revision)" in page
