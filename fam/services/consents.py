"""Record who agreed to what: a form, signed by those who decide, for one or several persons of a family."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session, col, select

from fam import db
from fam.errors import InvalidForm, NotAllowed, NotFound
from fam.fields.validate import clean
from fam.models import Consent, ConsentItem, ConsentScan, Family, Member
from fam.person import Person
from fam.queries.consents import as_given, as_someone, forms_on
from fam.rules import consent as rules
from fam.rules import consent_signing as signing
from fam.rules import scans
from fam.rules.consent import Flow, Given, Someone
from fam.rules.german import format_date
from fam.rules.terms import DataCategory, Role
from fam.services.cases import find, person
from fam.services.leads import works_on

PURPOSE = "Gemeinsame Begleitung der Familie durch Pro Arbeit und ASD (Familienmanagement)"
BODIES = "Pro Arbeit – Kreis Offenbach – (AöR); Allgemeiner Sozialer Dienst des Kreises Offenbach"
ELECTRONIC_FROM = date(2018, 5, 25)
NOBODY = "Bitte angeben, wer einwilligt."
NO_FLOW = "Bitte ankreuzen, worin eingewilligt wird."
WRITTEN_ONLY = "Vor dem 25.05.2018 nur schriftlich (§ 67b Abs. 2 SGB X alte Fassung)."
HEALTH_WRITTEN = "In Angaben zu Gesundheit, Sucht und Gewalt wird nur schriftlich eingewilligt (Art. 9 DSGVO)."
PAPER_ONLY = "Was vom Papier übertragen wird, ist schriftlich erteilt."
LEGACY_ONLY = "Eine gemeinsame Einwilligung für die ganze Familie gibt es nur im Altbestand und nur auf Papier."


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentDraft:
    """What was signed: one form for some persons. Without `member_ids` one for the whole family (Altbestand)."""

    family_id: int
    form_id: int | None
    given_on: date | None
    flows: Sequence[Flow] = ()
    member_ids: Sequence[int] = ()
    valid_until: date | None = None  # None: 24 months
    electronic: bool = False
    signer_ids: Sequence[int] = ()
    signed_by: str = ""
    exception: str = ""  # why a young person below 18 did not sign
    purpose: str = PURPOSE
    bodies: str = BODIES
    on_paper: bool = False  # signed earlier on paper: the ledger says who transferred it, and when
    scan: tuple[str, bytes] | None = field(default=None, repr=False)  # name, content


def record(session: Session, draft: ConsentDraft) -> list[Consent]:
    """Save a consent per person and return them; what follows for the partner holds from the next query on.

    For lead, deputy and Koordination of the family. Raises NotFound, NotAllowed, and InvalidForm with a sentence per
    field: for missing signatures who has to sign, for a day in the future, a version not in force on the day.
    """
    family = may_record(session, draft.family_id)
    people = people_of(session, draft.family_id)
    wrong = _wrong_days(session, draft) | _wrong_persons(family, people, draft)
    if draft.scan and (sentence := scans.problem(draft.scan[1])):
        wrong["scan"] = sentence
    if not wrong:
        wrong = _wrong_signatures(people, draft)
    if wrong:
        raise InvalidForm(wrong)
    return [_save(session, draft, one, people) for one in draft.member_ids or (None,)]


def correct_day(session: Session, consent_id: int, given_on: date | None) -> Consent:
    """Put the day of a consent right: its items, and what may be shared, follow; signatures are checked for that day.

    An end that was 24 months after the wrong day moves along, no other end gets later than 24 months. Raises NotFound,
    NotAllowed, InvalidForm.
    """
    consent = session.exec(select(Consent).where(Consent.id == consent_id)).first()
    if consent is None:
        raise NotFound
    may_record(session, consent.family_id)
    items = session.exec(select(ConsentItem).where(ConsentItem.consent_id == consent_id)).all()
    draft = _as_draft(consent, items, given_on)
    wrong = _wrong_days(session, draft) or _wrong_signatures(people_of(session, consent.family_id), draft)
    if not wrong and given_on and any(one.revoked_on and one.revoked_on < given_on for one in items):
        wrong = {"given_on": "Der Tag liegt nach dem Widerruf."}
    if wrong or given_on is None:
        raise InvalidForm({"given_on": " ".join(wrong.values())})
    was, ends_on = consent.given_on, draft.valid_until
    consent.given_on, consent.valid_until = given_on, ends_on
    for one in items:
        one.starts_on = given_on if one.starts_on == was else one.starts_on
        one.ends_on = ends_on
    session.add_all([consent, *items])
    session.flush()
    return consent


def _as_draft(consent: Consent, items: Sequence[ConsentItem], given_on: date | None) -> ConsentDraft:
    end, latest = consent.valid_until, rules.valid_until(given_on) if given_on else None
    if end and latest:
        end = latest if end == rules.valid_until(consent.given_on) else min(end, latest)
    return ConsentDraft(
        family_id=consent.family_id, form_id=consent.form_id, given_on=given_on,
        flows=[(one.category, one.source) for one in items],
        member_ids=[consent.member_id] if consent.member_id else [], valid_until=end, electronic=consent.electronic,
        signer_ids=consent.signer_ids, signed_by=consent.signed_by, exception=consent.exception,
    )  # fmt: skip


def may_record(session: Session, family_id: int) -> Family:
    """Return a family whose consents the person may record and take back; raises NotFound, NotAllowed."""
    family, who = find(session, family_id), person(session)
    if not (who.system or who.has(Role.COORDINATOR) or works_on(session, family_id)):
        raise NotAllowed("Einwilligungen halten Fallführung, Vertretung und Koordination fest.")
    return family


def people_of(session: Session, family_id: int) -> list[Someone]:
    """Return all members of a family as the rules see them; whom the person may not see, without a name."""
    query = select(Member).where(Member.family_id == family_id).order_by(col(Member.id))
    visible = {one.id for one in session.exec(query)}
    with db.elevated(session):
        found = session.exec(query).all()
    return [as_someone(one, named=one.id in visible) for one in found]


def given_of(session: Session, family_id: int) -> list[Given]:
    """Return all items of the ledger as the rules see them."""
    with db.elevated(session):
        found = session.exec(select(ConsentItem).where(ConsentItem.family_id == family_id)).all()
    return [as_given(one) for one in found]


def _wrong_days(session: Session, draft: ConsentDraft) -> dict[str, str]:
    who: Person = person(session)
    if draft.given_on is None:
        return {"given_on": "Bitte angeben, wann eingewilligt wurde."}
    wrong = {}
    if draft.given_on > who.today:
        wrong["given_on"] = "Eingewilligt wird im Voraus und nie für später: Der Tag liegt in der Zukunft."
    latest = rules.valid_until(draft.given_on)
    if draft.valid_until and not draft.given_on <= draft.valid_until <= latest:
        wrong["valid_until"] = f"Höchstens 24 Monate: bis {format_date(latest)}, und nicht vor dem Beginn."
    if draft.form_id not in forms_on(session, draft.given_on):
        wrong["form_id"] = f"Bitte eine Fassung wählen, die am {format_date(draft.given_on)} galt."
    if draft.electronic and draft.given_on < ELECTRONIC_FROM:
        wrong["electronic"] = WRITTEN_ONLY
    elif draft.electronic and draft.on_paper:
        wrong["electronic"] = PAPER_ONLY
    elif draft.electronic and any(category is DataCategory.HEALTH for category, _source in draft.flows):
        wrong["electronic"] = HEALTH_WRITTEN
    return wrong


def _wrong_persons(family: Family, people: Sequence[Someone], draft: ConsentDraft) -> dict[str, str]:
    wrong = {} if draft.flows and set(draft.flows) <= set(rules.FLOWS) else {"flows": NO_FLOW}
    known = {one.id: one for one in people}
    if not draft.member_ids and not (family.legacy and draft.signed_by.strip() and not draft.electronic):
        return wrong | {"member_ids": LEGACY_ONLY if family.legacy is False and draft.signed_by else NOBODY}
    if not set(draft.member_ids) <= set(known) or not set(draft.signer_ids) <= set(known):
        return wrong | {"member_ids": "Bitte Personen dieser Familie wählen."}
    if out := [known[one].called for one in draft.member_ids if known[one].takes_part is False]:
        wrong["member_ids"] = f"Nimmt nicht an FAM teil (unter „Mitglieder“ zu ändern): {', '.join(out)}."
    return wrong


def _wrong_signatures(people: Sequence[Someone], draft: ConsentDraft) -> dict[str, str]:
    """Who has to sign and did not; a young person may be missing with a reason, a custody holder never."""
    assert draft.given_on is not None
    known = {one.id: one for one in people}
    missing: dict[int, Someone] = {}
    for member_id in draft.member_ids:
        one = known[member_id]
        minor = signing.is_minor(one, draft.given_on)
        if minor and not signing.holders_of(one, people, draft.given_on) and not draft.signed_by.strip():
            return {"signed_by": f"Für {one.called} ist niemand mit Sorgerecht eingetragen: wer unterschrieb?"}
        for two in signing.signatories(one, people, draft.given_on):
            excused = two is one and minor and draft.exception.strip()
            if two.id not in draft.signer_ids and not excused:
                missing[two.id] = two
    if not missing:
        return {}
    names = ", ".join(one.called for one in missing.values())
    return {"signer_ids": f"Es fehlt die Unterschrift von: {names}."}


def _save(session: Session, draft: ConsentDraft, member_id: int | None, people: Sequence[Someone]) -> Consent:
    assert draft.given_on is not None
    who, ends_on = person(session), draft.valid_until or rules.valid_until(draft.given_on)
    consent = Consent(
        family_id=draft.family_id, member_id=member_id, form_id=draft.form_id, purpose=str(clean(draft.purpose))[:500],
        bodies=str(clean(draft.bodies))[:500], given_on=draft.given_on, valid_until=ends_on,
        electronic=draft.electronic, signer_ids=_signers(draft, member_id, people),
        signed_by=str(clean(draft.signed_by))[:200], exception=_exception(draft, member_id),
        transferred_on=who.today if draft.on_paper else None, author_id=who.account_id or None,
    )  # fmt: skip
    session.add(consent)
    session.flush()
    for category, source in draft.flows:
        session.add(
            ConsentItem(
                family_id=draft.family_id, consent_id=consent.id or 0, member_id=member_id, category=category,
                source=source, starts_on=draft.given_on, ends_on=ends_on,
            )
        )  # fmt: skip
    if draft.scan:
        name, content = draft.scan
        session.add(
            ConsentScan(
                family_id=draft.family_id, consent_id=consent.id or 0, name=name[:200], content=content,
                media_type=scans.media_type(content) or "", added_by=who.account_id or None,
            )
        )  # fmt: skip
    session.flush()
    return consent


def _signers(draft: ConsentDraft, member_id: int | None, people: Sequence[Someone]) -> list[int]:
    """Those whose word counts for this person; on a form for several not everybody signs for everybody."""
    one = next((one for one in people if one.id == member_id), None)
    if one is None or draft.given_on is None:
        return list(draft.signer_ids)
    counts = {two.id for two in signing.signatories(one, people, draft.given_on)}
    return [signer for signer in draft.signer_ids if signer in counts]


def _exception(draft: ConsentDraft, member_id: int | None) -> str:
    return "" if member_id is None or member_id in draft.signer_ids else str(clean(draft.exception))[:500]
