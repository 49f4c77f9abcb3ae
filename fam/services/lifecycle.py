"""The way of a case through FAM: one function per step; the guards are `fam.rules.lifecycle`'s (handbook §4.2-4.3).

Every function raises NotFound for a case the person may not see, NotAllowed for a step that is not theirs,
IllegalStep with German sentences for one whose guards do not hold. Days default to today.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from fam import db
from fam.errors import IllegalStep, InvalidForm
from fam.fields.validate import clean
from fam.models import Closing, Family, FollowUp, Measure, StatusPeriod
from fam.rules.closing import PAST_TANDEM
from fam.rules.hints import incomplete_due_on, pause_review_on, warnings
from fam.rules.lifecycle import Step, possible_steps
from fam.rules.periods import last_day_to_end
from fam.rules.terms import Institution, ListName, Phase, Status
from fam.services import closing_guards, leads, reviews
from fam.services.cases import check_reasons, find, may_take, need, need_coordination, own_proposal, person, take
from fam.services.facts import gathered
from fam.services.statuses import set_status


@dataclass(frozen=True, slots=True)
class Offer:
    """One step of the steps bar: what stands in its way, and whether it is this person's to take."""

    step: Step
    allowed: bool

    @property
    def possible(self) -> bool:
        """The person may take the step now."""
        return self.allowed and not self.step.blockers


@dataclass(frozen=True, slots=True)
class Outlook:
    """What the steps bar shows: the steps that the status offers, in the order of the lifecycle, and hints.

    `confirm`: why the person does not confirm a closing that waits for it ("": they may), None if none waits.
    """

    offers: tuple[Offer, ...]
    hints: tuple[str, ...]
    confirm: str | None = None


def outlook(session: Session, family_id: int) -> Outlook:
    """Return what can be done with a case and what should be looked at; its facts are gathered once."""
    family = find(session, family_id)
    case = gathered(session, family)
    steps = possible_steps(case)
    own = may_take(session, family, [one.to for one in steps])
    waits = closing_guards.waiting(session, family)
    confirm = None if waits is None else closing_guards.against_confirming(session, waits)
    return Outlook(tuple(Offer(one, one.to in own) for one in steps), warnings(case), confirm)


def agree_contact(session: Session, family_id: int, on: date) -> None:
    """Record that the family was informed and agreed (orally is enough) to be contacted: now both sides know it."""
    family = own_proposal(session, family_id)
    if on > person(session).today:
        raise InvalidForm({"contact_agreed_on": "Die Zustimmung zum Kontakt liegt in der Zukunft."})
    family.contact_agreed_on = on
    session.add(family)
    session.flush()


def return_incomplete(session: Session, family_id: int, missing: str) -> date:
    """Send a proposal back for what is missing; returns the day until when: ten working days. For Koordination."""
    need_coordination(session)
    family, today = find(session, family_id), person(session).today
    need(family, (Status.PROPOSED,), "Zurückgeben lässt sich nur ein Vorschlag vor der Prüfung.")
    if not (text := str(clean(missing))):
        raise InvalidForm({"missing": "Bitte nennen, was fehlt."})
    due = incomplete_due_on(today)
    set_status(session, family, Status.PROPOSED, today, note=text[:500], expected_until=due)
    family.phase = Phase.INCOMPLETE
    session.add(family)
    session.flush()
    return due


def resubmit(session: Session, family_id: int) -> None:
    """Hand a completed proposal in again; for who proposed it, its side's lead and Koordination."""
    family = own_proposal(session, family_id)
    if family.phase is not Phase.INCOMPLETE or family.status is not Status.PROPOSED:
        raise IllegalStep(["Dieser Vorschlag ist nicht zur Ergänzung zurückgegeben."])
    set_status(session, family, Status.PROPOSED, person(session).today)


def start_examination(
    session: Session, family_id: int, reviewers: Mapping[Institution, int | None], on: date | None = None
) -> None:
    """Begin the examination and make the chosen accounts the leads of their institutions, who examine and vote.

    An institution left out keeps its lead; if it has none, its Koordination names one later.
    """
    day = on or person(session).today
    family = take(session, family_id, Status.EXAMINATION, day)
    for institution, account_id in reviewers.items():
        if account_id is not None:
            leads.appoint(session, family_id, institution, account_id, day)
    set_status(session, family, Status.EXAMINATION, day)


def record_first_talk(session: Session, family_id: int, on: date) -> None:
    """Record when both institutions and the family first talked; for its leads and Koordination."""
    family = find(session, family_id)
    if not leads.works_on(session, family_id):
        need_coordination(session)
    need(family, (Status.EXAMINATION,), "Das Erstgespräch gehört zur Prüfung.")
    if on > person(session).today or on < family.received_on:
        raise InvalidForm({"first_talk_on": "Das Erstgespräch liegt zwischen Eingangsdatum und heute."})
    family.first_talk_on = on
    if family.phase is not Phase.DECISION_OPEN:
        family.phase = Phase.TALK_HELD
    session.add(family)
    session.flush()


def put_on_waiting_list(session: Session, family_id: int, on: date | None = None, priority: str = "") -> None:
    """A positive decision without a free place; a reason in `priority` puts the family before the others."""
    day = on or person(session).today
    family = take(session, family_id, Status.WAITING, day)
    family.decided_on, family.waiting_priority = day, str(clean(priority))[:200]
    set_status(session, family, Status.WAITING, day)


