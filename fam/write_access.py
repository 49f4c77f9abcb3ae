"""Who may write what, in one place: asked for every record at every flush; an unknown table is refused."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ColumnElement
from sqlmodel import Session

from fam import write_entries
from fam.consented import Clause
from fam.fates import ELSEWHERE
from fam.fields.registry import makes_fields
from fam.models import (
    AccessGrant,
    AccessRequest,
    Account,
    AccountRole,
    Address,
    AreaLevel,
    Attendee,
    BenefitUnit,
    ConceptVersion,
    Consent,
    ConsentItem,
    ConsentScan,
    Content,
    Custody,
    Dissent,
    DocumentTemplate,
    Draft,
    ErasureHold,
    ErasureItem,
    ErasureRun,
    ExternalIdentity,
    Family,
    FamilyDetail,
    FieldChoice,
    FieldConversion,
    FieldDef,
    FieldStash,
    ImportBatch,
    ImportName,
    ImportProfile,
    ImportRow,
    Judgement,
    Lead,
    ListItem,
    LoginSession,
    MeasureGoal,
    Member,
    Phone,
    Place,
    PlanPoint,
    PlanVersion,
    ProtectionReport,
    ReadEntry,
    RecoveryCode,
    Reflection,
    Relation,
    Release,
    Report,
    Residence,
    SavedView,
    SecondFactor,
    Setting,
    Statement,
    StatusPeriod,
    TownArea,
    UnitMember,
    Vote,
    table,
)
from fam.person import Person
from fam.readable import head, leading, own_proposals, works_with
from fam.remains import living
from fam.rules.terms import LeadKind, Role

COORDINATION_SETTINGS = ("protection_contacts", "dissent_decider", "review_months")
PROTECTION_SETTINGS = ("retention", "small_numbers")
BY_COORDINATION = (
    ImportBatch, ImportRow, ImportProfile, ImportName, PlanVersion, PlanPoint, Place, AreaLevel, DocumentTemplate,
    ConceptVersion,
)  # fmt: skip
HOUSEHOLD = (FamilyDetail, Member, Address, Phone, BenefitUnit, Relation, Custody, Residence, UnitMember)
SAID = (Consent, ConsentItem, ConsentScan, AccessRequest, Statement, ErasureHold)


def _proposed(person: Person, family_id: ColumnElement[Any]) -> Clause:
    return family_id.in_(own_proposals(person))


def _own(person: Person, family_id: ColumnElement[Any]) -> Clause:
    """One's own family or proposal; a file that was opened with a reason is there to be read."""
    return sa.or_(works_with(person, family_id), _proposed(person, family_id))


def _steers(person: Person, family_id: ColumnElement[Any]) -> Clause:
    """Whose head one may write: one's own, and for Koordination every one that it sees."""
    return head(person, family_id) if person.has(Role.COORDINATOR) else _own(person, family_id)


def _erased(person: Person, family_id: ColumnElement[Any]) -> Clause:
    """Only the row for the statistics is left: nobody writes anything to it any more."""
    return sa.not_(living(family_id))


CONDITIONS: dict[str, Callable[[Person, ColumnElement[Any]], Clause]] = {
    "works": works_with,
    "leads": lambda person, family_id: sa.and_(
        works_with(person, family_id), family_id.in_(leading(person, LeadKind.LEAD))
    ),
    "own": _own,
    "head": head,
    "steers": _steers,
    "proposed": _proposed,
    "erased": _erased,
}


def _works(session: Session, person: Person, family_id: int | None, condition: str) -> bool:
    """Ask once per transaction whether a family is the person's own (one of `CONDITIONS`)."""
    asked: dict[tuple[str, int | None], bool] = session.info["may"]
    if (condition, family_id) not in asked:
        family = table(Family).c
        clause = CONDITIONS[condition](person, family.id)
        query = sa.select(sa.literal(1)).where(family.id == family_id, clause)
        asked[condition, family_id] = session.connection().execute(query).first() is not None
    return asked[condition, family_id]


