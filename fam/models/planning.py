"""The plan path of the expansion and the places of the team; entered by Koordination, nothing is invented."""

from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Field

from fam.models.base import Base, Record


class PlanVersion(Record, table=True):
    """A plan as decided on a day; the newest one valid on a day counts, older ones stay visible."""

    __tablename__ = "plan_version"
    title: str = Field(max_length=200)
    decided_on: date
    note: str = Field(default="", max_length=1000)


class PlanPoint(Base, table=True):
    """The planned stock at the end of one month (first day of the month stored), in families."""

    __tablename__ = "plan_point"
    plan_id: int = Field(foreign_key="plan_version.id", primary_key=True, ondelete="CASCADE")
    month: date = Field(primary_key=True)
    planned_stock: int


class Place(Record, table=True):
    """One person's places in a period: FTE x case key = families."""

    __tablename__ = "place"
    account_id: int = Field(foreign_key="account.id", index=True)
    starts_on: date
    ends_on: date | None = None
    fte: Decimal = Field(sa_type=sa.Numeric(4, 2))
    case_key: int  # families per FTE
