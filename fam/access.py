"""Who may read what, in one place: a condition per table, which every session adds to every query."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement

from fam.models import (
    AccessGrant,
    Address,
    Attendee,
    BenefitUnit,
    ChangeEntry,
    Dissent,
    Draft,
    ExternalIdentity,
    Family,
    FamilyDetail,
    FamilyStub,
    FieldConversion,
    FieldStash,
    ImportBatch,
    ImportName,
    ImportProfile,
    ImportRow,
    Judgement,
    Lead,
    LoginSession,
    LoginThrottle,
    LoginTicket,
    Meeting,
    Member,
    Note,
    Phone,
    Place,
    ProtectionReport,
    RecoveryCode,
    SavedView,
    SearchWord,
    SecondFactor,
    StatusPeriod,
    Task,
    Vote,
    now,
)
from fam.person import Person
from fam.rules.terms import PIPELINE, Confidentiality, Institution, Role

Clause = ColumnElement[bool]


def table(model: type[Any]) -> sa.Table:
    """Return the table of a model class; subqueries of the filter itself are not filtered."""
    found: sa.Table = sa.inspect(model).local_table
    return found


def _leading(person: Person) -> sa.Select[Any]:
    """Families where the person is lead or deputy today."""
    lead = table(Lead).c
    return sa.select(lead.family_id).where(
        lead.account_id == person.account_id,
        lead.starts_on <= person.today,
        sa.or_(lead.ends_on.is_(None), lead.ends_on > person.today),
    )


def _granted(person: Person) -> sa.Select[Any]:
    """Families opened by "Zugriff mit Begründung" within the last 24 hours."""
    grant = table(AccessGrant).c
    at_execution = sa.bindparam("now", callable_=now, type_=grant.ends_at.type)  # scopes are cached, time is not
    return sa.select(grant.family_id).where(grant.account_id == person.account_id, grant.ends_at > at_execution)


def own_proposals(person: Person) -> sa.Select[Any]:
    """Families that the person proposed, while they are in the pipeline (domain handbook §5.6)."""
    family = table(Family).c
    return sa.select(family.id).where(family.proposed_by_id == person.account_id, family.status.in_(PIPELINE))


def works_with(person: Person, family_id: ColumnElement[Any]) -> Clause:
    """The family is one of the person's own: lead or dated deputy, as a Fachkraft."""
    return family_id.in_(_leading(person)) if person.has(Role.CASEWORKER) else sa.false()


def knows(person: Person, family_id: Any) -> Clause:
    """Master data are readable: own families, a granted file, one's own running proposal."""
    if person.has(Role.CASEWORKER):
        return _among(family_id, _leading(person), _granted(person), own_proposals(person))
    return family_id.in_(own_proposals(person)) if person.has(Role.COORDINATOR) else sa.false()


def _among(family_id: ColumnElement[Any], *families: sa.Select[Any]) -> Clause:
    """The family is in one of these sets; as one set, since PostgreSQL uses no index for "in this or in that"."""
    return family_id.in_(sa.union_all(*families))


def _coordinated(person: Person, family: Any) -> Clause:
    """Every case, but a proposal of the other institution only after the family agreed to be contacted."""
    if not person.has(Role.COORDINATOR):
        return sa.false()
    return sa.or_(
        family.institution == person.institution,
        family.contact_agreed_on.is_not(None),
        family.legacy,
        family.admitted_on.is_not(None),
    )


def head(person: Person, family_id: ColumnElement[Any]) -> Clause:
    """The head of the case is readable, for rows that hang on it."""
    if not person.has(Role.COORDINATOR):
        return knows(person, family_id)
    family = table(Family).alias()
    coordinated = sa.select(_coordinated(person, family.c)).where(family.c.id == family_id).scalar_subquery()
    # Not as EXISTS: PostgreSQL would read all heads first to look up a few.
    return sa.or_(knows(person, family_id), coordinated.is_(sa.true()))


def _content(person: Person, row: Any) -> Clause:
    """An entry: TEAM for both leads, INSTITUTION for one's own; with a granted access one's own side only."""
    if not person.has(Role.CASEWORKER):
        return sa.false()
    own = row.institution == person.institution
    return sa.and_(
        _among(row.family_id, _leading(person), _granted(person)),  # says nothing new, but finds the rows by index
        sa.or_(own, sa.and_(works_with(person, row.family_id), row.confidentiality == Confidentiality.TEAM)),
    )


HEAD_ENTITIES = ("family", "lead", "status_period", "vote", "dissent")
FIELD_ENTITIES = ("field_def", "field_choice", "field_conversion")
COORDINATION_ENTITIES = (
    "plan_version", "plan_point", "place", "list_item", "import_batch", "town_area", *FIELD_ENTITIES
)  # fmt: skip
ADMIN_ENTITIES = (
    "account", "account_role", "second_factor", "external_identity", "list_item", "setting", "town_area",
    *FIELD_ENTITIES,
)  # fmt: skip


