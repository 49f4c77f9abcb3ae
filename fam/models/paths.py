"""What becomes of people: stations between school and work, SGB II receipt of a BG, the closing and what follows."""

from datetime import date

import sqlalchemy as sa
from sqlmodel import Field

from fam.fields.spec import Kind
from fam.models.base import Content, Extendable, column
from fam.rules.plan_terms import GoalOutcome, ReceiptClass, ReceiptEnd, StationKind


class Station(Extendable, Content, table=True):
    """A person's state from `event_on` to `ends_on` (half-open); several may hold at once (school and minijob)."""

    __tablename__ = "station"
    __table_args__ = (sa.Index("ix_station_about_id", "about_id"),)  # figures ask person by person (I23, I27)
    kind: StationKind = column("Station", Kind.CHOICE, required=True, term=StationKind, in_charts=True)
    ends_on: date | None = column("bis (erster Tag nicht mehr)", Kind.DATE)
    place: str = column("Schule, Betrieb, Träger", default="", help="Ohne Namen von Dritten.")
    aim: str = column("Abschluss oder Beruf", default="")


class Receipt(Extendable, Content, table=True):
    """SGB II receipt of one BG from `event_on` to `ends_on` (half-open), as a class or percentage, never an amount."""

    __tablename__ = "receipt"
    unit_id: int = Field(foreign_key="benefit_unit.id", index=True, ondelete="CASCADE")
    level: ReceiptClass = column("Bezug", Kind.CHOICE, required=True, term=ReceiptClass, in_charts=True)
    percent: int | None = column(
        "Höhe in Prozent der Ausgangslage", Kind.INTEGER, minimum=0, maximum=200, in_charts=True,
        help="100 = Durchschnitt der drei Monate vor der Aufnahme, bereinigt um Regelbedarf und Haushaltsgröße.",
    )  # fmt: skip
    ends_on: date | None = column("bis (erster Tag nicht mehr)", Kind.DATE)
    end_reason: ReceiptEnd | None = column("Warum kein Bezug mehr", Kind.CHOICE, term=ReceiptEnd, in_charts=True)


class Closing(Extendable, Content, table=True):
    """How a case ended, apart from why: `event_on` is the last day in FAM; one per family."""

    __tablename__ = "closing"
    __table_args__ = (sa.UniqueConstraint("family_id"),)
    outcome: GoalOutcome | None = column("Ergebnis", Kind.CHOICE, term=GoalOutcome, in_charts=True)
    summary: str = column(
        "Rückblick", Kind.LONG_TEXT, default="", max_length=5000, help="Was hat sich verändert, was trägt weiter?"
    )
    handover: str = column("Wie es weitergeht", Kind.LONG_TEXT, default="", max_length=2000)
    follow_up: bool | None = column("Nachbefragung vereinbart", Kind.BOOLEAN, in_charts=True)
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", ondelete="SET NULL")


class FollowUp(Extendable, Content, table=True):
    """Asking again 3, 6 and 12 months after the closing, if the family agreed; `event_on` is the day it is due."""

    __tablename__ = "follow_up"
    __table_args__ = (sa.UniqueConstraint("family_id", "months"),)
    months: int
    held_on: date | None = column("Gefragt am", Kind.DATE)
    reached: bool | None = column("Erreicht", Kind.BOOLEAN, in_charts=True)
    receipt: ReceiptClass | None = column("SGB II-Bezug", Kind.CHOICE, term=ReceiptClass, in_charts=True)
    in_work: bool | None = column("Mindestens eine Person in Arbeit oder Ausbildung", Kind.BOOLEAN, in_charts=True)
    note: str = column("Anmerkung", default="", max_length=500)
