"""What must hold in a database whatever happened to it."""

from collections import Counter
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, func, select

from fam import db
from fam.models import (
    BenefitUnit,
    ChangeEntry,
    Family,
    FamilyDetail,
    Member,
    Note,
    Phone,
    SearchWord,
    StatusPeriod,
    Task,
)
from fam.rules.folding import number_words

OF_PROPOSAL: dict[Any, int] = {
    FamilyDetail: 1,
    StatusPeriod: 1,
    Member: 2,
    Phone: 1,
    BenefitUnit: 1,
}  # rows that come with a case


def whole() -> None:
    """Assert that the database is sound and that every case is there entirely: rows, words, log."""
    _sound()
    with db.program() as session:
        cases = session.exec(select(Family.id, Family.number, Family.name)).all()
        for model, rows in OF_PROPOSAL.items():
            counted: dict[int, int] = dict(
                session.exec(select(model.family_id, func.count()).group_by(model.family_id)).all()
            )
            for family_id, number, name in cases:
                if name.startswith("Muster "):
                    assert counted.get(family_id or 0) == rows, f"{number}: {model.__name__}"
        words = set(session.exec(select(SearchWord.family_id, SearchWord.word)).all())
        for family_id, number, _name in cases:
            assert {(family_id, word) for word in number_words(number)} <= words, number
        for model in (Family, *OF_PROPOSAL, Note, Task):
            assert _logged(session, model) == sorted(session.exec(select(model.id)).all()), model.__name__


def _sound() -> None:
    with db.engine().connect() as connection:
        if connection.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute(sa.text("SELECT count(*) FROM data_version")).scalar_one() == 1


def _logged(session: Session, model: Any) -> list[int]:
    """Return the ids of created records as the change log has them."""
    query = select(ChangeEntry.record_id).where(
        ChangeEntry.action == "create",
        ChangeEntry.entity == model.__tablename__,
    )
    return sorted(session.exec(query).all())


def numbers() -> list[str]:
    """Return all FAM numbers."""
    with db.program() as session:
        return list(session.exec(select(Family.number)).all())


def marks(kind: str) -> Counter[str]:
    """Return the marks of everything of a kind ("family", "note", "task", "done") that is stored."""
    with db.program() as session:
        if kind == "family":
            return Counter(name.removeprefix("Muster ") for name in session.exec(select(Family.name)) if " " in name)
        if kind == "note":
            return Counter(session.exec(select(Note.text)).all())
        tasks = select(Task.text).where(col(Task.done_on).is_not(None)) if kind == "done" else select(Task.text)
        return Counter(session.exec(tasks).all())


def counted(family_id: int) -> tuple[int, int]:
    """Return the number all have counted to, and how many steps the change log has of it."""
    with db.program() as session:
        remark = session.exec(select(FamilyDetail.remark).where(FamilyDetail.family_id == family_id)).one()
        steps = (
            select(func.count())
            .select_from(ChangeEntry)
            .where(ChangeEntry.field == "remark", ChangeEntry.action == "update", ChangeEntry.family_id == family_id)
        )
        return int(remark.split()[0]), session.exec(steps).one()
