"""What an erasure leaves of a case is for the statistics scope alone: the condition that hides it from everybody.

It joins every filter of fam/access.py, also that of a service which looks past the person's own scope (fam/guards.py).
"""

from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from fam.consented import Clause
from fam.fates import HEAD, KEPT
from fam.models import Family, table
from fam.rules.terms import Status
from fam.spoken import said

STRIPPED = frozenset(KEPT) - frozenset(HEAD)  # Koordination counts the heads; lists leave them out


@lru_cache(maxsize=64)
def not_erased(model: Any) -> Clause:
    """Return the condition that a row belongs to a case that was not erased; true for tables that keep no rows."""
    if table(model).name not in STRIPPED:
        return sa.true()
    return living(table(model).c.family_id)


def living(family_id: sa.ColumnElement[Any]) -> Clause:
    """Return the condition that a family is more than its row of the statistics."""
    family = table(Family).alias()
    status = sa.select(family.c.status).where(family.c.id == family_id).scalar_subquery()
    # Not as EXISTS: PostgreSQL would read all heads first to look up a few.
    return status != said(Status.ANONYMISED)
