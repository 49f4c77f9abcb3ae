"""Closing a case with what its plan still holds: outcomes of goals, receipt per BG, measures, asking again later."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from fam import db
from fam.errors import IllegalStep, InvalidForm, NotAllowed
from fam.fields.validate import clean
from fam.models import Closing, Family, FollowUp, Receipt
from fam.queries import closings
from fam.rules.closing import FOLLOW_UP_MONTHS, GoalEnd, Handling, aftercare_problem, goal_problems, status_after
from fam.rules.german import format_date
from fam.rules.periods import add_months, end_to_last_day, last_day_to_end
from fam.rules.plan_terms import GoalOutcome, ReceiptClass
from fam.rules.retention import deletion
from fam.rules.terms import DataCategory, Institution, Status
from fam.services import goal_ratings, lifecycle, plan_entries, records
from fam.services.cases import find, need, person
from fam.services.erasure_cases import kept_for
from fam.services.leads import works_on

CLOSED = "Fall abgeschlossen"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingDraft:
    """What the dialogue asks beside last day and reasons; ids are those of what was open when it was drawn."""

    outcome: GoalOutcome | None = None
    summary: str = ""
    handover: str = ""
    follow_up: bool | None = None
    aftercare_until: date | None = None  # the last day of the Nachbetreuung, None: there is none
    past_tandem: str = ""  # why somebody who does not work on the case closes past what is open
    goals: Mapping[int, GoalEnd] = field(default_factory=dict)
    units: Mapping[int, ReceiptClass | None] = field(default_factory=dict)
    measures: Mapping[int, Handling | None] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)


def close(
    session: Session,
    family_id: int,
    last_day: date,
    reason_id: int | None,
    more_ids: Sequence[int] = (),
    draft: ClosingDraft | None = None,
) -> None:
    """End a case with its last day in FAM; what is open in the plan and readable for the person must be answered.

    Raises IllegalStep with a sentence per guard, InvalidForm. Koordination, who reads no content, closes when the
    tandem has answered it all, else with the reason `past_tandem`.
    """
    draft, who = draft or ClosingDraft(), person(session)
    if last_day > who.today:
        raise InvalidForm({"last_day": "Der letzte Tag in FAM liegt in der Zukunft."})
    if works_on(session, family_id):
        _end_goals(session, family_id, last_day, draft.goals)
        _receipts(session, family_id, last_day, draft.units)
        _measures(session, family_id, last_day, draft.measures)
        _keep(session, family_id, last_day, draft)
        session.flush()
    family = lifecycle.close(session, family_id, last_day, reason_id, more_ids, draft.past_tandem)
    _accompany(session, family, last_day, draft.aftercare_until)


def goals_lacking(
    session: Session, family_id: int, last_day: date, ends: Mapping[int, GoalEnd]
) -> dict[int, dict[str, str]]:
    """Return goal -> field -> what its end lacks, for the running goals that the person reads and that lack any."""
    running = closings.open_goals(session, family_id)
    rated = closings.ratings(session, [one.id or 0 for one in running])
    found = {}
    for goal in running:
        on_the_day = any(one.event_on == last_day for one in rated.get(goal.id or 0, ()))
        found[goal.id or 0] = goal_problems(ends.get(goal.id or 0, GoalEnd()), rated=on_the_day)
    return {number: wrong for number, wrong in found.items() if wrong}


def _accompany(session: Session, family: Family, last_day: date, until: date | None) -> None:
    """The case is closed and counts so; until that day it is in Nachbetreuung, which then ends by itself."""
    erased = deletion(Status.CLOSED, received_on=family.received_on, ended_on=family.closed_on,
                      today=person(session).today, kept=kept_for(session))  # fmt: skip
    if wrong := aftercare_problem(last_day, until, erased.due_on):
        raise InvalidForm({"aftercare_until": wrong})
    family.aftercare_ends_on = last_day_to_end(until) if until else None
    session.add(family)
    session.flush()


def accompany(session: Session, family_id: int, until: date | None) -> Family:
    """Let the Nachbetreuung of a closed case end on another day, or not be at all.

    Raises NotFound, NotAllowed for who does not work on the case, IllegalStep while it runs, InvalidForm.
    """
    family = find(session, family_id)
    if not works_on(session, family_id):
        raise NotAllowed
    need(family, (Status.CLOSED,), "Nachbetreuung gibt es nur nach dem Abschluss.")
    if family.closed_on is None:
        raise IllegalStep(["Das Abschlussdatum fehlt."])
    _accompany(session, family, end_to_last_day(family.closed_on), until)
    return family


def _end_goals(session: Session, family_id: int, day: date, ends: Mapping[int, GoalEnd]) -> None:
    """Rate and end the goals that are answered in full; others stay open, and stand in the way of the closing."""
    legacy, lacking = find(session, family_id).legacy, goals_lacking(session, family_id, day, ends)
    for goal in closings.open_goals(session, family_id):
        end = ends.get(goal.id or 0, GoalEnd())
        if end.outcome is None or (lacking.get(goal.id or 0) and not legacy):
            continue
        if goal.event_on > day:
            raise InvalidForm({"last_day": f"Ein Ziel wurde erst am {format_date(goal.event_on)} vereinbart."})
        for perspective, rating in end.ratings.items():
            given = {"perspective": perspective, "rating": rating, "event_on": day}
            goal_ratings.rate(session, goal.id or 0, given)
        goal.outcome, goal.ended_on, goal.not_ratable = end.outcome, day, str(clean(end.not_ratable))[:300]
        if end.outcome is GoalOutcome.GIVEN_UP and not goal.end_reason:
            goal.end_reason = CLOSED
        session.add(goal)


def _receipts(session: Session, family_id: int, day: date, levels: Mapping[int, ReceiptClass | None]) -> None:
    """The state on the last day: what ran before ends there, unless it says the same."""
    for unit in closings.open_units(session, family_id, day):
        level = levels.get(unit.id or 0)
        if level is None or unit.id is None:
            continue
        query = select(Receipt).where(Receipt.unit_id == unit.id, col(Receipt.ends_on).is_(None))
        running = list(session.exec(query))
        if any(one.level is level for one in running):
            continue
        for one in running:
            one.ends_on = max(day, one.event_on)
            session.add(one)
        now = plan_entries.begin(session, Receipt, family_id, day, category=DataCategory.RECEIPT, unit_id=unit.id,
                                 institution=Institution.PRO_ARBEIT)  # fmt: skip
        now.level = level
        session.flush()
        with db.elevated(session):  # receipt is Pro Arbeit's, whoever typed it
            records.add(session, now)


def _measures(session: Session, family_id: int, day: date, chosen: Mapping[int, Handling | None]) -> None:
    for measure in closings.open_measures(session, family_id):
        measure.handling = chosen.get(measure.id or 0)
        if measure.handling is Handling.END:
            measure.status = status_after(measure.status)
            measure.ends_on = max(last_day_to_end(day), measure.starts_on) if measure.starts_on else None
        session.add(measure)


def _keep(session: Session, family_id: int, day: date, draft: ClosingDraft) -> None:
    row = session.exec(select(Closing).where(Closing.family_id == family_id)).first()
    if row is None:
        row = plan_entries.begin(session, Closing, family_id, day)
    row.event_on, row.outcome, row.follow_up = day, draft.outcome, draft.follow_up
    row.summary, row.handover = draft.summary, draft.handover
    records.add(session, row, draft.extra)
    for months in FOLLOW_UP_MONTHS if draft.follow_up else ():
        asked = plan_entries.begin(session, FollowUp, family_id, add_months(day, months), months=months, future_ok=True)
        records.add(session, asked)


def answer(session: Session, follow_up_id: int, opened: Mapping[str, Any], changes: Mapping[str, Any]) -> FollowUp:
    """Record what came out of asking again; as `records.edit`. Raises NotAllowed, InvalidForm for a future day."""
    row = records.edit(session, FollowUp, follow_up_id, opened, changes)
    who = person(session)
    if not works_on(session, row.family_id):
        raise NotAllowed
    if row.held_on is not None and row.held_on > who.today:
        raise InvalidForm({"held_on": "Der Tag liegt in der Zukunft."})
    if row.held_on is None and any(one is not None for one in (row.reached, row.receipt, row.in_work)):
        raise InvalidForm({"held_on": "Bitte den Tag angeben."})
    return row
