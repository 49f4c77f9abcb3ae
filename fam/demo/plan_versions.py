"""Family plans that were agreed: for a few families of the story a first version and the one after the last review."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlmodel import Session, col, select

from fam.demo import rows
from fam.demo.case import Row, weekday
from fam.demo.cast import TODAY
from fam.models import Family, FamilyPlan, PlanItem
from fam.rules.periods import add_months
from fam.rules.terms import Confidentiality, Institution, LegalCircle
from fam.services import plan_snapshot

TOLD = ("Doppelbach", "Ginsterbusch", "Amselfeld")  # all of them Anna's and Amir's
FIRST_AFTER, LAST = timedelta(days=49), TODAY - timedelta(days=7)
SIGNED = "Familie, Pro Arbeit und ASD"


def rows_of(session: Session, author: int) -> dict[Any, list[Row]]:
    """Return the versions and their lines, by model, for the families of the story that are in the database.

    Lines are taken from what stands there, as the page takes them; the first version knows only what was entered by
    its day.
    """
    made: dict[Any, list[Row]] = {FamilyPlan: [], PlanItem: []}
    told = select(Family).where(col(Family.name).in_(TOLD), col(Family.admitted_on).is_not(None))
    for family in session.exec(told.order_by(col(Family.id))):
        for number, day in enumerate(_days(family), start=1):
            lines = [one for one in plan_snapshot.lines(session, family.id or 0, day) if one.event_on <= day]
            if lines:
                made[FamilyPlan].append(_plan(len(made[FamilyPlan]) + 1, family.id or 0, number, day, author))
                made[PlanItem] += _lines(made, lines, day, author)
    return made


def _days(family: Family) -> tuple[date, ...]:
    first = weekday((family.admitted_on or TODAY) + FIRST_AFTER)
    return (first, LAST) if first < LAST else (LAST,)


def _plan(plan_id: int, family_id: int, number: int, day: date, author: int) -> Row:
    own: Row = {
        "id": plan_id, "family_id": family_id, "number": number, "event_on": day, "author_id": author,
        "institution": Institution.PRO_ARBEIT, "legal_circle": LegalCircle.BOTH,
        "confidentiality": Confidentiality.TEAM, "signed_on": day, "signed_by": SIGNED,
        "review_on": weekday(add_months(day, 6)),
    }  # fmt: skip
    return _full(FamilyPlan, own, day, author)


def _lines(made: dict[Any, list[Row]], lines: list[PlanItem], day: date, author: int) -> Iterator[Row]:
    first, plan_id = len(made[PlanItem]) + 1, len(made[FamilyPlan])
    for place, line in enumerate(lines):
        own = {key: value for key, value in line.model_dump().items() if value is not None}
        yield _full(PlanItem, own | {"id": first + place, "plan_id": plan_id, "position": place}, day, author)


def _full(model: Any, own: Row, day: date, author: int) -> Row:
    return rows.empty(model) | own | {"created_at": rows.at(day, 10), "created_by": author}
