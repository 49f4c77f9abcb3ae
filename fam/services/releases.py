"""Freigabe: one entry is opened to those whom its level keeps out, on a named basis, and taken back at any time."""

import re
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from fam.confidential import RELEASABLE
from fam.errors import InvalidForm, NotAllowed, NotFound
from fam.fields.validate import clean
from fam.models import Release, now
from fam.models.base import Content
from fam.person import Person
from fam.rules.terms import Confidentiality, Institution, LeadKind, ReleaseBasis
from fam.services import leads, records

MODELS = {str(one.__tablename__): one for one in RELEASABLE}
NOT_YOURS = "Freigeben kann die Fallführung der Institution, die den Eintrag geschrieben hat."
ONLY_AUTHOR = "Anvertrautes (§ 65 SGB VIII) gibt nur frei, wem es anvertraut wurde."
LAW = re.compile(
    r"(§|Art\.?)\s*\d+.*(SGB\s*(II|VIII|X|I|IX|XII)\b|DSGVO|KKG|StGB|BGB|FamFG|SchulG|IfSG)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class ReleaseDraft:
    """What somebody wants to open, to whom and on what basis."""

    to: Institution | None
    basis: ReleaseBasis | None
    given_by: str = ""  # who agreed; of what is entrusted: who entrusted it
    consent_on: date | None = None
    basis_text: str = ""


def release(session: Session, entity: str, record_id: int, draft: ReleaseDraft) -> Release:
    """Open one entry: to the partner, or what is entrusted to the own institution's Fallführung.

    Raises NotFound alike for what is absent and what is closed, NotAllowed for deputies, Koordination and whoever reads
    with a reason, InvalidForm with a sentence per field.
    """
    person: Person = session.info["person"]
    entry = _entry(session, entity, record_id)
    if sentence := refusal(session, entry):
        raise NotAllowed(sentence)
    if wrong := _wrong(entry, draft, person.today):
        raise InvalidForm(wrong)
    assert draft.to is not None
    assert draft.basis is not None
    consent = draft.basis is ReleaseBasis.CONSENT
    made = Release(
        family_id=entry.family_id,
        entity=entity,
        record_id=record_id,
        institution=entry.institution,
        to_institution=draft.to,
        basis=draft.basis,
        category=entry.category,
        basis_text=clean(draft.basis_text),
        given_by=clean(draft.given_by) if consent else "",
        member_id=entry.about_id,
        consent_on=draft.consent_on if consent else None,
        released_on=person.today,
        author_id=person.account_id or None,
    )
    session.add(made)
    session.flush()
    return made


def take_back(session: Session, release_id: int) -> Release:
    """End a release: the next query finds nothing. Raises NotFound, NotAllowed for the other institution."""
    person: Person = session.info["person"]
    found = records.find(session, Release, release_id)
    if found.institution is not person.institution and not person.system:
        raise NotAllowed(NOT_YOURS)
    if found.revoked_at is None:
        found.revoked_at, found.revoked_by = now(), person.account_id or None
        session.add(found)
        session.flush()
    return found


def refusal(session: Session, entry: Content) -> str:
    """Return why the person may not release this entry, "" if they may."""
    person: Person = session.info["person"]
    entrusted = entry.confidentiality is Confidentiality.ENTRUSTED
    if entrusted and entry.author_id != person.account_id:
        return ONLY_AUTHOR
    if entry.institution is not person.institution or not leads.works_on(session, entry.family_id, LeadKind.LEAD):
        return NOT_YOURS
    return ""


def targets(entry: Content) -> tuple[Institution, ...]:
    """Return to whom an entry can be opened: the partner; what is entrusted first to the own institution."""
    entrusted = entry.confidentiality is Confidentiality.ENTRUSTED
    return (entry.institution, entry.institution.other) if entrusted else (entry.institution.other,)


def _entry(session: Session, entity: str, record_id: int) -> Content:
    model = MODELS.get(entity)
    if model is None:
        raise NotFound
    return records.find(session, model, record_id)


def _wrong(entry: Content, draft: ReleaseDraft, today: date) -> dict[str, str]:
    """Return field -> sentence for everything that a release lacks."""
    wrong = {}
    entrusted = entry.confidentiality is Confidentiality.ENTRUSTED
    if draft.to not in targets(entry):
        wrong["to"] = "Bitte wählen, für wen der Eintrag freigegeben wird."
    if draft.basis is None:
        wrong["basis"] = "Bitte die Grundlage wählen."
    if draft.basis is ReleaseBasis.CONSENT:
        if not clean(draft.given_by):
            who = "wer es anvertraut hat und einwilligt" if entrusted else "wer eingewilligt hat"
            wrong["given_by"] = f"Bitte angeben, {who}."
        if draft.consent_on is None or draft.consent_on > today:
            wrong["consent_on"] = "Bitte den Tag der Einwilligung angeben; nicht in der Zukunft."
    if draft.basis is ReleaseBasis.LAW and not LAW.search(draft.basis_text):
        wrong["basis_text"] = "Bitte Paragraf und Gesetzbuch nennen, z. B. § 8a SGB VIII."
    return wrong
