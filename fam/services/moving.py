"""An entry or a person that was written into the wrong family's file goes to the right one (handbook §7.4, 20).

Both files keep a trace: the right one with the content, the wrong one without. Whoever read it in the wrong file may
have read what was not for them: Koordination and Datenschutz are told to check that, without content.
"""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, func, or_, select

from fam import db
from fam.errors import IllegalStep, InvalidForm, NotAllowed, NotFound
from fam.models import (
    Attendee,
    ChangeEntry,
    Custody,
    ErasureHold,
    Lead,
    Meeting,
    Member,
    Note,
    PlanItem,
    Relation,
    Release,
    Residence,
    Statement,
    Task,
    UnitMember,
    now,
)
from fam.models.base import Content
from fam.models.columns import referring
from fam.person import Person
from fam.rules.protection_terms import HoldKind
from fam.rules.terms import Confidentiality, LeadKind, Role

MOVABLE: dict[str, type[Any]] = {"note": Note, "meeting": Meeting, "task": Task, "member": Member}
ELSEWHERE, MOVED = "eine andere Akte", "in eine andere Akte verschoben"
CHECK = (
    "Datenpanne prüfen: Angaben standen in der falschen Akte. Haben Unbefugte sie gelesen, gilt die Meldung binnen "
    "72 Stunden (Art. 33 DSGVO, § 83a SGB X)."
)
BOTH = "Verschieben kann nur, wer die Fallführung in beiden Familien hat."
HANGING = (
    "Zu dieser Person stehen in dieser Akte Einträge oder Einwilligungen, vielleicht auch solche der anderen "
    "Institution. Diese zuerst verschieben oder ändern."
)
STATED = "Zu diesem Eintrag gibt es eine Erklärung der Familie oder eine Einschränkung: bitte den Datenschutz fragen."
PLANNED = "Diese Aufgabe steht in einer Fassung des Familienplans und bleibt deshalb hier."


def move(session: Session, entity: str, record_id: int, to_family_id: int | None) -> None:
    """Move an entry of the own institution, or a person, into another family that one leads too.

    An entry is then for the own institution alone (what is entrusted stays with its author), about the whole family,
    and its releases end. What was logged of it goes along. Raises NotFound, NotAllowed, InvalidForm, IllegalStep.
    """
    person: Person = session.info["person"]
    model = MOVABLE.get(entity)
    record: Any = session.exec(select(model).where(model.id == record_id)).first() if model else None
    if record is None:
        raise NotFound
    if to_family_id is None or to_family_id == record.family_id:
        raise InvalidForm({"to_family_id": "Bitte die richtige Familie wählen."})
    if to_family_id not in targets(session, record.family_id):
        raise NotAllowed(BOTH)
    if isinstance(record, Content) and not _own(person, record):
        raise NotAllowed("Nur die Institution, die den Eintrag geschrieben hat, verschiebt ihn.")
    _check(session, record)
    old = int(record.family_id)
    tasks = _tasks_of(session, person, record)
    with db.elevated(session):
        for one in [record, *tasks]:
            _take_along(session, one, to_family_id, tasks)
        _tell(session, person, old)


def targets(session: Session, family_id: int) -> list[int]:
    """Return the families into which the person may move something out of this one: none unless they lead it."""
    led = _led(session)
    return sorted(led - {family_id}) if family_id in led else []


def family_of(session: Session, entity: str, record_id: int) -> int:
    """Return the family of a record that the person reads, 0 if there is none."""
    model = MOVABLE[entity]
    return int(session.exec(select(model.family_id).where(model.id == record_id)).first() or 0)


def _led(session: Session) -> set[int]:
    person: Person = session.info["person"]
    query = select(Lead.family_id).where(
        Lead.account_id == person.account_id,
        col(Lead.kind) == LeadKind.LEAD,
        Lead.starts_on <= person.today,
        or_(col(Lead.ends_on).is_(None), col(Lead.ends_on) > person.today),
    )
    return set(session.exec(query)) if person.has(Role.CASEWORKER) else set()


def _own(person: Person, entry: Content) -> bool:
    entrusted = entry.confidentiality is Confidentiality.ENTRUSTED
    return entry.institution == person.institution and (not entrusted or entry.author_id == person.account_id)


def _check(session: Session, record: Any) -> None:
    """Refuse what would tear something apart; also what the person may not read counts, nothing of it is said."""
    name = type(record).__tablename__
    with db.elevated(session):
        said = select(Statement.id).where(Statement.entity == name, Statement.record_id == record.id)
        if session.exec(said.limit(1)).first() is not None:
            raise IllegalStep([STATED])
        planned = select(PlanItem.id).where(PlanItem.entity == name, PlanItem.record_id == record.id)
        if session.exec(planned.limit(1)).first() is not None:
            raise IllegalStep([PLANNED])
        if isinstance(record, Member) and _hanging(session, record):
            raise IllegalStep([HANGING])


def _hanging(session: Session, member: Member) -> list[Any]:
    loose = (Relation, Custody, Residence, UnitMember, Attendee)
    return [one for one, _key in _referring(session, Member, member.id) if not isinstance(one, loose)]


