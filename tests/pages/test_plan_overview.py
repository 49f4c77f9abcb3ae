"""The overview of a family's file says how its plan stands: counted of what one may read, by one statement."""

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import Session, select

from fam import db
from fam.db import reading
from fam.models import Family, FamilyPlan, Goal, Instrument, ListItem, Measure, Review
from fam.queries import plan_overview
from fam.queries.plan_overview import PlanOverview
from fam.rules.plan_terms import MeasureLevel, MeasureStatus, ReviewKind
from fam.rules.terms import Confidentiality, ListName
from fam.services import plan_entries, records
from tests.pages.test_family_file import NUMBER, texts
from tests.support.cast import family, member
from tests.support.people import LoginAs, opened

DAY = date(2018, 9, 1)


@pytest.fixture
def database(both_databases: str) -> str:
    """SQLite and PostgreSQL."""
    return both_databases


def entry(session: Session, family_id: int, model: Any, **values: Any) -> None:
    """Write an entry of the plan as the form does."""
    row = plan_entries.begin(session, model, family_id, DAY, level=values.pop("readers", None))
    for key, value in values.items():
        setattr(row, key, value)
    records.add(session, row)


def planted(family_id: int) -> None:
    """Anna's: two goals, one of them ended, one measure that runs and one proposed; and a goal of Amir's side alone."""
    with db.program() as session:
        area = session.exec(select(ListItem.id).where(ListItem.list == ListName.AREA)).first()
        code = session.exec(select(Instrument.code).where(Instrument.code == "VIII-16")).one()
    common = {"instrument_code": code, "level": MeasureLevel.FAMILY}
    with db.transaction(member("anna")) as session:
        entry(session, family_id, Goal, area_id=area, text="Lehre finden")
        entry(session, family_id, Goal, area_id=area, text="Wohnung", ended_on=date(2018, 10, 1))
        entry(session, family_id, Measure, **common, status=MeasureStatus.RUNNING, starts_on=DAY)
        entry(session, family_id, Measure, **common, status=MeasureStatus.PROPOSED)
        entry(session, family_id, FamilyPlan, number=1)
        entry(session, family_id, FamilyPlan, number=2)
        entry(session, family_id, Review, kind=ReviewKind.FAM, due_on=date(2018, 12, 1))
    with db.transaction(member("amir")) as session:
        entry(session, family_id, Goal, area_id=area, text="Beim ASD", readers=Confidentiality.INSTITUTION)


def counted(name: str, family_id: int) -> PlanOverview:
    """What a member of the cast is told."""
    with reading(member(name)) as session:
        return plan_overview.of_family(session, session.get_one(Family, family_id))


def test_each_counts_what_they_may_read(database: str) -> None:
    """Amir's own goal is counted for him and not for Anna; Koordination counts nothing."""
    number = family("Kaya")
    planted(number)
    assert counted("anna", number) == PlanOverview(1, 1, 1, date(2018, 12, 1), 2, DAY)
    assert counted("amir", number).goals == 2
    assert counted("kerstin", number) == PlanOverview(0, 0, 0, date(2018, 11, 1), None, None)  # computed from the head


def test_one_statement_is_enough(database: str) -> None:
    """However much there is: the box costs the overview one statement."""
    number = family("Kaya")
    planted(number)
    seen: list[str] = []
    with reading(member("anna")) as session:
        head = session.get_one(Family, number)
        sa.event.listen(session.get_bind(), "before_cursor_execute", lambda *given: seen.append(given[2]))
        plan_overview.of_family(session, head)
    assert len(seen) == 1


def test_the_box_says_it_and_leads_to_the_parts(login_as: LoginAs, database: str) -> None:
    """Without a plan it says where to begin; with one it says what is open, what runs, what is next."""
    number = family("Kaya")
    app = opened(login_as("anna"), "families/family_file.py", fam=NUMBER)
    assert f"[Bedarfe](familienakte?fam={NUMBER}&bereich=bedarfe)" in texts(app)
    assert "Nächste Überprüfung: [01.11.2018]" in texts(app)  # computed from the admission
    planted(number)
    page = texts(opened(app, "families/family_file.py", fam=NUMBER))
    for said in ("[1 offenes Ziel]", "[1 laufende Maßnahme]", "1 Entscheidung offen",
                 "[Familienplan, 2. Fassung](familienakte?fam=FAM-2017-00001&bereich=plan) vom 01.09.2018",
                 "Nächste Überprüfung: [01.12.2018]"):  # fmt: skip
        assert said in page, said


def test_koordination_is_told_nothing_of_the_plan(login_as: LoginAs, database: str) -> None:
    """It reads the head, no content; and no box that would be empty."""
    planted(family("Kaya"))
    page = texts(opened(login_as("kerstin"), "families/family_file.py", fam=NUMBER))
    assert "offenes Ziel" not in page
    assert "Noch kein Plan" not in page
