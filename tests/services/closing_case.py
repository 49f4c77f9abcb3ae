"""A case with something of everything that a closing asks for, the full answer, and closing it."""

from datetime import date
from typing import Any

from sqlmodel import col, select

from fam import db
from fam.models import BenefitUnit, Goal, Instrument, ListItem, Measure
from fam.rules.closing import GoalEnd, Handling
from fam.rules.goals import LEVELS
from fam.rules.plan_terms import GoalOutcome, MeasureLevel, MeasureStatus, Perspective, ReceiptClass
from fam.rules.terms import DataCategory, ListName
from fam.services import closing, plan_entries, records
from fam.services.closing import ClosingDraft
from tests.services.cases import Cast, MakeFamily, reason

LAST = date(2018, 10, 14)


def open_case(cast: Cast, make_family: MakeFamily) -> int:
    """Return a family in FAM with an open goal, a BG and two measures: one runs, one was only proposed."""
    family = make_family("Kaya")
    with db.transaction(cast("anna")) as session:
        area = session.exec(select(ListItem.id).where(ListItem.list == ListName.AREA)).first()
        code = session.exec(select(Instrument.code).order_by(col(Instrument.position))).first()
        records.add(session, BenefitUnit(family_id=family, number="BG-1"))
        goal = plan_entries.begin(session, Goal, family, LAST, area_id=area, text="Ausbildung")
        for key in LEVELS.values():
            setattr(goal, key, "Fiktiv beschrieben")
        records.add(session, goal)
        for status in (MeasureStatus.RUNNING, MeasureStatus.PROPOSED):
            row = plan_entries.begin(session, Measure, family, LAST, category=DataCategory.MEASURES,
                                     instrument_code=code, status=status)  # fmt: skip
            row.level = MeasureLevel.PERSON
            records.add(session, row)
    return family


def ids(model: Any, family: int) -> list[int]:
    """Return the ids of a family's rows."""
    with db.program() as session:
        return [one.id for one in session.exec(select(model).where(model.family_id == family).order_by(model.id))]


def full(family: int, follow_up: bool = True) -> ClosingDraft:
    """Return an answer to everything that is open."""
    measures = dict(zip(ids(Measure, family), (Handling.CONTINUE, Handling.END), strict=True))
    return ClosingDraft(
        outcome=GoalOutcome.PARTLY, summary="Viel geschafft", follow_up=follow_up, aftercare_until=date(2019, 1, 14),
        goals={ids(Goal, family)[0]: GoalEnd(outcome=GoalOutcome.MOSTLY, ratings={Perspective.FAMILY: 0})},
        units={ids(BenefitUnit, family)[0]: ReceiptClass.SUPPLEMENT}, measures=measures,
    )  # fmt: skip


def close(cast: Cast, who: str, family: int, draft: ClosingDraft) -> None:
    """Close on the last day."""
    with db.transaction(cast(who)) as session:
        closing.close(session, family, LAST, reason(ListName.CLOSING), (), draft)
