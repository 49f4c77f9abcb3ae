"""The consent ledger of a family, as far as the person may read it: who agreed to what, and what follows from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, func, select

from fam.models import (
    Account,
    Consent,
    ConsentItem,
    ConsentScan,
    Family,
    ListItem,
    Member,
    Release,
    Sharing,
    Statement,
)
from fam.person import Person
from fam.queries.family_file import lead_rows
from fam.rules.consent import Given, Someone
from fam.rules.protection_terms import StatementKind
from fam.rules.terms import DataCategory, Institution, ListName

FAMILY_FORM = "Ganze Familie (eine Einwilligung für alle)"
UNKNOWN = "weitere Person"


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One signed form of one person, with its items and its scans."""

    consent: Consent
    who: str
    form: str
    signers: str
    recorded_by: str
    items: tuple[ConsentItem, ...]
    scans: tuple[tuple[int, str], ...] = ()  # id, kind of file; only for who may read them


@dataclass(frozen=True, slots=True)
class Standing:
    """What says how it stands with the consents of a family: who belongs to it, as far as known, and what is given."""

    people: tuple[Someone, ...]
    given: tuple[Given, ...]


@dataclass(frozen=True, slots=True)
class Ledger:
    """All consents of a family, the newest first; `people` are the members whom the person may know."""

    people: tuple[Someone, ...]
    rows: tuple[LedgerRow, ...]
    given: tuple[Given, ...]
    shared: tuple[Sharing, ...]  # what the read filter goes by


def standing(session: Session, family_id: int, members: Sequence[Member] | None = None) -> Standing:
    """Return how it stands, without the ledger's forms; `members`: those whom the person may know, if read already."""
    known = _members(session, family_id) if members is None else members
    items = session.exec(select(ConsentItem).where(ConsentItem.family_id == family_id).order_by(col(ConsentItem.id)))
    return Standing(tuple(as_someone(one) for one in known), tuple(as_given(one) for one in items))


def ledger(session: Session, family_id: int) -> Ledger:
    """Return the ledger of a family; empty where the person may not read it."""
    people = tuple(as_someone(one) for one in _members(session, family_id))
    consents = session.exec(
        select(Consent).where(Consent.family_id == family_id)
        .order_by(col(Consent.given_on).desc(), col(Consent.id).desc())
    ).all()  # fmt: skip
    items = session.exec(select(ConsentItem).where(ConsentItem.family_id == family_id).order_by(col(ConsentItem.id)))
    by_consent: dict[int, list[ConsentItem]] = {}
    for one in items:
        by_consent.setdefault(one.consent_id, []).append(one)
    scans = _scans(session, family_id)
    labels: dict[int | None, str] = dict(
        session.exec(select(ListItem.id, ListItem.label).where(ListItem.list == ListName.CONSENT_FORM)).all()
    )
    accounts = _accounts(session, consents)
    names = {one.id: one.name for one in people}
    rows = tuple(
        LedgerRow(
            consent=one,
            who=names.get(one.member_id, UNKNOWN) if one.member_id else FAMILY_FORM,
            form=labels.get(one.form_id, ""),
            signers=", ".join([*(names.get(signer, UNKNOWN) for signer in one.signer_ids), *_text(one.signed_by)]),
            recorded_by=accounts.get(one.author_id, ""),
            items=tuple(by_consent.get(one.id or 0, ())),
            scans=tuple(scans.get(one.id or 0, ())),
        )
        for one in consents
    )
    shared = session.exec(select(Sharing).where(Sharing.family_id == family_id)).all()
    return Ledger(people, rows, tuple(as_given(one) for row in rows for one in row.items), tuple(shared))


def _text(text: str) -> list[str]:
    return [text] if text else []


def _members(session: Session, family_id: int) -> Sequence[Member]:
    return session.exec(
        select(Member).where(Member.family_id == family_id).order_by(col(Member.born_on).nulls_last(), col(Member.id))
    ).all()


def _scans(session: Session, family_id: int) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    query = select(ConsentScan.id, ConsentScan.consent_id, ConsentScan.media_type).where(
        ConsentScan.family_id == family_id
    )
    for scan_id, consent_id, media_type in session.exec(query.order_by(col(ConsentScan.id))):
        found.setdefault(consent_id, []).append((scan_id or 0, media_type))
    return found


