"""The log of a field follows its readers: what was entered before they changed is not read by others afterwards."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from fam.fields.encoding import RAW
from fam.models import ChangeEntry
from fam.rules.terms import Confidentiality, Institution


def follow(session: Session, model: Any, key: str, readers: Institution | None) -> None:
    """Give all log entries of a field its readers, or, once both read it, those of their records.

    Entries of records that are gone stay with whom they were: nobody can say any more who might read the record.
    """
    log, table = ChangeEntry.__table__, model.__table__  # type: ignore[attr-defined]
    others = sa.or_(log.c.confidentiality.is_(None), log.c.confidentiality != Confidentiality.ENTRUSTED)
    ours = sa.update(log).where(log.c.entity == table.name, log.c.field.in_((key, key + RAW)), others)
    if readers:
        content = sa.true() if "confidentiality" in table.c else sa.false()
        foreign = sa.and_(content, log.c.confidentiality.is_not(None), log.c.institution != readers)
        nobody = ours.where(foreign).values(confidentiality=Confidentiality.ENTRUSTED, owner_id=None)
        session.connection().execute(nobody)  # an entry of the other institution: neither reads both
        narrow = ours.where(sa.not_(sa.func.coalesce(foreign, sa.false())))
        session.connection().execute(narrow.values(institution=readers, confidentiality=Confidentiality.INSTITUTION))
        return
    there = sa.exists().where(table.c.id == log.c.record_id)
    values = {name: _of_record(log, table, name) for name in ("institution", "confidentiality")}
    session.connection().execute(ours.where(there).values(values))


def _of_record(log: Any, table: Any, name: str) -> Any:
    """What the flush hook would write: the record's own column, nothing where it has none (or is a head)."""
    if name not in table.c or table.name == "family":
        return sa.null()
    return sa.select(table.c[name]).where(table.c.id == log.c.record_id).scalar_subquery()