def prioritise(session: Session, family_id: int, reason: str) -> None:
    """Put a waiting family before the others, with a reason; an empty reason takes it back. For Koordination."""
    need_coordination(session)
    family = find(session, family_id)
    need(family, (Status.WAITING,), "Vorrang gibt es nur auf der Warteliste.")
    family.waiting_priority = str(clean(reason))[:200]
    session.add(family)
    session.flush()


def admit(session: Session, family_id: int, on: date) -> None:
    """Admit a family: `on` is the Aufnahmedatum, its first day in FAM."""
    if find(session, family_id).status in (Status.PAUSED, Status.CLOSED):
        raise IllegalStep(["Aufnehmen lässt sich nur aus der Prüfung oder von der Warteliste."])
    family = take(session, family_id, Status.ACTIVE, on)
    family.decided_on = family.decided_on or on
    set_status(session, family, Status.ACTIVE, on)
    reviews.first(session, family_id, on)


def decline(
    session: Session, family_id: int, reason_id: int | None, more_ids: Sequence[int] = (), on: date | None = None
) -> None:
    """Do not admit: one main reason, more if there are; the right to regular services is untouched."""
    day = on or person(session).today
    check_reasons(session, ListName.NON_ADMISSION, reason_id, more_ids)
    family = take(session, family_id, Status.NOT_ADMITTED, day, reason_id)
    family.decided_on = day
    _end(session, family, Status.NOT_ADMITTED, day, reason_id, more_ids)


def withdraw(session: Session, family_id: int, note: str = "", on: date | None = None) -> None:
    """The family, or who proposed it, takes the proposal back; nobody has to say why."""
    day = on or person(session).today
    family = take(session, family_id, Status.WITHDRAWN, day)
    set_status(session, family, Status.WITHDRAWN, day, note=str(clean(note))[:500])


def pause(session: Session, family_id: int, reason_id: int | None, expected_until: date | None, on: date) -> None:
    """Let a case rest, for at most three months before somebody looks at it again."""
    check_reasons(session, ListName.PAUSE, reason_id)
    family = take(session, family_id, Status.PAUSED, on, reason_id)
    if expected_until is None or not on < expected_until <= pause_review_on(on):
        raise InvalidForm({"expected_until": "Bitte einen Tag in den drei Monaten nach dem Beginn angeben."})
    set_status(session, family, Status.PAUSED, on, reason_id=reason_id, expected_until=expected_until)


def resume(session: Session, family_id: int, on: date) -> None:
    """Go on after a pause."""
    need(find(session, family_id), (Status.PAUSED,), "Fortsetzen lässt sich nur ein ruhender Fall.")
    set_status(session, take(session, family_id, Status.ACTIVE, on), Status.ACTIVE, on)


def close(
    session: Session,
    family_id: int,
    last_day: date,
    reason_id: int | None,
    more_ids: Sequence[int] = (),
    past_tandem: str = "",
) -> Family:
    """End a case with its last day in FAM (the following day is stored) and one main reason; open tasks stay.

    What is open must be answered first (`services/closing.py` asks). Whoever does not work on the case gives a reason
    to close it nevertheless: it stands in the status history. What the tandem closes, Koordination confirms.
    """
    check_reasons(session, ListName.CLOSING, reason_id, more_ids)
    day, tandem = last_day_to_end(last_day), leads.works_on(session, family_id)
    family = take(session, family_id, Status.CLOSED, day, reason_id)
    found, why = closing_guards.open_questions(session, family, last_day), str(clean(past_tandem))
    if found and (tandem or not why):
        raise IllegalStep(found)
    note = f"{PAST_TANDEM}{why}"[:500] if found else ""
    _end(session, family, Status.CLOSED, day, reason_id, more_ids, note).to_confirm = tandem
    session.flush()
    return family


def reopen(session: Session, family_id: int) -> None:
    """Take back a closing that was a mistake, within 30 days: as if it had not been, but the change log knows."""
    need(find(session, family_id), (Status.CLOSED,), "Zurücknehmen lässt sich nur ein Abschluss.")
    family = take(session, family_id, Status.ACTIVE, person(session).today)
    query = select(StatusPeriod).where(StatusPeriod.family_id == family_id).order_by(col(StatusPeriod.id).desc())
    closing, before = [*session.exec(query.limit(2)), None, None][:2]
    if closing is not None and closing.status is Status.CLOSED:
        session.delete(closing)
    if before is not None:
        before.ends_on = None
        session.add(before)
    with db.elevated(session):
        for model in (Closing, FollowUp):
            for row in session.exec(select(model).where(model.family_id == family_id)):
                session.delete(row)
        for measure in session.exec(select(Measure).where(Measure.family_id == family_id)):
            measure.handling = None
    family.status = before.status if before else Status.ACTIVE
    family.phase, family.closed_on, family.reason_id, family.more_reason_ids = Phase.SUPPORT, None, None, []
    family.aftercare_ends_on = None
    session.add(family)
    session.flush()


def _end(
    session: Session, family: Family, status: Status, day: date, reason_id: int | None, more_ids: Sequence[int],
    note: str = "",
) -> StatusPeriod:  # fmt: skip
    family.more_reason_ids = [one for one in more_ids if one != reason_id]
    return set_status(session, family, status, day, reason_id=reason_id, note=note)
