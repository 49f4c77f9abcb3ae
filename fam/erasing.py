"""Anonymises one case in the tables themselves: past the filter and past the change log, which must not keep it again.

What stays is said by fam/fates.py. Called by fam/services/erasure.py for confirmed cases only.
"""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from fam.erasing_traces import forget_traces
from fam.fates import ELSEWHERE, KEPT, OF_FAM
from fam.fates_terms import Cut, Erasing, Put
from fam.fields import registry
from fam.models import Base, Family, Lead, StatusPeriod, now, table
from fam.rules.terms import IN_STOCK, Status


def anonymise(session: Session, family_id: int, on: date, number: str = "") -> str:
    """Turn a case into its statistical rows and return the case's number; doing it again changes nothing.

    `number` is that of an earlier erasure, when a restored backup brought the case back.
    """
    connection, family = session.connection(), table(Family)
    head = connection.execute(sa.select(family).where(family.c.id == family_id)).mappings().one()
    if head["status"] is Status.ANONYMISED:
        return str(head["number"])
    case = Erasing(number or new_number(), now(), _kept_extra(session, head["extra"] or {}))
    forget_traces(session, head, owned(connection, family_id))
    stay = KEPT if _was_in_fam(connection, family_id) else {name: KEPT[name] for name in KEPT if name not in OF_FAM}
    for one in reversed(Base.metadata.sorted_tables):
        if one.name not in stay and one.name not in ELSEWHERE and "family_id" in one.c:
            connection.execute(sa.delete(one).where(one.c.family_id == family_id))
    for name in stay:
        one = Base.metadata.tables[name]
        mine = (one.c.id if name == "family" else one.c.family_id) == family_id
        _cut(connection, one, mine)
        _overwrite(connection, one, mine, case)
        _clear_columns(session, name, family_id, case.extra if name == "family" else {})
    _end_history(connection, family_id, on)
    session.expire_all()
    return case.number


def new_number() -> str:
    """Return a number that leads nowhere: random, never that of a file."""
    drawn = secrets.token_hex(5).upper()
    return f"STAT-{drawn[:5]}-{drawn[5:]}"


def owned(connection: sa.Connection, family_id: int) -> dict[str, list[int]]:
    """Return table -> ids of the family's records, the family's own among them."""
    found = {"family": [family_id]}
    for one in Base.metadata.sorted_tables:
        if "family_id" in one.c and "id" in one.c and one.name not in ELSEWHERE:
            found[one.name] = list(connection.scalars(sa.select(one.c.id).where(one.c.family_id == family_id)))
    return found


def _overwrite(connection: sa.Connection, one: sa.Table, where: Any, case: Erasing) -> None:
    """Write over every column that is not kept; one that nobody decided about is emptied like the others."""
    fates = KEPT[one.name]
    values = {name: fate.value(case) for name, fate in fates.items() if isinstance(fate, Put)}
    values |= {column.name: _empty(column) for column in one.columns if column.name not in fates}
    connection.execute(sa.update(one).where(where).values(values))


def _cut(connection: sa.Connection, one: sa.Table, where: Any) -> None:
    """Make coarser what a figure needs only roughly."""
    cuts = {name: fate for name, fate in KEPT[one.name].items() if isinstance(fate, Cut)}
    if not cuts:
        return
    for row in connection.execute(sa.select(one.c.id, *(one.c[name] for name in cuts)).where(where)).mappings().all():
        values = {name: fate.coarse(row[name]) for name, fate in cuts.items() if row[name] is not None}
        connection.execute(sa.update(one).where(one.c.id == row["id"]).values(values))


def _was_in_fam(connection: sa.Connection, family_id: int) -> bool:
    """Return whether a case ever was in FAM: of one that was not, no figure counts a person, receipt or consent."""
    periods = table(StatusPeriod)
    found = sa.select(periods.c.id).where(periods.c.family_id == family_id, periods.c.status.in_(IN_STOCK)).limit(1)
    return connection.execute(found).first() is not None


def _empty(column: Any) -> Any:
    """The emptiest value that a column takes."""
    if column.nullable:
        return None
    if column.default is not None and column.default.is_scalar:
        return column.default.arg
    kind = getattr(column.type, "impl_instance", column.type)
    return {int: 0, bool: False, date: date(1900, 1, 1)}.get(getattr(kind, "python_type", str), "")


def _kept_extra(session: Session, extra: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of the fields that the team marked to stay; what could not be read never does."""
    stay = {one.key for one in registry.definitions(session, "family") if one.options.get("kept")}
    return {key: value for key, value in extra.items() if key in stay}


def _clear_columns(session: Session, entity: str, family_id: int, extra: Mapping[str, Any]) -> None:
    """Fields of the team that became columns are unknown to the table's class; the names are ours."""
    if entity not in registry.extendable():
        return
    columns = [one.key for one in registry.definitions(session, entity) if one.options["column"]]
    if columns:
        key = "id" if entity == "family" else "family_id"
        known = sa.table(entity, *(sa.column(one) for one in (key, *columns)))
        values = {one: extra.get(one) for one in columns}
        session.connection().execute(sa.update(known).where(known.c[key] == family_id).values(values))


def _end_history(connection: sa.Connection, family_id: int, on: date) -> None:
    """The last status and every lead end on the day of the erasure, "anonymisiert" begins: no past day changes."""
    periods = table(StatusPeriod)
    mine = sa.and_(periods.c.family_id == family_id, periods.c.ends_on.is_(None))
    connection.execute(sa.update(periods).where(mine).values(ends_on=on))
    row = {"family_id": family_id, "status": Status.ANONYMISED, "starts_on": on, "version": 1, "created_at": now()}
    connection.execute(sa.insert(periods).values(note="", **row))
    lead = table(Lead)
    running = sa.and_(lead.c.family_id == family_id, sa.or_(lead.c.ends_on.is_(None), lead.c.ends_on > on))
    ends = sa.case((lead.c.starts_on > on, lead.c.starts_on), else_=sa.literal(on, sa.Date))
    connection.execute(sa.update(lead).where(running).values(ends_on=ends))
