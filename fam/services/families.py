"""Families come in: a proposal becomes a case with a FAM number."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any

from sqlmodel import Session, select

from fam import db
from fam.errors import IllegalStep, InvalidForm, NotFound
from fam.fields.spec import TEXTS, FieldSpec, specs
from fam.fields.validate import clean, problem
from fam.models import Address, BenefitUnit, Family, FamilyDetail, Member, Phone, Record, StatusPeriod, Town
from fam.person import Person
from fam.rules.lifecycle import was_in_fam
from fam.rules.people import PersonLine
from fam.rules.terms import ENDED, Institution, Phase, Precision, Status
from fam.services import records


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the quick form asks: five fields are enough, the rest is optional."""

    name: str
    town_ags: str | None
    source_id: int | None
    received_on: date | None
    occasion: str
    received_precision: Precision = Precision.DAY
    contact_agreed_on: date | None = None
    regular_offers: str = ""
    benefit_since: date | None = None
    benefit_since_precision: Precision = Precision.DAY
    interpreter: str = ""
    people: tuple[PersonLine, ...] = ()
    address: str = ""
    phone: str = ""
    benefit_number: str = ""
    previous_id: int | None = None
    readmission: bool = False  # the previous case was in FAM
    institution: Institution | None = None  # only the program names another than the person's own
    extra: Mapping[str, Any] = field(default_factory=dict)  # the team's own fields (`f_7`)


REQUIRED = {
    "name": "Bitte den Familiennamen angeben.",
    "town_ags": "Bitte den Wohnort wählen.",
    "source_id": "Bitte angeben, wer die Familie vorschlägt.",
    "received_on": "Bitte das Eingangsdatum angeben.",
    "occasion": "Bitte den Anlass kurz nennen.",
}
PAST = {
    "received_on": "Das Eingangsdatum liegt in der Zukunft.",
    "contact_agreed_on": "Die Zustimmung zum Kontakt liegt in der Zukunft.",
    "benefit_since": "Der Beginn des SGB II-Bezugs liegt in der Zukunft.",
}


def propose(session: Session, proposal: Proposal) -> Family:
    """Save a proposal and return the new case in status PROPOSED.

    Raises InvalidForm with a sentence per field that is missing, too long or lies in the future.
    """
    person: Person = session.info["person"]
    if wrong := _wrong(proposal, person.today):
        raise InvalidForm(wrong)
    assert proposal.received_on is not None
    family = Family(
        number=new_number(session, proposal.received_on.year),
        name=clean(proposal.name),
        town_ags=proposal.town_ags,
        source_id=proposal.source_id,
        received_on=proposal.received_on,
        received_precision=proposal.received_precision,
        contact_agreed_on=proposal.contact_agreed_on,
        phase=Phase.RECEIVED,
        institution=proposal.institution or person.institution or Institution.PRO_ARBEIT,
        proposed_by_id=person.account_id or None,
        previous_id=proposal.previous_id,
        readmission=proposal.readmission,
    )
    session.add(family)
    session.flush()
    assert family.id is not None
    content = _content(session, family.id, proposal)
    session.add_all(content)
    session.add(StatusPeriod(family_id=family.id, status=Status.PROPOSED, starts_on=proposal.received_on))
    session.flush()
    records.fill(session, content[0], {}, proposal.extra)
    return family


def return_family(session: Session, previous_id: int, proposal: Proposal) -> Family:
    """Propose a family again that was in FAM or in the pipeline before: a new case with a number of its own, linked.

    Raises NotFound if the previous case is not the person's to see, IllegalStep while it has not ended.
    """
    previous = session.exec(select(Family).where(Family.id == previous_id)).first()
    if previous is None:
        raise NotFound
    if previous.status not in ENDED:
        raise IllegalStep([f"{previous.number} läuft noch („{previous.status.label}“)."])
    again = was_in_fam(previous.status, previous.admitted_on, readmission=previous.readmission)
    return propose(session, replace(proposal, previous_id=previous_id, readmission=again))


def edit_head(session: Session, family_id: int, opened: Mapping[str, Any], changes: Mapping[str, Any]) -> Family:
    """Change the head's data as `records.edit` does; what was changed must fit the way of the case so far.

    Raises NotFound, Conflict, and InvalidForm for a day in the future, a first talk before the proposal, and for an
    agreement to be contacted that is taken away after the examination began.
    """
    person: Person = session.info["person"]
    family = records.edit(session, Family, family_id, opened, changes)
    changed = {key for key, value in changes.items() if opened.get(key) != value}
    wrong = {
        key: sentence for key, sentence in PAST.items() if (getattr(family, key, None) or person.today) > person.today
    }
    if family.first_talk_on and not family.received_on <= family.first_talk_on <= person.today:
        wrong["first_talk_on"] = "Das Erstgespräch liegt zwischen Eingangsdatum und heute."
    if family.admitted_on and family.received_on > family.admitted_on:
        wrong["received_on"] = "Das Eingangsdatum liegt nach der Aufnahme."
    if family.contact_agreed_on is None and family.status is not Status.PROPOSED:
        wrong["contact_agreed_on"] = "Ohne diese Zustimmung hätte die Prüfung nicht begonnen: bitte das Datum angeben."
    if wrong := {key: sentence for key, sentence in wrong.items() if key in changed}:
        raise InvalidForm(wrong)
    return family


def _wrong(proposal: Proposal, today: date) -> dict[str, str]:
    """Return field -> sentence for everything that keeps a proposal from being saved."""
    known = {field.key: field for field in (*specs(FamilyDetail), *specs(Family)) if field.kind in TEXTS}
    wrong = {key: sentence for key, field in known.items() if (sentence := _too_long(field, proposal))}
    wrong |= {key: sentence for key, sentence in REQUIRED.items() if not str(getattr(proposal, key) or "").strip()}
    wrong |= {key: sentence for key, sentence in PAST.items() if (getattr(proposal, key) or today) > today}
    return wrong


def _too_long(field: FieldSpec, proposal: Proposal) -> str:
    text = getattr(proposal, field.key, "")
    return problem(replace(field, required=False), text)


def _content(session: Session, family_id: int, proposal: Proposal) -> list[Record]:
    """What stands beside the head: occasion and the rest, people, address, telephone, BG."""
    rows: list[Record] = [
        FamilyDetail(
            family_id=family_id,
            occasion=clean(proposal.occasion),
            regular_offers=clean(proposal.regular_offers),
            benefit_since=proposal.benefit_since,
            benefit_since_precision=proposal.benefit_since_precision,
            interpreter=clean(proposal.interpreter),
        )
    ]
    rows += [Member(family_id=family_id, **asdict(line)) for line in proposal.people]
    if street := clean(proposal.address):
        rows.append(_address(session, family_id, street, proposal.town_ags))
    if phone := clean(proposal.phone):
        rows.append(Phone(family_id=family_id, number=phone))
    if number := clean(proposal.benefit_number):
        rows.append(BenefitUnit(family_id=family_id, number=number, starts_on=proposal.benefit_since))
    return rows


def _address(session: Session, family_id: int, street: str, town_ags: str | None) -> Address:
    town = session.get(Town, town_ags)
    name, postcode = (town.name, town.postcode) if town else ("", "")
    return Address(family_id=family_id, street=street, town_ags=town_ags, town_text=name, postcode=postcode)


def new_number(session: Session, year: int) -> str:
    """Return the next FAM number of a year, e.g. "FAM-2017-00014"."""
    return f"FAM-{year}-{db.next_in_year(session, year):05d}"
