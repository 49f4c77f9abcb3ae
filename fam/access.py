"""Who may read what, in one place: a condition per table, which every session adds to every query."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from fam.consented import Clause, released, shared
from fam.models import (
    AccessGrant,
    Address,
    Attendee,
    BenefitUnit,
    ChangeEntry,
    Consent,
    ConsentItem,
    ConsentScan,
    Dissent,
    Draft,
    ErasureHold,
    ErasureItem,
    ErasureRun,
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
    ReadEntry,
    Release,
    SavedView,
    SearchWord,
    Sharing,
    StatusPeriod,
    Task,
    Vote,
    table,
)
from fam.person import Person
from fam.readable import (
    among,
    coordinated,
    found_by_member,
    granted,
    head,
    head_of_coordinator,
    hidden,
    knows,
    leading,
    master,
    member,
    other_side,
    works_with,
)
from fam.rules.terms import Confidentiality, DataCategory, Institution, Role


def _content(person: Person, row: Any) -> Clause:
    """An entry: one's own institution's, what is entrusted to its author alone; of the partner TEAM with consent.

    What was released is readable whatever its level. With a granted access one's own side only, nothing entrusted.
    """
    if not person.has(Role.CASEWORKER):
        return sa.false()
    own = sa.and_(row.institution == person.institution, row.confidentiality != Confidentiality.ENTRUSTED)
    team = sa.and_(row.confidentiality == Confidentiality.TEAM, shared(person, row))
    mine = sa.and_(row.confidentiality == Confidentiality.ENTRUSTED, row.author_id == person.account_id)
    return sa.and_(
        among(row.family_id, leading(person), granted(person)),  # says nothing new, but finds the rows by index
        sa.or_(own, sa.and_(works_with(person, row.family_id), sa.or_(team, mine, released(person, row)))),
    )


HEAD_ENTITIES = ("family", "lead", "status_period", "vote", "dissent")
FIELD_ENTITIES = ("field_def", "field_choice", "field_conversion")
COORDINATION_ENTITIES = (
    "plan_version", "plan_point", "place", "list_item", "import_batch", "town_area", "erasure_run", *FIELD_ENTITIES
)  # fmt: skip
ADMIN_ENTITIES = ("account", "account_role", "list_item", "setting", "town_area", *FIELD_ENTITIES)


HOUSEHOLD_ENTITIES = ("member", "address", "phone", "family_detail", "benefit_unit")


def _logged(person: Person, row: Any) -> Clause:
    """An entry of the change log about an own family is read by who reads the record itself."""
    plain, level = row.confidentiality.is_(None), row.confidentiality
    household = row.entity.in_(HOUSEHOLD_ENTITIES)
    own = sa.and_(row.institution == person.institution, level != Confidentiality.ENTRUSTED)
    return sa.or_(
        sa.and_(plain, sa.not_(household)),
        sa.and_(plain, household, _household_log(person, row)),
        own,
        sa.and_(level == Confidentiality.TEAM, shared(person, row)),
        sa.and_(level == Confidentiality.ENTRUSTED, row.owner_id == person.account_id),
    )


def _household_log(person: Person, row: Any) -> Clause:
    receipt = sa.and_(row.entity == "benefit_unit", master(person, row.family_id, DataCategory.RECEIPT))
    detail = sa.and_(row.entity == "family_detail", master(person, row.family_id, DataCategory.WORK))
    unknown = sa.and_(row.entity == "member", row.record_id.in_(sa.select(hidden(person).c.id)))
    contact = sa.and_(row.entity.in_(HOUSEHOLD_ENTITIES[:3]), master(person, row.family_id), sa.not_(unknown))
    return sa.or_(receipt, detail, contact)


def _changes(person: Person, row: Any) -> Clause:
    """The change log follows the record: content as content, heads for Koordination, accounts for Administration."""
    parts: list[Clause] = [sa.and_(works_with(person, row.family_id), _logged(person, row))]
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


def _erasing(person: Person, row: Any) -> Clause:
    """The deletion runs: those who propose and confirm them."""
    return _only(person.has(Role.COORDINATOR) or person.has(Role.DATA_PROTECTION))


def _own_row(person: Person, row: Any) -> Clause:
    clause: Clause = row.account_id == person.account_id
    return clause


def _consents(person: Person, row: Any) -> Clause:
    """The ledger: both leads of the family, Koordination (an admission needs it), and Datenschutz every one."""
    if person.has(Role.DATA_PROTECTION):
        return sa.true()
    return sa.or_(works_with(person, row.family_id), head_of_coordinator(person, row.family_id))


SCOPES: dict[Any, Callable[[Person, Any], Clause]] = {
    Family: lambda person, row: sa.or_(knows(person, row.id), coordinated(person, row)),
    FamilyStub: lambda person, row: sa.or_(
        knows(person, row.id), _only(person.has(Role.COORDINATOR) or person.has(Role.DATA_PROTECTION))
    ),
    FamilyDetail: lambda person, row: master(person, row.family_id, DataCategory.WORK),
    Member: member,
    Address: lambda person, row: master(person, row.family_id),
    Phone: lambda person, row: master(person, row.family_id),
    BenefitUnit: lambda person, row: master(person, row.family_id, DataCategory.RECEIPT),
    StatusPeriod: lambda person, row: head(person, row.family_id),
    Lead: lambda person, row: head(person, row.family_id),
    Judgement: other_side,
    Vote: lambda person, row: sa.or_(other_side(person, row), head_of_coordinator(person, row.family_id)),
    Dissent: lambda person, row: sa.or_(works_with(person, row.family_id), head_of_coordinator(person, row.family_id)),
    Meeting: _content,
    Task: _content,
    Note: _content,
    Attendee: _attendees,
    ProtectionReport: _protection,
    SearchWord: lambda person, row: sa.or_(
        sa.and_(sa.not_(row.of_member), head_of_coordinator(person, row.family_id)),
        found_by_member(person, row),
    ),
    Consent: _consents,
    ConsentItem: _consents,
    ConsentScan: lambda person, row: works_with(person, row.family_id),
    Sharing: _consents,
    Release: lambda person, row: sa.and_(
        works_with(person, row.family_id),
        sa.or_(row.institution == person.institution, row.to_institution == person.institution),
    ),
    ReadEntry: lambda person, row: sa.or_(works_with(person, row.family_id), _only(person.has(Role.DATA_PROTECTION))),
    ErasureRun: _erasing,
    ErasureItem: _erasing,
    ErasureHold: _consents,
    ChangeEntry: _changes,
    AccessGrant: lambda person, row: sa.or_(
        row.account_id == person.account_id,
        works_with(person, row.family_id),
        head_of_coordinator(person, row.family_id),
    ),
    Draft: _own_row,
    LoginSession: _own_row,
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


@lru_cache(maxsize=512)
def scope(person: Person, model: Any) -> Clause:
    """Return the condition under which the person may read rows of a scoped table."""
    return SCOPES[model](person, table(model).c)
