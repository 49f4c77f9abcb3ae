"""Agreeing on a version of the family plan: what was agreed stays as it was; the next version stands beside it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlmodel import Session, func, select

from fam import db
from fam.errors import InvalidForm, NotAllowed
from fam.models import FamilyPlan
from fam.person import Person
from fam.services import plan_entries, plan_snapshot, records
from fam.services.leads import works_on

EMPTY = "Es gibt noch nichts zu vereinbaren: keine Einschätzung, kein Ziel, kein Schritt, keine Maßnahme für das Team."


def agree(
    session: Session,
    family_id: int,
    event_on: date | None,
    *,
    review_on: date | None = None,
    signed_on: date | None = None,
    signed_by: str = "",
    remark: str = "",
    extra: Mapping[str, Any] | None = None,
) -> FamilyPlan:
    """Take down the family's plan as it stands as the next version and return it.

    Raises InvalidForm for a missing or future day, one before the version before, or an empty plan; NotAllowed for
    who does not lead the case. Looks past the person's own scope, so that the version is whole whoever agrees on it:
    each line goes to who may read its source.
    """
    person: Person = session.info["person"]
    if not (person.system or works_on(session, family_id)):
        raise NotAllowed
    plan = plan_entries.begin(session, FamilyPlan, family_id, event_on, review_on=review_on, signed_on=signed_on,
                              signed_by=signed_by, remark=remark)  # fmt: skip
    _check_days(plan, person.today)
    with db.elevated(session):
        last = session.exec(select(func.max(FamilyPlan.number)).where(FamilyPlan.family_id == family_id)).one() or 0
        newest = session.exec(select(func.max(FamilyPlan.event_on)).where(FamilyPlan.family_id == family_id)).one()
        lines = plan_snapshot.lines(session, family_id, plan.event_on)
    if newest and plan.event_on < newest:
        raise InvalidForm({"event_on": "Der Tag liegt vor der vorigen Fassung."})
    if not lines:
        raise InvalidForm({"event_on": EMPTY})
    plan.number = last + 1
    records.add(session, plan, extra)
    with db.elevated(session):
        for line in lines:
            line.plan_id = plan.id or 0
            session.add(line)
    return plan


def sign(session: Session, plan_id: int, opened: Mapping[str, Any], changes: Mapping[str, Any]) -> FamilyPlan:
    """Record who signed a version and when, its review and remark; its lines stay. As `records.edit`."""
    plan = records.edit(session, FamilyPlan, plan_id, opened, changes)
    person: Person = session.info["person"]
    _check_days(plan, person.today)
    return plan


def _check_days(plan: FamilyPlan, today: date) -> None:
    wrong = {}
    if plan.signed_on and not plan.event_on <= plan.signed_on <= today:
        wrong["signed_on"] = "Unterschrieben wird zwischen der Vereinbarung und heute."
    if plan.review_on and plan.review_on <= plan.event_on:
        wrong["review_on"] = "Die nächste Überprüfung liegt nach der Vereinbarung."
    if wrong:
        raise InvalidForm(wrong)