def may_write(session: Session, person: Person, row: Any) -> bool:
    """Return whether the person may create, change or delete this record; rules per table, unknown tables: no."""
    coordinates, works_at_all = person.has(Role.COORDINATOR), person.has(Role.CASEWORKER)
    if isinstance(row, FieldDef | FieldChoice | FieldConversion | FieldStash):
        return makes_fields(person)
    if isinstance(row, Draft | LoginSession | ReadEntry | SavedView):
        return row.account_id == person.account_id
    if isinstance(row, Family):
        if row in session.new or row.id in session.info["created"]:
            return coordinates or works_at_all
        return _works(session, person, row.id, "steers") and not _works(session, person, row.id, "erased")
    if isinstance(row, (Report, *BY_COORDINATION)):
        return coordinates and (row in session.new or not isinstance(row, Report))
    if isinstance(row, Reflection):
        return coordinates or works_at_all
    if isinstance(row, ListItem | TownArea) or (isinstance(row, Setting) and row.key in COORDINATION_SETTINGS):
        return coordinates or person.has(Role.ADMINISTRATOR)
    if isinstance(row, SecondFactor | RecoveryCode):
        return _may_write_factor(session, person, row)
    if isinstance(row, ErasureRun | ErasureItem) or (isinstance(row, Setting) and row.key in PROTECTION_SETTINGS):
        return person.has(Role.DATA_PROTECTION) or (coordinates and not isinstance(row, Setting))
    if isinstance(row, Account | AccountRole | ExternalIdentity | Setting):
        return _may_write_account(session, person, row)
    if isinstance(row, AccessGrant):
        return works_at_all and row.account_id == person.account_id and not to_erased(session, person, row)
    return hasattr(row, "family_id") and _may_write_of_family(session, person, row)


def to_erased(session: Session, person: Person, row: Any) -> bool:
    """Return whether a record belongs, or belonged before this change, to a case of which only the statistics is left.

    Lines of the deletion runs and of read lists speak of a case without belonging to it.
    """
    name = table(type(row)).name
    if name in ELSEWHERE or "family_id" not in table(type(row)).c:
        return False
    before = sa.inspect(row).attrs.family_id.history.deleted or ()
    return any(_works(session, person, one, "erased") for one in {row.family_id, *before} if one)


def _may_write_of_family(session: Session, person: Person, row: Any) -> bool:
    if write_entries.moved(row):
        return False
    if row.family_id in session.info["created"]:
        return True
    if to_erased(session, person, row):
        return False
    if isinstance(row, Lead | StatusPeriod | Dissent):
        coordinated = person.has(Role.COORDINATOR) and _works(session, person, row.family_id, "head")
        proposed = isinstance(row, StatusPeriod) and _works(session, person, row.family_id, "proposed")  # withdraw
        return coordinated or proposed or _works(session, person, row.family_id, "works")
    if isinstance(row, HOUSEHOLD):
        if row in session.deleted and write_entries.keeps(session, person, row):
            return False
        return _works(session, person, row.family_id, "own")
    if isinstance(row, SAID):
        return _may_write_said(session, person, row)
    if not _works(session, person, row.family_id, "works"):
        return False
    if isinstance(row, Release):
        leads = _works(session, person, row.family_id, "leads")
        return write_entries.may_release(session, person, row, leads=leads)
    if isinstance(row, Vote | Judgement | ProtectionReport):
        return row.institution == person.institution
    return _may_write_entry(session, person, row)


def _may_write_entry(session: Session, person: Person, row: Any) -> bool:
    if isinstance(row, Content):
        return write_entries.may_write(session, person, row)
    if isinstance(row, MeasureGoal):
        return write_entries.may_link(session, person, row)
    return isinstance(row, Attendee) and write_entries.may_attend(session, person, row)


def _may_write_said(session: Session, person: Person, row: Any) -> bool:
    """What the family says, and what keeps its case: Koordination, Datenschutz, and but for a hold its leads."""
    if person.has(Role.DATA_PROTECTION) and isinstance(row, AccessRequest | Statement | ErasureHold):
        return True
    if person.has(Role.COORDINATOR) and _works(session, person, row.family_id, "head"):
        return True
    return not isinstance(row, ErasureHold) and _works(session, person, row.family_id, "works")


def _may_write_factor(session: Session, person: Person, row: SecondFactor | RecoveryCode) -> bool:
    """One's own; Administration may take the factor of somebody else away, never give them one."""
    if row.account_id == person.account_id:
        return True
    return person.has(Role.ADMINISTRATOR) and isinstance(row, SecondFactor) and row in session.deleted


def _may_write_account(session: Session, person: Person, row: Any) -> bool:
    """Administration writes accounts, but nobody their own roles or identities; everybody their own password."""
    own = getattr(row, "account_id", getattr(row, "id", None)) == person.account_id
    if isinstance(row, AccountRole | ExternalIdentity):
        return person.has(Role.ADMINISTRATOR) and not own
    if isinstance(row, Account) and own:
        changed = {a.key for a in sa.inspect(row).attrs if a.history.has_changes()}
        return changed <= {"password_hash", "must_change_password", "token_version", "display_name", "version"}
    return person.has(Role.ADMINISTRATOR)
