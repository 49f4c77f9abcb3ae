"""Scenario 16: a girl of 16 talks to the ASD without her parents' knowledge (§ 8 Abs. 3 SGB VIII)."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlmodel import select

from fam import db
from fam.errors import InvalidForm
from fam.exchange import access_report as files
from fam.models import Goal, Member, Note
from fam.person import Person
from fam.queries import meeting_agenda
from fam.rules.access_report import redacted
from fam.rules.terms import Confidentiality, MemberRole
from fam.services import access_requests, notes, plan_entries
from fam.services.access_report import put_together
from fam.services.levels import Marks
from tests.pages.test_entry_levels import everything
from tests.support.people import LoginAs, opened

Cast = Callable[[str], Person]
Make = Callable[..., int]
DAY, SECRET = date(2018, 10, 8), "Xgeheimx"


def test_16_what_she_said_reaches_nobody_but_her_caseworker(login_as: LoginAs, cast: Cast, make_family: Make) -> None:
    """Only Amir reads it; not on paper, in no Auskunft that the mother asks for, not in the plan, on no agenda."""
    family = make_family("Kaya")
    with db.transaction(cast("amir")) as session:
        jule = Member(family_id=family, first_name="Jule", role=MemberRole.YOUNG_PERSON, born_on=date(2002, 5, 1))
        mother = Member(family_id=family, first_name="Aylin", role=MemberRole.MOTHER, custody_holder=True)
        session.add_all([jule, mother])
        session.flush()
        marks = Marks(about_id=jule.id, not_for_parents=True)
        note = notes.write(session, family, DAY, SECRET, Confidentiality.ENTRUSTED, marks=marks).id
        request = access_requests.ask(session, family, jule.id, DAY, mother.id).id or 0
    pages = {
        name: everything(opened(login_as(name), "families/family_file.py", fam="FAM-2017-00001"))
        for name in ("amir", "anna", "stefan", "konrad")
    }
    assert {name for name, page in pages.items() if SECRET in page} == {"amir"}
    for name in ("anna", "konrad", "lena", "adam", "dora"):
        with db.reading(cast(name)) as session:
            assert session.exec(select(Note)).all() == [], name
    assert f"nodruck-note-{note}" in pages["amir"]
    with db.transaction(cast("dora")) as session:
        report = put_together(session, request)
    keep_all = {item.key: ["", item.digest] for item in report.items}
    assert SECRET not in files.as_json(redacted(report, keep_all)).decode()
    with pytest.raises(InvalidForm), db.transaction(cast("amir")) as session:
        plan_entries.begin(session, Goal, family, DAY, level=Confidentiality.ENTRUSTED, text=SECRET)
    for name in ("amir", "anna"):
        with db.reading(cast(name)) as session:
            assert SECRET not in str(meeting_agenda.items(session, family))
