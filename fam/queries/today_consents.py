"""What consents ask of today: renewals of one's own families, and for Koordination which families lack a consent."""

from datetime import date, timedelta

from sqlmodel import Session, and_, col, func, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from fam.models import FAMILY, ConsentItem, Family, Lead, Member, Sharing
from fam.person import Person
from fam.queries.consents import as_given, as_someone
from fam.queries.families import current
from fam.queries.proposals import ToDo
from fam.rules.consent import CORE, Given, Someone, belongs, renewals
from fam.rules.german import format_date
from fam.rules.terms import IN_STOCK, PIPELINE

CHECKED_WITHIN = timedelta(days=14)
SOON = timedelta(days=60)
MOST = 500  # of one's own families


def to_renew(session: Session, limit: int = 50) -> list[ToDo]:
    """Return one's own running families with a renewal due: 15th and 18th birthday, and what runs out."""
    person: Person = session.info["person"]
    families = {one.id or 0: one for one in session.exec(_mine(person).limit(MOST))}
    people: dict[int, list[Someone]] = {}
    for one in session.exec(select(Member).where(col(Member.family_id).in_(families))):
        people.setdefault(one.family_id, []).append(as_someone(one))
    given: dict[int, list[Given]] = {}
    for item in session.exec(select(ConsentItem).where(col(ConsentItem.family_id).in_(families))):
        given.setdefault(item.family_id, []).append(as_given(item))
    found = []
    for family_id, items in given.items():
        if due := _due(people.get(family_id, []), items, person.today):
            day, sentence = due
            found.append(ToDo(families[family_id].number, families[family_id].name, sentence, day))
    return sorted(found, key=lambda one: (one.day or person.today, one.number))[:limit]


def _mine(person: Person) -> SelectOfScalar[Family]:
    mine = select(col(Lead.family_id)).where(Lead.account_id == person.account_id, *current(person.today))
    return select(Family).where(col(Family.id).in_(mine), col(Family.status).in_([*PIPELINE, *IN_STOCK]))


def _due(people: list[Someone], given: list[Given], today: date) -> tuple[date, str] | None:
    """The earliest day, and who renews why; people with the same reason and day are one part of the sentence."""
    why: dict[tuple[date, str], list[str]] = {}
    for one in people:
        if belongs(one, today) and one.takes_part is not False:
            for day, reason in renewals(one, given, today):
                why.setdefault((day, reason), []).append(one.name)
    parts = [f"{', '.join(names)}: {reason} {format_date(day)}" for (day, reason), names in sorted(why.items())]
    return (min(day for day, _reason in why), "; ".join(parts)) if why else None


def changed(session: Session, limit: int = 50) -> list[ToDo]:
    """Return one's own families in which something was taken back within 14 days: that, not what."""
    person: Person = session.info["person"]
    since = person.today - CHECKED_WITHIN
    mine = select(col(Lead.family_id)).where(Lead.account_id == person.account_id, *current(person.today))
    query = (
        select(Family.number, Family.name, func.max(ConsentItem.revoked_on))
        .join(ConsentItem, col(ConsentItem.family_id) == Family.id)
        .where(col(Family.id).in_(mine), col(ConsentItem.revoked_on) >= since)
        .group_by(col(Family.id), Family.number, Family.name)
        .order_by(func.max(ConsentItem.revoked_on), Family.number)
        .limit(limit)
    )
    return [
        ToDo(number, name, "Einwilligung geändert: Kopien prüfen", day + CHECKED_WITHIN)
        for number, name, day in session.exec(query)
        if day
    ]


def lacking(session: Session, limit: int = 50) -> list[ToDo]:
    """Return running families that lack a necessary consent for the whole family, or whose first one ends soon."""
    person: Person = session.info["person"]
    core = or_(*(and_(Sharing.category == kind, Sharing.source == source) for kind, source in CORE))
    running = and_(
        Sharing.family_id == Family.id, Sharing.member_id == FAMILY, col(Sharing.starts_on) <= person.today,
        or_(col(Sharing.ends_on).is_(None), col(Sharing.ends_on) >= person.today), core,
    )  # fmt: skip
    there = select(func.count()).select_from(Sharing).where(running).scalar_subquery()
    ends = select(func.min(Sharing.ends_on)).where(running).scalar_subquery()
    query = (
        select(Family, there, ends)
        .where(col(Family.status).in_(IN_STOCK), or_(there < len(CORE), ends <= person.today + SOON))
        .order_by(there, ends, col(Family.id))
        .limit(limit)
    )
    return [
        ToDo(family.number, family.name, _sentence(count, day), day if count == len(CORE) else None)
        for family, count, day in session.exec(query)
    ]


def _sentence(count: int, day: date | None) -> str:
    if count < len(CORE):
        return "Notwendige Einwilligung fehlt"
    return f"Einwilligung läuft ab am {format_date(day)}" if day else ""
