"""What the pipeline and the Altbestand ask of a person today: small facts for the page "Heute"."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import exists, or_
from sqlmodel import Session, col, func, select

from fam.models import Dissent, Family, FamilyDetail, Lead, Member, StatusPeriod, Task, Vote
from fam.person import Person
from fam.queries.families import current
from fam.queries.pipeline import PipelineRow, pipeline
from fam.rules.german import format_date, plural
from fam.rules.terms import IN_STOCK, PIPELINE, Institution, LeadKind, Phase, Precision, Role, Status

DECIDE_WITHIN = timedelta(weeks=6)  # proposal -> decision (domain handbook §4.6)


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing to do with a case: its number and name, what to do in one sentence, and the day it is due."""

    number: str
    name: str
    sentence: str
    day: date | None


def waiting_for_my_vote(session: Session, limit: int = 50) -> list[ToDo]:
    """Return cases in examination in which the person's institution has not voted and the person is lead or deputy."""
    person: Person = session.info["person"]
    voted = select(col(Vote.family_id)).where(Vote.institution == person.institution)
    query = (
        select(Family)
        .join(Lead, col(Lead.family_id) == Family.id)
        .where(Lead.account_id == person.account_id, *current(person.today))
        .where(Family.status == Status.EXAMINATION, col(Family.id).not_in(voted))
        .order_by(col(Family.received_on))
        .limit(limit)
    )
    return [
        ToDo(family.number, family.name, "Prüfen und abstimmen.", family.received_on + DECIDE_WITHIN)
        for family in session.exec(query).unique()
    ]


def incomplete(session: Session, limit: int = 50) -> list[ToDo]:
    """Return one's own proposals that came back incomplete, with what is missing and until when."""
    person: Person = session.info["person"]
    query = (
        select(Family, StatusPeriod)
        .join(StatusPeriod, col(StatusPeriod.family_id) == Family.id)
        .where(Family.status == Status.PROPOSED, Family.phase == Phase.INCOMPLETE)
        .where(Family.proposed_by_id == person.account_id, col(StatusPeriod.ends_on).is_(None))
        .order_by(col(StatusPeriod.expected_until))
        .limit(limit)
    )
    return [
        ToDo(family.number, family.name, f"Vorschlag ergänzen: {period.note}", period.expected_until)
        for family, period in session.exec(query)
    ]


def open_dissents(session: Session, limit: int = 50) -> list[ToDo]:
    """Return open dissents that the person may see, the oldest first; both Koordinationen see each."""
    query = (
        select(Family, Dissent)
        .join(Dissent, col(Dissent.family_id) == Family.id)
        .where(col(Dissent.settled_on).is_(None), col(Family.status).in_(PIPELINE))
        .order_by(col(Dissent.raised_on))
        .limit(limit)
    )
    return [
        ToDo(family.number, family.name, f"Dissens klären (seit {format_date(dissent.raised_on)}).", dissent.raised_on)
        for family, dissent in session.exec(query)
    ]


def waiting_for_coordination(session: Session, limit: int = 50) -> list[ToDo]:
    """Return proposals in which the person's Koordination must act: begin the examination, name a lead."""
    person: Person = session.info["person"]
    if not person.has(Role.COORDINATOR):
        return []
    found = [row for row in _pipeline(session, limit) if row.mine and row.act and row.act.what != "Dissens klären"]
    return [ToDo(row.number, row.name, f"{row.act.what}.", row.received_on) for row in found if row.act]


def _pipeline(session: Session, limit: int) -> list[PipelineRow]:
    """Waiting cases are no daily task: their Koordination looks at the list when a place becomes free."""
    return [row for status in (Status.PROPOSED, Status.EXAMINATION) for row in pipeline(session, status, 1, limit).rows]


def to_complete(session: Session, limit: int = 50) -> list[ToDo]:
    """Return cases of the Altbestand whose data are incomplete: for leads their own, for Koordination missing leads."""
    person: Person = session.info["person"]
    found = _own_gaps(session, person, limit) if person.has(Role.CASEWORKER) else []
    return found + (_lead_gaps(session, person, limit) if person.has(Role.COORDINATOR) else [])


def _own_gaps(session: Session, person: Person, limit: int) -> list[ToDo]:
    query = (
        select(Family, FamilyDetail)
        .join(Lead, col(Lead.family_id) == Family.id)
        .join(FamilyDetail, col(FamilyDetail.family_id) == Family.id, isouter=True)
        .where(Lead.account_id == person.account_id, Lead.kind == LeadKind.LEAD, *current(person.today))
        .where(Family.legacy, col(Family.status).in_((*PIPELINE, *IN_STOCK, Status.CLOSED)))
        .order_by(col(Family.sort_name))
    )
    families = list(session.exec(query))
    births = _without_birth_date(session, [family.id or 0 for family, _detail in families])
    gaps = [(family, _gaps(family, detail, births.get(family.id or 0, 0))) for family, detail in families]
    return [ToDo(family.number, family.name, f"Ergänzen: {', '.join(g)}.", None) for family, g in gaps if g][:limit]


def _gaps(family: Family, detail: FamilyDetail | None, without_birth: int) -> list[str]:
    lacks = [
        ("Wohnort", family.town_ags is None),
        ("Vorgeschlagen von", family.source_id is None),
        ("Anlass", detail is None or not detail.occasion),
        ("SGB II-Bezug seit", detail is None or detail.benefit_since is None),
        ("Abschlussdatum", family.status is Status.CLOSED and family.closed_precision is Precision.YEAR),
        ("Abschlussgrund", family.status is Status.CLOSED and family.reason_id is None),
        (f"Geburtsdatum von {plural(without_birth, 'Person', 'Personen')}", without_birth > 0),
    ]
    return [word for word, lacking in lacks if lacking]


def _without_birth_date(session: Session, family_ids: list[int]) -> dict[int, int]:
    found: dict[int, int] = {}
    running = (col(Member.born_on).is_(None), col(Member.ends_on).is_(None), col(Member.family_id).in_(family_ids))
    for family_id in session.exec(select(Member.family_id).where(*running)):
        found[family_id] = found.get(family_id, 0) + 1
    return found


def _lead_gaps(session: Session, person: Person, limit: int) -> list[ToDo]:
    """Altbestand in FAM or waiting without a lead of the person's institution.

    What is said elsewhere is not said again: a mere name from the list in FAM (`unmapped_leads`), and before the
    decision the Koordination is asked anyway (`waiting_for_coordination`).
    """
    institution = person.institution or Institution.PRO_ARBEIT
    led = exists().where(
        col(Lead.family_id) == Family.id, col(Lead.institution) == institution, col(Lead.kind) == LeadKind.LEAD,
        or_(col(Lead.account_id).is_not(None), col(Family.status).in_(IN_STOCK)), *current(person.today),
    )  # fmt: skip
    query = (
        select(Family)
        .where(Family.legacy, col(Family.status).in_((*IN_STOCK, Status.WAITING)))
        .where(~led)
        .order_by(col(Family.sort_name))
        .limit(limit)
    )
    sentence = f"Fallführung {institution.label} benennen."
    return [ToDo(family.number, family.name, sentence, None) for family in session.exec(query)]


def open_tasks(session: Session, family_id: int) -> int:
    """Return how many open tasks of a family the person can see: closing leaves them as they are."""
    query = select(func.count()).select_from(Task).where(Task.family_id == family_id, col(Task.done_on).is_(None))
    return session.exec(query).one()
