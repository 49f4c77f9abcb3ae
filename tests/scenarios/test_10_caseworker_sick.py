"""Scenario 10: a Fachkraft is sick for six weeks: a dated deputy, who reads everything but what was entrusted."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from sqlmodel import select

from fam import db
from fam.models import Account, Attendee, Family, Meeting, Note, Task
from fam.person import Person
from fam.queries import calendar, family_file, tasks
from fam.queries.tasks import TaskSearch, Which
from fam.rules.plan_terms import TemplateKind
from fam.rules.terms import Confidentiality, Institution, ListName, MeetingState, Party
from fam.services import deputies
from fam.ui import document_contents
from tests.pages.test_entry_levels import everything
from tests.services.cases import reason
from tests.support.cast import TODAY
from tests.support.people import LoginAs, opened

Cast = Callable[[str], Person]
Make = Callable[..., int]


def deputy_of_amir(cast: Cast, ends: date) -> Person:
    """Lend Stefan to the ASD and let Konrad make him Amir's deputy from today until before `ends`."""
    with db.program() as session:
        session.exec(select(Account).where(Account.username == "stefan")).one().institution = Institution.ASD
    deputy, amir = replace(cast("stefan"), institution=Institution.ASD), cast("amir").account_id
    with db.transaction(cast("konrad")) as session:
        deputies.appoint(session, amir, deputy.account_id, TODAY, ends)
    return deputy


def test_tasks_and_calendar_move_to_the_deputy_and_end_by_themselves(
    login_as: LoginAs, make_family: Make, cast: Cast
) -> None:
    """What Amir has to do is Stefan's for six weeks; what was entrusted and what comes later is not."""
    family, ends, amir = make_family("Zehn"), TODAY + timedelta(weeks=6), cast("amir")
    other, kind = make_family("Andere", leads=("anna",)), reason(ListName.MEETING_KIND)
    with db.program() as session:
        for level, text in ((Confidentiality.TEAM, "Xteamx"), (Confidentiality.INSTITUTION, "Xinternx"),
                            (Confidentiality.ENTRUSTED, "Xanvertrautx")):  # fmt: skip
            session.add(Task(family_id=family, institution=Institution.ASD, confidentiality=level, text=text,
                             event_on=TODAY, due_on=TODAY, owner_id=amir.account_id,
                             author_id=amir.account_id))  # fmt: skip
        session.add(Task(family_id=other, institution=Institution.PRO_ARBEIT, text="Xfremdx", event_on=TODAY,
                         due_on=TODAY, owner_id=amir.account_id))  # fmt: skip
        for day in (TODAY - timedelta(days=7), TODAY, ends - timedelta(days=1), ends):
            meeting = Meeting(family_id=family, institution=Institution.ASD, confidentiality=Confidentiality.TEAM,
                              state=MeetingState.PLANNED, event_on=day, kind_id=kind)  # fmt: skip
            session.add(meeting)
            session.flush()
            session.add(Attendee(meeting_id=meeting.id or 0, family_id=family, party=Party.ASD,
                                 account_id=amir.account_id))  # fmt: skip
    deputy = deputy_of_amir(cast, ends)
    for day, seen, dates in ((TODAY, ["Xteamx", "Xinternx"], [ends - timedelta(days=1), TODAY]), (ends, [], [])):
        with db.reading(replace(deputy, today=day)) as session:
            assert sorted(one.text for one in tasks.find(session, TaskSearch(Which.MINE))) == sorted(seen), day
            assert tasks.count(session)[Which.MINE] == len(seen)
            assert [one.event_on for one in calendar.mine(session)] == dates
    with db.reading(cast("anna")) as session:
        assert tasks.find(session, TaskSearch(Which.MINE)) == []
    page = everything(opened(login_as("stefan"), "start/today.py"))
    assert "in Vertretung f" in page  # the lines of Heute are JSON: the umlaut is escaped
    assert [word for word in ("Xteamx", "Xinternx", "Xanvertrautx", "Xfremdx") if word in page] == [
        "Xteamx",
        "Xinternx",
    ]


def test_the_family_sees_the_deputy_in_its_invitation(make_family: Make, cast: Cast) -> None:
    """The paper names both, and who stands in; after the end it names Amir alone."""
    family, ends = make_family("Zehn"), TODAY + timedelta(weeks=6)
    kind = reason(ListName.MEETING_KIND)
    with db.program() as session:
        meeting = Meeting(family_id=family, institution=Institution.ASD, confidentiality=Confidentiality.TEAM,
                          state=MeetingState.PLANNED, event_on=ends + timedelta(days=1), kind_id=kind)  # fmt: skip
        session.add(meeting)
        session.flush()
        planned, number = meeting.id or 0, session.get_one(Family, family).number
    deputy_of_amir(cast, ends)
    for day, named in ((TODAY, True), (ends, False)):
        amir = replace(cast("amir"), today=day)
        with db.reading(amir) as session:
            file = family_file.load(session, number)
        paper = document_contents.contents(amir, file, TemplateKind.INVITATION, planned)
        assert paper is not None
        assert "Amir" in str(paper.values)
        assert ("Stefan (Vertretung)" in str(paper.values)) is named, day


def test_the_deputy_reads_team_and_institution_until_the_end(make_family: Make, cast: Cast) -> None:
    """Stefan, lent to the ASD, stands in for Amir; what was entrusted to Amir (§ 65 SGB VIII) stays his."""
    family, ends = make_family("Zehn"), TODAY + timedelta(weeks=6)
    amir = cast("amir")
    with db.program() as session:
        account = session.exec(select(Account).where(Account.username == "stefan")).one()
        account.institution = Institution.ASD
        for level in Confidentiality:
            session.add(Note(family_id=family, institution=Institution.ASD, confidentiality=level, text=level.label,
                             event_on=date(2018, 10, 1), author_id=amir.account_id))  # fmt: skip
    deputy = replace(cast("stefan"), institution=Institution.ASD)
    with db.reading(deputy) as session:
        assert session.exec(select(Note)).all() == []
    with db.transaction(cast("konrad")) as session:
        assert deputies.appoint(session, amir.account_id, deputy.account_id, TODAY, ends) == 1
    for day, seen in ((TODAY, 2), (ends - timedelta(days=1), 2), (ends, 0), (TODAY - timedelta(days=1), 0)):
        with db.reading(replace(deputy, today=day)) as session:
            notes = session.exec(select(Note)).all()
            assert len(notes) == seen, day
            assert Confidentiality.ENTRUSTED not in {one.confidentiality for one in notes}
            assert len(session.exec(select(Family)).all()) == bool(seen)
    with db.reading(amir) as session:
        assert len(session.exec(select(Note)).all()) == 3
