"""When the review of a case is due: every six months after admission, aligned to EGV and Hilfeplan (handbook §4.6)."""

from datetime import date, timedelta

from fam.rules.periods import add_months

STEP_MONTHS = 6
AHEAD = timedelta(days=14)
BEHIND = timedelta(days=28)


def review_due(admitted_on: date, today: date) -> date | None:
    """Return the review day (admission + 6, 12, 18 ... months) that concerns today, else None.

    A review is announced 14 days ahead and stays for 28 days; whether it took place is not recorded yet.
    """
    months = (today.year - admitted_on.year) * 12 + today.month - admitted_on.month
    around = months // STEP_MONTHS
    for step in (around, around + 1):
        day = add_months(admitted_on, step * STEP_MONTHS)
        if step > 0 and day - AHEAD <= today <= day + BEHIND:
            return day
    return None
