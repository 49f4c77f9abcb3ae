"""Erasure: monthly runs that two people answer for, what became of each case, and what holds a case back."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Field

from fam.models.base import JSON, Base, OfFamily, Record, term
from fam.rules.protection_terms import HoldKind, ItemState, RunState


class ErasureRun(Record, table=True):
    """One run of a month: proposed by one account, confirmed by another one, then executed case by case."""

    __tablename__ = "erasure_run"
    __table_args__ = (
        sa.CheckConstraint("confirmed_by IS NULL OR confirmed_by <> proposed_by", name="two_people"),
        sa.Index(  # never two at the same time
            "uq_erasure_run_open", "is_open", unique=True,
            sqlite_where=sa.text("is_open"), postgresql_where=sa.text("is_open"),
        ),
    )  # fmt: skip
    month: date = Field(index=True)  # its first day
    state: RunState = term(RunState, RunState.PROPOSED)
    is_open: bool = True
    proposed_by: int = Field(foreign_key="account.id")
    proposed_on: date
    confirmed_by: int | None = Field(default=None, foreign_key="account.id")
    confirmed_on: date | None = None
    ended_on: date | None = None
    erased: int = 0


class ErasureItem(Base, table=True):
    """One case of a run. After the erasure it is the ledger: which row a restored backup must anonymise again."""

    __tablename__ = "erasure_item"
    __table_args__ = (sa.UniqueConstraint("run_id", "family_id"),)
    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="erasure_run.id", index=True, ondelete="CASCADE")
    family_id: int = Field(foreign_key="family.id", index=True, ondelete="CASCADE")
    number: str = Field(max_length=16)  # the FAM number; after the erasure that of the statistical row
    state: ItemState = term(ItemState, ItemState.PROPOSED)
    basis: str = Field(max_length=16)  # of fam.rules.retention
    due_on: date
    blockers: Any = Field(default_factory=list, sa_type=JSON)  # sentences without names
    erased_at: datetime | None = None


class ErasureHold(OfFamily, table=True):
    """Löschsperre: the case must not be erased while this holds, with its reason."""

    __tablename__ = "erasure_hold"
    kind: HoldKind = term(HoldKind)
    reason: str = Field(max_length=500)
    set_on: date
    set_by: int | None = Field(default=None, foreign_key="account.id")
    lifted_on: date | None = None
    lifted_by: int | None = Field(default=None, foreign_key="account.id")
