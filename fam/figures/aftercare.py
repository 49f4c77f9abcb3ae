"""Nachbetreuung on a day: closed cases that are still accompanied, a count of their own beside the Bestand (§4.2)."""

from datetime import date

from sqlalchemy import func
from sqlmodel import Session, col, select

from fam.models import Family


def in_aftercare(session: Session, day: date) -> int:
    """Return how many families are in Nachbetreuung on a day: closed by then, and its last day not over.

    From a session of the statistics scope. Erased cases stay counted on the days before (fam/fates.py).
    """
    query = select(func.count()).select_from(Family).where(
        col(Family.closed_on) <= day, col(Family.aftercare_ends_on) > day
    )  # fmt: skip
    return session.exec(query).one()
