"""What stands in the way of a closing, asked for whoever closes; the tandem's closing is confirmed by Koordination."""

from datetime import date

from sqlmodel import Session, col, select

from fam import db
from fam.errors import IllegalStep, NotAllowed
from fam.models import Family, StatusPeriod
from fam.queries import closings
from fam.rules import closing as rules
from fam.rules.terms import Role, Status
from fam.services.cases import find, person
from fam.services.leads import works_on

NOTHING_TO_CONFIRM = "Hier ist kein Abschluss zu bestätigen."
TO_CONFIRM = "Der Abschluss ist von der Koordination noch zu bestätigen."
FOUR_EYES = "Wer abgeschlossen hat, bestätigt nicht selbst."


def open_questions(session: Session, family: Family, last_day: date) -> tuple[str, ...]:
    """Return a sentence for what is still open on the last day; none for cases of the old list.

    The tandem is told what it reads, everybody else which kinds of questions are open, whoever wrote what they hang on.
    """
    if family.legacy:
        return ()
    if works_on(session, family.id or 0):
        return rules.blockers(*closings.counts(session, family.id or 0, last_day))
    with db.elevated(session):
        return rules.unread_blockers(*closings.counts(session, family.id or 0, last_day))


def unanswered(session: Session, family_id: int, last_day: date) -> tuple[str, ...]:
    """Return `open_questions` of a case; raises NotFound."""
    return open_questions(session, find(session, family_id), last_day)


def waiting(session: Session, family: Family) -> StatusPeriod | None:
    """Return the closing that Koordination has not confirmed yet, if there is one."""
    if family.status is not Status.CLOSED:
        return None
    query = select(StatusPeriod).where(
        StatusPeriod.family_id == family.id, StatusPeriod.status == Status.CLOSED, col(StatusPeriod.ends_on).is_(None)
    )
    return session.exec(query.where(col(StatusPeriod.to_confirm).is_(True))).first()


def against_confirming(session: Session, period: StatusPeriod) -> str:
    """Return why the person does not confirm a closing, "" if they may."""
    who = person(session)
    if not who.has(Role.COORDINATOR):
        return TO_CONFIRM
    return FOUR_EYES if period.created_by == who.account_id else ""


def confirm(session: Session, family_id: int) -> StatusPeriod:
    """Confirm the tandem's closing as Koordination (domain handbook §4.3).

    Raises NotFound, NotAllowed for others and for who closed, IllegalStep if there is nothing to confirm.
    """
    who, period = person(session), waiting(session, find(session, family_id))
    if period is None:
        raise IllegalStep([NOTHING_TO_CONFIRM])
    if why := against_confirming(session, period):
        raise NotAllowed(why)
    period.to_confirm, period.confirmed_on, period.confirmed_by = False, who.today, who.account_id or None
    session.add(period)
    session.flush()
    return period
