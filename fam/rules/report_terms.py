"""Which reports there are, and when one may be frozen (domain handbook §6.1)."""

from datetime import date

from fam.rules.german import format_month
from fam.rules.periods import add_months, month_end, month_start, quarter_start, working_days_after
from fam.rules.terms import Term

DAYS_TO_WAIT = 10  # working days after the Stichtag


class ReportKind(Term):
    """The span of a report."""

    MONTHLY = "monthly", "Monatsbericht"
    QUARTERLY = "quarterly", "Quartalsbericht"


def span(kind: ReportKind, day: date) -> tuple[date, date]:
    """Return the first and the last day of the month or quarter of a day."""
    if kind is ReportKind.MONTHLY:
        return month_start(day), month_end(day)
    first = quarter_start(day)
    return first, month_end(add_months(first, 2))


def title(kind: ReportKind, first: date) -> str:
    """Return "September 2017" or "3. Quartal 2017"."""
    return format_month(first) if kind is ReportKind.MONTHLY else f"{(first.month + 2) // 3}. Quartal {first.year}"


def freezable_from(last: date) -> date:
    """Return the first day on which a report with this Stichtag may be frozen."""
    return working_days_after(last, DAYS_TO_WAIT)
