"""Some admissions and closings are typed in late, so that what was known on a day differs from what is known today."""

from datetime import date, timedelta

from fam.demo.case import Dice, weekday
from fam.demo.cast import TODAY
from fam.rules.terms import Status

LATE = 0.2  # the share of them
DAYS = (6, 24)


def typed_in(key: str, status: Status, day: date, following: date | None) -> date:
    """Return when a status of the case was typed in: mostly on its day, never after the next one began or today."""
    if status not in (Status.ACTIVE, Status.CLOSED):
        return day
    dice = Dice(f"late {key} {status}")
    if not dice.chance(LATE):
        return day
    return max(day, weekday(min(day + timedelta(days=dice.between(*DAYS)), following or TODAY)))