def _changes(person: Person, row: Any) -> Clause:
    """The change log follows the record: content as content, heads for Koordination, accounts for Administration."""
    own = sa.or_(
        row.confidentiality.is_(None),
        row.confidentiality == Confidentiality.TEAM,
        row.institution == person.institution,
    )
    parts: list[Clause] = [sa.and_(works_with(person, row.family_id), own)]
    if person.has(Role.COORDINATOR):
        narrow = sa.or_(row.confidentiality.is_(None), row.institution == person.institution)  # a field's own readers
        parts += [sa.and_(row.entity.in_(HEAD_ENTITIES), head(person, row.family_id), narrow)]
        parts += [row.entity.in_(COORDINATION_ENTITIES)]
    if person.has(Role.ADMINISTRATOR):
        parts += [row.entity.in_(ADMIN_ENTITIES)]
    return sa.or_(*parts)


def _attendees(person: Person, row: Any) -> Clause:
    meeting = table(Meeting).alias()
    return sa.exists().where(meeting.c.id == row.meeting_id, _content(person, meeting.c))


def _protection(person: Person, row: Any) -> Clause:
    """Passing on from Pro Arbeit is known to both leads; the ASD's own stays with the ASD (domain handbook §5.4)."""
    readable = sa.or_(row.institution == person.institution, row.institution == Institution.PRO_ARBEIT)
    return sa.and_(works_with(person, row.family_id), readable)


def _only(allowed: bool) -> Clause:
    return sa.true() if allowed else sa.false()


def _coordinator(person: Person, row: Any) -> Clause:
    return _only(person.has(Role.COORDINATOR))


def _own_row(person: Person, row: Any) -> Clause:
    clause: Clause = row.account_id == person.account_id
    return clause


def _own_or_administration(person: Person, row: Any) -> Clause:
    return sa.true() if person.has(Role.ADMINISTRATOR) else _own_row(person, row)


SCOPES: dict[Any, Callable[[Person, Any], Clause]] = {
    Family: lambda person, row: sa.or_(knows(person, row.id), _coordinated(person, row)),
    FamilyStub: lambda person, row: sa.or_(knows(person, row.id), _only(person.has(Role.COORDINATOR))),
    FamilyDetail: lambda person, row: knows(person, row.family_id),
    Member: lambda person, row: knows(person, row.family_id),
    Address: lambda person, row: knows(person, row.family_id),
    Phone: lambda person, row: knows(person, row.family_id),
    BenefitUnit: lambda person, row: knows(person, row.family_id),
    StatusPeriod: lambda person, row: head(person, row.family_id),
    Lead: lambda person, row: head(person, row.family_id),
    Judgement: lambda person, row: works_with(person, row.family_id),
    Vote: lambda person, row: sa.or_(works_with(person, row.family_id), _head_of_coordinator(person, row.family_id)),
    Dissent: lambda person, row: sa.or_(works_with(person, row.family_id), _head_of_coordinator(person, row.family_id)),
    Meeting: _content,
    Task: _content,
    Note: _content,
    Attendee: _attendees,
    ProtectionReport: _protection,
    SearchWord: lambda person, row: sa.or_(
        sa.and_(sa.not_(row.of_member), _head_of_coordinator(person, row.family_id)),
        knows(person, row.family_id),
    ),
    ChangeEntry: _changes,
    AccessGrant: lambda person, row: sa.or_(
        row.account_id == person.account_id,
        works_with(person, row.family_id),
        _head_of_coordinator(person, row.family_id),
    ),
    Draft: _own_row,
    LoginSession: _own_row,
    SecondFactor: _own_or_administration,
    RecoveryCode: _own_row,
    ExternalIdentity: _own_or_administration,
    LoginTicket: lambda person, row: sa.false(),
    LoginThrottle: lambda person, row: sa.false(),
    Place: lambda person, row: sa.or_(row.account_id == person.account_id, _only(person.has(Role.COORDINATOR))),
    FieldStash: lambda person, row: sa.false(),  # values without their readers: only the way back
    FieldConversion: lambda person, row: _only(person.has(Role.COORDINATOR) or person.has(Role.ADMINISTRATOR)),
    SavedView: lambda person, row: sa.or_(row.account_id == person.account_id, row.shared),
    ImportBatch: _coordinator,
    ImportRow: _coordinator,
    ImportProfile: _coordinator,
    ImportName: _coordinator,
}


def _head_of_coordinator(person: Person, family_id: ColumnElement[Any]) -> Clause:
    return head(person, family_id) if person.has(Role.COORDINATOR) else sa.false()


@lru_cache(maxsize=512)
def scope(person: Person, model: Any) -> Clause:
    """Return the condition under which the person may read rows of a scoped table."""
    return SCOPES[model](person, table(model).c)
