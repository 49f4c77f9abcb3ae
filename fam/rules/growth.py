"""The growth curve in words: month rows, their identity, and the pace that the plan needs (I01-I06)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fam.rules.german import format_date, format_decimal, format_month, plural
from fam.rules.periods import add_months, month_end, month_start, months_between

FULL_MONTHS = 6  # over so many the observed pace is averaged


@dataclass(frozen=True, slots=True)
class MonthRow:
    """One month: families in stock on the Stichtag, in, out, balance, and the plan if there is one."""

    month: date
    stock: int
    inflow: int
    outflow: int
    plan: int | None = None

    @property
    def balance(self) -> int:
        """Saldo: inflow minus outflow (I04)."""
        return self.inflow - self.outflow


def identity_holds(rows: Sequence[MonthRow], opening: int = 0) -> bool:
    """Return whether Bestand(t) = Bestand(t-1) + Zugang - Abgang holds for every row."""
    return not identity_breaks(rows, opening)


def identity_breaks(rows: Sequence[MonthRow], opening: int = 0) -> tuple[date, ...]:
    """Return the months in which the identity does not hold, the stock of the month before taken as it is."""
    before = [opening, *(row.stock for row in rows)]
    return tuple(row.month for row, stock in zip(rows, before, strict=False) if row.stock != stock + row.balance)


@dataclass(frozen=True, slots=True)
class Pace:
    """What it takes to reach the plan's last point: families missing, months left, net admissions a month."""

    stock: int
    planned_now: int | None  # planned for `planned_month`
    goal: int | None
    goal_month: date | None
    months_left: int
    needed: float | None  # families net per month, None where no month is left
    observed: float | None  # families net per month over the last full months, None without history
    planned_month: date | None = None  # this month, or the last one before with a point


def pace(stock: int, today: date, plan: Mapping[date, int], balances: Sequence[int]) -> Pace:
    """Return the pace; `plan` maps first days of months to families, `balances` are those of the last full months.

    The running month counts in full among the months left until its last day has come.
    """
    last = balances[-FULL_MONTHS:]
    observed = sum(last) / len(last) if last else None
    if not plan:
        return Pace(stock, None, None, None, 0, None, observed)
    this_month, goal_month = month_start(today), max(plan)
    first_left = add_months(this_month, 1) if month_end(today) == today else this_month
    left = len(months_between(first_left, goal_month))
    planned_month = max((month for month in plan if month <= this_month), default=None)
    return Pace(
        stock=stock,
        planned_now=plan[planned_month] if planned_month else None,
        goal=plan[goal_month],
        goal_month=goal_month,
        months_left=left,
        needed=(plan[goal_month] - stock) / left if left else None,
        observed=observed,
        planned_month=planned_month,
    )


def pace_sentence(found: Pace, today: date) -> str:
    """Return the pace in words.

    "31 Familien am 15.10.2018, 4 mehr als geplant. Bis Dezember 2018 fehlen noch 9: nötig sind 3,0 Aufnahmen netto im
    Monat, zuletzt waren es 2,2." Says so where there is no plan, no history, or nothing left to reach.
    """
    start = f"{plural(found.stock, 'Familie', 'Familien')} am {format_date(today)}{_against_plan(found, today)}."
    if found.goal is None or found.goal_month is None:
        return f"{start} Es ist kein Plan hinterlegt.{_lately(found)}"
    month, missing = format_month(found.goal_month), found.goal - found.stock
    if found.needed is None and missing > 0:
        verb = "fehlt 1 Familie" if missing == 1 else f"fehlen {missing} Familien"
        return f"{start} Der Plan endete im {month} mit {found.goal}: Dazu {verb}.{_lately(found)}"
    if missing <= 0:
        return f"{start} Das Planziel für {month} ({found.goal}) ist erreicht.{_lately(found)}"
    verb = "fehlt" if missing == 1 else "fehlen"
    lately = "" if found.observed is None else f", zuletzt waren es {_rate(found.observed)}"
    needed = _rate(found.needed or 0)
    return f"{start} Bis {month} {verb} noch {missing}: nötig sind {needed} Aufnahmen netto im Monat{lately}."


def _against_plan(found: Pace, today: date) -> str:
    """The difference to this month's plan; an older point is named."""
    if found.planned_now is None:
        return ""
    difference = found.stock - found.planned_now
    old = found.planned_month is not None and found.planned_month != month_start(today)
    when = f" für {format_month(found.planned_month)}" if old and found.planned_month else ""
    if difference == 0:
        return f", genau wie{when} geplant"
    return f", {abs(difference)} {'mehr' if difference > 0 else 'weniger'} als{when} geplant"


def _lately(found: Pace) -> str:
    if found.observed is None:
        return ""
    return f" Zuletzt waren es {_rate(found.observed)} Aufnahmen netto im Monat."


def _rate(families: float) -> str:
    """One decimal, with a real minus sign and never a "−0,0"."""
    text = format_decimal(families, 1)
    return "0,0" if text == "-0,0" else text.replace("-", "−")
