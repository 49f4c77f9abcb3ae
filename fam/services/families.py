"""Families come in: a proposal becomes a case with a FAM number."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from fam import db
from fam.access import Person
from fam.errors import InvalidForm
from fam.models import Family, FamilyDetail, StatusPeriod
from fam.rules.terms import Institution, Phase, Precision, Status


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
    previous_id: int | None = None
    institution: Institution | None = None  # only the program names another than the person's own


REQUIRED = {
    "name": "Bitte den Familiennamen angeben.",
    "town_ags": "Bitte den Wohnort wählen.",
    "source_id": "Bitte angeben, wer die Familie vorschlägt.",
    "received_on": "Bitte das Eingangsdatum angeben.",
    "occasion": "Bitte den Anlass kurz nennen.",
}


def propose(session: Session, proposal: Proposal) -> Family:
    """Save a proposal and return the new case in status PROPOSED.

    Raises InvalidForm with a sentence per missing field, or if the date lies in the future.
    """
    person: Person = session.info["person"]
    wrong = {key: sentence for key, sentence in REQUIRED.items() if not str(getattr(proposal, key) or "").strip()}
    if proposal.received_on and proposal.received_on > person.today:
        wrong["received_on"] = "Das Eingangsdatum liegt in der Zukunft."
    if wrong:
        raise InvalidForm(wrong)
    assert proposal.received_on is not None
    family = Family(
        number=new_number(session, proposal.received_on.year),
        name=proposal.name.strip(),
        town_ags=proposal.town_ags,
        source_id=proposal.source_id,
        received_on=proposal.received_on,
        received_precision=proposal.received_precision,
        contact_agreed_on=proposal.contact_agreed_on,
        phase=Phase.RECEIVED,
        institution=proposal.institution or person.institution or Institution.PRO_ARBEIT,
        proposed_by_id=person.account_id or None,
        previous_id=proposal.previous_id,
    )
    session.add(family)
    session.flush()
    assert family.id is not None
    session.add(
        FamilyDetail(
            family_id=family.id,
            occasion=proposal.occasion.strip(),
            regular_offers=proposal.regular_offers.strip(),
            benefit_since=proposal.benefit_since,
            benefit_since_precision=proposal.benefit_since_precision,
            interpreter=proposal.interpreter.strip(),
        )
    )
    session.add(StatusPeriod(family_id=family.id, status=Status.PROPOSED, starts_on=proposal.received_on))
    session.flush()
    return family


def new_number(session: Session, year: int) -> str:
    """Return the next FAM number of a year, e.g. "FAM-2017-00014"."""
    return f"FAM-{year}-{db.next_in_year(session, year):05d}"
