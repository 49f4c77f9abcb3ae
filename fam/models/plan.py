"""The family's plan across both legal circles: needs as judged, goals with their ratings, measures, plan versions."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from fam.fields.spec import Kind, declare
from fam.models.base import JSON, Base, Content, Extendable, Record, column, term
from fam.rules.closing import Handling
from fam.rules.plan_terms import (
    GoalOutcome,
    InstrumentGroup,
    MeasureLevel,
    MeasureStatus,
    Perspective,
    ReviewKind,
)
from fam.rules.terms import DataCategory


class AreaLevel(Record, table=True):
    """What a level of an area means, in a short text: 0 (acute need) to 4 (none); reference data that the team owns."""

    __tablename__ = "area_level"
    __table_args__ = (sa.UniqueConstraint("area_id", "level"),)
    area_id: int = Field(foreign_key="list_item.id", ondelete="CASCADE")
    level: int
    text: str = Field(max_length=200)


class Need(Extendable, Content, table=True):
    """One area of a family's life as one side judges it on a day; `level` None: not talked about."""

    __tablename__ = "need"
    area_id: int = column("Lebensbereich", Kind.CHOICE, required=True, choices="AREA", in_charts=True,
                          foreign_key="list_item.id", index=True)  # fmt: skip
    perspective: Perspective = column("Wer schätzt ein", Kind.CHOICE, required=True, term=Perspective, in_charts=True)
    level: int | None = column("Stufe", Kind.INTEGER, minimum=0, maximum=4, in_charts=True)
    note: str = column("Woran man es merkt", default="", max_length=500, help="Kurz. Keine Diagnosen.")
    review_id: int | None = Field(default=None, foreign_key="review.id", index=True, ondelete="SET NULL")
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", index=True, ondelete="SET NULL")


class Goal(Extendable, Content, table=True):
    """What somebody of the family wants to reach, in their own words; GAS levels -2 to +2, level 0 first."""

    __tablename__ = "goal"
    area_id: int = column("Lebensbereich", Kind.CHOICE, required=True, choices="AREA", in_charts=True,
                          foreign_key="list_item.id", index=True)  # fmt: skip
    text: str = column("Ziel in eigenen Worten", required=True, max_length=500)
    due_on: date | None = column("Bis wann", Kind.DATE, in_charts=True)
    level_0: str = column("0: erreicht, was vereinbart war", default="", max_length=300)
    level_p1: str = column("+1: etwas mehr", default="", max_length=300)
    level_p2: str = column("+2: viel mehr", default="", max_length=300)
    level_m1: str = column("−1: etwas weniger", default="", max_length=300)
    level_m2: str = column("−2: unverändert oder schlechter", default="", max_length=300)
    weight: int = column("Gewicht", Kind.INTEGER, default=1, minimum=1, maximum=5)
    outcome: GoalOutcome | None = column("Ergebnis", Kind.CHOICE, term=GoalOutcome, in_charts=True)
    ended_on: date | None = column("Beendet am", Kind.DATE, in_charts=True, index=True)
    end_reason: str = column("Grund", default="", max_length=300, help="Nötig bei „aufgegeben“.")
    not_ratable: str = Field(  # said at the closing instead of a last rating
        default="",
        max_length=300,
        sa_column_kwargs={**declare("Nicht einschätzbar, weil", max_length=300), "server_default": ""},
    )
    position: int = 0


class GoalRating(Content, table=True):
    """How far a goal is on a day, as one side sees it: -2 to +2."""

    __tablename__ = "goal_rating"
    goal_id: int = Field(foreign_key="goal.id", index=True, ondelete="CASCADE")
    perspective: Perspective = column("Wer schätzt ein", Kind.CHOICE, required=True, term=Perspective)
    rating: int = column("Stufe", Kind.INTEGER, required=True, minimum=-2, maximum=2)
    note: str = column("Anmerkung", default="", max_length=500)
    review_id: int | None = Field(default=None, foreign_key="review.id", index=True, ondelete="SET NULL")
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", index=True, ondelete="SET NULL")


