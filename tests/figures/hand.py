"""What tests of indicators by hand share: a figure of some days, its parts as people read them, rows beside cases."""

from datetime import date

from sqlmodel import select

from fam import db
from fam.figures import catalogue
from fam.figures.indicator import Figure, Number, Period
from fam.models import Account, Address, Lead, Member
from fam.rules.terms import Institution, LeadKind, MemberRole
from tests.figures.entries import day


def figure(indicator: str, first: str, last: str, known_on: str = "") -> Figure:
    """Return an indicator for days of 2017: figure("I02", "01.01.", "31.01.")."""
    period = Period(day(first), day(last), day(known_on) if known_on else None)
    return catalogue.count(period, [indicator])[0]


def parts(found: Figure, key: str) -> dict[str, float | None]:
    """Return the values of a breakdown by label, zeros left out."""
    breakdown = next(one for one in found.breakdowns if one.key == key)
    return {one.label: one.number.value for one in breakdown.parts if one.number.value != 0}


def share(number: Number) -> tuple[float | None, float | None]:
    """Return numerator and denominator of a rate."""
    return number.numerator, number.denominator


def account(name: str) -> int:
    """Return the id of a member of the cast."""
    with db.program() as session:
        return session.exec(select(Account.id).where(Account.username == name)).one() or 0


def person(family: int, role: MemberRole, born: date | None, *, until: str = "") -> Member:
    """Return a person of a family; `until` is the first day of 2017 on which she no longer belongs to it."""
    ends_on = day(until) if until else None
    return Member(family_id=family, first_name="Fiktiv", role=role, born_on=born, ends_on=ends_on)


def lives(family: int, ags: str | None, since: str = "", until: str = "") -> Address:
    """Return an address of a family in days of 2017; no AGS: outside the Kreis."""
    starts_on, ends_on = (day(one) if one else None for one in (since, until))
    return Address(family_id=family, town_ags=ags, starts_on=starts_on, ends_on=ends_on)


def lead(family: int, name: str, since: str, until: str = "", *, deputy: bool = False) -> Lead:
    """Return the lead (or deputy) of somebody of the cast in a family; Amir is ASD, the others Pro Arbeit."""
    return Lead(
        family_id=family,
        account_id=account(name),
        institution=Institution.ASD if name == "amir" else Institution.PRO_ARBEIT,
        kind=LeadKind.DEPUTY if deputy else LeadKind.LEAD,
        starts_on=day(since),
        ends_on=day(until) if until else None,
    )
