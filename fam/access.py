"""Who may read what, in one place: a condition per table, which every session adds to every query."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from fam.access_log import changes
from fam.confidential import PLANNED, attendees, content, measure_goals, plan_items, releases
from fam.consented import Clause
from fam.models import (
    AccessGrant,
    AccessRequest,
    Address,
    Attendee,
    BenefitUnit,
    ChangeEntry,
    ConceptVersion,
    Consent,
    ConsentItem,
    ConsentScan,
    Custody,
    Dissent,
    Draft,
    ErasureHold,
    ErasureItem,
    ErasureRun,
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
    MeasureGoal,
    Meeting,
    Member,
    Note,
    Phone,
    Place,
    PlanItem,
    ProtectionReport,
    ReadEntry,
    RecoveryCode,
    Reflection,
    Relation,
    Release,
    Report,
    Residence,
    SavedView,
    SearchWord,
    SecondFactor,
    Sharing,
    Statement,
    StatusPeriod,
    Task,
    UnitMember,
    Vote,
    table,
)
from fam.person import Person
from fam.readable import (
    between,
    coordinated,
    found_by_member,
    head,
    head_of_coordinator,
    knows,
    master,
    member,
    other_side,
    unit_member,
    works_with,
)
from fam.remains import not_erased
from fam.rules.protection_terms import StatementKind
from fam.rules.terms import DataCategory, Institution, Role, Status
from fam.spoken import me, said


def _of_readable(person: Person, row: Any) -> Clause:
    """Whatever hangs on one entry or record of the file is read by who reads that itself."""
    parts = []
    for model, scope_of in STATED.items():
        one = table(model).alias()
        read = sa.select(scope_of(person, one.c)).where(one.c.id == row.record_id).scalar_subquery()
        # Not as EXISTS: PostgreSQL would read all members first to look up a few.
        parts.append(sa.and_(row.entity == table(model).name, read.is_(sa.true())))
    return sa.or_(*parts)


def _statements(person: Person, row: Any) -> Clause:
    """What was said about an entry; Koordination knows which of its own side's are restricted, not what they say."""
    if person.has(Role.DATA_PROTECTION):
        return sa.true()
    closed = sa.and_(row.kind == StatementKind.RESTRICTED, row.institution == person.institution)
    return sa.or_(_of_readable(person, row), sa.and_(closed, head_of_coordinator(person, row.family_id)))


def _protection(person: Person, row: Any) -> Clause:
    """Passing on from Pro Arbeit is known to both leads; the ASD's own stays with the ASD (domain handbook §5.4)."""
    readable = sa.or_(row.institution == said(person.institution), row.institution == said(Institution.PRO_ARBEIT))
    return sa.and_(works_with(person, row.family_id), readable)


def _only(allowed: bool) -> Clause:
    return sa.true() if allowed else sa.false()


def _coordinator(person: Person, row: Any) -> Clause:
    return _only(person.has(Role.COORDINATOR))


def _team(person: Person, row: Any) -> Clause:
    """What the team learns: for those who work with families, not for Leitung and Administration."""
    return _only(person.has(Role.CASEWORKER) or person.has(Role.COORDINATOR))


def _erasing(person: Person, row: Any) -> Clause:
    """The deletion runs: those who propose and confirm them."""
    return _only(person.has(Role.COORDINATOR) or person.has(Role.DATA_PROTECTION))


def _own_row(person: Person, row: Any) -> Clause:
    clause: Clause = row.account_id == me(person)
    return clause


def _consents(person: Person, row: Any) -> Clause:
    """The ledger: both leads of the family, Koordination (an admission needs it), and Datenschutz every one."""
    if person.has(Role.DATA_PROTECTION):
        return sa.true()
    return sa.or_(works_with(person, row.family_id), head_of_coordinator(person, row.family_id))


def _own_or_administration(person: Person, row: Any) -> Clause:
    return sa.true() if person.has(Role.ADMINISTRATOR) else _own_row(person, row)


