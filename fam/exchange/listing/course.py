"""The course of a case as a list tells it: half-open status periods without gaps, for families and figures alike."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from fam.exchange.listing.family import ImportedFamily
from fam.exchange.listing.reading import span
from fam.rules.german import TypedDate
from fam.rules.periods import month_end
from fam.rules.terms import IN_STOCK, PIPELINE, Precision, Status

NO_END = "Ende in der Liste nicht angegeben"
NO_SINCE = "Beginn in der Liste nicht angegeben"


@dataclass(frozen=True, slots=True)
class Span:
    """One status from its first day to the first day no longer in it."""

    status: Status
    starts_on: date
    ends_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Course:
    """A case's dates and its status history. `closed` is the first day no longer in FAM (domain handbook §6.1).

    `dropped` are dates of the list that its own status contradicts: they belong into the note.
    """

    status: Status
    received: TypedDate
    first_talk: TypedDate | None
    admitted: TypedDate | None
    closed: TypedDate | None
    decided_on: date | None
    spans: tuple[Span, ...]
    dropped: tuple[str, ...] = ()


def course(family: ImportedFamily, today: date) -> Course:
    """Return the course that follows from a row; what the list leaves open is approximate, never exact.

    A family that has ended without a date ended by today; a pause or a wait without a beginning is seen since today.
    Where status and dates contradict each other the status counts: somebody has decided to take the row so.
    """
    known = family.received or family.first_talk or family.admitted
    received = known or TypedDate(today, Precision.YEAR, True)
    first_talk = family.first_talk and _not_before(family.first_talk, received.day)
    admitted = _admitted(family, received, first_talk)
    closed = _closed(family, admitted, today)
    decided = family.closed.day if family.closed and family.status is Status.NOT_ADMITTED else None
    steps = _steps(family, received, first_talk, admitted, closed, today)
    return Course(
        family.status, received, first_talk, admitted, closed, decided, _chained(steps), tuple(_dropped(family, closed))
    )


def _admitted(family: ImportedFamily, received: TypedDate, first_talk: TypedDate | None) -> TypedDate | None:
    """The first day in FAM; unknown, it is the next known date and only about right."""
    if family.status not in (*IN_STOCK, Status.CLOSED):
        return None
    if family.admitted is not None:
        return _not_before(family.admitted, received.day)
    if family.status is Status.CLOSED:
        return None  # perhaps never admitted
    return TypedDate((first_talk or received).day, Precision.YEAR, True)


def _closed(family: ImportedFamily, admitted: TypedDate | None, today: date) -> TypedDate | None:
    """The first day no longer in FAM: the day after the list's last day, for a month still within it."""
    if family.status is not Status.CLOSED or admitted is None:
        return None
    last = family.closed
    if last is None or span(last)[1] < admitted.day:
        return TypedDate(max(today, admitted.day), Precision.YEAR, True)
    last = _not_before(last, admitted.day)
    after = last.day + timedelta(days=1)
    if last.precision is not Precision.DAY:
        after = min(after, month_end(last.day))
    return replace(last, day=after)


def _not_before(typed: TypedDate, floor: date) -> TypedDate:
    """Move an approximate date up within its month or year, where something exact lies before it."""
    return replace(typed, day=floor) if typed.day < floor <= span(typed)[1] else typed


def _steps(
    family: ImportedFamily,
    received: TypedDate,
    first_talk: TypedDate | None,
    admitted: TypedDate | None,
    closed: TypedDate | None,
    today: date,
) -> list[Span]:
    status = family.status
    talked = first_talk if first_talk and first_talk.day >= received.day else None
    at_once = status is Status.EXAMINATION and talked is None
    steps = [Span(Status.EXAMINATION if at_once else Status.PROPOSED, received.day)]
    if talked and status is not Status.PROPOSED:
        steps.append(Span(Status.EXAMINATION, talked.day))
    if status is Status.WAITING:
        steps.append(Span(Status.WAITING, today, note=NO_SINCE))
    if admitted:
        steps.append(Span(Status.ACTIVE, admitted.day))
    if status is Status.PAUSED:
        steps.append(Span(Status.PAUSED, max(today, admitted.day if admitted else today), note=NO_SINCE))
    if status is Status.CLOSED and closed:
        steps.append(Span(Status.CLOSED, closed.day, note="" if family.closed else NO_END))
    elif status in (Status.CLOSED, Status.NOT_ADMITTED, Status.WITHDRAWN):
        steps.append(Span(status, family.closed.day if family.closed else today, note="" if family.closed else NO_END))
    return steps


def _chained(steps: Sequence[Span]) -> tuple[Span, ...]:
    """Let each step end where the next begins; a step that would last no day is left out."""
    kept: list[Span] = []
    for step in steps:
        while kept and kept[-1].starts_on >= step.starts_on:
            kept.pop()
        kept.append(step)
    ends = [step.starts_on for step in kept[1:]]
    return tuple(replace(step, ends_on=end) for step, end in zip(kept, [*ends, None], strict=True))


def _dropped(family: ImportedFamily, closed: TypedDate | None) -> list[str]:
    """Dates that the status does not let in, as lines for the note."""
    lines = []
    if family.admitted and family.status not in (*IN_STOCK, Status.CLOSED):
        lines.append(f"Aufnahme laut Liste: {family.admitted.day:%d.%m.%Y}")
    kept = closed is not None and closed.precision is (family.closed.precision if family.closed else None)
    if family.closed and family.status in (*IN_STOCK, *PIPELINE, Status.CLOSED) and not kept:
        lines.append(f"Ende laut Liste: {family.closed.day:%d.%m.%Y}")
    return lines
