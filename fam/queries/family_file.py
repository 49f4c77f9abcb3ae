"""The file of one family: its head, and, for those who work with it, everything that belongs to it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from fam.errors import NotFound
from fam.models import (
    AccessGrant,
    Account,
    Address,
    BenefitUnit,
    Family,
    FamilyDetail,
    Lead,
    ListItem,
    Meeting,
    Member,
    OfFamily,
    Phone,
    ProtectionReport,
    StatusPeriod,
    Task,
    Town,
    now,
)
from fam.person import Person
from fam.queries import statements
from fam.queries.families import by_number
from fam.queries.statements import Said
from fam.rules.terms import Institution, LeadKind, MeetingState, MemberRole, Role

R = TypeVar("R", bound=OfFamily)


@dataclass(frozen=True, slots=True)
class LeadRow:
    """Who leads or deputises, for whom, from/to (half-open); `name` stands in quotes while it is only a list's text."""

    id: int
    name: str
    account_id: int | None
    institution: Institution
    kind: LeadKind
    starts_on: date
    ends_on: date | None

    def holds_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.starts_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True, slots=True)
class FamilyFile:
    """All of one family that the person may see. Without `works` only head, statuses and leads are filled."""

    head: Family
    town: str
    source: str
    reason: str
    works: bool  # the family is the person's own, or opened with a reason
    leading: bool  # the person is lead or deputy today, and may write entries
    edits: bool  # master data are the person's to write: leading, or one's own proposal; not for a mere reason
    statuses: Sequence[StatusPeriod]
    leads: Sequence[LeadRow]
    detail: FamilyDetail | None = None  # None too where the family did not agree that the partner reads it
    members: Sequence[Member] = ()
    addresses: Sequence[Address] = ()
    phones: Sequence[Phone] = ()
    benefit_units: Sequence[BenefitUnit] = ()
    tasks: Sequence[Task] = ()
    planned: Sequence[tuple[Meeting, str]] = ()  # with the label of its kind
    reports: Sequence[ProtectionReport] = ()
    grants: Sequence[tuple[str, AccessGrant]] = ()
    previous: str = ""
    following: Sequence[str] = ()
    said: Said = field(default_factory=Said)  # what people said about its entries
    labels: dict[int, str] = field(default_factory=dict)  # list item id -> label, for the statuses' reasons


def find(session: Session, number: str) -> FamilyFile | None:
    """Return the file of a FAM number, or None if it is absent or not for this person."""
    try:
        return load(session, number)
    except NotFound:
        return None


def load(session: Session, number: str) -> FamilyFile:
    """Return the file of a FAM number; raises NotFound if it is absent or not for this person."""
    person: Person = session.info["person"]
    family = by_number(session, number)
    if family is None or family.id is None:
        raise NotFound
    detail = session.exec(select(FamilyDetail).where(FamilyDetail.family_id == family.id)).first()
    statuses = _of(session, StatusPeriod, family.id, col(StatusPeriod.starts_on), col(StatusPeriod.id))
    labels = _labels(session, [family.source_id, family.reason_id, *(period.reason_id for period in statuses)])
    leads = lead_rows(session, family.id)
    mine = any(lead.account_id == person.account_id and lead.holds_on(person.today) for lead in leads)
    leading = mine and person.has(Role.CASEWORKER)
    works = detail is not None or leading  # without a consent the other side's lead has its own entries at least
    content = _content(session, family.id, person.today) if works else {}
    return FamilyFile(
        head=family,
        town=session.exec(select(Town.name).where(Town.ags == family.town_ags)).first() or "",
        source=labels.get(family.source_id or 0, ""),
        reason=labels.get(family.reason_id or 0, ""),
        works=works,
        leading=leading,
        edits=works and (leading or family.proposed_by_id == person.account_id),
        statuses=statuses,
        leads=leads,
        detail=detail,
        previous=_number_of(session, family.previous_id),
        following=session.exec(select(Family.number).where(Family.previous_id == family.id)).all(),
        labels=labels,
        **content,
    )


def _content(session: Session, family_id: int, today: date) -> dict[str, Any]:
    members = _of(session, Member, family_id, col(Member.born_on).nulls_last(), col(Member.id))
    grants = session.exec(
        select(Account.display_name, AccessGrant)
        .join(AccessGrant, col(AccessGrant.account_id) == Account.id)
        .where(AccessGrant.family_id == family_id, AccessGrant.ends_at > now())
    ).all()
    return {
        "members": sorted(members, key=lambda member: list(MemberRole).index(member.role)),
        "addresses": _of(session, Address, family_id, col(Address.ends_on).desc().nulls_first(), col(Address.id)),
        "phones": _of(session, Phone, family_id, col(Phone.id)),
        "benefit_units": _of(session, BenefitUnit, family_id, col(BenefitUnit.starts_on), col(BenefitUnit.id)),
        "tasks": session.exec(
            select(Task).where(Task.family_id == family_id, col(Task.done_on).is_(None))
            .order_by(col(Task.due_on).nulls_last(), col(Task.id))
        ).all(),
        "planned": session.exec(
            select(Meeting, ListItem.label).join(ListItem, col(ListItem.id) == Meeting.kind_id)
            .where(Meeting.family_id == family_id, Meeting.state == MeetingState.PLANNED, Meeting.event_on >= today)
            .order_by(col(Meeting.event_on)).limit(5)
        ).all(),
        "reports": _of(session, ProtectionReport, family_id, col(ProtectionReport.reported_on)),
        "grants": [(name, grant) for name, grant in grants],
        "said": statements.of_family(session, family_id),
    }  # fmt: skip


def _number_of(session: Session, family_id: int | None) -> str:
    if family_id is None:
        return ""
    return session.exec(select(Family.number).where(Family.id == family_id)).first() or ""


def _of(session: Session, model: type[R], family_id: int, *order: Any) -> Sequence[R]:
    return session.exec(select(model).where(model.family_id == family_id).order_by(*order)).all()


def _labels(session: Session, ids: Sequence[int | None]) -> dict[int, str]:
    wanted = [number for number in ids if number]
    if not wanted:
        return {}
    rows = session.exec(select(ListItem.id, ListItem.label).where(col(ListItem.id).in_(wanted)))
    return {number or 0: label for number, label in rows}


def lead_rows(session: Session, family_id: int) -> Sequence[LeadRow]:
    """Return all leads and deputies of a family, the current ones first."""
    rows = session.exec(
        select(Lead, Account.display_name)
        .join(Account, col(Account.id) == Lead.account_id, isouter=True)
        .where(Lead.family_id == family_id)
        .order_by(col(Lead.ends_on).desc().nulls_first(), col(Lead.starts_on).desc(), col(Lead.id))
    )
    return [
        LeadRow(
            id=lead.id or 0,
            name=name or f"„{lead.name_text}“",
            account_id=lead.account_id,
            institution=lead.institution,
            kind=lead.kind,
            starts_on=lead.starts_on,
            ends_on=lead.ends_on,
        )
        for lead, name in rows
    ]
