"""When a case is to be erased (Löschkonzept, domain handbook §5.9): every case has its day from the first one on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from fam.errors import InvalidForm
from fam.rules.german import plural
from fam.rules.periods import add_months
from fam.rules.terms import PIPELINE, Status

HANDBOOK = "Löschkonzept, Handbuch Abschnitt 5.9"


class Basis(StrEnum):
    """By which rule of the Löschkonzept a day was found."""

    PIPELINE = "pipeline"
    RUNNING = "running"
    DECLINED = "declined"
    CLOSED = "closed"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Limits:
    """A setting: its name, the default, and between what it may be chosen."""

    label: str
    default: int
    least: int
    most: int
    law: str


SETTINGS: Mapping[str, Limits] = {
    "declined_months": Limits(
        "Vorschläge ohne Aufnahme: Monate nach der Entscheidung", 6, 1, 6,
        "Erforderlichkeit (§ 67c SGB X); Vorschlag im Löschkonzept",
    ),
    "closed_months": Limits(
        "FAM-Fälle: Monate nach dem Abschluss", 24, 12, 24,
        "Nachbetreuung und Auswertung, dann Löschung (§ 84 SGB X, Art. 17 DSGVO); Vorschlag im Löschkonzept",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Periods:
    """How long cases are kept, in months after their end."""

    declined_months: int = SETTINGS["declined_months"].default
    closed_months: int = SETTINGS["closed_months"].default


@dataclass(frozen=True, slots=True)
class Deletion:
    """The day from which a case may be erased. Until `settled` it is the earliest possible one: the case still runs."""

    due_on: date | None  # None: erased already
    basis: Basis
    settled: bool
    why: str

    def due(self, today: date) -> bool:
        """Whether the case is to be erased now."""
        return self.settled and self.due_on is not None and self.due_on <= today


def periods(stored: object) -> Periods:
    """Return the periods of a stored setting; whatever is missing or out of bounds is the default."""
    found = stored if isinstance(stored, Mapping) else {}
    return Periods(**{key: _within(limits, found.get(key)) for key, limits in SETTINGS.items()})


def _within(limits: Limits, value: Any) -> int:
    good = isinstance(value, int) and not isinstance(value, bool) and limits.least <= value <= limits.most
    return int(value) if good else limits.default


def checked(values: Mapping[str, int | None]) -> dict[str, int]:
    """Return what may be kept of typed periods; raises InvalidForm with a sentence per field."""
    wrong = {
        key: f"Bitte zwischen {limits.least} und {limits.most} Monaten ({HANDBOOK})."
        for key, limits in SETTINGS.items()
        if not limits.least <= (values.get(key) or 0) <= limits.most
    }
    if wrong:
        raise InvalidForm(wrong)
    return {key: int(values[key] or 0) for key in SETTINGS}


def deletion(
    status: Status, *, received_on: date, ended_on: date | None, today: date, kept: Periods | None = None
) -> Deletion:
    """Return when a case is to be erased, and why.

    `ended_on` is the first day of "nicht aufgenommen" or "zurückgezogen", or the first day no longer in FAM.
    """
    kept = kept or Periods()
    if status is Status.ANONYMISED:
        return Deletion(None, Basis.DONE, True, "Der Fall ist gelöscht; geblieben ist eine Zeile für die Statistik.")
    if status in PIPELINE:
        text = f"Der Vorschlag läuft; frühestens {_months(kept.declined_months)} nach einer Entscheidung."
        return Deletion(add_months(max(today, received_on), kept.declined_months), Basis.PIPELINE, False, text)
    if status in (Status.NOT_ADMITTED, Status.WITHDRAWN):
        text = f"{status.label.capitalize()}: {_months(kept.declined_months)} nach der Entscheidung."
        return Deletion(add_months(ended_on or received_on, kept.declined_months), Basis.DECLINED, True, text)
    if status is Status.CLOSED:
        text = f"Abgeschlossen: {_months(kept.closed_months)} nach dem Abschluss."
        return Deletion(add_months(ended_on or received_on, kept.closed_months), Basis.CLOSED, True, text)
    text = f"Der Fall läuft; frühestens {_months(kept.closed_months)} nach dem Abschluss."
    return Deletion(add_months(max(today, received_on), kept.closed_months), Basis.RUNNING, False, text)


def _months(number: int) -> str:
    return plural(number, "Monat", "Monate")


def last_end_due(today: date, months: int) -> date:
    """Return the latest end whose period of so many months has run out by today: what a query compares with."""
    guess = add_months(today, -months)
    while add_months(date.fromordinal(guess.toordinal() + 1), months) <= today:  # months of different lengths
        guess = date.fromordinal(guess.toordinal() + 1)
    return guess
