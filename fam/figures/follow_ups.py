"""What families say 3, 6 and 12 months after FAM, where they agreed to be asked: counts per distance."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from fam.figures.indicator import Number, Period, portion
from fam.figures.monthly import snapshot
from fam.figures.population import entered
from fam.models import FollowUp
from fam.rules.closing import FOLLOW_UP_MONTHS
from fam.rules.plan_terms import ReceiptClass


@dataclass(frozen=True, slots=True)
class Asked:
    """The follow-ups due in a period, so many months after the end; each share is of those that were reached."""

    months: int
    due: int
    asked: int
    reached: Number  # of those due
    out: Number  # without SGB II receipt, of those reached who said
    work: Number  # somebody in work or training, of those reached who said


def follow_ups(period: Period) -> tuple[Asked, ...]:
    """Return the follow-ups whose day lies in the period, a row for each distance; every family is in a row once."""
    with snapshot() as session:
        return tuple(_counted(session, period, months) for months in FOLLOW_UP_MONTHS)


def _counted(session: Session, period: Period, months: int) -> Asked:
    held, reached = col(FollowUp.held_on).is_not(None), col(FollowUp.reached).is_(True)
    known, told = col(FollowUp.receipt).is_not(None), col(FollowUp.in_work).is_not(None)
    wanted = (
        sa.true(), held, sa.and_(held, reached), sa.and_(reached, known),
        sa.and_(reached, col(FollowUp.receipt) == ReceiptClass.NONE), sa.and_(reached, told),
        sa.and_(reached, col(FollowUp.in_work).is_(True)),
    )  # fmt: skip
    query: Any = sa.select(*(sa.func.count(sa.case((where, 1))) for where in wanted)).where(
        col(FollowUp.months) == months, col(FollowUp.event_on).between(period.first, period.last),
        *entered(FollowUp, period),
    )  # fmt: skip
    due, asked, found, of_receipt, out, of_work, work = (int(one) for one in session.exec(query).one())
    return Asked(months, due, asked, portion(found, due), portion(out, of_receipt), portion(work, of_work))
