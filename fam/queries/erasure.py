"""Deletion runs as the page shows them: with the names of the two colleagues, and never a name of a family."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from fam.models import Account, ErasureHold, ErasureItem, ErasureRun, FamilyStub
from fam.rules.protection_terms import HoldKind, ItemState, RunState


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run: when, by whom, how far."""

    id: int
    month: date
    state: RunState
    proposed_by: int
    proposer: str
    proposed_on: date
    confirmer: str
    confirmed_on: date | None
    ended_on: date | None
    erased: int
    skipped: int
    waiting: int


@dataclass(frozen=True, slots=True)
class HoldRow:
    """One Löschsperre that holds now."""

    id: int
    number: str
    kind: HoldKind
    reason: str
    set_on: date
    who: str


def runs(session: Session, limit: int = 36) -> list[RunRow]:
    """Return the runs, the newest first."""
    query = select(ErasureRun).order_by(col(ErasureRun.id).desc()).limit(limit)
    found, names = session.exec(query).all(), _names(session)
    return [_row(session, run, names) for run in found]


def _row(session: Session, run: ErasureRun, names: dict[int, str]) -> RunRow:
    states = session.exec(select(ErasureItem.state).where(ErasureItem.run_id == run.id)).all()
    return RunRow(
        id=run.id or 0, month=run.month, state=run.state, proposed_by=run.proposed_by,
        proposer=names.get(run.proposed_by, ""), proposed_on=run.proposed_on,
        confirmer=names.get(run.confirmed_by or 0, ""), confirmed_on=run.confirmed_on, ended_on=run.ended_on,
        erased=run.erased, skipped=states.count(ItemState.BLOCKED), waiting=states.count(ItemState.PROPOSED),
    )  # fmt: skip


def items(session: Session, run_id: int) -> Sequence[ErasureItem]:
    """Return the cases of a run, the longest overdue first."""
    query = select(ErasureItem).where(ErasureItem.run_id == run_id)
    return session.exec(query.order_by(col(ErasureItem.due_on), col(ErasureItem.id))).all()


def holds(session: Session, family_id: int | None = None) -> list[HoldRow]:
    """Return what is held back from erasure now, of all cases or of one, the longest held first."""
    query = (
        select(ErasureHold, col(FamilyStub.number))
        .join(FamilyStub, col(FamilyStub.id) == ErasureHold.family_id)
        .where(col(ErasureHold.lifted_on).is_(None))
        .order_by(col(ErasureHold.set_on), col(ErasureHold.id))
    )
    if family_id is not None:
        query = query.where(ErasureHold.family_id == family_id)
    rows = session.exec(query).all()
    names = _names(session) if rows else {}
    return [
        HoldRow(hold.id or 0, number, hold.kind, hold.reason, hold.set_on, names.get(hold.set_by or 0, ""))
        for hold, number in rows
    ]


def _names(session: Session) -> dict[int, str]:
    return {number or 0: name for number, name in session.exec(select(Account.id, Account.display_name))}
