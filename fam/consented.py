"""What the partner institution may read of a family: the conditions that consent and release put into the filter."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from fam.models import FAMILY, Attendee, ConsentItem, Family, Member, Release, Sharing, Statement, table
from fam.person import Person
from fam.rules.protection_terms import StatementKind
from fam.rules.terms import PIPELINE, DataCategory, Institution, ReleaseBasis
from fam.spoken import said, said_all, today

Clause = ColumnElement[bool]
WHOLE: ColumnElement[int] = sa.literal_column(str(FAMILY), sa.Integer)  # entries about the whole family


def shared(person: Person, row: Any, member_id: Any = None) -> Clause:
    """The consents in force today open this entry (its institution, category, person) to the partner."""
    about = sa.func.coalesce(row.about_id, WHOLE) if member_id is None else member_id
    return _sharing(person, row.family_id, about, row.category, row.institution)


def _sharing(person: Person, family_id: Any, member_id: Any, category: Any, source: Any) -> Clause:
    of = table(Sharing).alias()
    return sa.exists().where(
        of.c.family_id == family_id,
        of.c.member_id == member_id,
        of.c.category == category,
        of.c.source == source,
        of.c.starts_on <= today(person),
        sa.or_(of.c.ends_on.is_(None), of.c.ends_on >= today(person)),
    )


def released(person: Person, row: Any) -> Clause:
    """Somebody released this very entry to the person's institution, and nobody took it back.

    A release on a consent ends when that person takes back what they agreed to. One that is older than the entry
    belongs to a deleted entry whose number SQLite gave again.
    """
    of = table(Release).alias()
    return sa.exists().where(
        of.c.entity == sa.literal_column(f"'{entity_of(row)}'", sa.String),
        of.c.record_id == row.id,
        of.c.to_institution == said(person.institution),
        of.c.revoked_at.is_(None),
        of.c.created_at >= row.created_at,
        sa.or_(
            of.c.basis != said(ReleaseBasis.CONSENT),
            of.c.to_institution == of.c.institution,
            sa.not_(_taken_back(of.c)),
        ),
    )


def _taken_back(release: Any) -> Clause:
    """The person, or the family, took back the consent to share this category after the release."""
    item = table(ConsentItem).alias()
    same_person = sa.or_(item.c.member_id.is_(None), release.member_id.is_(None), item.c.member_id == release.member_id)
    return sa.exists().where(
        item.c.family_id == release.family_id,
        item.c.category == release.category,
        item.c.source == release.institution,
        item.c.revoked_at > release.created_at,
        same_person,
    )


def restricted(entity: Any, record_id: Any, *joined: Any) -> Clause:
    """Somebody had the processing of this entry restricted (Art. 18 DSGVO): only who collected it reads it."""
    of = table(Statement).alias()
    return sa.exists().where(
        of.c.entity == entity,
        of.c.record_id == record_id,
        of.c.kind == said(StatementKind.RESTRICTED),
        of.c.lifted_on.is_(None),
        *joined,
    )


def restricted_log(row: Any) -> Clause:
    """What was logged of a restricted entry, of those who were there and of what was said about it."""
    there, told = table(Attendee).alias().c, table(Statement).alias().c
    return sa.or_(
        restricted(row.entity, row.record_id),
        sa.and_(row.entity == "attendee", restricted("meeting", there.meeting_id, there.id == row.record_id)),
        sa.and_(row.entity == "statement", restricted(told.entity, told.record_id, told.id == row.record_id)),
    )


def entity_of(row: Any) -> str:
    """Return the table that these columns (perhaps of an alias) belong to."""
    name = row.id.table
    return str(getattr(name, "element", name).name)


def _collected_by_both(family: Any) -> Clause:
    """No consent asked: while a proposal whose family agreed to be contacted is examined; the list both had before."""
    return sa.or_(family.legacy, sa.and_(family.status.in_(said_all(PIPELINE)), family.contact_agreed_on.is_not(None)))


def open_families(person: Person, own: sa.SelectBase, category: DataCategory) -> sa.Select[Any]:
    """Return which of these families' data of one category the person may read: collected by the own side, or shared.

    Receipt is Pro Arbeit's; everything else about a household belongs to the institution that proposed the family.
    """
    family = table(Family).alias()
    source: Any = said(Institution.PRO_ARBEIT) if category is DataCategory.RECEIPT else family.c.institution
    mine = person.institution is Institution.PRO_ARBEIT if category is DataCategory.RECEIPT else None
    return sa.select(family.c.id).where(
        family.c.id.in_(own),
        sa.or_(
            sa.true() if mine else family.c.institution == said(person.institution),
            _collected_by_both(family.c),
            _sharing(person, family.c.id, WHOLE, said(category), source),
        ),
    )


def hidden_members(person: Person, own: sa.SelectBase) -> sa.Select[Any]:
    """Return (id, family_id) of members of these families who did not agree that the partner knows them."""
    family, member = table(Family).alias(), table(Member).alias()
    return sa.select(member.c.id, member.c.family_id).where(
        member.c.family_id == family.c.id,
        family.c.id.in_(own),
        family.c.institution != said(person.institution),
        sa.not_(_collected_by_both(family.c)),
        sa.not_(_sharing(person, family.c.id, member.c.id, said(DataCategory.CONTACT), family.c.institution)),
    )