class Instrument(Base, table=True):
    """One row of the catalogue (data/instruments.csv): what was law from/to, always with its book."""

    __tablename__ = "instrument"
    code: str = Field(primary_key=True, max_length=12)
    paragraph: str  # "§ 16 Abs. 1 SGB II i. V. m. § 45 SGB III"
    title: str
    purpose: str = ""
    group: InstrumentGroup = term(InstrumentGroup)
    levels: str = ""  # "P", "BG", "P/F": which MeasureLevels it is given at
    decided_by: str = ""
    category: DataCategory = term(DataCategory, DataCategory.MEASURES)  # health data need their own consent
    counselling: bool = False  # pure counselling is no measure for I30
    min_age: int | None = None  # years, at the start
    max_age: int | None = None  # years not yet reached at the start: 25 for U25
    valid_from: date | None = None
    valid_to: date | None = None  # first day on which it is no longer law
    offered: bool = True
    note: str = ""
    position: int = 0


class Measure(Extendable, Content, table=True):
    """An instrument given, asked for or thought of; `event_on` is the day it was proposed, dates half-open."""

    __tablename__ = "measure"
    __table_args__ = (sa.Index("ix_measure_status_starts", "status", "starts_on", "ends_on"),)
    instrument_code: str = column("Leistung", Kind.CHOICE, required=True, choices="INSTRUMENT", in_charts=True,
                                  foreign_key="instrument.code", index=True)  # fmt: skip
    level: MeasureLevel = column("Für", Kind.CHOICE, required=True, term=MeasureLevel, in_charts=True)
    unit_id: int | None = Field(default=None, foreign_key="benefit_unit.id", ondelete="SET NULL")
    status: MeasureStatus = column(
        "Stand", Kind.CHOICE, default=MeasureStatus.PROPOSED, required=True, term=MeasureStatus, in_charts=True
    )
    provider: str = column("Träger", default="", in_charts=True)
    decided_on: date | None = column("Entschieden am", Kind.DATE)
    starts_on: date | None = column("Beginn", Kind.DATE, in_charts=True)
    ends_on: date | None = column("Ende (erster Tag nicht mehr)", Kind.DATE, in_charts=True)
    handling: Handling | None = column(  # said when the case is closed, and holds from that day on
        "Beim Abschluss des Falls", Kind.CHOICE, term=Handling, in_charts=True
    )
    note: str = column("Anmerkung", default="", max_length=500, help="Keine Diagnosen, keine Beträge.")


class MeasureGoal(Base, table=True):
    """Which goals a measure serves."""

    __tablename__ = "measure_goal"
    id: int | None = Field(default=None, primary_key=True)
    measure_id: int = Field(foreign_key="measure.id", index=True, ondelete="CASCADE")
    goal_id: int = Field(foreign_key="goal.id", index=True, ondelete="CASCADE")
    family_id: int = Field(foreign_key="family.id", index=True, ondelete="CASCADE")


class Review(Extendable, Content, table=True):
    """A review of the family plan, an EGV or a Hilfeplan: `event_on` is the day of what is reviewed, then due, held."""

    __tablename__ = "review"
    kind: ReviewKind = column("Was überprüft wird", Kind.CHOICE, required=True, term=ReviewKind, in_charts=True)
    due_on: date | None = column("Zu überprüfen bis", Kind.DATE, required=True, in_charts=True, index=True)
    held_on: date | None = column("Überprüft am", Kind.DATE, in_charts=True)
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id", index=True, ondelete="SET NULL")
    reference: str = column("Fundstelle im Fachverfahren", default="", help="z. B. Aktenzeichen; kein Vertragstext.")


class FamilyPlan(Extendable, Content, table=True):
    """One version of the family plan: agreed on `event_on`, printed, signed; its lines are `PlanItem`s."""

    __tablename__ = "family_plan"
    __table_args__ = (sa.UniqueConstraint("family_id", "number"),)
    number: int = 1
    signed_on: date | None = column("Unterschrieben am", Kind.DATE)
    signed_by: str = column("Wer hat unterschrieben", default="")
    review_on: date | None = column("Nächste Überprüfung", Kind.DATE)
    remark: str = column("Bemerkung", default="", max_length=500)


class PlanItem(Content, table=True):
    """One line of a plan version as it stood: what it was (`entity`, `record_id`) and its values as text."""

    __tablename__ = "plan_item"
    plan_id: int = Field(foreign_key="family_plan.id", index=True, ondelete="CASCADE")
    entity: str = Field(max_length=24)  # need, goal, task, measure
    record_id: int
    values: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    position: int = 0
