"""The conditions under which a family and what hangs on it may be read; `fam.access` gives each table its own."""

from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from fam.consented import Clause, hidden_members, open_families
from fam.models import AccessGrant, Family, Lead, now, table
from fam.person import Person
from fam.rules.terms import PIPELINE, DataCategory, LeadKind, Role
from fam.spoken import Asked, me, said, said_all, today


@lru_cache(maxsize=512)
def leading(person: Person, *kinds: LeadKind) -> sa.Select[Any]:
    """Families where the person is lead or deputy today, or only one of these kinds."""
    lead = table(Lead).c
    return sa.select(lead.family_id).where(
        lead.account_id == me(person),
        *([lead.kind.in_(said_all(kinds))] if kinds else []),
        lead.starts_on <= today(person),
        sa.or_(lead.ends_on.is_(None), lead.ends_on > today(person)),
    )


@lru_cache(maxsize=512)
def granted(person: Person) -> sa.Select[Any]:
    """Families opened by "Zugriff mit Begründung" within the last 24 hours."""
    grant = table(AccessGrant).c
    at_execution = Asked("fam_now", callable_=now, type_=grant.ends_at.type)  # scopes are cached, time is not
    return sa.select(grant.family_id).where(grant.account_id == me(person), grant.ends_at > at_execution)


@lru_cache(maxsize=512)
def own_proposals(person: Person) -> sa.Select[Any]:
    """Families that the person proposed, while they are in the pipeline (domain handbook §5.6)."""
    family = table(Family).c
    return sa.select(family.id).where(family.proposed_by_id == me(person), family.status.in_(said_all(PIPELINE)))


def works_with(person: Person, family_id: ColumnElement[Any]) -> Clause:
    """The family is one of the person's own: lead or dated deputy, as a Fachkraft."""
    return family_id.in_(leading(person)) if person.has(Role.CASEWORKER) else sa.false()


def knows(person: Person, family_id: Any) -> Clause:
    """Master data are readable: own families, a granted file, one's own running proposal."""
    if person.has(Role.CASEWORKER):
        return among(family_id, leading(person), granted(person), own_proposals(person))
    return family_id.in_(own_proposals(person)) if person.has(Role.COORDINATOR) else sa.false()


def master(person: Person, family_id: Any, category: DataCategory = DataCategory.CONTACT) -> Clause:
    """What a household tells is readable: of families whose data the own side collected, or that they agreed to share.

    Whoever proposed a family reads what was proposed.
    """
    if not person.has(Role.CASEWORKER):
        return knows(person, family_id)
    known = sa.union_all(leading(person), granted(person))
    return among(family_id, open_families(person, known, category), own_proposals(person))


def hidden(person: Person) -> sa.CTE:
    return hidden_members(person, sa.union_all(leading(person), granted(person))).cte()


def member(person: Person, row: Any) -> Clause:
    """A person of the family, unless they did not agree that the partner knows them."""
    unknown = sa.select(hidden(person).c.id) if person.has(Role.CASEWORKER) else None
    readable = master(person, row.family_id)
    return readable if unknown is None else sa.and_(readable, row.id.not_in(unknown))


def between(person: Person, row: Any, *members: Any) -> Clause:
    """What joins people of a family: readable where all of them are known."""
    readable = master(person, row.family_id)
    if not person.has(Role.CASEWORKER):
        return readable
    unknown = sa.select(hidden(person).c.id)
    return sa.and_(readable, *(sa.or_(one.is_(None), one.not_in(unknown)) for one in members))


def unit_member(person: Person, row: Any) -> Clause:
    """Who is in which Bedarfsgemeinschaft: what opens the receipt, and the person is known."""
    receipt = master(person, row.family_id, DataCategory.RECEIPT)
    if not person.has(Role.CASEWORKER):
        return receipt
    return sa.and_(receipt, row.member_id.not_in(sa.select(hidden(person).c.id)))


def other_side(person: Person, row: Any) -> Clause:
    """What the partner wrote into the examination: while it runs, and afterwards as far as the family agreed."""
    opened = open_families(person, leading(person), DataCategory.WORK)
    return sa.and_(
        works_with(person, row.family_id),
        sa.or_(row.institution == said(person.institution), row.family_id.in_(opened)),
    )


def among(family_id: ColumnElement[Any], *families: sa.Select[Any]) -> Clause:
    """The family is in one of these sets; as one set, since PostgreSQL uses no index for "in this or in that"."""
    return family_id.in_(sa.union_all(*families))


def coordinated(person: Person, family: Any) -> Clause:
    """Every case, but a proposal of the other institution only after the family agreed to be contacted."""
    if not person.has(Role.COORDINATOR):
        return sa.false()
    return sa.or_(
        family.institution == said(person.institution),
        family.contact_agreed_on.is_not(None),
        family.legacy,
        family.admitted_on.is_not(None),
    )


def head(person: Person, family_id: ColumnElement[Any]) -> Clause:
    """The head of the case is readable, for rows that hang on it."""
    if not person.has(Role.COORDINATOR):
        return knows(person, family_id)
    family = table(Family).alias()
    seen = sa.select(coordinated(person, family.c)).where(family.c.id == family_id).scalar_subquery()
    # Not as EXISTS: PostgreSQL would read all heads first to look up a few.
    return sa.or_(knows(person, family_id), seen.is_(sa.true()))


def found_by_member(person: Person, row: Any) -> Clause:
    """Names of members find a family whose members may all be known; heads are found by every reader of the head."""
    known = sa.and_(sa.not_(row.of_member), knows(person, row.family_id))
    if not person.has(Role.CASEWORKER):
        return sa.or_(known, sa.and_(row.of_member, knows(person, row.family_id)))
    some_hidden = row.family_id.in_(sa.select(hidden(person).c.family_id))
    return sa.or_(known, sa.and_(row.of_member, master(person, row.family_id), sa.not_(some_hidden)))


def head_of_coordinator(person: Person, family_id: ColumnElement[Any]) -> Clause:
    return head(person, family_id) if person.has(Role.COORDINATOR) else sa.false()
