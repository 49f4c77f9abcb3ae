"""Who can be at a meeting with a family, who is to do a task: leads, deputies, members; and whose families are mine."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, or_, select

from fam.models import Account, Family, Lead, Meeting, Member
from fam.person import Person
from fam.queries.families import current
from fam.rules.terms import Institution, LeadKind, MemberRole, Party

SIDES = {Institution.PRO_ARBEIT: Party.PRO_ARBEIT, Institution.ASD: Party.ASD}
ADULTS = (MemberRole.MOTHER, MemberRole.FATHER, MemberRole.PARENT, MemberRole.PARTNER)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who may be there. `code` as forms name people; `usual` for the one who stands for the institution."""

    party: Party
    code: str
    label: str
    usual: bool = False


@dataclass(frozen=True, slots=True)
class OwnFamily:
    """A family that the person leads or deputises in."""

    id: int
    number: str
    name: str

    @property
    def label(self) -> str:
        """Name and number, as choices show it."""
        return f"{self.name} · {self.number}"


def own_families(session: Session, limit: int = 500) -> list[OwnFamily]:
    """Return one's own families, the one whose last meeting was entered most recently first."""
    person: Person = session.info["person"]
    mine = select(col(Lead.family_id)).where(Lead.account_id == person.account_id, *current(person.today))
    last = (
        select(col(Meeting.family_id).label("family_id"), func.max(Meeting.id).label("last"))
        .where(col(Meeting.family_id).in_(mine))
        .group_by(col(Meeting.family_id))
        .subquery()
    )
    query: Any = (
        select(Family.id, Family.number, Family.name)
        .outerjoin(last, last.c.family_id == Family.id)
        .where(col(Family.id).in_(mine))
        .order_by(last.c.last.desc().nulls_last(), col(Family.sort_name))
        .limit(limit)
    )
    return [OwnFamily(*found) for found in session.exec(query)]


def candidates(session: Session, family_id: int, day: date) -> list[Candidate]:
    """Return leads, deputies and members of a day (or of today, if it is later), leads first."""
    return [*_staff(session, family_id, day), *_members(session, family_id, day)]


def _staff(session: Session, family_id: int, day: date) -> list[Candidate]:
    person: Person = session.info["person"]
    first, last = min(day, person.today), max(day, person.today)
    query = (
        select(Lead, Account.display_name)
        .outerjoin(Account, col(Account.id) == Lead.account_id)
        .where(Lead.family_id == family_id, Lead.starts_on <= last)
        .where(or_(col(Lead.ends_on).is_(None), col(Lead.ends_on) > first))
        .order_by(col(Lead.kind).desc(), col(Lead.starts_on).desc())
    )
    rows = list(session.exec(query))
    usual = {_usual(person, [lead for lead, _name in rows if lead.institution is side], day) for side in Institution}
    found: dict[tuple[Party, str], Candidate] = {}
    for lead, name in rows:
        code = f"a{lead.account_id}" if lead.account_id else f"n{lead.name_text}"
        party = SIDES[lead.institution]
        suffix = " (Vertretung)" if lead.kind is LeadKind.DEPUTY else ""
        seen = found.get((party, code))
        chosen = lead.id in usual or (seen is not None and seen.usual)
        found[party, code] = Candidate(party, code, (seen.label if seen else (name or lead.name_text) + suffix), chosen)
    return sorted(found.values(), key=lambda one: not one.usual)


def _usual(person: Person, leads: Sequence[Lead], day: date) -> int | None:
    """Return the row of who stands for an institution on a day: me if I am one of them, else the lead."""
    there = [lead for lead in leads if lead.starts_on <= day and (lead.ends_on is None or lead.ends_on > day)]
    mine = [lead for lead in there if lead.account_id == person.account_id]
    first = mine + [lead for lead in there if lead.kind is LeadKind.LEAD]
    return first[0].id if first else None


def _members(session: Session, family_id: int, day: date) -> list[Candidate]:
    query = (
        select(Member)
        .where(Member.family_id == family_id)
        .where(or_(col(Member.starts_on).is_(None), col(Member.starts_on) <= day))
        .where(or_(col(Member.ends_on).is_(None), col(Member.ends_on) > day))
        .order_by(col(Member.born_on).nulls_last(), col(Member.id))
    )
    members = sorted(session.exec(query), key=lambda member: member.role not in ADULTS)
    return [
        Candidate(Party.FAMILY, f"m{member.id}", f"{member.first_name} ({member.role.label})") for member in members
    ]


def readers(session: Session, family_id: int, side: Institution | None = None) -> list[str]:
    """Return who leads or deputises in a family today, by name and institution; of one side, or of both."""
    query = (
        select(Account.display_name, Lead.institution)
        .join(Lead, col(Lead.account_id) == Account.id)
        .where(Lead.family_id == family_id, *current(session.info["person"].today))
        .order_by(col(Lead.institution), Account.display_name)
    )
    found = [(name, Institution(whose)) for name, whose in session.exec(query.distinct())]
    return [f"{name} ({whose.label})" for name, whose in found if side in (None, whose)]


def owners(session: Session, family_id: int) -> dict[int, str]:
    """Return account id -> name of those who can take a task of a family: me first, leads, deputies (of today)."""
    person: Person = session.info["person"]
    query = (
        select(Account.id, Account.display_name, Lead.institution)
        .join(Lead, col(Lead.account_id) == Account.id)
        .where(Lead.family_id == family_id, *current(person.today))
        .order_by(col(Lead.kind).desc(), Account.display_name)
    )
    found = {
        number or 0: f"{name} ({Institution(institution).label})" for number, name, institution in session.exec(query)
    }
    return dict(sorted(found.items(), key=lambda pair: pair[0] != person.account_id))
