"""What people say about an entry: a counter-statement stands beside it, a restriction closes it to the partner."""

from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from fam.errors import IllegalStep, InvalidForm, NotAllowed, NotFound
from fam.fields.validate import clean
from fam.models import Family, FamilyDetail, Meeting, Member, Note, Statement, Task
from fam.person import Person
from fam.rules.german import format_date
from fam.rules.protection_terms import RestrictionGround, StatementKind
from fam.rules.terms import Institution, Role
from fam.services import records

MODELS: dict[str, Any] = {
    "note": Note,
    "meeting": Meeting,
    "task": Task,
    "member": Member,
    "family_detail": FamilyDetail,
}
RESTRICTABLE = ("note", "meeting", "task")
LONGEST, LONGEST_REASON = 5000, 500


def counter(
    session: Session, entity: str, record_id: int, text: str, stated_on: date | None, member_id: int | None = None
) -> Statement:
    """Put a counter-statement beside an entry that the person may read; the entry itself stays as it is.

    Raises InvalidForm, NotFound, NotAllowed.
    """
    record = _entry(session, entity, record_id)
    wrong = _day(session, stated_on)
    if not text.strip():
        wrong["text"] = "Bitte den Wortlaut eintragen."
    elif len(text) > LONGEST:
        wrong["text"] = f"Bitte höchstens {LONGEST} Zeichen."
    if wrong:
        raise InvalidForm(wrong)
    return _add(session, entity, record, StatementKind.COUNTER, stated_on, text=text.strip(), member_id=member_id)


def restrict(
    session: Session,
    entity: str,
    record_id: int,
    ground: RestrictionGround | None,
    stated_on: date | None,
    member_id: int | None = None,
) -> Statement:
    """Close an entry to everybody but the institution that collected it, until it is lifted (Art. 18 DSGVO).

    Raises InvalidForm, IllegalStep if it is closed already, NotFound, NotAllowed.
    """
    if entity not in RESTRICTABLE:
        raise NotFound
    record = _entry(session, entity, record_id)
    wrong = _day(session, stated_on)
    if ground is None:
        wrong["ground"] = "Bitte den Grund wählen."
    if wrong:
        raise InvalidForm(wrong)
    running = select(Statement.id).where(
        Statement.entity == entity, Statement.record_id == record_id, Statement.kind == StatementKind.RESTRICTED,
        col(Statement.lifted_on).is_(None),
    )  # fmt: skip
    if session.exec(running).first() is not None:
        raise IllegalStep(["Die Verarbeitung dieses Eintrags ist schon eingeschränkt."])
    return _add(session, entity, record, StatementKind.RESTRICTED, stated_on, ground=ground, member_id=member_id)


def end(session: Session, statement_id: int, lifted_on: date | None, why: str) -> Statement:
    """End a restriction (Koordination of its side, Datenschutz), or note that a counter-statement is taken back.

    Who, when and why stays beside the entry. Before a restriction ends the person is told (Art. 18 Abs. 3 DSGVO).
    Raises InvalidForm, NotFound, NotAllowed.
    """
    person: Person = session.info["person"]
    statement = records.find(session, Statement, statement_id)
    if statement.lifted_on:
        raise NotFound
    if statement.kind is StatementKind.RESTRICTED and not _may_lift(person, statement):
        raise NotAllowed
    wrong = _day(session, lifted_on, "lifted_on")
    if not wrong and lifted_on and lifted_on < statement.stated_on:
        wrong["lifted_on"] = f"Erklärt wurde das erst am {format_date(statement.stated_on)}."
    if not clean(why):
        wrong["why"] = "Bitte den Grund angeben."
    elif len(clean(why)) > LONGEST_REASON:
        wrong["why"] = f"Bitte höchstens {LONGEST_REASON} Zeichen."
    if wrong:
        raise InvalidForm(wrong)
    statement.lifted_on, statement.lifted_why = lifted_on, clean(why)
    statement.lifted_by = person.account_id or None
    session.add(statement)
    session.flush()
    return statement


def correct(session: Session, statement_id: int, text: str, stated_on: date | None, why: str) -> Statement:
    """Put a counter-statement in other words: the old one is ended with the reason, the new one stands in its place.

    Raises InvalidForm, NotFound, NotAllowed.
    """
    old = records.find(session, Statement, statement_id)
    if old.kind is not StatementKind.COUNTER:
        raise NotFound
    if text.strip() == old.text:
        raise InvalidForm({"text": "Der Wortlaut ist unverändert."})
    new = counter(session, old.entity, old.record_id, text, stated_on, old.member_id)
    end(session, statement_id, max(new.stated_on, old.stated_on), why)
    return new


def _may_lift(person: Person, statement: Statement) -> bool:
    coordinates = person.has(Role.COORDINATOR) and statement.institution == person.institution
    return person.has(Role.DATA_PROTECTION) or coordinates


def _entry(session: Session, entity: str, record_id: int) -> Any:
    if entity not in MODELS:
        raise NotFound
    return records.find(session, MODELS[entity], record_id)


def _day(session: Session, day: date | None, field: str = "stated_on") -> dict[str, str]:
    person: Person = session.info["person"]
    if day is None:
        return {field: "Bitte den Tag angeben."}
    return {field: "Der Tag liegt in der Zukunft."} if day > person.today else {}


def _add(session: Session, entity: str, record: Any, kind: StatementKind, day: date | None, **more: Any) -> Statement:
    person: Person = session.info["person"]
    assert day is not None
    if (member_id := more.get("member_id")) is not None:
        _of_family(session, record.family_id, member_id)
    statement = Statement(
        family_id=record.family_id, entity=entity, record_id=record.id, institution=_owner(session, record), kind=kind,
        stated_on=day, author_id=person.account_id or None, **more,
    )  # fmt: skip
    session.add(statement)
    session.flush()
    return statement


def _of_family(session: Session, family_id: int, member_id: int) -> None:
    if records.find(session, Member, member_id).family_id != family_id:
        raise NotFound


def _owner(session: Session, record: Any) -> Institution:
    """Whose entry it is; what a household tells belongs to the institution that proposed the family."""
    if found := getattr(record, "institution", None):
        return Institution(found)
    return records.find(session, Family, record.family_id).institution
