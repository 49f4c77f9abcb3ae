"""Who of one's own families is to leave the parents' Bedarfsgemeinschaft: 25 years old, or married."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlmodel import Session, col, exists, or_, select

from fam.models import Family, Lead, Member, Relation, UnitMember
from fam.person import Person
from fam.queries.families import current
from fam.queries.proposals import ToDo
from fam.queries.relations import Belonging, ties_of
from fam.rules.own_unit import AGE, WITHIN, Leaving, leaving
from fam.rules.periods import add_months
from fam.rules.plan_terms import RelationKind
from fam.rules.relations import CHILDREN, Part, Somebody, Tie, holds
from fam.rules.terms import IN_STOCK

MOST = 500


def of_family(session: Session, known: Belonging) -> tuple[Leaving, ...]:
    """Return who of a family is to leave the parents' BG, out of what was read of it."""
    person: Person = session.info["person"]
    return _leaving(known.members, known.ties, known.units, person.today)


def to_leave(session: Session, limit: int = 50) -> list[ToDo]:
    """Return one's own families in FAM in which somebody turns 25 or marries, the earliest first.

    One statement where nobody does, as nearly always.
    """
    person: Person = session.info["person"]
    families = {one.id or 0: one for one in session.exec(_touched(person).limit(MOST))}
    if not families:
        return []
    members, ties, units = (_by_family(session, model, families) for model in (Member, Relation, UnitMember))
    found = []
    for family_id, family in families.items():
        people, known = members.get(family_id, ()), ties_of(ties.get(family_id, ()))
        names = {one.id: one.first_name for one in people}
        for one in _leaving(people, known, units.get(family_id, ()), person.today):
            found.append(ToDo(family.number, family.name, one.sentence(names[one.member_id]), one.day))
    return sorted(found, key=lambda one: (one.day or person.today, one.number))[:limit]


def _leaving(
    members: Sequence[Member], ties: Sequence[Tie], units: Sequence[UnitMember], today: date
) -> tuple[Leaving, ...]:
    people = [Somebody(one.id or 0, one.role, one.born_on) for one in members if holds(today, None, one.ends_on)]
    return leaving(people, ties, _parts(units), today)


def _touched(person: Person) -> Any:
    """Own families in FAM with a child who is nearly 25 or of whom a marriage is entered."""
    mine = select(col(Lead.family_id)).where(Lead.account_id == person.account_id, *current(person.today))
    wed = exists().where(
        col(Relation.kind) == RelationKind.MARRIED,
        or_(col(Relation.first_id) == Member.id, col(Relation.second_id) == Member.id),
    )
    old = col(Member.born_on) <= add_months(person.today + WITHIN, -12 * AGE)
    child = exists().where(col(Member.family_id) == Family.id, col(Member.role).in_(CHILDREN), or_(old, wed))
    return select(Family).where(col(Family.id).in_(mine), col(Family.status).in_(IN_STOCK), child)


def _by_family(session: Session, model: Any, family_ids: Any) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for one in session.exec(select(model).where(model.family_id.in_(list(family_ids))).order_by(model.id)):
        found.setdefault(one.family_id, []).append(one)
    return found


def _parts(rows: Sequence[UnitMember]) -> dict[int, list[Part]]:
    found: dict[int, list[Part]] = {}
    for one in rows:
        found.setdefault(one.member_id, []).append(Part(one.unit_id, one.share, one.starts_on, one.ends_on))
    return found
