"""Cases written straight into the tables, so that figures meet histories which no form would produce."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from fam import db
from fam.models import Family, StatusPeriod, table
from fam.rules.periods import Interval
from fam.rules.terms import IN_STOCK, Institution, Status
from tests.figures.entries import day

END = date(9999, 12, 31)
FURTHER = ("town_ags", "source_id", "reason_id", "first_talk_on", "decided_on")


@dataclass(frozen=True, slots=True)
class Case:
    """One case: its statuses in order, each with its first day.

    `head` are further columns of the family; `entered` are the days on which the steps were typed in, if not their own.
    """

    steps: tuple[tuple[Status, date], ...]
    head: Mapping[str, Any] = field(default_factory=dict)
    entered: tuple[date, ...] = ()

    def known(self, step: int) -> datetime:
        """When a step was typed in."""
        day = self.entered[step] if self.entered else self.steps[step][1]
        return datetime.combine(day, time(9), UTC)

    @property
    def received_on(self) -> date:
        """The day of the proposal."""
        return self.steps[0][1]

    @property
    def admitted_on(self) -> date | None:
        """The first day in FAM."""
        return next((day for status, day in self.steps if status is Status.ACTIVE), None)

    @property
    def closed_on(self) -> date | None:
        """The first day no longer in FAM."""
        return next((day for status, day in self.steps if status is Status.CLOSED), None)

    @property
    def in_fam(self) -> Interval | None:
        """The time in FAM, as people would say it."""
        return Interval(self.admitted_on, self.closed_on) if self.admitted_on else None

    def periods(self) -> list[tuple[Status, date, date | None]]:
        """Every status with its first day and the first day of the next."""
        steps = [*self.steps, (self.steps[-1][0], END)]
        return [(status, day, None if after == END else after) for (status, day), (_next, after) in pairwise(steps)]

    def in_status(self, wanted: Iterable[Status]) -> list[Interval]:
        """The periods in one of these statuses."""
        return [Interval(first, after) for status, first, after in self.periods() if status in tuple(wanted)]


def case(*steps: tuple[Status, str]) -> Case:
    """Return a case, its days as `day` reads them."""
    return Case(tuple((status, day(text)) for status, text in steps))


def write(cases: Iterable[Case]) -> None:
    """Replace all cases of the database in use by these."""
    heads, periods = [], []
    for number, case in enumerate(cases, start=1):
        heads.append(_head(number, case))
        periods += [_period(number, case.known(step), *period) for step, period in enumerate(case.periods())]
    with db.engine().execution_options(fam_write=True).begin() as connection:
        connection.execute(sa.delete(table(StatusPeriod)))
        connection.execute(sa.delete(table(Family)))
        if heads:
            connection.execute(sa.insert(table(Family)), heads)
            connection.execute(sa.insert(table(StatusPeriod)), periods)


def _head(number: int, case: Case) -> dict[str, object]:
    return {
        "id": number,
        "version": 1,
        "created_at": case.known(0),
        "number": f"FAM-2017-{number:05}",
        "name": "Fiktiv",
        "status": case.steps[-1][0],
        "institution": Institution.PRO_ARBEIT,
        "received_on": case.received_on,
        "admitted_on": case.admitted_on,
        "closed_on": case.closed_on,
        "more_reason_ids": case.head.get("more_reason_ids", []),
        "waiting_priority": "",
        "legacy": False,
        "readmission": bool(case.head.get("readmission")),
        **{name: case.head.get(name) for name in FURTHER},
    }


def _period(family: int, known: datetime, status: Status, first: date, after: date | None) -> dict[str, object]:
    return {
        "version": 1,
        "created_at": known,
        "family_id": family,
        "status": status,
        "starts_on": first,
        "ends_on": after,
        "note": "",
    }


def paused(cases: Iterable[Case]) -> list[Interval]:
    """The times in which families paused."""
    return [period for case in cases for period in case.in_status([Status.PAUSED])]


def in_stock(cases: Iterable[Case]) -> list[Interval]:
    """The times in FAM by the status history."""
    return [period for case in cases for period in case.in_status(IN_STOCK)]
