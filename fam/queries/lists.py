"""What a choice offers: the team's lists, towns and people, each as code -> label."""

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session, col, or_, select

from fam.models import Account, AccountRole, ListItem, Town, TownArea
from fam.rules.terms import Institution, ListName, Role

BEYOND = "(außerhalb FAM-Gebiet)"  # behind the name of a municipality of the Kreis


def choices(session: Session, name: ListName, day: date) -> dict[int, str]:
    """Return id -> label of a list's entries in force on a day, in the team's order."""
    query = (
        select(ListItem.id, ListItem.label)
        .where(
            ListItem.list == name,
            col(ListItem.archived).is_(False),
            or_(col(ListItem.starts_on).is_(None), col(ListItem.starts_on) <= day),
            or_(col(ListItem.ends_on).is_(None), col(ListItem.ends_on) > day),
        )
        .order_by(col(ListItem.position), col(ListItem.id))
    )
    return {number or 0: label for number, label in session.exec(query)}


def by_code(session: Session, name: ListName, code: str) -> int | None:
    """Return the id of a list's entry by its code, e.g. a reason that the program suggests; None if it is not there."""
    return session.exec(select(ListItem.id).where(ListItem.list == name, ListItem.code == code)).first()


def grouped_choices(session: Session, name: ListName, day: date) -> dict[int, str]:
    """Return id -> "Gruppe: label", for lists whose groups matter (closing reasons)."""
    groups = {number or 0: group for number, group in session.exec(select(ListItem.id, ListItem.group))}
    return {
        number: f"{groups[number]}: {label}" if groups[number] else label
        for number, label in choices(session, name, day).items()
    }


def towns(session: Session, day: date) -> dict[str, str]:
    """Return AGS -> name of the Kreis's municipalities, those of the FAM area first."""
    area = set(
        session.exec(
            select(TownArea.ags).where(
                TownArea.starts_on <= day, or_(col(TownArea.ends_on).is_(None), col(TownArea.ends_on) > day)
            )
        )
    )
    found: Sequence[Town] = session.exec(select(Town).order_by(Town.name)).all()
    ordered = sorted(found, key=lambda town: town.ags not in area)
    return {town.ags: town.name if town.ags in area else f"{town.name} {BEYOND}" for town in ordered}


def team(session: Session, institution: Institution | None = None, role: Role = Role.CASEWORKER) -> dict[int, str]:
    """Return account id -> name of the active people with a role, of one institution or both."""
    query = (
        select(Account.id, Account.display_name, Account.institution)
        .join(AccountRole, col(AccountRole.account_id) == Account.id)
        .where(col(Account.active).is_(True), AccountRole.role == role)
        .order_by(Account.display_name)
    )
    if institution:
        query = query.where(Account.institution == institution)
    return {
        number or 0: f"{name} ({Institution(own).label})" if own and not institution else name
        for number, name, own in session.exec(query)
    }


def everybody(session: Session) -> dict[int, str]:
    """Return account id -> name of all accounts, also inactive ones: for what is past."""
    rows = session.exec(select(Account.id, Account.display_name).order_by(Account.display_name))
    return {number or 0: name for number, name in rows}


def all_items(session: Session) -> dict[int, str]:
    """Return id -> label of every entry of every list, also archived ones: for what is past."""
    return {number or 0: label for number, label in session.exec(select(ListItem.id, ListItem.label))}


def town_names(session: Session) -> dict[str, str]:
    """Return AGS -> name of every municipality."""
    return {town.ags: town.name for town in session.exec(select(Town))}
