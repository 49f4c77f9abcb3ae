"""A wrong or missing date of admission or closing is put right: head and status history together."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from fam.errors import InvalidForm, NotFound
from fam.models import Family, StatusPeriod
from fam.person import Person
from fam.rules import corrections as rules
from fam.rules.corrections import Days
from fam.rules.german import format_date
from fam.rules.retention import deletion
from fam.rules.terms import IN_STOCK, Precision, Status
from fam.services import erasure_cases


@dataclass(frozen=True, slots=True)
class Dates:
    """What shall stand: the day of admission and, for a closed case, the last day in FAM and the main reason."""

    admitted_on: date | None
    last_day: date | None = None
    reason_id: int | None = None
    admitted_precision: Precision = Precision.DAY
    last_day_precision: Precision = Precision.DAY


def correct(session: Session, family_id: int, dates: Dates) -> Family:
    """Write the dates into head and status history, so that every past figure is computed anew.

    Raises NotFound, and InvalidForm where the days contradict each other or lie in the future.
    """
    family, periods = _history(session, family_id)
    first = next((number for number, period in enumerate(periods) if period.status in IN_STOCK), None)
    if first is None or family.admitted_on is None:
        raise NotFound("Diese Familie war noch nicht in FAM.")
    closed = family.status is Status.CLOSED
    _check(session, dates, periods, first, closed)
    assert dates.admitted_on is not None
    _begin(session, periods, first, dates.admitted_on)
    family.admitted_on, family.admitted_precision = dates.admitted_on, dates.admitted_precision
    if closed:
        assert dates.last_day is not None
        end = dates.last_day + timedelta(days=1)
        _begin(session, periods, len(periods) - 1, end)
        periods[-1].reason_id = dates.reason_id
        family.closed_on, family.closed_precision, family.reason_id = end, dates.last_day_precision, dates.reason_id
    session.add(family)
    session.flush()
    return family


def follows(session: Session, family_id: int, dates: Dates) -> list[str]:
    """Return what else changes if these dates are saved, a sentence each; nothing for dates that are missing."""
    family = session.exec(select(Family).where(Family.id == family_id)).first()
    if family is None:
        raise NotFound
    end = dates.last_day + timedelta(days=1) if dates.last_day else None
    before = Days(family.admitted_on, family.closed_on, _erased_on(session, family, family.closed_on))
    return rules.follows(before, Days(dates.admitted_on, end, _erased_on(session, family, end)))


def _erased_on(session: Session, family: Family, end: date | None) -> date | None:
    if family.status is not Status.CLOSED or end is None:
        return None
    kept, today = erasure_cases.kept_for(session), session.info["person"].today
    return deletion(family.status, received_on=family.received_on, ended_on=end, today=today, kept=kept).due_on


def correct_step(session: Session, family_id: int, period_id: int, starts_on: date | None) -> StatusPeriod:
    """Let a status begin on another day, the one before ending there; the head's dates follow.

    The first status begins on the day the proposal came in, which moves with it. Raises NotFound, and InvalidForm for
    a day that is missing, in the future, or beyond the neighbouring changes.
    """
    family, periods = _history(session, family_id)
    number = next((at for at, period in enumerate(periods) if period.id == period_id), None)
    if number is None:
        raise NotFound
    period = periods[number]
    _check_step(session, periods, number, starts_on)
    assert starts_on is not None
    was = period.starts_on
    _begin(session, periods, number, starts_on)
    if number == 0 and family.received_on == was:
        family.received_on = starts_on
    if family.admitted_on == was and period.status in IN_STOCK:
        family.admitted_on, family.admitted_precision = starts_on, Precision.DAY
    if family.closed_on == was and period.status is Status.CLOSED:
        family.closed_on, family.closed_precision = starts_on, Precision.DAY
    if family.decided_on == was:
        family.decided_on = starts_on
    session.add(family)
    session.flush()
    return period


def steps(session: Session, family_id: int) -> dict[int, str]:
    """Return the changes of status of a family by period, as a choice shows them."""
    _family, periods = _history(session, family_id)
    return {one.id or 0: f"{one.status.label} seit {format_date(one.starts_on)}" for one in periods}


def _history(session: Session, family_id: int) -> tuple[Family, list[StatusPeriod]]:
    family = session.exec(select(Family).where(Family.id == family_id)).first()
    if family is None:
        raise NotFound
    query = select(StatusPeriod).where(StatusPeriod.family_id == family_id)
    return family, list(session.exec(query.order_by(col(StatusPeriod.starts_on), col(StatusPeriod.id))))


def _check_step(session: Session, periods: list[StatusPeriod], number: int, starts_on: date | None) -> None:
    wrong, ends = "", periods[number].ends_on
    if starts_on is None:
        wrong = "Bitte den Tag angeben."
    elif starts_on > session.info["person"].today:
        wrong = "Der Tag liegt in der Zukunft."
    elif number and starts_on < periods[number - 1].starts_on:
        wrong = f"Der Tag liegt vor „{periods[number - 1].status.label}“."
    elif ends is not None and starts_on > ends:
        wrong = "Der Tag liegt nach dem nächsten Statuswechsel."
    if wrong:
        raise InvalidForm({"starts_on": wrong})


def _begin(session: Session, periods: list[StatusPeriod], number: int, day: date) -> None:
    """Let a period begin on a day, and the one before end there."""
    periods[number].starts_on = day
    session.add(periods[number])
    if number:
        periods[number - 1].ends_on = day
        session.add(periods[number - 1])


def _check(session: Session, dates: Dates, periods: list[StatusPeriod], first: int, closed: bool) -> None:
    person: Person = session.info["person"]
    wrong = {}
    admitted, ends = dates.admitted_on, periods[first].ends_on
    last_one = closed and first == len(periods) - 2
    if admitted is None:
        wrong["admitted_on"] = "Bitte den Tag der Aufnahme angeben."
    elif admitted > person.today:
        wrong["admitted_on"] = "Die Aufnahme liegt in der Zukunft."
    elif first and admitted < periods[first - 1].starts_on:
        wrong["admitted_on"] = f"Die Aufnahme liegt vor „{periods[first - 1].status.label}“."
    elif ends is not None and admitted > ends and not last_one:
        wrong["admitted_on"] = "Die Aufnahme liegt nach dem nächsten Statuswechsel."
    if closed:
        before = admitted if last_one else periods[-2].starts_on
        if dates.last_day is None:
            wrong["last_day"] = "Bitte den letzten Tag in FAM angeben."
        elif dates.last_day > person.today:
            wrong["last_day"] = "Der letzte Tag liegt in der Zukunft."
        elif before is not None and dates.last_day < before:
            wrong["last_day"] = "Der letzte Tag liegt vor dem Beginn."
        if dates.reason_id is None:
            wrong["reason_id"] = "Bitte den Hauptgrund wählen."
    if wrong:
        raise InvalidForm(wrong)
