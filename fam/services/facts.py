"""What the guards of the lifecycle look at, gathered for one case."""

from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from fam import db
from fam.errors import NotFound
from fam.figures.places import free_places, scarcer
from fam.models import ConsentItem, Dissent, Family, FamilyDetail, Lead, Member, StatusPeriod
from fam.person import Person
from fam.queries.consents import as_given, as_someone
from fam.rules import consent, consent_needs
from fam.rules.examination import blockers_of_vote
from fam.rules.lifecycle import CaseFacts
from fam.rules.terms import Institution, Status
from fam.services.examination import answers, votes

BEFORE_ADMISSION = (Status.EXAMINATION, Status.WAITING)


def facts(session: Session, family_id: int) -> CaseFacts:
    """Return what the guards look at; raises NotFound for a case that the person may not see.

    Looks past the person's own scope (Koordination does not read the answers, but whether they are complete decides);
    only yes, no and dates come out.
    """
    family = session.exec(select(Family).where(Family.id == family_id)).first()
    if family is None:
        raise NotFound
    return gathered(session, family)


def gathered(session: Session, family: Family) -> CaseFacts:
    """Return the same for a case that the person has read."""
    with db.elevated(session):
        return _gathered(session, family)


def _gathered(session: Session, family: Family) -> CaseFacts:
    person: Person = session.info["person"]
    family_id, period = family.id or 0, _period(session, family)
    given, dissent = answers(session, family_id), _newest_dissent(session, family_id)
    occasion = session.exec(select(FamilyDetail.occasion).where(FamilyDetail.family_id == family_id)).first()
    leads = list(session.exec(select(Lead).where(Lead.family_id == family_id)))
    return CaseFacts(
        status=family.status,
        today=person.today,
        status_since=period.starts_on if period else None,
        phase=family.phase,
        received_on=family.received_on,
        has_town=family.town_ags is not None,
        has_source=family.source_id is not None,
        has_occasion=bool(occasion),
        contact_agreed_on=family.contact_agreed_on,
        first_talk_on=family.first_talk_on,
        votes={one.institution: one.answer for one in votes(session, family_id)},
        criteria_complete=frozenset(one for one in Institution if not blockers_of_vote(given, one, family.received_on)),
        leads=frozenset(one.institution for one in leads if _covers(one, person.today)),
        lead_missing_since=_missing_since(leads, family, person.today),
        dissent_open=dissent is not None and dissent.settled_on is None,
        dissent_outcome=dissent.outcome if dissent and dissent.settled_on else None,
        free_places=scarcer(free_places(person.today)),
        admitted_on=family.admitted_on,
        closed_on=family.closed_on,
        has_main_reason=family.reason_id is not None,
        expected_until=period.expected_until if period and family.status is Status.PAUSED else None,
        legacy=family.legacy,
        **(_consents(session, family_id, person.today) if family.status in BEFORE_ADMISSION else {}),
    )


def _consents(session: Session, family_id: int, day: date) -> dict[str, Any]:
    """Which necessary consents are not there (roles and kinds of data, no names), and since when all are."""
    people = [as_someone(one) for one in session.exec(select(Member).where(Member.family_id == family_id))]
    given = [as_given(one) for one in session.exec(select(ConsentItem).where(ConsentItem.family_id == family_id))]
    return {
        "consent_lacking": consent_needs.sentences(consent.lacking(people, given, day), people),
        "consent_since": consent_needs.complete_since(people, given, day),
    }


def _covers(lead: Lead, day: date) -> bool:
    return lead.account_id is not None and lead.starts_on <= day and (lead.ends_on is None or day < lead.ends_on)


def _missing_since(leads: list[Lead], family: Family, day: date) -> date | None:
    """The first day from which an institution has nobody: its last end, or the admission if there never was one."""
    since = []
    for institution in Institution:
        own = [one for one in leads if one.institution is institution and one.account_id]
        if not any(_covers(one, day) for one in own):
            ends = [one.ends_on for one in own if one.ends_on and one.ends_on <= day]
            since.append(max(ends) if ends else family.admitted_on or family.received_on)
    return min(since) if since else None


def _period(session: Session, family: Family) -> StatusPeriod | None:
    query = select(StatusPeriod).where(StatusPeriod.family_id == family.id, col(StatusPeriod.ends_on).is_(None))
    return session.exec(query.order_by(col(StatusPeriod.id).desc())).first()


def _newest_dissent(session: Session, family_id: int) -> Dissent | None:
    query = select(Dissent).where(Dissent.family_id == family_id).order_by(col(Dissent.id).desc())
    return session.exec(query).first()
