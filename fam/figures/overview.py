"""Everything that the page Wachstum shows: totals as of one day, for Leitung the open ones alone (handbook §5.11)."""

from dataclasses import dataclass, replace
from datetime import date

from fam.figures.capacity import Capacity, capacity
from fam.figures.caseload import EXPANSION
from fam.figures.decisions import Cohort, cohorts
from fam.figures.growth import MonthRow, MonthState, month_rows
from fam.figures.indicator import Period, month_of
from fam.figures.markers import markers_in
from fam.figures.monthly import Flow, snapshot
from fam.figures.plan import PlanPath, in_force, plan_paths
from fam.figures.waiting import WaitingList, waiting_list
from fam.rules.growth import Pace, pace
from fam.rules.markers import Marker
from fam.rules.terms import Status


@dataclass(frozen=True, slots=True)
class Overview:
    """The totals of one day; `months` as in `growth`, `paths` are all versions of the plan, the newest first.

    `open_only`: nothing is in it that the gate would hide, neither what the stock is made of nor what became of
    proposals, and nothing from which it follows; `places` is empty then.
    """

    as_of: date
    months: tuple[MonthRow, ...]
    paths: tuple[PlanPath, ...]
    waiting: WaitingList
    places: tuple[Capacity, ...]
    known_on: date | None = None  # then only what had been entered by that day counts
    markers: tuple[Marker, ...] = ()  # what became different when, up to the day
    open_only: bool = False

    @property
    def period(self) -> Period:
        """The month of the day, up to it."""
        return month_of(self.as_of, self.as_of, self.known_on)

    @property
    def now(self) -> MonthRow:
        """The month of the day itself."""
        return next(row for row in reversed(self.months) if row.state is not MonthState.FUTURE)

    @property
    def counted(self) -> tuple[MonthRow, ...]:
        """The months that have figures: up to the day."""
        return tuple(row for row in self.months if row.state is not MonthState.FUTURE)

    @property
    def plan(self) -> Flow:
        """The plan in force: month -> families; empty without a plan."""
        return in_force(self.paths)

    @property
    def pace(self) -> Pace:
        """How far the plan is, and what it takes to reach its end."""
        full = [row.balance or 0 for row in self.months if row.state is MonthState.FULL]
        return pace(self.now.stock or 0, self.as_of, self.plan, full)

    @property
    def cumulated(self) -> tuple[tuple[date, int], ...]:
        """Net growth added up since 1 January 2017: one (month, families) per counted month from then on."""
        found, total = [], 0
        for row in self.counted:
            if row.month >= EXPANSION:
                total += row.balance or 0
                found.append((row.month, total))
        return tuple(found)

    @property
    def broken(self) -> tuple[MonthRow, ...]:
        """The months in which Bestand(t) = Bestand(t-1) + Zugang - Abgang does not hold; none is right."""
        return tuple(row for row in self.counted if not row.holds)

    @property
    def empty(self) -> bool:
        """Whether there is no case at all up to the day."""
        return not any(row.received or row.inflow or row.stock for row in self.counted)


def overview(as_of: date, known_on: date | None = None, *, open_only: bool = False) -> Overview:
    """Return the totals as of a day, read from one unchanging state of the data; `open_only` for Leitung.

    With `known_on` only what had been entered by the end of that day counts (entry date), else what is known today.
    """
    period = month_of(as_of, as_of, known_on)
    with snapshot() as session:
        paths = plan_paths(session, period)
        months, waiting = month_rows(session, period, paths), waiting_list(session, period)
        return Overview(
            as_of=as_of,
            months=tuple(map(_open, months)) if open_only else months,
            paths=paths,
            waiting=replace(waiting, median_days=None) if open_only else waiting,
            places=() if open_only else capacity(session, period),
            known_on=known_on,
            markers=markers_in(session, as_of),
            open_only=open_only,
        )


def _open(row: MonthRow) -> MonthRow:
    """Return a month with Bestand, Zugang, Abgang, Vorschläge and Warteliste alone: I01-I04, I06, I07, I09."""
    waiting = None if row.pipeline is None else {Status.WAITING: row.pipeline[Status.WAITING]}
    return replace(row, paused=None, not_admitted=None, withdrawn=None, pipeline=waiting)


def proposal_cohorts(as_of: date, known_on: date | None = None) -> tuple[Cohort, ...]:
    """Return the proposals quarter by quarter with their outcome by a day: the second view of the Aufnahmequote."""
    with snapshot() as session:
        return cohorts(session, Period(as_of, as_of, known_on))
