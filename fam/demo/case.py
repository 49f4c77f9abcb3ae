"""One fictional case before it becomes rows: its course (`Arc`), and everything that hangs on it (`Case`)."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from fam.demo.cast import ASD, GO_LIVE, PRO_ARBEIT
from fam.rules.terms import Institution, Phase, Precision, Status

Row = dict[str, Any]  # column -> value; `entered` (date) and `by` (username) become created_at and created_by


class Dice(random.Random):
    """Chance with a memory: the same key always throws the same."""

    def chance(self, probability: float) -> bool:
        """Return True with this probability."""
        return self.random() < probability

    def between(self, low: int, high: int) -> int:
        """Return a whole number from low to high, both included (low when the range is empty)."""
        return low + int(self.random() * (high - low + 1)) if high > low else low

    def day(self, first: date, last: date) -> date:
        """Return a day from first to last, both included."""
        return date.fromordinal(self.between(first.toordinal(), last.toordinal()))

    def one(self, things: tuple[Any, ...]) -> Any:
        """Return one of the things."""
        return things[int(self.random() * len(things))]


def weekday(day: date) -> date:
    """Return the day itself, or the Friday before a weekend: nobody works on Sundays."""
    return day - timedelta(days=max(0, day.weekday() - 4))


@dataclass(slots=True)
class Arc:
    """How a case runs, from the proposal to its end (domain handbook §4.3); a date is None where it never got there."""

    key: str
    name: str
    status: Status
    town: str
    institution: Institution
    source: str
    pair: tuple[str, str]  # Fachkraft of Pro Arbeit and of the ASD
    received_on: date
    agreed_on: date | None = None
    examined_on: date | None = None
    talk_on: date | None = None
    decided_on: date | None = None
    admitted_on: date | None = None
    closed_on: date | None = None  # for cases that never were admitted: the day they ended
    paused_on: date | None = None
    pause_until: date | None = None
    reason: str = ""
    phase: Phase | None = None
    proposer: str = ""
    precision: Precision = Precision.DAY
    previous: str = ""  # key of an earlier participation

    @property
    def legacy(self) -> bool:
        """The case came with the list of 31.01.2017."""
        return self.received_on < GO_LIVE

    def author(self, institution: Institution) -> str:
        """Return the Fachkraft of an institution."""
        return self.pair[0] if institution is PRO_ARBEIT else self.pair[1]


@dataclass(slots=True)
class Case:
    """A family with all that is recorded about it; each list holds rows of the table of that name."""

    arc: Arc
    closely: bool = True  # as in a file that is really kept; else a few entries
    head: Row = field(default_factory=dict)
    detail: Row = field(default_factory=dict)
    status_period: list[Row] = field(default_factory=list)
    lead: list[Row] = field(default_factory=list)
    member: list[Row] = field(default_factory=list)
    address: list[Row] = field(default_factory=list)
    phone: list[Row] = field(default_factory=list)
    benefit_unit: list[Row] = field(default_factory=list)
    judgement: list[Row] = field(default_factory=list)
    vote: list[Row] = field(default_factory=list)
    dissent: list[Row] = field(default_factory=list)
    meeting: list[Row] = field(default_factory=list)  # with "attendees": rows, whose "member" is an index
    goal: list[Row] = field(default_factory=list)  # with "ratings": rows
    task: list[Row] = field(default_factory=list)  # with "meeting" and perhaps "goal": index or None
    note: list[Row] = field(default_factory=list)
    protection_report: list[Row] = field(default_factory=list)
    need: list[Row] = field(default_factory=list)  # "area" is the code of a list
    station: list[Row] = field(default_factory=list)  # "member" is a place among the members, from 1
    receipt: list[Row] = field(default_factory=list)  # "unit" is a place among the Bedarfsgemeinschaften, from 1
    relation: list[Row] = field(default_factory=list)  # people, addresses and units by their place in this case, from 1
    custody: list[Row] = field(default_factory=list)
    residence: list[Row] = field(default_factory=list)
    unit_member: list[Row] = field(default_factory=list)
    review: list[Row] = field(default_factory=list)
    closing: list[Row] = field(default_factory=list)
    follow_up: list[Row] = field(default_factory=list)
    measure: list[Row] = field(default_factory=list)  # "about" is a place among the members, from 1
    consent: list[Row] = field(default_factory=list)  # "member" and "signers" are places among the members, from 1


INSTITUTIONS = (PRO_ARBEIT, ASD)
