"""Write the path of a person between school and work, and the receipt of a Bedarfsgemeinschaft as a class."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, TypeVar

from sqlmodel import Session, col, select

from fam.errors import InvalidForm, NotAllowed
from fam.models import BenefitUnit, Receipt, Station
from fam.models.base import Content
from fam.person import Person
from fam.rules.plan_terms import ReceiptClass, StationKind
from fam.rules.terms import Confidentiality, DataCategory, Institution
from fam.services import levels, plan_entries, records

C = TypeVar("C", bound=Content)
TOO_FAR = timedelta(days=366)
END_FIRST = "Das Ende liegt nicht nach dem Beginn."
ONLY_PRO_ARBEIT = "Den SGB II-Bezug trägt Pro Arbeit ein."


def add_station(
    session: Session,
    family_id: int,
    member_id: int | None,
    starts_on: date | None,
    kind: StationKind | None,
    *,
    ends_on: date | None = None,
    place: str = "",
    aim: str = "",
    level: Confidentiality | None = None,
    not_for_parents: bool = False,
    extra: Mapping[str, Any] | None = None,
) -> Station:
    """Save where somebody stands from a day on; several states may hold at once, a future one is a plan.

    Raises InvalidForm at the field that is missing or wrong.
    """
    wrong = {} if member_id else {"about_id": "Bitte die Person wählen."}
    wrong |= {} if kind else {"kind": "Bitte die Station wählen."}
    wrong |= _dates(session, starts_on, ends_on)
    if wrong:
        raise InvalidForm(wrong)
    category = DataCategory.MEASURES if kind is StationKind.MEASURE else DataCategory.WORK
    row = plan_entries.begin(
        session, Station, family_id, starts_on, category=category, about_id=member_id, level=level,
        not_for_parents=not_for_parents, future_ok=True, kind=kind, ends_on=ends_on, place=place, aim=aim,
    )  # fmt: skip
    return records.add(session, row, extra)


def add_receipt(
    session: Session,
    family_id: int,
    unit_id: int | None,
    starts_on: date | None,
    receipt: ReceiptClass | None,
    *,
    percent: int | None = None,
    ends_on: date | None = None,
    end_reason: Any = None,
    level: Confidentiality | None = None,
    not_for_parents: bool = False,
    extra: Mapping[str, Any] | None = None,
) -> Receipt:
    """Save the receipt of a BG from a day on; what ran before ends on that day. Never an amount.

    Raises InvalidForm, NotAllowed for the ASD.
    """
    _pro_arbeit(session)
    wrong = {} if receipt else {"level": "Bitte den Bezug wählen."}
    known = select(BenefitUnit.id).where(BenefitUnit.id == unit_id, BenefitUnit.family_id == family_id)
    if unit_id is None or session.exec(known).first() is None:
        wrong["unit_id"] = "Bitte die Bedarfsgemeinschaft wählen."
    wrong |= _dates(session, starts_on, ends_on)
    if wrong or starts_on is None:
        raise InvalidForm(wrong)
    _end_running(session, unit_id or 0, starts_on, ends_on)
    row = plan_entries.begin(
        session, Receipt, family_id, starts_on, category=DataCategory.RECEIPT, level=level, future_ok=True,
        not_for_parents=not_for_parents,
        unit_id=unit_id, percent=percent, ends_on=ends_on, end_reason=end_reason,
    )  # fmt: skip
    row.level = receipt or ReceiptClass.FULL
    return records.add(session, row, extra)


def correct(
    session: Session, model: type[C], record_id: int, opened: Mapping[str, Any], changes: Mapping[str, Any]
) -> C:
    """Change or end a station or receipt; edits of different fields merge. Raises Conflict, InvalidForm, NotAllowed."""
    row: Any = records.find(session, model, record_id)
    if model is Receipt:
        _pro_arbeit(session)
    plan_entries.check_edit(session, row, opened, changes)
    wrong = _dates(session, changes.get("event_on", row.event_on), changes.get("ends_on", row.ends_on))
    if wrong:
        raise InvalidForm(wrong)
    edited = records.edit(session, model, record_id, opened, changes)
    edited.legal_circle = levels.circle(edited)
    session.flush()
    return edited


def remove(session: Session, model: type[C], record_id: int) -> None:
    """Take back what was a mistake; the change log keeps it."""
    if model is Receipt:
        _pro_arbeit(session)
    records.remove(session, model, record_id)


def _pro_arbeit(session: Session) -> None:
    person: Person = session.info["person"]
    if not person.system and person.institution is not Institution.PRO_ARBEIT:
        raise NotAllowed(ONLY_PRO_ARBEIT)


def _dates(session: Session, starts_on: date | None, ends_on: date | None) -> dict[str, str]:
    person: Person = session.info["person"]
    if starts_on is None:
        return {"event_on": plan_entries.MISSING_DAY}
    if starts_on > person.today + TOO_FAR:
        return {"event_on": "Der Tag liegt mehr als ein Jahr in der Zukunft."}
    return {"ends_on": END_FIRST} if ends_on is not None and ends_on <= starts_on else {}


def _end_running(session: Session, unit_id: int, starts_on: date, ends_on: date | None) -> None:
    for one in session.exec(select(Receipt).where(Receipt.unit_id == unit_id).order_by(col(Receipt.event_on))):
        if one.event_on >= starts_on and (ends_on is None or one.event_on < ends_on):
            raise InvalidForm({"event_on": "Für diese Zeit ist schon ein Bezug eingetragen. Dort korrigieren."})
        if one.event_on < starts_on and (one.ends_on is None or one.ends_on > starts_on):
            one.ends_on = starts_on
            session.add(one)
    session.flush()
