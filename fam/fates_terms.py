"""The words in which fam/fates.py says what becomes of a column: it stays, it is overwritten, or it is made coarser."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from fam.clock import BERLIN
from fam.rules.periods import month_start
from fam.rules.terms import Precision


@dataclass(frozen=True, slots=True)
class Keep:
    """The column stays as it is, for this reason."""

    why: str


@dataclass(frozen=True, slots=True)
class Put:
    """The column is overwritten by what says nothing about anybody."""

    value: Callable[["Erasing"], Any]
    why: str = "kein Wert der Statistik"


@dataclass(frozen=True, slots=True)
class Cut:
    """The column keeps only so much of its value as a figure needs; None stays None."""

    coarse: Callable[[Any], Any]
    why: str


@dataclass(frozen=True, slots=True)
class Erasing:
    """What one erasure writes: the row's new number, the moment, and the values of fields that are to stay."""

    number: str
    at: datetime
    extra: Mapping[str, Any]


Fate = Keep | Put | Cut


def to_its_day(moment: datetime) -> datetime:
    """Return midnight of the moment's day in Berlin, in UTC: the entry date without the time of day."""
    return datetime.combine(moment.astimezone(BERLIN).date(), time(), BERLIN).astimezone(UTC)


def to_its_month(day: date) -> date:
    """Return the first of the day's month: ages by month of birth stay what they were."""
    return month_start(day)


def _month_at_most(precision: Precision) -> Precision:
    return Precision.MONTH if precision is Precision.DAY else precision


KEY = Keep("Schlüssel der Zeile, sagt nichts über Personen")
NOBODY, NOTHING = Put(lambda _: None), Put(lambda _: "")
NO, ONE, NO_LIST, NO_FIELDS = Put(lambda _: False), Put(lambda _: 1), Put(lambda _: []), Put(lambda _: {})
EXACT = Put(lambda _: Precision.DAY)
TO_ITS_DAY = Cut(to_its_day, "Erfassungstag: „wie damals bekannt“, Dokumentationsverzug (I19)")
BORN_IN = Cut(to_its_month, "Geburtsmonat: Alter am Monatsende (U25, eLb, Familienstruktur I35)")
AS_MONTH = Cut(_month_at_most, "das Geburtsdatum ist nur noch ein Monat")
