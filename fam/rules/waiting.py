"""The order of the waiting list: by decision date, priority only with a reason (domain handbook §4.3)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class WaitingEntry:
    """One waiting family; `priority` is the reason for going first, empty for none."""

    number: str
    decided_on: date | None
    priority: str = ""


def waiting_order(entries: Iterable[WaitingEntry]) -> tuple[WaitingEntry, ...]:
    """Return the entries in the order of admission: priority first, then the earliest decision, then the number.

    Without a decision date ("Altbestand") a family stands after those that have one.
    """
    return tuple(sorted(entries, key=_place))


def _place(entry: WaitingEntry) -> tuple[bool, date, str]:
    return (not entry.priority.strip(), entry.decided_on or date.max, entry.number)