def _accounts(session: Session, consents: Iterable[Consent]) -> dict[int | None, str]:
    wanted = {one.author_id for one in consents if one.author_id}
    query = select(Account.id, Account.display_name).where(col(Account.id).in_(wanted))
    return dict(session.exec(query).all()) if wanted else {}


def scan(session: Session, scan_id: int) -> ConsentScan | None:
    """Return a scan with its content, or None if it is absent or not for this person."""
    return session.exec(select(ConsentScan).where(ConsentScan.id == scan_id)).first()


def as_someone(one: Member, *, named: bool = True) -> Someone:
    """Return a member as the rules see them; the name is the first name."""
    return Someone(
        id=one.id or 0, name=one.first_name if named else "", role=one.role, born_on=one.born_on,
        custody_holder=one.custody_holder, in_household=one.in_household, takes_part=one.takes_part,
        starts_on=one.starts_on, ends_on=one.ends_on,
    )  # fmt: skip


def as_given(one: ConsentItem) -> Given:
    """Return an item of the ledger as the rules see it."""
    return Given(
        member_id=one.member_id, category=one.category, source=one.source, starts_on=one.starts_on,
        ends_on=one.ends_on, revoked=one.revoked_at is not None, revoked_on=one.revoked_on,
    )  # fmt: skip


def forms_on(session: Session, day: date) -> dict[int, str]:
    """Return id -> label of the versions of the form that were in use on a day, the newest first."""
    query = select(ListItem).where(ListItem.list == ListName.CONSENT_FORM)
    return {
        one.id or 0: one.label
        for one in session.exec(query.order_by(col(ListItem.position).desc()))
        if (one.starts_on is None or one.starts_on <= day) and (one.ends_on is None or day < one.ends_on)
    }


def ended(session: Session) -> tuple[int, ...]:
    """Return a mark that changes whenever something stops being shared anywhere; it counts and names nobody.

    What was taken back of consents and releases, what was restricted, and who does not take part any more.
    """
    counted: tuple[Any, ...] = (
        select(func.count(col(ConsentItem.revoked_at))),
        select(func.count(col(Release.revoked_at))),
        select(func.count()).select_from(Statement).where(Statement.kind == StatementKind.RESTRICTED),
        select(func.count()).select_from(Member).where(col(Member.takes_part).is_(False)),
    )
    query: Any = select(*(one.scalar_subquery() for one in counted))
    return tuple(session.exec(query).one())


@dataclass(frozen=True, slots=True)
class Letter:
    """What the confirmation of a withdrawal says; `lines` are (who, what, whose data)."""

    number: str
    day: date
    lines: tuple[tuple[str, str, str], ...]
    contacts: tuple[str, ...]


def withdrawals(session: Session, family_id: int) -> list[datetime]:
    """Return when something was taken back, the newest first: each is a letter."""
    query = (
        select(ConsentItem.revoked_at)
        .where(ConsentItem.family_id == family_id, col(ConsentItem.revoked_at).is_not(None))
        .distinct()
        .order_by(col(ConsentItem.revoked_at).desc())
    )
    return [one for one in session.exec(query) if one]


def letter(session: Session, family_id: int, at: datetime) -> Letter | None:
    """Return the confirmation of what was taken back at a moment, or None if the person may not read it."""
    family = session.exec(select(Family).where(Family.id == family_id)).first()
    query = select(ConsentItem).where(ConsentItem.family_id == family_id, ConsentItem.revoked_at == at)
    items = session.exec(query.order_by(col(ConsentItem.id))).all()
    if family is None or not items:
        return None
    names: dict[int | None, str] = {one.id: one.first_name for one in _members(session, family_id)}
    sources: dict[tuple[str, DataCategory], set[Institution]] = {}
    for one in items:
        who = names.get(one.member_id, UNKNOWN) if one.member_id else FAMILY_FORM
        sources.setdefault((who, one.category), set()).add(one.source)
    lines = tuple(
        (who, category.label, " und ".join(sorted(f"{one.label} an {one.other.label}" for one in found)))
        for (who, category), found in sources.items()
    )
    person: Person = session.info["person"]
    leads = [one for one in lead_rows(session, family_id) if one.holds_on(person.today) and one.account_id]
    contacts = tuple(dict.fromkeys(f"{one.institution.label}: {one.name}" for one in leads))
    return Letter(family.number, items[0].revoked_on or person.today, lines, contacts)
