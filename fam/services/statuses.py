"""The status history of a family: one open period, the earlier ones closed where the next begins."""

from datetime import date

from sqlmodel import Session, select

from fam.models import Family, StatusPeriod
from fam.rules.terms import ENDED, IN_STOCK, Phase, Status

FIRST_PHASE = {Status.PROPOSED: Phase.RECEIVED, Status.EXAMINATION: Phase.CRITERIA, Status.ACTIVE: Phase.NEEDS}


def set_status(
    session: Session,
    family: Family,
    status: Status,
    on: date,
    *,
    reason_id: int | None = None,
    note: str = "",
    expected_until: date | None = None,
) -> StatusPeriod:
    """Write the new status from `on` and return its period; no guard is asked here (services/lifecycle does).

    Also keeps the family's dates: first ACTIVE sets admitted_on, CLOSED sets closed_on (first day no longer in FAM).
    """
    assert family.id is not None
    query = select(StatusPeriod).where(StatusPeriod.family_id == family.id, StatusPeriod.ends_on == None)  # noqa: E711
    for period in session.exec(query):
        period.ends_on = on
        session.add(period)
    new = StatusPeriod(
        family_id=family.id, status=status, starts_on=on, reason_id=reason_id, note=note, expected_until=expected_until
    )
    session.add(new)
    was = family.status
    family.status = status
    if not (was in IN_STOCK and status in IN_STOCK):
        family.phase = FIRST_PHASE.get(status)
    if status is Status.ACTIVE and family.admitted_on is None:
        family.admitted_on = on
    if status is Status.CLOSED:
        family.closed_on = on
    if status in ENDED and reason_id:
        family.reason_id = reason_id
    session.add(family)
    session.flush()
    return new
