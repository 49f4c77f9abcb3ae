"""What follows from the consents: rewritten by the flush hook whenever a consent or a member changes."""

from collections.abc import Set
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session

from fam.models import ConsentItem, Member, Sharing, table
from fam.rules.consent import Given, Someone, sharing


def refresh_sharing(session: Session, rows: list[Any], left: Set[int] = frozenset()) -> None:
    """Rewrite what may be shared of the families whose consents or members these rows changed, or left."""
    for family_id in sorted({row.family_id for row in rows if isinstance(row, ConsentItem | Member)} | left):
        _rewrite(session, family_id)


def _rewrite(session: Session, family_id: int) -> None:
    connection, of, today = session.connection(), table(Sharing), session.info["person"].today
    connection.execute(sa.delete(of).where(of.c.family_id == family_id))
    item, member = table(ConsentItem).c, table(Member).c
    given = [
        Given(
            member_id=one.member_id, category=one.category, source=one.source, starts_on=one.starts_on,
            ends_on=one.ends_on, revoked=one.revoked_at is not None,
        )
        for one in connection.execute(sa.select(*table(ConsentItem).c).where(item.family_id == family_id))
    ]  # fmt: skip
    if not given:
        return
    found = connection.execute(sa.select(*table(Member).c).where(member.family_id == family_id))
    people = [Someone(**{key: getattr(one, key) for key in ("id", "role", *_KEYS)}) for one in found]
    rows = [
        {"family_id": family_id, "member_id": one.member_id, "category": one.category, "source": one.source,
         "starts_on": one.starts_on, "ends_on": one.ends_on}
        for one in sharing(people, given, today)
    ]  # fmt: skip
    if rows:
        connection.execute(sa.insert(of), rows)


_KEYS = ("born_on", "custody_holder", "in_household", "takes_part", "starts_on", "ends_on")