def _referring(session: Session, model: Any, record_id: int | None) -> Sequence[tuple[Any, str]]:
    """Return the records that point at one, each with the column that does."""
    found = []
    for other, key in referring(model):
        query = select(other).where(getattr(other, key) == record_id)
        found += [(one, key) for one in session.exec(query)]
    return found


def _tasks_of(session: Session, person: Person, record: Any) -> list[Task]:
    """What was agreed in a meeting goes with it, as far as it is one's own side's and stands in no plan."""
    if not isinstance(record, Meeting):
        return []
    planned = select(PlanItem.record_id).where(PlanItem.entity == "task")
    said = select(Statement.record_id).where(Statement.entity == "task")
    query = select(Task).where(Task.meeting_id == record.id)
    query = query.where(col(Task.id).not_in(planned), col(Task.id).not_in(said))
    return [one for one in session.exec(query) if _own(person, one)]


def _take_along(session: Session, record: Any, to: int, tasks: Sequence[Task]) -> None:
    old, people = int(record.family_id), _attendees(session, record)
    for one in people:
        one.family_id, one.member_id = to, None  # somebody of the other family was not there
        session.add(one)
    if isinstance(record, Content):
        _close(session, record)
    _let_go(session, record, [*people, *tasks])
    if isinstance(record, Task):
        _for_the_new_family(session, record, to, keeps_meeting=record in tasks)
    record.family_id = to
    session.add(record)
    session.flush()
    for moved in [record, *people]:
        log_follows(session, type(moved).__tablename__, moved.id, old, to)
    _trace(session, record, old)


def _attendees(session: Session, record: Any) -> Sequence[Attendee]:
    if not isinstance(record, Meeting):
        return []
    return session.exec(select(Attendee).where(Attendee.meeting_id == record.id)).all()


def _close(session: Session, entry: Content) -> None:
    """The consents that opened it were another family's."""
    if entry.confidentiality is Confidentiality.TEAM:
        entry.confidentiality = Confidentiality.INSTITUTION
    entry.about_id = None
    running = select(Release).where(
        Release.entity == type(entry).__tablename__, Release.record_id == entry.id, col(Release.revoked_at).is_(None)
    )
    for one in session.exec(running):
        one.revoked_at, one.revoked_by = now(), session.info["person"].account_id or None
        session.add(one)


def _let_go(session: Session, record: Any, along: Sequence[Any]) -> None:
    """What points at the record from its old file does so no more; what joins a person to others there goes."""
    for one, key in _referring(session, type(record), record.id):
        if isinstance(one, Relation | Custody | Residence | UnitMember):
            session.delete(one)
        elif one not in along:
            setattr(one, key, None)
            session.add(one)
    session.flush()


def _for_the_new_family(session: Session, task: Task, to: int, *, keeps_meeting: bool) -> None:
    task.goal_id = None
    if not keeps_meeting:
        task.meeting_id = None
    owner = select(Lead.id).where(Lead.family_id == to, Lead.account_id == task.owner_id)
    if task.owner_id and session.exec(owner.limit(1)).first() is None:
        task.owner_id = session.info["person"].account_id or None


def log_follows(session: Session, entity: str, record_id: int, old: int, to: int) -> None:
    """Let old versions leave with the record; an earlier record with the same number stays where it was."""
    mine = (ChangeEntry.entity == entity, ChangeEntry.record_id == record_id)
    gone = select(func.max(ChangeEntry.id)).where(*mine, ChangeEntry.action == "delete")
    since = session.exec(gone).one() or 0
    for one in session.exec(select(ChangeEntry).where(*mine, col(ChangeEntry.id) > since)):
        if one.family_id == old:
            one.family_id = to
        if one.field == "family_id":
            one.old, one.new = ELSEWHERE, "diese Akte"
        session.add(one)
    session.flush()


def _trace(session: Session, record: Any, old: int) -> None:
    """Say in the old file that something went, to the own side, and nothing of what it was."""
    person: Person = session.info["person"]
    content = isinstance(record, Content)
    entrusted = content and record.confidentiality is Confidentiality.ENTRUSTED
    session.add(
        ChangeEntry(
            batch=session.info["batch"], account_id=person.account_id or None, source=session.info["source"],
            entity=type(record).__tablename__, record_id=record.id, family_id=old,
            institution=record.institution if content else None,
            confidentiality=record.confidentiality if content else None,
            owner_id=record.author_id if entrusted else None, action="update", field="family_id", new=MOVED,
        )
    )  # fmt: skip


def _tell(session: Session, person: Person, family_id: int) -> None:
    """Keep the file for the check and let Koordination and Datenschutz know; once, while the check is open."""
    same = select(ErasureHold.id).where(
        ErasureHold.family_id == family_id, ErasureHold.kind == HoldKind.BREACH, col(ErasureHold.lifted_on).is_(None)
    )
    if session.exec(same.limit(1)).first() is None:
        hold = ErasureHold(family_id=family_id, kind=HoldKind.BREACH, reason=CHECK, set_on=person.today)
        hold.set_by = person.account_id or None
        session.add(hold)
