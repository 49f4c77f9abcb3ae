"""Does one's own house know a family that is proposed; linking a case with its earlier one (handbook §7.4, 13 and 19).

Inside one's own institution it is said that there is a case, by number and status alone; the case itself stays closed
to whoever does not lead it. What only the other institution knows is never said here: Koordination sees that.
"""

from sqlmodel import Session, col, exists, or_, select

from fam import db
from fam.errors import IllegalStep, InvalidForm, NotFound
from fam.models import Family, Lead, SearchWord
from fam.person import Person
from fam.rules.folding import fold, words_of
from fam.rules.lifecycle import was_in_fam
from fam.rules.terms import ENDED, PIPELINE, Role, Status

SHOWN = 3
MEANT = 3  # letters: shorter words are no name to ask for


def in_own_house(session: Session, name: str) -> list[tuple[str, Status]]:
    """Return (FAM number, status) of at most three cases of one's own institution of this name, the latest first.

    Only whole words count, all of them: nobody learns by letters who is known. For Fachkraft and Koordination alone.
    """
    person: Person = session.info["person"]
    wanted = fold(name)
    allowed = person.has(Role.CASEWORKER) or person.has(Role.COORDINATOR)
    if person.institution is None or not allowed or not wanted or max(map(len, wanted)) < MEANT:
        return []
    longest = max(wanted, key=len)[:64]
    led = exists().where(col(Lead.family_id) == Family.id, col(Lead.institution) == person.institution)
    query = (
        select(Family)
        .join(SearchWord, col(SearchWord.family_id) == Family.id)
        .where(SearchWord.word == longest, col(SearchWord.of_member).is_(False))
        .where(or_(col(Family.institution) == person.institution, led), Family.status != Status.ANONYMISED)
        .order_by(col(Family.received_on).desc(), col(Family.id).desc())
        .limit(50)
    )
    with db.elevated(session):
        found = [(one.number, one.status) for one in session.exec(query).unique() if set(wanted) <= words_of(one.name)]
    return found[:SHOWN]


def link(session: Session, family_id: int, previous_id: int | None) -> Family:
    """Note at a proposed case which ended case it continues, where that was not known when it was proposed.

    Raises NotFound if one of them is not the person's to see, IllegalStep if it is past the proposal, linked already or
    the earlier one has not ended, InvalidForm for a case that came in later.
    """
    family = session.exec(select(Family).where(Family.id == family_id)).first()
    previous = session.exec(select(Family).where(Family.id == previous_id)).first()
    if family is None or previous is None:
        raise NotFound
    if family.previous_id is not None or family.status not in PIPELINE:
        raise IllegalStep(["Der Fall ist schon verknüpft oder nicht mehr in der Prüfung."])
    if previous.status not in ENDED:
        raise IllegalStep([f"{previous.number} läuft noch („{previous.status.label}“)."])
    if previous.id == family.id or previous.received_on > family.received_on:
        raise InvalidForm({"previous_id": "Der frühere Fall muss vor diesem begonnen haben."})
    family.previous_id = previous.id
    family.readmission = was_in_fam(previous.status, previous.admitted_on, readmission=previous.readmission)
    session.add(family)
    session.flush()
    return family
