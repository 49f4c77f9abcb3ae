"""How a case came to where it stands: the dates between the proposal and its end, its statuses and its leads."""

from datetime import date, timedelta

from fam.demo.case import INSTITUTIONS, Arc, Case, Dice, weekday
from fam.demo.cast import COLLEAGUES, PARTNERS, TODAY
from fam.demo.late import typed_in
from fam.rules.terms import IN_STOCK, LeadKind, Phase, Status

SINCE = {colleague.username: colleague.places[0][0] for colleague in COLLEAGUES if colleague.places}
FIRST_PAIR = ("petra", PARTNERS["petra"])  # there from the beginning
UNTIL_PLANNING, UNTIL_SUPPORT = timedelta(weeks=6), timedelta(weeks=14)


def complete(arc: Arc, dice: Dice) -> Arc:
    """Fill in the steps that lie between the known dates, in their order, on weekdays."""
    ended = arc.decided_on or arc.admitted_on or (arc.closed_on if arc.status is Status.WITHDRAWN else None)
    last = (ended or TODAY) - timedelta(days=1)
    if arc.status not in (Status.PROPOSED, Status.WITHDRAWN):
        if arc.agreed_on is None and not arc.legacy:
            arc.agreed_on = _step(dice, arc.received_on, 9, last)
        arc.examined_on = _step(dice, arc.agreed_on or arc.received_on, 5, last)
        if arc.talk_on is None and arc.status is not Status.EXAMINATION:
            arc.talk_on = _step(dice, arc.examined_on, 20, last)
    if arc.admitted_on and arc.decided_on is None and not arc.legacy:
        before = arc.admitted_on - timedelta(days=dice.between(3, 12))
        arc.decided_on = weekday(max(arc.talk_on or arc.received_on, before))
    arc.phase = arc.phase or _phase(arc)
    return arc


def _step(dice: Dice, earlier: date, days: int, last: date) -> date:
    return max(earlier, weekday(min(last, earlier + timedelta(days=dice.between(1, days)))))


def _phase(arc: Arc) -> Phase | None:
    if arc.status is Status.PROPOSED:
        return Phase.RECEIVED
    if arc.status is Status.EXAMINATION:
        return Phase.TALK_HELD if arc.talk_on else Phase.CRITERIA
    if arc.status not in IN_STOCK or arc.admitted_on is None:
        return None
    age = TODAY - arc.admitted_on
    if age < UNTIL_PLANNING:
        return Phase.NEEDS
    return Phase.PLANNING if age < UNTIL_SUPPORT else Phase.SUPPORT


def add_statuses(case: Case) -> None:
    """Give the case its status history: half-open periods without gaps, the last one open."""
    arc = case.arc
    steps: list[tuple[date | None, Status]] = [(arc.received_on, Status.PROPOSED)]
    steps.append((arc.examined_on, Status.EXAMINATION))
    if arc.status is Status.WAITING:
        steps.append((arc.decided_on, Status.WAITING))
    steps.append((arc.admitted_on, Status.ACTIVE))
    if arc.status in (Status.PAUSED, Status.CLOSED) and arc.paused_on:
        steps.append((arc.paused_on, Status.PAUSED))
    if arc.status is Status.NOT_ADMITTED:
        steps.append((arc.decided_on, Status.NOT_ADMITTED))
    if arc.status in (Status.CLOSED, Status.WITHDRAWN):
        steps.append((arc.closed_on, arc.status))
    taken = [(day, status) for day, status in steps if day is not None]
    ends: list[date | None] = [day for day, _status in taken[1:]]
    for (day, status), ends_on in zip(taken, [*ends, None], strict=True):
        row = {"status": status, "starts_on": day, "ends_on": ends_on}
        row["entered"] = typed_in(arc.key, status, day, ends_on)
        if status is arc.status and arc.reason:
            row["reason"] = arc.reason
        if status is Status.PAUSED:
            row["expected_until"] = arc.pause_until
        case.status_period.append(row)


def add_leads(case: Case) -> None:
    """Give the case its Fallführung on both sides, from the examination on; before a colleague came, others led.

    As in the program, the end of a case does not end the leads: they still document what is missing.
    """
    arc = case.arc
    starts, ended = arc.examined_on, arc.closed_on or (None if arc.admitted_on else arc.decided_on)
    if starts is None:
        return
    for institution, username, first in zip(INSTITUTIONS, arc.pair, FIRST_PAIR, strict=True):
        came = SINCE.get(username, starts)
        if came <= starts:
            _lead(case, institution, username, starts, None)
        elif ended and arc.status is not Status.WAITING and ended <= came:
            _lead(case, institution, first, starts, None)
        else:
            _lead(case, institution, first, starts, came)
            _lead(case, institution, username, came, None)


def _lead(case: Case, institution: object, username: str, starts: date, ends: date | None) -> None:
    row = {"institution": institution, "account": username, "starts_on": starts, "ends_on": ends, "entered": starts}
    case.lead.append(row | {"kind": LeadKind.LEAD})


def lead_on(case: Case, institution: object, day: date) -> str:
    """Return who leads for an institution on a day (the planned pair where nobody is entered)."""
    for row in case.lead:
        valid = row["starts_on"] <= day and (row["ends_on"] is None or day < row["ends_on"])
        if row["institution"] is institution and valid:
            return str(row["account"])
    return case.arc.pair[INSTITUTIONS.index(institution)]
