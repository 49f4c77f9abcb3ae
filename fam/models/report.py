"""Reports as they were given out: written once, never changed, never removed; counts only, nothing of a family."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from fam.models.base import JSON, Base, now, term
from fam.rules.report_terms import ReportKind


class Report(Base, table=True):
    """One frozen version of a month's or a quarter's report; `content` is all that it says, to every audience."""

    __tablename__ = "report"
    __table_args__ = (sa.UniqueConstraint("kind", "first", "number"),)
    id: int | None = Field(default=None, primary_key=True)
    kind: ReportKind = term(ReportKind)
    first: date
    last: date  # the Stichtag
    number: int  # 1 for the first version of a period
    data_version: int
    frozen_at: datetime = Field(default_factory=now)
    frozen_by: int | None = None  # account
    content: Any = Field(default=None, sa_type=JSON)
