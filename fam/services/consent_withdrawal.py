"""Take a consent back: no reason asked, at once, by anybody who works with the family (Art. 7 Abs. 3 DSGVO)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, or_, select

from fam import db
from fam.errors import InvalidForm
from fam.models import ConsentItem, Family, Lead, Release, Task, now
from fam.rules.consent import lacking
from fam.rules.terms import IN_STOCK, Confidentiality, DataCategory, Institution, LeadKind, ReleaseBasis
from fam.services.cases import person
from fam.services.consents import given_of, may_record, people_of

CHECK_DAYS = 14  # until when the partner has checked what it copied (domain handbook §5.5, proposal)
CHANGED = (
    "{number}: Einwilligung geändert. Was daraus bei uns als Kopie liegt (Ausdruck, E-Mail, Fachverfahren), "
    "binnen 14 Tagen prüfen und löschen, soweit nicht mehr erlaubt."
)
CLOSING = " Eine notwendige Einwilligung fehlt jetzt: mit der Familie klären, ob und wie es weitergeht."
NOTHING = "Hier gilt keine Einwilligung mehr: Es ist nichts zu widerrufen."


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What was taken back: when (its key for the letter), and whether FAM lacks a necessary consent because of it."""

    at: datetime
    items: int
    releases: int
    core_gone: bool


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Whose consents are taken back, and in what; None: all."""

    member_ids: Collection[int] | None
    categories: Collection[DataCategory] | None

    def whose(self, member_id: int | None) -> bool:
        return self.member_ids is None or member_id in self.member_ids

    def what(self, category: DataCategory) -> bool:
        return self.categories is None or category in self.categories


def withdraw(
    session: Session,
    family_id: int,
    member_ids: Collection[int] | None = None,
    categories: Collection[DataCategory] | None = None,
) -> Withdrawal:
    """Take back the consents of some persons (None: everybody's, and the family's form) in some categories (None: all).

    The partner stops seeing what they opened at its next query; releases on consent end with them; both leads get a
    task without content. What the institution collected itself stays with it, past days stay as they were. Raises
    NotFound, NotAllowed, InvalidForm where nothing is in force.
    """
    family = may_record(session, family_id)
    people, today = people_of(session, family_id), person(session).today
    if member_ids is not None and not set(member_ids) <= {one.id for one in people}:
        raise InvalidForm({"member_ids": "Bitte Personen dieser Familie wählen."})
    chosen = _Chosen(member_ids, categories)
    before = lacking(people, given_of(session, family_id), today)
    at = now()
    with db.elevated(session):
        items = _revoke_items(session, family_id, chosen, at)
        if not items:
            raise InvalidForm({"member_ids": NOTHING})
        releases = _revoke_releases(session, family_id, chosen, at)
        session.flush()
    after = lacking(people, given_of(session, family_id), today)
    core_gone = family.status in IN_STOCK and after != before
    with db.elevated(session):
        _tell_leads(session, family, core_gone)
    return Withdrawal(at, items, releases, core_gone)


def _revoke_items(session: Session, family_id: int, chosen: _Chosen, at: datetime) -> int:
    who = person(session)
    ledger = session.exec(select(ConsentItem).where(ConsentItem.family_id == family_id)).all()
    running = [
        one for one in ledger
        if one.revoked_at is None and (one.ends_on is None or one.ends_on >= who.today) and chosen.what(one.category)
    ]  # fmt: skip
    given = [one for one in running if chosen.whose(one.member_id)]
    for one in given:
        one.revoked_at, one.revoked_on, one.revoked_by = at, who.today, who.account_id or None
        session.add(one)
    form = [one for one in running if one.member_id is None]
    spoke = {(one.member_id, one.category, one.source) for one in ledger}  # for themselves: the form does not then
    own = [
        _said_no(one, member_id, at, who.today, who.account_id)
        for member_id in chosen.member_ids or ()
        for one in form
        if (member_id, one.category, one.source) not in spoke
    ]
    session.add_all(own)
    return len(given) + len(own)


def _said_no(form: ConsentItem, member_id: int, at: datetime, today: date, account_id: int) -> ConsentItem:
    """One person's withdrawal from a form for the whole family: it goes on for the others."""
    return ConsentItem(
        family_id=form.family_id, consent_id=form.consent_id, member_id=member_id, category=form.category,
        source=form.source, starts_on=form.starts_on, ends_on=form.ends_on, revoked_at=at, revoked_on=today,
        revoked_by=account_id or None,
    )  # fmt: skip


def _revoke_releases(session: Session, family_id: int, chosen: _Chosen, at: datetime) -> int:
    """End the releases on consent that the persons' data are part of; one that names nobody is about everybody."""
    query = select(Release).where(
        Release.family_id == family_id, Release.basis == ReleaseBasis.CONSENT, col(Release.revoked_at).is_(None)
    )
    found = [
        one
        for one in session.exec(query)
        if (one.member_id is None or chosen.whose(one.member_id))
        and (one.category is None or chosen.what(one.category))
    ]
    for one in found:
        one.revoked_at, one.revoked_by = at, person(session).account_id or None
        session.add(one)
    return len(found)


def _tell_leads(session: Session, family: Family, core_gone: bool) -> None:
    """One task per institution, only for its own side, which says that something changed and not what."""
    who = person(session)
    text = CHANGED.format(number=family.number) + (CLOSING if core_gone else "")
    due = who.today + timedelta(days=CHECK_DAYS)
    leads = _leads(session, family.id or 0, who.today)
    for institution in Institution:
        same = select(Task.id).where(
            Task.family_id == family.id, Task.institution == institution, Task.text == text, Task.due_on == due,
            col(Task.done_on).is_(None),
        )  # fmt: skip
        if session.exec(same.limit(1)).first() is None:
            session.add(
                Task(
                    family_id=family.id or 0, institution=institution, legal_circle=institution.circle,
                    confidentiality=Confidentiality.INSTITUTION, event_on=who.today, due_on=due, text=text,
                    author_id=who.account_id or None, owner_id=_owner(leads, institution),
                )
            )  # fmt: skip
    session.flush()


def _leads(session: Session, family_id: int, today: date) -> Sequence[Lead]:
    query = select(Lead).where(
        Lead.family_id == family_id,
        col(Lead.account_id).is_not(None),
        Lead.starts_on <= today,
        or_(col(Lead.ends_on).is_(None), col(Lead.ends_on) > today),
    )
    return session.exec(query.order_by(col(Lead.id))).all()


def _owner(leads: Sequence[Lead], institution: Institution) -> int | None:
    own = sorted((one for one in leads if one.institution is institution), key=lambda one: one.kind is LeadKind.DEPUTY)
    return own[0].account_id if own else None
