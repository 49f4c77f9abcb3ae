"""The persons of families on the Stichtag by age; an age is that of the month of birth.

Anonymised cases keep only the month of birth. So that figures of the past do not move with an erasure, everybody counts
as born on the first of the month.
"""

from typing import Any

from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import col

from fam.figures.indicator import Period
from fam.figures.population import covers, entered
from fam.models import Member
from fam.rules.periods import add_months, next_month
from fam.rules.terms import MemberRole

PARENTS = (MemberRole.MOTHER, MemberRole.FATHER, MemberRole.PARENT, MemberRole.PARTNER)
CHILDREN = (MemberRole.CHILD, MemberRole.YOUNG_PERSON)
BIRTH_MONTH = (
    "Das Alter richtet sich nach dem Geburtsmonat (als ob jede Person am Ersten des Monats geboren wäre), damit eine "
    "Löschung keine alte Zahl ändert."
)
AGES = f"{BIRTH_MONTH} Ohne Geburtsdatum zählt „Kind“ als unter 18, „junger Mensch“ als unter 25."


def members(families: Any, period: Period) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for the persons who belong to one of the families on the Stichtag."""
    times = covers(col(Member.starts_on), col(Member.ends_on), period)
    return (col(Member.family_id).in_(families), *times, *entered(Member, period))


def younger(years: int, period: Period) -> ColumnElement[bool]:
    """Return the condition that a person is younger than so many years on the Stichtag and has a birth date."""
    return col(Member.born_on) >= next_month(add_months(period.last, -12 * years))


def child(period: Period, years: int = 18) -> ColumnElement[bool]:
    """Return the condition for children: role Kind or junger Mensch, and younger than so many years."""
    unknown = and_(col(Member.born_on).is_(None), col(Member.role) == MemberRole.CHILD)
    young = younger(years, period)
    return and_(col(Member.role).in_(CHILDREN), or_(young, unknown) if years >= 18 else young)


def under_25(period: Period) -> ColumnElement[bool]:
    """Return the condition for U25: anybody younger than 25, parents too; without a birth date by the role."""
    unknown = and_(col(Member.born_on).is_(None), col(Member.role).in_(CHILDREN))
    return or_(younger(25, period), unknown)