STATED: dict[Any, Callable[[Person, Any], Clause]] = {  # what people may say something about
    Meeting: content,
    Task: content,
    Note: content,
    Member: member,
    FamilyDetail: lambda person, row: master(person, row.family_id, DataCategory.WORK),
}


SCOPES: dict[Any, Callable[[Person, Any], Clause]] = {
    Family: lambda person, row: sa.or_(
        sa.and_(row.status != said(Status.ANONYMISED), knows(person, row.id)), coordinated(person, row)
    ),
    FamilyStub: lambda person, row: sa.or_(
        knows(person, row.id), _only(person.has(Role.COORDINATOR) or person.has(Role.DATA_PROTECTION))
    ),
    FamilyDetail: lambda person, row: master(person, row.family_id, DataCategory.WORK),
    Member: member,
    Address: lambda person, row: master(person, row.family_id),
    Phone: lambda person, row: master(person, row.family_id),
    BenefitUnit: lambda person, row: master(person, row.family_id, DataCategory.RECEIPT),
    Relation: lambda person, row: between(person, row, row.first_id, row.second_id),
    Custody: lambda person, row: between(person, row, row.child_id, row.adult_id),
    Residence: lambda person, row: between(person, row, row.member_id),
    UnitMember: unit_member,
    StatusPeriod: lambda person, row: head(person, row.family_id),
    Lead: lambda person, row: head(person, row.family_id),
    Judgement: other_side,
    Vote: lambda person, row: sa.or_(other_side(person, row), head_of_coordinator(person, row.family_id)),
    Dissent: lambda person, row: sa.or_(works_with(person, row.family_id), head_of_coordinator(person, row.family_id)),
    Meeting: content,
    Task: content,
    Note: content,
    **dict.fromkeys(PLANNED, content),
    PlanItem: plan_items,
    MeasureGoal: measure_goals,
    Attendee: attendees,
    ProtectionReport: _protection,
    SearchWord: lambda person, row: sa.or_(
        sa.and_(sa.not_(row.of_member), head_of_coordinator(person, row.family_id)),
        found_by_member(person, row),
    ),
    Consent: _consents,
    ConsentItem: _consents,
    ConsentScan: lambda person, row: works_with(person, row.family_id),
    Sharing: _consents,
    AccessRequest: _consents,
    Statement: _statements,
    Release: releases,
    ReadEntry: lambda person, row: sa.or_(works_with(person, row.family_id), _only(person.has(Role.DATA_PROTECTION))),
    ErasureRun: _erasing,
    ErasureItem: _erasing,
    ErasureHold: _consents,
    ChangeEntry: changes,
    AccessGrant: lambda person, row: sa.or_(
        row.account_id == me(person),
        works_with(person, row.family_id),
        head_of_coordinator(person, row.family_id),
    ),
    Draft: _own_row,
    LoginSession: _own_row,
    SecondFactor: _own_or_administration,
    RecoveryCode: _own_row,
    ExternalIdentity: _own_or_administration,
    LoginTicket: lambda person, row: sa.false(),
    LoginThrottle: lambda person, row: sa.false(),
    Place: lambda person, row: sa.or_(row.account_id == me(person), _only(person.has(Role.COORDINATOR))),
    FieldStash: lambda person, row: sa.false(),  # values without their readers: only the way back
    FieldConversion: lambda person, row: _only(person.has(Role.COORDINATOR) or person.has(Role.ADMINISTRATOR)),
    SavedView: lambda person, row: sa.or_(row.account_id == me(person), row.shared),
    Reflection: _team,
    ConceptVersion: _team,
    Report: _coordinator,  # Leitung and Fachkräfte get what the gate lets through: fam/figures/reports.py
    ImportBatch: _coordinator,
    ImportRow: _coordinator,
    ImportProfile: _coordinator,
    ImportName: _coordinator,
}


@lru_cache(maxsize=512)
def scope(person: Person, model: Any) -> Clause:
    """Return the condition under which the person may read rows of a scoped table; nobody what an erasure left."""
    return sa.and_(SCOPES[model](person, table(model).c), not_erased(model))
