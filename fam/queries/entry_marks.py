"""What must be said beside an entry: whom it is about, whether the partner reads it yet, to whom it was released."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_
from sqlmodel import Session, col, select

from fam.models import FAMILY, Account, Member, Release, Sharing, Statement
from fam.models.base import Content
from fam.person import Person
from fam.rules.protection_terms import StatementKind
from fam.rules.terms import Confidentiality, DataCategory, Institution, ReleaseBasis

UNNAMED = "eine Person der Familie"  # who did not agree that the partner knows them
Shared = tuple[int, int, DataCategory, Institution]  # family, member (or FAMILY), category, whose data
Entry = tuple[str, int]  # table, id


@dataclass(frozen=True, slots=True)
class Mark:
    """What an entry's line says besides its text; `waits`: for the team, but no consent covers it."""

    about: str = ""
    waits: bool = False
    not_for_parents: bool = False
    restricted: bool = False  # its processing is (Art. 18 DSGVO)
    released: tuple[Institution, ...] = ()
    author_id: int | None = None


NO_MARK = Mark()


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """One release of an entry: to whom, on what basis, by whom, and when it was taken back."""

    id: int
    to: Institution
    basis: ReleaseBasis
    basis_text: str
    given_by: str
    consent_on: date | None
    released_on: date
    author: str
    revoked_on: date | None


def marks(session: Session, entries: Sequence[Content]) -> dict[int, Mark]:
    """Return id -> mark of entries of one table that the person may read; asks only for what they need."""
    return {number: mark for (_table, number), mark in marks_of(session, entries).items()}


def marks_of(session: Session, entries: Sequence[Content]) -> dict[Entry, Mark]:
    """Return (table, id) -> mark of entries of any tables that the person may read, with as few questions as of one."""
    person: Person = session.info["person"]
    team = [one for one in entries if _for_the_team(person, one)]
    open_to_partner = _shared(session, {one.family_id for one in team})
    waiting = {_entry(one) for one in team if _key(one) not in open_to_partner}
    own = {_entry(one) for one in team}
    names = _names(session, {one.about_id for one in entries if one.about_id})
    closed = _restricted(session, entries)
    opened = _released(session, [one for one in entries if _entry(one) not in own or _entry(one) in waiting])
    return {
        _entry(one): Mark(
            about=names.get(one.about_id, UNNAMED) if one.about_id else "",
            waits=_entry(one) in waiting,
            not_for_parents=one.not_for_parents,
            restricted=_entry(one) in closed,
            released=tuple(opened.get(_entry(one), ())),
            author_id=one.author_id,
        )
        for one in entries
    }


def _entry(one: Content) -> Entry:
    return str(one.__tablename__), one.id or 0


def _about(model: Any, entries: Sequence[Content]) -> Any:
    """The condition under which a row says something about one of these entries."""
    ids: dict[str, list[int]] = {}
    for table, number in map(_entry, entries):
        ids.setdefault(table, []).append(number)
    return or_(*(and_(model.entity == table, model.record_id.in_(some)) for table, some in sorted(ids.items())))


def _restricted(session: Session, entries: Sequence[Content]) -> set[Entry]:
    if not entries:
        return set()
    query = select(Statement.entity, Statement.record_id).where(
        _about(Statement, entries), Statement.kind == StatementKind.RESTRICTED, col(Statement.lifted_on).is_(None)
    )
    return set(session.exec(query))


def open_to_both(session: Session, entries: Sequence[Content]) -> list[Content]:
    """Return the entries for a paper of the family: TEAM, shared by a consent, open to parents, not restricted."""
    team = [one for one in entries if one.confidentiality is Confidentiality.TEAM and not one.not_for_parents]
    shared = _shared(session, {one.family_id for one in team})
    closed = _restricted(session, team)
    return [one for one in team if _key(one) in shared and _entry(one) not in closed]


def _for_the_team(person: Person, entry: Content) -> bool:
    return entry.confidentiality is Confidentiality.TEAM and entry.institution is person.institution


def _key(entry: Content) -> Shared:
    return entry.family_id, entry.about_id or FAMILY, entry.category, entry.institution


def _shared(session: Session, family_ids: set[int]) -> set[Shared]:
    if not family_ids:
        return set()
    today = session.info["person"].today
    query = select(Sharing.family_id, Sharing.member_id, Sharing.category, Sharing.source).where(
        col(Sharing.family_id).in_(family_ids),
        Sharing.starts_on <= today,
        or_(col(Sharing.ends_on).is_(None), col(Sharing.ends_on) >= today),
    )
    return {
        (family, member, DataCategory(what), Institution(whose)) for family, member, what, whose in session.exec(query)
    }


def is_shared(session: Session, family_id: int, member_id: int | None, category: DataCategory) -> bool:
    """Return whether consents open such entries of the person's institution to the partner today."""
    person: Person = session.info["person"]
    wanted = (family_id, member_id or FAMILY, category, person.institution)
    return wanted in _shared(session, {family_id})


def _names(session: Session, ids: set[int]) -> dict[int | None, str]:
    if not ids:
        return {}
    return dict(session.exec(select(Member.id, Member.first_name).where(col(Member.id).in_(ids))).all())


def _released(session: Session, entries: Sequence[Content]) -> dict[Entry, list[Institution]]:
    if not entries:
        return {}
    query = select(Release.entity, Release.record_id, Release.to_institution).where(
        _about(Release, entries), col(Release.revoked_at).is_(None)
    )
    found: dict[Entry, list[Institution]] = {}
    for table, record_id, to in session.exec(query):
        found.setdefault((table, record_id), []).append(Institution(to))
    return found


def releases(session: Session, entity: str, record_id: int) -> list[ReleaseRow]:
    """Return the releases of an entry, the newest first, also those that were taken back."""
    query = (
        select(Release, Account.display_name)
        .join(Account, col(Account.id) == Release.author_id, isouter=True)
        .where(Release.entity == entity, Release.record_id == record_id)
        .order_by(col(Release.id).desc())
    )
    return [
        ReleaseRow(
            one.id or 0, one.to_institution, one.basis, one.basis_text, one.given_by, one.consent_on,
            one.released_on, author or "", one.revoked_at.date() if one.revoked_at else None,
        )
        for one, author in session.exec(query)
    ]  # fmt: skip


def members(session: Session, family_id: int) -> dict[int, str]:
    """Return id -> first name of the members that the person may know, for "Betrifft"."""
    query = select(Member.id, Member.first_name).where(Member.family_id == family_id).order_by(col(Member.id))
    return {number or 0: name for number, name in session.exec(query)}
