"""What else changes when a date of a case is put right: said before it is saved."""

from dataclasses import dataclass
from datetime import date

from fam.rules.german import format_date, format_month
from fam.rules.periods import month_start


@dataclass(frozen=True, slots=True)
class Days:
    """From the admission to the first day no longer in FAM, and the day from which the case may be erased."""

    admitted_on: date | None
    closed_on: date | None = None
    erased_on: date | None = None


def follows(before: Days, after: Days) -> list[str]:
    """Return a sentence per thing that changes with the dates; none if nothing does."""
    found = []
    if before.admitted_on and after.admitted_on and before.admitted_on != after.admitted_on:
        found.append(_flow("Zugang", before.admitted_on, after.admitted_on))
    if before.closed_on and after.closed_on and before.closed_on != after.closed_on:
        found.append(_flow("Abgang", before.closed_on, after.closed_on))
    if found:
        found.append("Statusverlauf, Bestand und Dauer aller betroffenen Monate werden neu gerechnet.")
    if before.erased_on and after.erased_on and before.erased_on != after.erased_on:
        found.append(f"Löschdatum: {format_date(after.erased_on)} statt {format_date(before.erased_on)}.")
    return found


def _flow(name: str, old: date, new: date) -> str:
    if month_start(old) == month_start(new):
        return f"{name}: bleibt im {format_month(old)}."
    return f"{name}: zählt im {format_month(new)} statt im {format_month(old)}."
