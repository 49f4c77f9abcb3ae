"""The growth of the caseload by month: stock from the status history, in- and outflow from the heads, both compared."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import accumulate

from sqlmodel import Session

from fam.figures import monthly
from fam.figures.decisions import DECLINED
from fam.figures.indicator import Period
from fam.figures.monthly import Flow, StatusFlow, snapshot
from fam.figures.plan import PlanPath, in_force, plan_paths
from fam.rules.periods import month_end, month_start, months_between
from fam.rules.terms import IN_STOCK, PIPELINE, Status

COUNTED = (*IN_STOCK, *PIPELINE)


class MonthState(StrEnum):
    """How much of a month has passed on the day of the figures."""

    FULL = "full"
    RUNNING = "running"
    FUTURE = "future"


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month. Counts are families; a future month has a plan only, its counts are None.

    `stock` comes from the status history, `inflow` and `outflow` from the dates of the heads: two sources.
    """

    month: date
    state: MonthState
    plan: int | None = None
    before: int = 0  # stock at the end of the previous month
    stock: int | None = None
    paused: int | None = None  # part of stock
    inflow: int | None = None
    outflow: int | None = None
    received: int | None = None  # proposals
    not_admitted: int | None = None
    withdrawn: int | None = None
    pipeline: Mapping[Status, int] | None = None  # on the Stichtag: PROPOSED, EXAMINATION, WAITING

    @property
    def balance(self) -> int | None:
        """Saldo (I04): inflow minus outflow."""
        return None if self.inflow is None or self.outflow is None else self.inflow - self.outflow

    @property
    def expected(self) -> int | None:
        """What the stock must be: Bestand(t-1) + Zugang - Abgang (domain handbook §6.1)."""
        return None if self.balance is None else self.before + self.balance

    @property
    def holds(self) -> bool:
        """Whether both sources agree; a future month has nothing to disagree about."""
        return self.stock == self.expected


def growth(as_of: date, known_on: date | None = None) -> tuple[MonthRow, ...]:
    """Return one row per month, from the first case's to the end of the plan path (or `as_of` if later).

    Only what happened until `as_of` counts (event dates), and only a plan decided by then. The running month counts
    up to `as_of`; later months have their plan only. Without a case there is still the running month, with zeros.
    With `known_on` only what had been entered by the end of that day counts.
    """
    period = Period(month_start(as_of), as_of, known_on)
    with snapshot() as session:
        return month_rows(session, period, plan_paths(session, period))


def caseload(first: date, last: date, as_of: date) -> tuple[MonthRow, ...]:
    """Return the rows from one month to another. Months after `as_of` count what is already dated there: all integers.

    The plan is that of `as_of`.
    """
    with snapshot() as session:
        paths = plan_paths(session, Period(as_of, as_of))
        counts = _Counts.load(session, Period(first, max(as_of, month_end(last))))
        return tuple(counts.rows(months_between(first, last), in_force(paths), as_of, open_end=True))


def month_rows(session: Session, period: Period, paths: tuple[PlanPath, ...]) -> tuple[MonthRow, ...]:
    """Return the rows of `growth` from a session of the statistics scope; `paths` as `plan_paths` gives them."""
    plan, as_of = in_force(paths), period.last
    counts = _Counts.load(session, period)
    this_month = month_start(as_of)
    first = counts.first_month() or min([this_month, *plan])
    last = max([this_month, *plan])
    return tuple(counts.rows(months_between(first, last), plan, as_of))


@dataclass(frozen=True, slots=True)
class _Counts:
    """Everything that is counted by month, up to one day."""

    starts: StatusFlow
    ends: StatusFlow
    received: Flow
    admitted: Flow
    closed: Flow

    @classmethod
    def load(cls, session: Session, period: Period) -> "_Counts":
        return cls(
            starts=monthly.starts(session, period, (*COUNTED, *DECLINED)),
            ends=monthly.ends(session, period, COUNTED),
            received=monthly.received(session, period),
            admitted=monthly.admitted(session, period),
            closed=monthly.closed(session, period),
        )

    def first_month(self) -> date | None:
        flows = (self.received, self.admitted, self.closed, *self.starts.values())
        return min((month for flow in flows for month in flow), default=None)

    def rows(self, months: tuple[date, ...], plan: Flow, as_of: date, *, open_end: bool = False) -> Iterable[MonthRow]:
        """Yield the rows; `open_end` also counts months after `as_of`."""
        stocks = {status: self._stock(status, months) for status in COUNTED}
        before = sum(self._before(status, months[0]) for status in IN_STOCK)
        for number, month in enumerate(months):
            state = _state(month, as_of)
            if state is MonthState.FUTURE and not open_end:
                yield MonthRow(month, state, plan.get(month))
                continue
            stock = sum(stocks[status][number] for status in IN_STOCK)
            yield MonthRow(
                month,
                state,
                plan.get(month),
                before,
                stock,
                paused=stocks[Status.PAUSED][number],
                inflow=self.admitted.get(month, 0),
                outflow=self.closed.get(month, 0),
                received=self.received.get(month, 0),
                not_admitted=self.starts[Status.NOT_ADMITTED].get(month, 0),
                withdrawn=self.starts[Status.WITHDRAWN].get(month, 0),
                pipeline={status: stocks[status][number] for status in PIPELINE},
            )
            before = stock

    def _before(self, status: Status, first: date) -> int:
        """How many were in a status on the day before the first month."""
        began = sum(number for month, number in self.starts[status].items() if month < first)
        return began - sum(number for month, number in self.ends[status].items() if month < first)

    def _stock(self, status: Status, months: tuple[date, ...]) -> list[int]:
        """How many were in a status at the end of each month: those that began until then, less those that ended."""
        changes = (self.starts[status].get(month, 0) - self.ends[status].get(month, 0) for month in months)
        return list(accumulate(changes, initial=self._before(status, months[0])))[1:]


def _state(month: date, as_of: date) -> MonthState:
    if month > as_of:
        return MonthState.FUTURE
    return MonthState.FULL if month_end(month) <= as_of else MonthState.RUNNING
